import { at } from '../bar.ts'

/** The shape of a row of numbers. */
export interface Moments {
  readonly count: number
  readonly mean: number
  /** Standard deviation with n − 1. */
  readonly deviation: number
  /** Third standardised moment of the sample, with n; 0 for a normal distribution. */
  readonly skew: number
  /** Fourth standardised moment of the sample, with n; 3 for a normal distribution. */
  readonly kurtosis: number
}

/** Below this a deviation of daily returns is rounding, not movement. */
const STILL = 1e-12

/** Whether the numbers move at all, beyond rounding. */
export const isMoving = (deviation: number): boolean => deviation > STILL

/** Two passes over the numbers, so that a small spread around a large mean keeps its digits. */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length
  const mean = meanOf(values)
  let second = 0
  let third = 0
  let fourth = 0
  for (let row = 0; row < count; row += 1) {
    const off = at(values, row) - mean
    const square = off * off
    second += square
    third += square * off
    fourth += square * square
  }
  const variance = second / count
  return {
    count,
    mean,
    deviation: Math.sqrt(second / (count - 1)),
    skew: third / count / variance ** 1.5,
    kurtosis: fourth / count / (variance * variance),
  }
}

export function meanOf(values: Float64Array): number {
  let sum = 0
  for (let row = 0; row < values.length; row += 1) sum += at(values, row)
  return sum / values.length
}
