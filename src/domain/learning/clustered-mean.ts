import type { Interval } from '../performance/bootstrap.ts'
import { studentCritical, studentTails } from './student-t.ts'

/** Below this many samples nothing is said, and below this many days nothing is said to be sure (behaviour 67). */
export const SAMPLES_MIN = 5
/** Share of cases in which an interval holds the truth. */
export const CONFIDENCE = 0.95
/** Below it a p value decides. */
const LEVEL = 0.05
/** A spread of less than a millionth of a basis point is rounding. */
const STILL_BPS = 1e-6

/** A value in basis points and the day to which it belongs, counted from 1970-01-01. */
export interface Sample {
  readonly bps: number
  readonly day: number
}

/** A mean and how far it can be believed. */
export interface ClusteredMean {
  readonly samples: number
  readonly days: number
  readonly meanBps: number
  /** Of the mean, not of a sample. */
  readonly variance: number
}

/** A mean or a difference of means against zero. `pValue` is two-sided, null with the interval. */
export interface MeanTest {
  readonly intervalBps: Interval
  readonly pValue: number | null
}

/**
 * The mean with its variance over days: what was opened on one day rose and fell together, so a day counts as one
 * (Liang and Zeger, Biometrika 73, 1986, with the correction of Cameron and Miller, "A practitioner's guide to cluster-robust
 * inference", Journal of Human Resources 50, 2015). With one sample a day it is the variance of every textbook, s² ÷ n.
 */
export function clusteredMean(samples: readonly Sample[]): ClusteredMean {
  const meanBps = samples.reduce((sum, { bps }) => sum + bps, 0) / samples.length
  const offs = new Map<number, number>()
  for (const { bps, day } of samples) offs.set(day, (offs.get(day) ?? 0) + bps - meanBps)
  const days = offs.size
  const squares = [...offs.values()].reduce((sum, off) => sum + off * off, 0)
  const variance = (days / (days - 1)) * (squares / samples.length ** 2)
  return { samples: samples.length, days, meanBps, variance }
}

const untold = (reason: string): MeanTest => ({
  intervalBps: { low: null, high: null, reason },
  pValue: null,
})

/** Tests a mean against zero by Student's t over days. */
export const testMean = ({ days, meanBps, variance }: ClusteredMean): MeanTest =>
  days < SAMPLES_MIN ? untold(TOO_FEW_DAYS) : against(meanBps, variance, days - 1)

/**
 * Tests the difference of two means, `b` less `a`, whose spreads need not be equal (Welch, Biometrika 34, 1947; degrees of
 * freedom by Satterthwaite, Biometrics Bulletin 2, 1946).
 */
export function testDifference(a: ClusteredMean, b: ClusteredMean): MeanTest {
  if (Math.min(a.days, b.days) < SAMPLES_MIN) return untold(TOO_FEW_DAYS)
  const variance = a.variance + b.variance
  const degrees = variance ** 2 / (a.variance ** 2 / (a.days - 1) + b.variance ** 2 / (b.days - 1))
  return against(b.meanBps - a.meanBps, variance, degrees)
}

const TOO_FEW_DAYS = `they fall on fewer than ${SAMPLES_MIN} days`
const STILL = 'they do not vary'

function against(meanBps: number, variance: number, degrees: number): MeanTest {
  const error = Math.sqrt(variance)
  if (!(error > STILL_BPS)) return untold(STILL)
  const reach = studentCritical(1 - CONFIDENCE, degrees) * error
  return {
    intervalBps: { low: meanBps - reach, high: meanBps + reach, reason: null },
    pValue: studentTails(meanBps / error, degrees),
  }
}

/** Which side of zero an interval lies on; 0 where it holds zero, is not known, or too much was looked at to believe it. */
export function sideOf({ low, high }: Interval, adjustedPValue: number | null): -1 | 0 | 1 {
  if (low === null || adjustedPValue === null || !(adjustedPValue < LEVEL)) return 0
  return low > 0 ? 1 : high < 0 ? -1 : 0
}
