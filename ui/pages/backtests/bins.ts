/** So many values in a stretch of the axis. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

const STEPS = [1, 2, 2.5, 5, 10]
/** Narrower bins would not be told apart: values so close are one. */
const NARROWEST = 1e-9

/** A round width that makes about so many bins of a span. */
function roundStep(span: number, wanted: number): number {
  const rough = span / wanted > NARROWEST ? span / wanted : 1
  const power = 10 ** Math.floor(Math.log10(rough))
  return (STEPS.find((step) => step * power >= rough) ?? 10) * power
}

/** Values by stretches of one round width, one of which begins at nothing. */
export function binsOf(values: readonly number[], wanted = 24): readonly Bin[] {
  if (values.length === 0) return []
  const low = Math.min(...values, 0)
  const high = Math.max(...values, 0)
  const step = roundStep(high - low, wanted)
  const first = Math.floor(low / step)
  const last = Math.max(Math.ceil(high / step), first + 1)
  const counts = new Array<number>(last - first).fill(0)
  for (const value of values) {
    const place = Math.min(counts.length - 1, Math.floor(value / step) - first)
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts.map((count, place) => ({
    from: (first + place) * step,
    to: (first + place + 1) * step,
    count,
  }))
}
