import type { EpochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import type { StateManager } from './state-manager.ts'

/** An account's ledger: everything else is kept by book. */
export interface Book {
  /** 1 to 32 of a–z, 0–9, `_`, `.`, `-`. */
  readonly name: string
  /** At least 15 hexadecimal digits, drawn once: event ids are made from it. */
  readonly namespace: string
  /** What the book is of; whoever opens it must agree. */
  readonly identity: unknown
  readonly createdAt: EpochMs
}

const NAME = /^[a-z0-9][a-z0-9_.-]{0,31}$/

const bookOf = (row: {
  name: string
  namespace: string
  identity: unknown
  created_at: number
}): Book => ({
  name: row.name,
  namespace: row.namespace,
  identity: row.identity,
  createdAt: row.created_at as EpochMs,
})

/** The books of an installation. */
export class BookStore {
  readonly #state: StateManager

  constructor(state: StateManager) {
    this.#state = state
  }

  /** The book of that name as it is stored; the draft when it is new. */
  async open(draft: Book): Promise<Book> {
    if (!NAME.test(draft.name)) {
      const allowed = 'write 1 to 32 of a–z, 0–9, "_", "." and "-"'
      throw new TradingError('INPUT_INVALID', `"${draft.name}" cannot name a book: ${allowed}`)
    }
    const { name, namespace, identity, createdAt } = draft
    await this.#state.db
      .insertInto('books')
      .values({ name, namespace, identity: JSON.stringify(identity), created_at: createdAt })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const stored = await this.find(name)
    if (stored === null) throw new TradingError('NOT_FOUND', `There is no book "${name}"`)
    return stored
  }

  async find(name: string): Promise<Book | null> {
    const query = this.#state.db.selectFrom('books').selectAll().where('name', '=', name)
    const row = await query.executeTakeFirst()
    return row === undefined ? null : bookOf(row)
  }

  /** By name. */
  async list(): Promise<readonly Book[]> {
    const rows = await this.#state.db.selectFrom('books').selectAll().orderBy('name').execute()
    return rows.map(bookOf)
  }
}
