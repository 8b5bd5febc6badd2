import { DEPTH_LEVELS, emptyTicks, type TickColumns } from '../../domain/tick.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import { writeBook } from './sim-book.ts'
import type { SimDay, SimListener } from './sim-day.ts'
import { bitsAt, keyOf } from './sim-random.ts'
import type { SharePlan } from './sim-share-plan.ts'
import type { SimTape } from './sim-tape.ts'
import { SIM_INDEX, SIM_SHARES } from './sim-universe.ts'

/** Writes what a day tells as rows of ticks, into columns that are used again for the next minute. */
export class TickWriter implements SimListener {
  readonly #columns: TickColumns
  /** Places in the universe of the shares; −1 for those that it leaves out. */
  readonly #places: readonly number[]
  readonly #indexPlace: number
  #after = Number.NEGATIVE_INFINITY
  #plans: readonly SharePlan[] = []
  #bookKeys: readonly number[] = []
  #midnight = 0
  #rows = 0
  #isSilent = true

  constructor(universe: Universe, stepMs: number) {
    this.#columns = emptyTicks(((SIM_SHARES.length + 1) * MINUTE_MS) / stepMs)
    this.#places = SIM_SHARES.map(({ instrument }) => universe.indexOf(instrument.id))
    this.#indexPlace = universe.indexOf(SIM_INDEX.id)
  }

  /** Starts a day of which only the rows after a moment are wanted. */
  begin({ plan }: SimDay, after: number): void {
    this.#after = after
    this.#plans = plan.shares
    this.#bookKeys = plan.shares.map(({ key }) => keyOf(key, 2))
    this.#midnight = plan.session.midnight
  }

  onShare(
    share: number,
    tape: SimTape,
    step: number,
    at: number,
    last: number,
    volume: number,
  ): void {
    const instrument = this.#places[share] ?? -1
    const plan = this.#plans[share]
    const key = this.#bookKeys[share]
    if (instrument < 0 || plan === undefined || key === undefined) return
    this.#isSilent = false
    if (at <= this.#after) return
    const row = this.#add(at, instrument, last, volume)
    const place = 2 * (at - this.#midnight)
    const bid = tape.bid[step] ?? 0
    const ask = tape.ask[step] ?? 0
    writeBook(this.#columns, row, plan, bid, ask, bitsAt(key, place), bitsAt(key, place + 1))
  }

  /** The index has a level and no book. */
  onLevel(at: number, level: number): void {
    if (this.#indexPlace < 0) return
    this.#isSilent = false
    if (at <= this.#after) return
    const book = this.#add(at, this.#indexPlace, level, 0) * DEPTH_LEVELS
    const { bidPrice, bidQuantity, askPrice, askQuantity } = this.#columns
    for (const column of [bidPrice, bidQuantity, askPrice, askQuantity]) {
      column.fill(0, book, book + DEPTH_LEVELS)
    }
  }

  /** Whether nothing was told since rows were last taken, not even what came too early to be wanted. */
  get isSilent(): boolean {
    return this.#isSilent
  }

  /** The rows since the last call without copying them, or null; they hold until the next minute is told. */
  take(): TickColumns | null {
    const { at, instrument, last, volume, bidPrice, bidQuantity, askPrice, askQuantity } =
      this.#columns
    const rows = this.#rows
    const depth = rows * DEPTH_LEVELS
    this.#rows = 0
    this.#isSilent = true
    if (rows === 0) return null
    return {
      length: rows,
      at: at.subarray(0, rows),
      instrument: instrument.subarray(0, rows),
      last: last.subarray(0, rows),
      volume: volume.subarray(0, rows),
      bidPrice: bidPrice.subarray(0, depth),
      bidQuantity: bidQuantity.subarray(0, depth),
      askPrice: askPrice.subarray(0, depth),
      askQuantity: askQuantity.subarray(0, depth),
    }
  }

  #add(at: number, instrument: number, last: number, volume: number): number {
    const row = this.#rows++
    this.#columns.at[row] = at
    this.#columns.instrument[row] = instrument
    this.#columns.last[row] = last
    this.#columns.volume[row] = volume
    return row
  }
}
