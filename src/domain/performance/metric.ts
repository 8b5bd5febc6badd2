/**
 * A figure, or the reason why there is none: never NaN, never infinite, so what is written is
 * always valid JSON.
 */
export type Metric =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string }

/** Why a ratio is withheld below the least number of trades or days. */
export const SAMPLE_TOO_SMALL = 'sample too small'

export const withheld = (reason: string): Metric => ({ value: null, reason })

export const known = (value: number): Metric =>
  Number.isFinite(value)
    ? { value: value === 0 ? 0 : value, reason: null }
    : withheld('the figure is too large to state')

/** A fraction in basis points. */
export const inBps = (fraction: number): Metric => known(fraction * 10_000)

/** `dividend ÷ divisor`, or the reason when there is nothing to divide by. */
export const quotient = (dividend: number, divisor: number, whenZero: string): Metric =>
  divisor === 0 ? withheld(whenZero) : known(dividend / divisor)

/** The metric, unless there is a reason to withhold it. */
export const unless = (reason: string | null, metric: Metric): Metric =>
  reason === null ? metric : withheld(reason)
