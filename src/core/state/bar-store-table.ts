import { at, type BarColumns, emptyBars } from '../../domain/bar.ts'

const BAR_COLUMNS = ['at', 'open', 'high', 'low', 'close', 'volume'] as const
const FIRST_CAPACITY = 1_024

/** Prices are stored in 32 bits, up to two crore rupees: no share or index has ever cost as much. */
export const PRICE_PAISE_MAX = 2 ** 31 - 1

const isPrice = (paise: number): boolean =>
  Number.isInteger(paise) && paise >= 1 && paise <= PRICE_PAISE_MAX

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Rows `from` to `to` of a table that belong to one series, in time order. */
export interface SeriesRange {
  readonly series: number
  readonly from: number
  readonly to: number
}

/**
 * Bars of many series as they come in: one set of columns for all, which grows. Each row remembers its series (a number of
 * the owner's choice, from 0), its file and its line.
 */
export class BarTable {
  #length = 0
  #bars: Mutable<BarColumns>
  #series: Int32Array
  #files: Int32Array
  #lines: Int32Array

  constructor(capacity = FIRST_CAPACITY) {
    this.#bars = { ...emptyBars(capacity) }
    this.#series = new Int32Array(capacity)
    this.#files = new Int32Array(capacity)
    this.#lines = new Int32Array(capacity)
  }

  /** One series without files or lines. */
  static of(bars: BarColumns): BarTable {
    const table = new BarTable(bars.length)
    for (const name of BAR_COLUMNS) table.#bars[name].set(bars[name].subarray(0, bars.length))
    table.#length = bars.length
    return table
  }

  get length(): number {
    return this.#length
  }

  /** The bars of all rows so far, without copying: valid until the next row comes. */
  get bars(): BarColumns {
    return { ...this.#bars, length: this.#length }
  }

  fileOf(row: number): number {
    return this.#files[row] ?? 0
  }

  lineOf(row: number): number {
    return this.#lines[row] ?? 0
  }

  /** Forgets the rows and keeps the room for others. */
  clear(): void {
    this.#length = 0
  }

  /** Takes a row: `at` in epoch ms, prices in paise. */
  push(
    series: number,
    moment: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    line: number,
  ): void {
    const row = this.#length
    if (row === this.#series.length) this.#widen(row + 1)
    const bars = this.#bars
    this.#series[row] = series
    bars.at[row] = moment
    bars.open[row] = open
    bars.high[row] = high
    bars.low[row] = low
    bars.close[row] = close
    bars.volume[row] = volume
    this.#lines[row] = line
    this.#length = row + 1
  }

  /** Takes all rows of another table, of one file; `series` translates that table's numbers. */
  append(other: BarTable, file: number, series: Int32Array): void {
    const start = this.#length
    const end = start + other.#length
    if (end > this.#series.length) this.#widen(end)
    const { length } = other
    for (const name of BAR_COLUMNS) {
      this.#bars[name].set(other.#bars[name].subarray(0, length), start)
    }
    this.#lines.set(other.#lines.subarray(0, length), start)
    this.#files.fill(file, start, end)
    for (let row = 0; row < other.#length; row++) {
      this.#series[start + row] = series[other.#series[row] ?? 0] ?? 0
    }
    this.#length = end
  }

  /** The first row that is no bar in whole paise and shares as they can be stored, or −1. */
  firstUnfit(): number {
    const { at: times, open, high, low, close, volume } = this.#bars
    for (let row = 0; row < this.#length; row++) {
      const isFit =
        Number.isSafeInteger(at(times, row)) &&
        Number.isSafeInteger(at(volume, row)) &&
        at(volume, row) >= 0 &&
        isPrice(at(open, row)) &&
        isPrice(at(high, row)) &&
        isPrice(at(low, row)) &&
        isPrice(at(close, row))
      if (!isFit) return row
    }
    return -1
  }

  /** Puts rows in the order of series and time, rows of one moment as they came, and tells where each series is. */
  sort(): readonly SeriesRange[] {
    if (!this.#isSorted()) this.#gather(this.#order())
    const ranges: SeriesRange[] = []
    for (let from = 0; from < this.#length; ) {
      const series = this.#series[from] ?? 0
      let to = from + 1
      while (to < this.#length && this.#series[to] === series) to++
      ranges.push({ series, from, to })
      from = to
    }
    return ranges
  }

  #isSorted(): boolean {
    const { at: times } = this.#bars
    for (let row = 1; row < this.#length; row++) {
      const step = (this.#series[row] ?? 0) - (this.#series[row - 1] ?? 0)
      if (step < 0 || (step === 0 && at(times, row) < at(times, row - 1))) return false
    }
    return true
  }

  /** Rows by series (a counting sort, which keeps their order), then each series by time where it is not. */
  #order(): Int32Array {
    const length = this.#length
    const series = this.#series.subarray(0, length)
    const ends = new Int32Array(series.reduce((most, one) => Math.max(most, one), 0) + 2)
    for (let row = 0; row < length; row++) {
      const next = (series[row] ?? 0) + 1
      ends[next] = (ends[next] ?? 0) + 1
    }
    for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0)
    const order = new Int32Array(length)
    for (let row = 0; row < length; row++) {
      const one = series[row] ?? 0
      const place = ends[one] ?? 0
      order[place] = row
      ends[one] = place + 1
    }
    const { at: times } = this.#bars
    const byTime = (a: number, b: number) => at(times, a) - at(times, b) || a - b
    for (let one = 0, start = 0; one < ends.length - 1; one++) {
      const end = ends[one] ?? 0
      const part = order.subarray(start, end)
      if (part.some((row, i) => i > 0 && at(times, row) < at(times, part[i - 1] ?? 0))) {
        part.sort(byTime)
      }
      start = end
    }
    return order
  }

  #gather(order: Int32Array): void {
    for (const name of BAR_COLUMNS) {
      const column = this.#bars[name]
      const sorted = new Float64Array(order.length)
      for (let i = 0; i < order.length; i++) sorted[i] = at(column, order[i] ?? 0)
      this.#bars[name] = sorted
    }
    const gathered = (column: Int32Array) => {
      const sorted = new Int32Array(order.length)
      for (let i = 0; i < order.length; i++) sorted[i] = column[order[i] ?? 0] ?? 0
      return sorted
    }
    this.#series = gathered(this.#series)
    this.#files = gathered(this.#files)
    this.#lines = gathered(this.#lines)
  }

  #widen(length: number): void {
    const capacity = Math.max(length, this.#series.length * 2)
    for (const name of BAR_COLUMNS) {
      const wider = new Float64Array(capacity)
      wider.set(this.#bars[name])
      this.#bars[name] = wider
    }
    const widened = (column: Int32Array) => {
      const wider = new Int32Array(capacity)
      wider.set(column)
      return wider
    }
    this.#series = widened(this.#series)
    this.#files = widened(this.#files)
    this.#lines = widened(this.#lines)
  }
}
