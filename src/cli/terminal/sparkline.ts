import type { EquityPoint } from '../../core/desk-view/day-figures.ts'

const EIGHTHS = ' ▁▂▃▄▅▆▇█'

/** The last value at or before each of `width` equal steps from the first point to `until`; before it, the first. */
export function sampled(
  points: readonly EquityPoint[],
  until: number,
  width: number,
): readonly number[] {
  const [first] = points
  if (first === undefined || width < 1) return []
  const step = Math.max(1, until - first.at) / width
  const values: number[] = []
  let next = 0
  let value = first.equityPaise
  for (let column = 1; column <= width; column++) {
    const end = first.at + step * column
    for (let point = points[next]; point !== undefined && point.at <= end; point = points[++next]) {
      value = point.equityPaise
    }
    values.push(value)
  }
  return values
}

/** Columns of eighths of a row, from the lowest value (one eighth) to the highest; a still line lies at the bottom. */
export function sparkline(values: readonly number[], height: number): readonly string[] {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const levels = height * 8
  const heights = values.map((value) =>
    high === low ? 1 : 1 + Math.round(((value - low) / (high - low)) * (levels - 1)),
  )
  return Array.from({ length: height }, (_, row) => {
    const floor = (height - 1 - row) * 8
    return heights.map((level) => EIGHTHS[Math.max(0, Math.min(8, level - floor))] ?? ' ').join('')
  })
}
