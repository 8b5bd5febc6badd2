/** Counts of values in intervals of one width; nothing is a border, so that no interval holds gains and losses. */
export interface Histogram {
  /** Lower end of the first interval. */
  readonly from: number
  readonly width: number
  readonly counts: readonly number[]
}

const INTERVALS_MAX = 60

/**
 * Intervals about as wide as Freedman and Diaconis would have them ("On the histogram as a density estimator", 1981), in
 * 1, 2 or 5 times a power of ten. A value on a border counts above it, nothing itself among the gains. Null without any
 * value.
 */
export function histogramOf(values: readonly number[]): Histogram | null {
  const sorted = Float64Array.from(values).sort()
  const least = sorted[0]
  const most = sorted.at(-1)
  if (least === undefined || most === undefined) return null
  const place = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const wished = (2 * (place(0.75) - place(0.25))) / Math.cbrt(sorted.length)
  const fewest = (most - least) / INTERVALS_MAX
  const width =
    roundWidths(wished).findLast((round) => round <= wished && round >= fewest) ??
    roundWidths(fewest).find((round) => round >= fewest) ??
    1
  const first = Math.floor(least / width)
  const counts: number[] = Array.from({ length: Math.floor(most / width) - first + 1 }, () => 0)
  for (const value of sorted) {
    const index = Math.floor(value / width) - first
    counts[index] = (counts[index] ?? 0) + 1
  }
  return { from: first * width, width, counts }
}

/** Round widths about a width, the narrowest first; none about nothing, where all values are alike. */
function roundWidths(width: number): readonly number[] {
  if (!(width > 0)) return []
  const power = 10 ** Math.floor(Math.log10(width))
  return [1, 2, 5, 10].map((step) => step * power)
}
