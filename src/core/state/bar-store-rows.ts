import { at, type BarColumns, emptyBars, sliceBars } from '../../domain/bar.ts'

const COLUMNS = ['at', 'open', 'high', 'low', 'close', 'volume'] as const

/** Bars of one series as they are read from disk, piece by piece. */
export class BarRows {
  #length = 0
  #bars: BarColumns
  #isSorted = true

  /** `capacity`: how many rows are expected; more are taken too. */
  constructor(capacity: number) {
    this.#bars = emptyBars(capacity)
  }

  append(piece: BarColumns): void {
    const start = this.#length
    const end = start + piece.length
    if (end > this.#bars.length) this.#widen(end)
    const { at: times } = this.#bars
    for (const name of COLUMNS) this.#bars[name].set(piece[name], start)
    this.#length = end
    // A piece is in order by itself: segments are written so.
    if (start > 0 && at(times, start) <= at(times, start - 1)) this.#isSorted = false
  }

  /** All rows in time order; of rows of one moment the last one to come. */
  finish(): BarColumns {
    const rows = sliceBars(this.#bars, 0, this.#length)
    if (this.#isSorted) return rows
    const { at: times } = rows
    const order = Int32Array.from({ length: this.#length }, (_, row) => row)
    order.sort((a, b) => at(times, a) - at(times, b) || a - b)
    const last = order.filter((row, i) => times[order[i + 1] ?? -1] !== times[row])
    const sorted = emptyBars(last.length)
    for (const name of COLUMNS) {
      for (let i = 0; i < last.length; i++) sorted[name][i] = at(rows[name], last[i] ?? 0)
    }
    return sorted
  }

  #widen(length: number): void {
    const wider = emptyBars(Math.max(length, this.#bars.length * 2))
    for (const name of COLUMNS) wider[name].set(this.#bars[name])
    this.#bars = wider
  }
}
