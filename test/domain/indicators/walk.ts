import fc from 'fast-check'
import { at, type BarColumns, emptyBars } from '../../../src/domain/bar.ts'
import { midnightOf, tradeDate } from '../../../src/domain/time.ts'

const BARS_A_DAY = 75
const FIRST_BAR = midnightOf(tradeDate('2026-11-23')) + 555 * 60_000

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
export function randomness(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Five-minute bars in paise over several days. `stillness` is the share of bars that do not move at
 * all, so that ties, empty ranges and bars without volume are met.
 */
export function walk(length: number, seed: number, stillness = 0.2, step = 200): BarColumns {
  const random = randomness(seed)
  const bars = emptyBars(length)
  let close = 100_000
  for (let row = 0; row < length; row++) {
    const isStill = random() < stillness
    const move = isStill ? 0 : Math.round((random() - 0.5) * 2 * step)
    const open = close
    close = Math.max(1_000, close + move)
    bars.at[row] =
      FIRST_BAR + Math.floor(row / BARS_A_DAY) * 86_400_000 + (row % BARS_A_DAY) * 300_000
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = Math.max(open, close) + (isStill ? 0 : Math.round(random() * step))
    bars.low[row] = Math.min(open, close) - (isStill ? 0 : Math.round(random() * step))
    bars.volume[row] = isStill ? 0 : Math.round(random() * 10_000)
  }
  return bars
}

/** Bars whose every price is the same function of the row. */
export function barsOf(closes: readonly number[]): BarColumns {
  const bars = emptyBars(closes.length)
  for (const [row, close] of closes.entries()) {
    bars.at[row] = FIRST_BAR + row * 300_000
    bars.open[row] = close
    bars.high[row] = close
    bars.low[row] = close
    bars.close[row] = close
    bars.volume[row] = 100
  }
  return bars
}

/** Any market: how long, how lively, how still. */
export const anyWalk = fc
  .record({
    length: fc.integer({ min: 1, max: 260 }),
    seed: fc.integer(),
    stillness: fc.constantFrom(0, 0.3, 0.9, 1),
    step: fc.constantFrom(1, 5, 300),
  })
  .map(({ length, seed, stillness, step }) => walk(length, seed, stillness, step))

/** A column as plain numbers. */
export const numbers = (column: Float64Array): number[] =>
  Array.from({ length: column.length }, (_, row) => at(column, row))
