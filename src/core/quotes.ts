import { at, type BarColumns } from '../domain/bar.ts'
import { loadColumn, type SavedColumn, savedColumn } from '../domain/saved-column.ts'
import type { TickColumns } from '../domain/tick.ts'

/** Who must see every price of an instrument: the exchange's book, the guards over positions. */
export const VENUE = 1
export const GUARD = 2

/**
 * The last known prices of every instrument, as columns by index: paise, epoch ms, shares; NaN while unknown.
 * The market lane writes them, everyone may read them.
 */
export class Quotes {
  readonly last: Float64Array
  /** When `last` was made. */
  readonly madeAt: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  /** Shares traded today. */
  readonly volume: Float64Array
  readonly previousClose: Float64Array
  /** Close of the last session of the month before: the exchange sets ticks by it. */
  readonly monthClose: Float64Array
  /** Bits of those who watch: `VENUE`, `GUARD`. */
  readonly attention: Uint8Array
  /** 1 while a price step is unexplained: its prices are not believed. */
  readonly suspect: Uint8Array
  /** Sessions since its last price that brought none; those whose price was not believed do not count. */
  readonly missed: Float64Array
  /** Net shares held: decides which end of a bar is met first. */
  readonly held: Float64Array

  constructor(size: number) {
    const unknown = () => new Float64Array(size).fill(Number.NaN)
    this.last = unknown()
    this.madeAt = unknown()
    this.open = unknown()
    this.high = unknown()
    this.low = unknown()
    this.volume = new Float64Array(size)
    this.previousClose = unknown()
    this.monthClose = unknown()
    this.attention = new Uint8Array(size)
    this.suspect = new Uint8Array(size)
    this.missed = new Float64Array(size)
    this.held = new Float64Array(size)
  }

  setBar(instrument: number, bars: BarColumns, row: number, endsAt: number): void {
    this.#spread(instrument, at(bars.open, row), at(bars.high, row), at(bars.low, row))
    this.last[instrument] = at(bars.close, row)
    this.madeAt[instrument] = endsAt
    this.volume[instrument] = at(this.volume, instrument) + at(bars.volume, row)
  }

  setTick(ticks: TickColumns, row: number): void {
    const instrument = ticks.instrument[row] ?? -1
    const price = at(ticks.last, row)
    this.#spread(instrument, price, price, price)
    this.last[instrument] = price
    this.madeAt[instrument] = at(ticks.at, row)
    this.volume[instrument] = at(ticks.volume, row)
  }

  #spread(instrument: number, open: number, high: number, low: number): void {
    if (Number.isNaN(this.open[instrument])) {
      this.open[instrument] = open
      this.high[instrument] = high
      this.low[instrument] = low
      return
    }
    if (high > at(this.high, instrument)) this.high[instrument] = high
    if (low < at(this.low, instrument)) this.low[instrument] = low
  }

  /** A new day: the last price becomes the previous close, the day's own figures are unknown again. */
  turnDay(isNewMonth: boolean): void {
    for (let instrument = 0; instrument < this.last.length; instrument++) {
      const close = at(this.last, instrument)
      if (Number.isNaN(close)) continue
      this.previousClose[instrument] = close
      this.#countMissed(instrument)
      if (isNewMonth || Number.isNaN(this.monthClose[instrument]))
        this.monthClose[instrument] = close
    }
    this.open.fill(Number.NaN)
    this.high.fill(Number.NaN)
    this.low.fill(Number.NaN)
    this.volume.fill(0)
  }

  #countMissed(instrument: number): void {
    const isMissed = Number.isNaN(this.open[instrument])
    if (!isMissed) this.missed[instrument] = 0
    else if (this.suspect[instrument] === 0)
      this.missed[instrument] = at(this.missed, instrument) + 1
  }

  watch(instrument: number, bit: number, isWatching: boolean): void {
    const bits = this.attention[instrument] ?? 0
    this.attention[instrument] = isWatching ? bits | bit : bits & ~bit
  }

  save(): readonly SavedColumn[] {
    return this.#columns().map(savedColumn)
  }

  load(saved: readonly SavedColumn[]): void {
    for (const [index, column] of this.#columns().entries()) {
      loadColumn(column, saved[index] ?? [])
    }
  }

  #columns(): readonly (Float64Array | Uint8Array)[] {
    return [
      this.last,
      this.madeAt,
      this.open,
      this.high,
      this.low,
      this.volume,
      this.previousClose,
      this.monthClose,
      this.attention,
      this.suspect,
      this.held,
      this.missed,
    ]
  }
}
