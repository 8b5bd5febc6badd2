import { at, type Bar } from './bar.ts'
import { loadColumn, type SavedColumn, savedColumn } from './saved-column.ts'

class Built implements Bar {
  at = 0
  endsAt = 0
  open = 0
  high = 0
  low = 0
  close = 0
  volume = 0
}

/** Builds the bars of one interval out of ticks or shorter bars, for every instrument at once. */
export class BarBuilder {
  readonly #startsAt: Float64Array
  readonly #open: Float64Array
  readonly #high: Float64Array
  readonly #low: Float64Array
  readonly #close: Float64Array
  readonly #volume: Float64Array
  readonly #built = new Built()

  constructor(size: number) {
    const column = () => new Float64Array(size)
    this.#startsAt = column().fill(Number.NaN)
    this.#open = column()
    this.#high = column()
    this.#low = column()
    this.#close = column()
    this.#volume = column()
  }

  tick(instrument: number, startsAt: number, price: number, volume: number): void {
    this.#add(instrument, startsAt, price, price, price, price, volume)
  }

  bar(instrument: number, { at: startsAt, open, high, low, close, volume }: Bar): void {
    this.#add(instrument, startsAt, open, high, low, close, volume)
  }

  /** Hands each unfinished bar to the listener, by instrument, and begins anew. */
  finish(endsAt: number, listener: (instrument: number, bar: Bar) => void): void {
    for (let instrument = 0; instrument < this.#startsAt.length; instrument++) {
      const startsAt = at(this.#startsAt, instrument)
      if (Number.isNaN(startsAt)) continue
      this.#startsAt[instrument] = Number.NaN
      const bar = this.#built
      bar.at = startsAt
      bar.endsAt = endsAt
      bar.open = at(this.#open, instrument)
      bar.high = at(this.#high, instrument)
      bar.low = at(this.#low, instrument)
      bar.close = at(this.#close, instrument)
      bar.volume = at(this.#volume, instrument)
      listener(instrument, bar)
    }
  }

  /** Unfinished bars, as plain JSON. */
  save(): readonly SavedColumn[] {
    return this.#columns().map(savedColumn)
  }

  load(saved: ReturnType<BarBuilder['save']>): void {
    for (const [index, column] of this.#columns().entries()) {
      loadColumn(column, saved[index] ?? [])
    }
  }

  #add(
    instrument: number,
    startsAt: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    if (Number.isNaN(this.#startsAt[instrument])) {
      this.#startsAt[instrument] = startsAt
      this.#open[instrument] = open
      this.#high[instrument] = high
      this.#low[instrument] = low
      this.#volume[instrument] = 0
    }
    if (high > at(this.#high, instrument)) this.#high[instrument] = high
    if (low < at(this.#low, instrument)) this.#low[instrument] = low
    this.#close[instrument] = close
    this.#volume[instrument] = at(this.#volume, instrument) + volume
  }

  #columns(): readonly Float64Array[] {
    return [this.#startsAt, this.#open, this.#high, this.#low, this.#close, this.#volume]
  }
}
