import { normalCdf, normalInverse } from './normal.ts'

/** A Sharpe ratio as it was measured, all for one period (a day), not annualised. */
export interface SharpeSample {
  readonly sharpe: number
  /** Number of returns. */
  readonly count: number
  readonly skew: number
  /** 3 for a normal distribution. */
  readonly kurtosis: number
}

const EULER_MASCHERONI = 0.5772156649015329

/**
 * Variance of the estimate times (n − 1): skew and fat tails make a Sharpe ratio less certain
 * (Mertens, 2002).
 */
const spread = ({ sharpe, skew, kurtosis }: SharpeSample): number =>
  1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe

/**
 * Chance that the true Sharpe ratio is above a benchmark (Bailey and López de Prado, "The Sharpe ratio efficient
 * frontier", Journal of Risk 15(2), 2012).
 */
export const probabilisticSharpe = (sample: SharpeSample, benchmark: number): number =>
  normalCdf(((sample.sharpe - benchmark) * Math.sqrt(sample.count - 1)) / Math.sqrt(spread(sample)))

/**
 * The best Sharpe ratio to expect of a number of trials without any skill; `variance` is that of
 * their Sharpe ratios.
 */
export function luckiestSharpe(trials: number, variance: number): number {
  if (!(trials > 1)) return 0
  const first = normalInverse(1 - 1 / trials)
  const second = normalInverse(1 - 1 / (trials * Math.E))
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second)
}

/**
 * Chance that the true Sharpe ratio is above what the luckiest of the trials would show (Bailey and López de Prado,
 * "The deflated Sharpe ratio", Journal of Portfolio Management 40(5), 2014).
 */
export const deflatedSharpe = (sample: SharpeSample, trials: number, variance: number): number =>
  probabilisticSharpe(sample, luckiestSharpe(trials, variance))

/**
 * Returns needed before a Sharpe ratio is above a benchmark at a confidence (0.95), were it to stay as it is;
 * infinite when it is not above. Source as of `probabilisticSharpe`.
 */
export function minTrackRecord(
  sample: SharpeSample,
  benchmark: number,
  confidence: number,
): number {
  const above = sample.sharpe - benchmark
  if (!(above > 0)) return Number.POSITIVE_INFINITY
  return 1 + spread(sample) * (normalInverse(confidence) / above) ** 2
}
