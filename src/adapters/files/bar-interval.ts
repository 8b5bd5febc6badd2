import type { BarTable, SeriesRange } from '../../core/state/bar-store-table.ts'
import { at, INTERVAL_MS, INTERVALS, type Interval } from '../../domain/bar.ts'
import { dayNumber, MINUTE_MS } from '../../domain/time.ts'

/** Length of the bars of a sorted table that gives times of day: the commonest step. Answers why it cannot be told otherwise. */
export function intervalOf(
  table: BarTable,
  ranges: readonly SeriesRange[],
): { readonly interval: Interval } | { readonly problem: string } {
  const steps = new Map<number, number>()
  let longest = 0
  const { at: times } = table.bars
  for (const { from, to } of ranges) {
    longest = Math.max(longest, to - from)
    for (let row = from + 1; row < to; row++) {
      const step = at(times, row) - at(times, row - 1)
      if (step <= 0 || dayNumber(at(times, row)) !== dayNumber(at(times, row - 1))) continue
      steps.set(step, (steps.get(step) ?? 0) + 1)
    }
  }
  const [commonest] = [...steps].sort(([a, x], [b, y]) => y - x || a - b)
  if (commonest === undefined) {
    // One bar a day, at the same time each day, is a day's bar; a single one may be anything.
    if (longest > 1) return { interval: 'day' }
    return { problem: 'one bar with a time does not tell how long it is' }
  }
  const [step] = commonest
  // Where little is traded bars are missing, so that the commonest step may be several bars long.
  const divisor = [...steps.keys()].reduce(commonDivisor)
  const interval = lengthOf(step) ?? lengthOf(divisor)
  if (interval !== undefined) return { interval }
  const minutes = divisor / MINUTE_MS
  return {
    problem: `bars ${minutes} minutes apart are not kept; 1, 5, 15, 30 and 60 minutes and days are`,
  }
}

const lengthOf = (step: number): Interval | undefined =>
  INTERVALS.find((name) => INTERVAL_MS[name] === step)

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))
