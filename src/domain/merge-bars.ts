import { at, type BarColumns, emptyBars } from './bar.ts'

/** One instrument's bars and its index in the universe. */
export interface IndexedBars {
  readonly index: number
  readonly bars: BarColumns
}

/** Bars of many instruments in one order: by time, and by index within a moment. */
export interface MergedBars {
  readonly instrument: Int32Array
  readonly bars: BarColumns
}

/** No bars at all. */
export const NO_BARS: MergedBars = { instrument: new Int32Array(0), bars: emptyBars(0) }

/** Merges series that are each in time order; a heap of series keeps it at n log k. */
export function mergeBars(series: readonly IndexedBars[]): MergedBars {
  const filled = series.filter(({ bars }) => bars.length > 0)
  const only = filled[0]
  if (filled.length === 1 && only) {
    return { instrument: new Int32Array(only.bars.length).fill(only.index), bars: only.bars }
  }
  const total = filled.reduce((sum, { bars }) => sum + bars.length, 0)
  const merged = { instrument: new Int32Array(total), bars: emptyBars(total) }
  const heap = new SeriesHeap(filled)
  for (let row = 0; row < total; row++) heap.draw(merged, row)
  return merged
}

/** A binary heap of cursors, the earliest on top. */
class SeriesHeap {
  readonly #series: readonly IndexedBars[]
  readonly #heap: number[]
  readonly #cursor: Int32Array

  constructor(series: readonly IndexedBars[]) {
    this.#series = series
    this.#cursor = new Int32Array(series.length)
    this.#heap = series.map((_, place) => place)
    for (let place = this.#heap.length >> 1; place >= 0; place--) this.#sink(place)
  }

  draw({ instrument, bars }: MergedBars, row: number): void {
    const place = this.#heap[0] ?? 0
    const source = this.#series[place]
    if (!source) return
    const from = this.#cursor[place] ?? 0
    instrument[row] = source.index
    bars.at[row] = at(source.bars.at, from)
    bars.open[row] = at(source.bars.open, from)
    bars.high[row] = at(source.bars.high, from)
    bars.low[row] = at(source.bars.low, from)
    bars.close[row] = at(source.bars.close, from)
    bars.volume[row] = at(source.bars.volume, from)
    this.#cursor[place] = from + 1
    if (from + 1 === source.bars.length) {
      const last = this.#heap.pop()
      if (last !== undefined && this.#heap.length > 0) this.#heap[0] = last
    }
    this.#sink(0)
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#series[one]
    const b = this.#series[other]
    if (!a || !b) return false
    const first = at(a.bars.at, this.#cursor[one] ?? 0)
    const second = at(b.bars.at, this.#cursor[other] ?? 0)
    return first < second || (first === second && a.index < b.index)
  }

  #sink(start: number): void {
    let parent = start
    for (;;) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child >= this.#heap.length) continue
        if (this.#isBefore(this.#heap[child] ?? 0, this.#heap[least] ?? 0)) least = child
      }
      if (least === parent) return
      const moved = this.#heap[parent] ?? 0
      this.#heap[parent] = this.#heap[least] ?? 0
      this.#heap[least] = moved
      parent = least
    }
  }
}
