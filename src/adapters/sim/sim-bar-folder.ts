import type { MarketBlock } from '../../core/ports.ts'
import { type BarColumns, emptyBars, type Interval, at as valueAt } from '../../domain/bar.ts'
import type { Universe } from '../../domain/universe.ts'
import type { SimListener } from './sim-day.ts'
import { type SimTape, TRADE } from './sim-tape.ts'
import { SIM_INDEX, SIM_SHARES } from './sim-universe.ts'

/** Folds the trades of a day, and the levels of the index, into bars. */
export class BarFolder implements SimListener {
  readonly #interval: Interval
  readonly #places: readonly number[]
  readonly #indexPlace: number
  /** The bars so far, a row for each place in the universe. */
  readonly #sums: BarColumns
  readonly #hasTraded: Uint8Array

  constructor(universe: Universe, interval: Interval) {
    this.#interval = interval
    this.#places = SIM_SHARES.map(({ instrument }) => universe.indexOf(instrument.id))
    this.#indexPlace = universe.indexOf(SIM_INDEX.id)
    this.#sums = emptyBars(universe.size)
    this.#hasTraded = new Uint8Array(universe.size)
  }

  onShare(share: number, tape: SimTape, step: number, _at: number, last: number): void {
    if (tape.kind[step] !== TRADE) return
    this.#fold(this.#places[share] ?? -1, last, valueAt(tape.shares, step))
  }

  onLevel(_at: number, level: number): void {
    this.#fold(this.#indexPlace, level, 0)
  }

  /** The bars since the last call as those of a start, or null without a trade. */
  take(startsAt: number): MarketBlock | null {
    const places = [...this.#hasTraded.keys()].filter((place) => this.#hasTraded[place] === 1)
    this.drop()
    if (places.length === 0) return null
    const pick = (column: Float64Array) =>
      Float64Array.from(places, (place) => valueAt(column, place))
    const { open, high, low, close, volume } = this.#sums
    const bars = {
      length: places.length,
      at: new Float64Array(places.length).fill(startsAt),
      open: pick(open),
      high: pick(high),
      low: pick(low),
      close: pick(close),
      volume: pick(volume),
    }
    return { kind: 'bars', interval: this.#interval, instrument: Int32Array.from(places), bars }
  }

  /** Forgets what was folded. */
  drop(): null {
    this.#hasTraded.fill(0)
    return null
  }

  #fold(place: number, price: number, shares: number): void {
    if (place < 0) return
    const { open, high, low, close, volume } = this.#sums
    if (this.#hasTraded[place] === 0) {
      this.#hasTraded[place] = 1
      open[place] = price
      high[place] = price
      low[place] = price
      volume[place] = 0
    }
    if (price > valueAt(high, place)) high[place] = price
    if (price < valueAt(low, place)) low[place] = price
    close[place] = price
    volume[place] = valueAt(volume, place) + shares
  }
}
