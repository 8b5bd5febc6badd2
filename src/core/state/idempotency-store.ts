import { type CorrelationId, correlationId } from '../../domain/brand.ts'
import type { EpochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import type { StateManager } from './state-manager.ts'

/** A wish by the key that its sender chose. */
export interface KeyedRequest {
  /** Id of the session or token that asks. */
  readonly caller: string
  readonly key: string
  /** SHA-256 of what is asked. */
  readonly requestHash: string
  readonly correlationId: CorrelationId
  readonly at: EpochMs
}

/** What is known of a key: the first correlation id that came with it, and the answer, once there is one. */
export interface KeyedAnswer {
  readonly correlationId: CorrelationId
  readonly answer: unknown
}

const KEPT_MS = 30 * 86_400_000

/** Which wishes were made before, so that the same one is never granted twice. */
export class IdempotencyStore {
  readonly #state: StateManager

  constructor(state: StateManager) {
    this.#state = state
  }

  /** Durable when it returns: from then on the key means this request. Throws CONFLICT when it means another. */
  async begin(request: KeyedRequest): Promise<KeyedAnswer> {
    const { caller, key, requestHash, at } = request
    await this.#state.db
      .insertInto('idempotency_keys')
      .values({
        caller,
        key,
        request_hash: requestHash,
        correlation_id: request.correlationId,
        created_at: at,
        answer: null,
      })
      .onConflict((conflict) => conflict.columns(['caller', 'key']).doNothing())
      .execute()
    const row = await this.#state.db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('caller', '=', caller)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (row.request_hash !== requestHash) throw used(key)
    const answer: unknown = row.answer === null ? null : JSON.parse(row.answer)
    return { correlationId: correlationId(row.correlation_id), answer }
  }

  /** The answer that every repetition gets. */
  async settle(
    { caller, key }: Pick<KeyedRequest, 'caller' | 'key'>,
    answer: unknown,
  ): Promise<void> {
    await this.#state.db
      .updateTable('idempotency_keys')
      .set({ answer: JSON.stringify(answer) })
      .where('caller', '=', caller)
      .where('key', '=', key)
      .execute()
  }

  /** Lets keys go that nobody repeats any more. */
  async forget(now: EpochMs): Promise<void> {
    await this.#state.db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<', now - KEPT_MS)
      .execute()
  }
}

const used = (key: string): TradingError =>
  new TradingError(
    'CONFLICT',
    `The key "${key}" was used for another request. Choose a new one for a new wish`,
  )
