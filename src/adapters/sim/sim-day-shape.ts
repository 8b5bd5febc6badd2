/** How a session's restlessness and volume are spread over its minutes. */
export interface DayShape {
  readonly minutes: number
  /** Share of the session's variance in each minute; all add up to 1. */
  readonly variance: Float64Array
  /** Share of the variance up to the start of each minute; one entry more, the last is 1. */
  readonly varianceBefore: Float64Array
  /** Volume of each minute as a multiple of the average one. */
  readonly volume: Float64Array
}

/**
 * The U that five NSE shares drew in the minutes of January to April 2025: a tenth of the variance in the first
 * minute, a quarter in the first fifteen, a low at 13:30, a rise to the close, and the most volume at both ends.
 */
export function dayShape(minutes: number): DayShape {
  const variance = new Float64Array(minutes)
  const volume = new Float64Array(minutes)
  for (let minute = 0; minute < minutes; minute++) {
    const left = minutes - minute
    variance[minute] =
      1 +
      30 * Math.exp(-minute / 0.8) +
      9 * Math.exp(-minute / 10) +
      3 * Math.exp(-minute / 60) +
      1.6 * Math.exp(-left / 25)
    volume[minute] =
      1 +
      8 * Math.exp(-minute) +
      3 * Math.exp(-minute / 12) +
      0.6 * Math.exp(-minute / 60) +
      3 * Math.exp(-left / 18)
  }
  scale(variance, 1)
  scale(volume, minutes)
  const varianceBefore = new Float64Array(minutes + 1)
  let sum = 0
  for (let minute = 0; minute < minutes; minute++) {
    sum += variance[minute] ?? 0
    varianceBefore[minute + 1] = sum
  }
  varianceBefore[minutes] = 1
  return { minutes, variance, varianceBefore, volume }
}

function scale(column: Float64Array, total: number): void {
  const sum = column.reduce((all, value) => all + value, 0)
  for (let row = 0; row < column.length; row++) column[row] = ((column[row] ?? 0) * total) / sum
}
