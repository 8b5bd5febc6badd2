import { sql } from 'kysely'
import * as z from 'zod'
import { type CorrelationId, correlationId, type OrderId } from '../../domain/brand.ts'
import type { Charges } from '../../domain/charges.ts'
import type { TradeDate } from '../../domain/time.ts'
import type { EventType } from '../events.ts'
import type { JournalRow } from '../journal.ts'
import type { StateManager } from './state-manager.ts'
import type { FillRow } from './tables.ts'

/** A fill with what it added to the day's note; null before that is stated. */
export interface ChargedFill extends FillRow {
  readonly charges_paise: number | null
}

/** Which fills are wanted, newest first. */
export interface FillQuestion {
  readonly instrument: string | null
  /** Only those of earlier events. */
  readonly before: number | null
  readonly limit: number
}

/** What one share owed on a day, item by item. */
export interface DayCharges {
  readonly instrument: string
  readonly items: Charges
}

/** Which events are wanted. */
export interface EventQuestion {
  readonly types: readonly EventType[] | null
  /** After this place, oldest first; else before `before`, the newest of them. */
  readonly after: number | null
  readonly before: number | null
  /** What the data must hold, in any case. */
  readonly text: string | null
  readonly limit: number
}

const amount = z.number().int()
const items = z.object({
  brokeragePaise: amount,
  sttPaise: amount,
  transactionPaise: amount,
  ipftPaise: amount,
  sebiPaise: amount,
  gstPaise: amount,
  stampPaise: amount,
  dpPaise: amount,
  squareOffPaise: amount,
  totalPaise: amount,
})

/** `%` and `_` stand for themselves. */
const literally = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** What a book's tables and journal tell of its past, read without its writer. */
export class BookHistory {
  readonly #state: StateManager
  readonly #book: string

  constructor(state: StateManager, book: string) {
    this.#state = state
    this.#book = book
  }

  async fills({ instrument, before, limit }: FillQuestion): Promise<readonly ChargedFill[]> {
    const ofInstrument = instrument === null ? sql`` : sql`and f.instrument = ${instrument}`
    const earlier = before === null ? sql`` : sql`and f.seq < ${before}`
    const { rows } = await sql<ChargedFill>`
      select f.*, c.total_paise as charges_paise from fills f
      left join lateral (
        select sum(total_paise)::bigint as total_paise from charges
        where book = f.book and fill_id = f.fill_id) c on true
      where f.book = ${this.#book} ${ofInstrument} ${earlier}
      order by f.seq desc limit ${limit}`.execute(this.#state.db)
    return rows
  }

  /** The chain that an order came from; null for an order that never was. */
  async chainOf(orderId: OrderId): Promise<CorrelationId | null> {
    const row = await this.#state.db
      .selectFrom('orders')
      .select('correlation_id')
      .where('book', '=', this.#book)
      .where('order_id', '=', orderId)
      .executeTakeFirst()
    return row === undefined ? null : correlationId(row.correlation_id)
  }

  /** Sums of a day's charges, a row a share: differences of a note add up to the note. */
  async chargesOf(date: TradeDate): Promise<readonly DayCharges[]> {
    const names = Object.keys(items.shape)
    const sums = sql.join(
      names.map((name) => sql`sum((items ->> ${name})::bigint)::bigint as ${sql.ref(name)}`),
    )
    const { rows } = await sql<Record<string, unknown>>`
      select instrument, ${sums} from charges
      where book = ${this.#book} and date = ${date}
      group by instrument order by instrument`.execute(this.#state.db)
    return rows.map((row) => ({
      instrument: String(row['instrument']),
      items: items.parse(row) as Charges,
    }))
  }

  /** Stored events that fit everything given, oldest first. */
  async events(question: EventQuestion): Promise<readonly JournalRow[]> {
    const { types, after, before, text, limit } = question
    const isOnward = after !== null
    const ofTypes = types === null ? sql`` : sql`and type = any(${[...types]})`
    const later = after === null ? sql`` : sql`and seq > ${after}`
    const earlier = before === null ? sql`` : sql`and seq < ${before}`
    const holding = text === null ? sql`` : sql`and data ilike ${literally(text)}`
    const { rows } = await sql<JournalRow>`
      select seq, id, type, version, at, source, correlation_id as "correlationId", cause,
        causation_id as "causationId", is_input as "isInput", data, encode(hash, 'hex') as hash
      from journal where book = ${this.#book} ${ofTypes} ${later} ${earlier} ${holding}
      order by seq ${isOnward ? sql`asc` : sql`desc`} limit ${limit}`.execute(this.#state.db)
    return isOnward ? rows : rows.reverse()
  }
}
