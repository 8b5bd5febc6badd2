import type { EquityState } from '../../../src/web/contract/desk.ts'

/** Equity of a run in the shape that the desk's own curve is drawn of: a day, its close, the benchmark's. */
export function curveOf(
  points: readonly (readonly [day: string, paise: number, benchmark: number | null])[],
): EquityState {
  const [first] = points
  const known = points.flatMap(([day, , paise]) => (paise === null ? [] : [[day, paise] as const]))
  return {
    capitalPaise: first?.[1] ?? 0,
    startPaise: first?.[1] ?? 0,
    date: null,
    today: {},
    sessions: Object.fromEntries(points.map(([day, paise]) => [day, paise])),
    benchmark: known.length === 0 ? null : Object.fromEntries(known),
    benchmarkSays: '',
  }
}
