import { sql } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import type { StateManager } from './state-manager.ts'
import type { SessionRow, TokenRow } from './tables.ts'

const CHANNEL = 'robo_access'

/** Sessions of browsers and tokens of programs, by the hash of their secret. */
export class AccessStore {
  readonly #state: StateManager

  constructor(state: StateManager) {
    this.#state = state
  }

  /** Those that were begun or seen since a moment and not ended. */
  sessions(since: EpochMs): Promise<readonly SessionRow[]> {
    return this.#state.db
      .selectFrom('web_sessions')
      .selectAll()
      .where('ended_at', 'is', null)
      .where('seen_at', '>=', since)
      .execute()
  }

  /** Every token, revoked ones too, oldest first. */
  tokens(): Promise<readonly TokenRow[]> {
    return this.#state.db
      .selectFrom('access_tokens')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  }

  async insertSession(row: SessionRow): Promise<void> {
    await this.#state.db.insertInto('web_sessions').values(row).execute()
  }

  async insertToken(row: TokenRow): Promise<void> {
    await this.#state.db.insertInto('access_tokens').values(row).execute()
    await this.#tell()
  }

  /** A session is kept alive by being used. */
  async see(id: string, at: EpochMs): Promise<void> {
    await this.#state.db
      .updateTable('web_sessions')
      .set({ seen_at: at })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .execute()
  }

  /** One session; null ends all of them. */
  async endSessions(id: string | null, at: EpochMs): Promise<void> {
    const open = this.#state.db
      .updateTable('web_sessions')
      .set({ ended_at: at })
      .where('ended_at', 'is', null)
    await (id === null ? open : open.where('id', '=', id)).execute()
    await this.#tell()
  }

  /** Throws NOT_FOUND for a token that is not there, or no more. */
  async revoke(id: string, at: EpochMs): Promise<void> {
    const { numUpdatedRows } = await this.#state.db
      .updateTable('access_tokens')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) {
      throw new TradingError('NOT_FOUND', `There is no token ${id}: see "robo-trader token list"`)
    }
    await this.#tell()
  }

  /** Calls back when any process has let somebody in or out. */
  listen(listener: () => void): Promise<Disposable> {
    return this.#state.listen(CHANNEL, listener)
  }

  async #tell(): Promise<void> {
    await sql`select pg_notify(${CHANNEL}, '')`.execute(this.#state.db)
  }
}
