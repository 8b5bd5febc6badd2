import { setTimeout as delay } from 'node:timers/promises'
import { escapeLiteral } from 'pg'
import { TradingError } from '../errors.ts'
import { GENESIS, JournalLog, type JournalRow } from '../journal.ts'
import { copyIn } from './copy-in.ts'
import type { Database } from './database.ts'
import { isUnreachable, sqlStateOf } from './database-error.ts'
import { copyRows, type Fence } from './journal-binary.ts'
import { JournalInsert } from './journal-insert.ts'
import { COLUMNS } from './journal-text.ts'
import { fenced, type Lease } from './lease.ts'

export interface JournalLogOptions {
  readonly database: Database
  readonly book: string
  /** null reads only. */
  readonly lease: Lease | null
}

/** As long as COPY is not faster. */
const INSERTED_MAX = 16
/** Encoded between two turns of the event loop. */
const SLICE_ROWS = 256
/** A server that is started again takes connections within a second or two. */
const PATIENCE_MS = 10_000
const RETRY_MS = 100
const LEASE_LOST = 'RB001'
const OUT_OF_PLACE = 'RB002'

/** Fence and rows as one text, so in one exchange and one transaction (manual, "Simple Query"). */
const copyBehind = ({ book, epoch, behind }: Fence): string =>
  `select journal_fence(${escapeLiteral(book)}, ${epoch}, ${behind}); ` +
  `copy journal (${COLUMNS}) from stdin (format binary)`

const READ = `
  select seq, id, type, version, at, source, correlation_id as "correlationId", cause,
    causation_id as "causationId", is_input as "isInput", data, encode(hash, 'hex') as hash
  from journal where book = $1 and seq > $2 order by seq limit $3`

const LAST = `
  select seq, encode(hash, 'hex') as hash from journal where book = $1 order by seq desc limit 1`

const gap = (head: number, first: number): TradingError =>
  new TradingError(
    'JOURNAL_BROKEN',
    `The journal ends at ${head}, so an event with place ${first} cannot follow`,
  )

/** A book's journal in the database: fenced by the lease and without gaps, each in the transaction of the rows. */
export class PostgresJournalLog extends JournalLog {
  readonly #database: Database
  readonly #book: string
  readonly #epoch: number | null
  readonly #insert = new JournalInsert()

  constructor({ database, book, lease }: JournalLogOptions) {
    super()
    this.#database = lease?.lane ?? database
    this.#book = book
    this.#epoch = lease?.epoch ?? null
  }

  /**
   * Waits a while for a database that is gone: rows are only sent again when they are not there, which the fence checks.
   * Throws JOURNAL_FENCED without a lease or with a lost one, JOURNAL_BROKEN for rows that do not follow.
   */
  override async append(rows: readonly JournalRow[]): Promise<void> {
    const [first] = rows
    const last = rows.at(-1)
    if (first === undefined || last === undefined) return
    for (let index = 1; index < rows.length; index++) {
      const seq = rows[index]?.seq ?? 0
      if (seq !== first.seq + index) throw gap(first.seq + index - 1, seq)
    }
    // Made when it is needed: appends are many, and each timer lives for as long as it is set.
    let patience: AbortSignal | null = null
    for (;;) {
      try {
        return await this.#attempt(rows, first, patience === null ? null : last)
      } catch (error) {
        if (patience?.aborted === true || !isUnreachable(error)) throw error
        patience ??= AbortSignal.timeout(PATIENCE_MS)
        await delay(RETRY_MS)
      }
    }
  }

  override async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    const values = [this.#book, after, limit]
    const { rows } = await this.#database.query<JournalRow>({
      name: 'journal_read',
      text: READ,
      values,
    })
    return rows
  }

  override async head(): Promise<{ readonly seq: number; readonly hash: string }> {
    const values = [this.#book]
    const { rows } = await this.#database.query<{ seq: number; hash: string }>({
      text: LAST,
      values,
    })
    return rows[0] ?? { seq: 0, hash: GENESIS }
  }

  /** Place of the event with that id, so that a command is not admitted twice; null when there is none. */
  async placeOf(id: string): Promise<number | null> {
    const text = 'select seq from journal where book = $1 and id = $2'
    const values = [this.#book, id]
    const { rows } = await this.#database.query<{ seq: number }>({ text, values })
    return rows[0]?.seq ?? null
  }

  /** `sent`: the last row when an earlier attempt may have stored it though its answer never came. */
  async #attempt(
    rows: readonly JournalRow[],
    first: JournalRow,
    sent: JournalRow | null,
  ): Promise<void> {
    const epoch = this.#epoch
    if (epoch === null) throw fenced(this.#book)
    try {
      await this.#store(rows, { book: this.#book, epoch, behind: first.seq - 1 })
    } catch (error) {
      const state = sqlStateOf(error)
      if (state === LEASE_LOST) throw fenced(this.#book)
      if (state !== OUT_OF_PLACE) throw error
      const { seq, hash } = await this.head()
      if (seq !== sent?.seq || hash !== sent.hash) throw gap(seq, first.seq)
    }
  }

  #store(rows: readonly JournalRow[], fence: Fence): Promise<void> {
    return this.#database.using((client) =>
      rows.length <= INSERTED_MAX
        ? this.#insert.run(client, fence, rows)
        : copyIn(client, copyBehind(fence), chunksOf(fence.book, rows)),
    )
  }
}

function* chunksOf(book: string, rows: readonly JournalRow[]): Generator<Buffer> {
  for (let start = 0; start < rows.length; start += SLICE_ROWS) {
    const end = start + SLICE_ROWS
    yield copyRows(book, rows.slice(start, end), {
      isFirst: start === 0,
      isLast: end >= rows.length,
    })
  }
}
