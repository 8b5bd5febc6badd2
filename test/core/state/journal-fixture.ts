import { type Event, EventIds, type Events, stamp } from '../../../src/core/events.ts'
import type { FactType } from '../../../src/core/flow.ts'
import { GENESIS, JournalLog, type JournalRow, rowOf } from '../../../src/core/journal.ts'
import { fillId, instrumentId, orderId } from '../../../src/domain/brand.ts'
import type { Fill } from '../../../src/domain/fill.ts'
import { paise } from '../../../src/domain/money.ts'
import { type EpochMs, epochMs } from '../../../src/domain/time.ts'

/** Monday 23 November 2026, 09:15 in India. */
export const START: EpochMs = epochMs(1_795_405_500_000)
export const INFY = instrumentId('NSE:INFY')

const ids = new EventIds('0123456789abcde')

/** An event at its place, a millisecond after the one before. */
export const eventAt = <T extends FactType>(
  seq: number,
  type: T,
  data: Events[T],
  isInput = false,
): Event =>
  stamp(ids, seq, epochMs(START + seq), { type, data, origin: { source: 'test' } }, isInput)

/** A small event of which any number can be made. */
export const halt = (seq: number, reason = `halt ${seq}`): Event =>
  eventAt(seq, 'market.halt', { instrument: INFY, until: null, reason }, true)

/** Events `from` to `to`, both inclusive. */
export const halts = (from: number, to: number): readonly Event[] =>
  Array.from({ length: to - from + 1 }, (_, index) => halt(from + index))

/** Events as rows of a chain. */
export function rowsOf(events: readonly Event[], before: string = GENESIS): readonly JournalRow[] {
  let hash = before
  return events.map((event) => {
    const row = rowOf(event, hash)
    hash = row.hash
    return row
  })
}

/** A fill of an order, whole unless told otherwise. */
export const fillOf = (order: string, part: Partial<Fill> = {}): Fill => ({
  id: fillId(`F${order}`),
  orderId: orderId(order),
  strategy: 'ema-cross',
  instrument: INFY,
  side: 'buy',
  effect: 'open',
  product: 'CNC',
  quantity: 10,
  price: paise(152_340),
  at: START,
  decisionPrice: paise(152_300),
  filledQuantity: 10,
  leavesQuantity: 0,
  protection: null,
  reason: 'the fast average rose above the slow one',
  ...part,
})

/** A row as the fields that storage would keep of it. */
export const plain = (row: JournalRow): JournalRow => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  version: row.version,
  at: row.at,
  source: row.source,
  correlationId: row.correlationId,
  cause: row.cause,
  causationId: row.causationId,
  isInput: row.isInput,
  data: row.data,
  hash: row.hash,
})

/** Storage whose test decides when, and whether, a write succeeds. */
export class HeldLog extends JournalLog {
  readonly stored: JournalRow[] = []
  readonly groups: number[] = []
  readonly #held: {
    rows: readonly JournalRow[]
    resolve: () => void
    reject: (error: unknown) => void
  }[] = []

  override append(rows: readonly JournalRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#held.push({ rows, resolve, reject })
    })
  }

  /** Writes under way. */
  get underWay(): number {
    return this.#held.length
  }

  succeed(): void {
    const write = this.#held.shift()
    this.stored.push(...(write?.rows ?? []).map(plain))
    this.groups.push(write?.rows.length ?? 0)
    write?.resolve()
  }

  fail(error: unknown): void {
    this.#held.shift()?.reject(error)
  }

  override async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return this.stored.filter(({ seq }) => seq > after).slice(0, limit)
  }

  override async head(): Promise<{ readonly seq: number; readonly hash: string }> {
    const last = this.stored.at(-1)
    return last === undefined ? { seq: 0, hash: GENESIS } : { seq: last.seq, hash: last.hash }
  }
}
