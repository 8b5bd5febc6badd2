import type { Interval } from '../performance/bootstrap.ts'
import {
  clusteredMean,
  type MeanTest,
  SAMPLES_MIN,
  type Sample,
  sideOf,
  testDifference,
  testMean,
} from './clustered-mean.ts'
import { holmAdjusted } from './holm.ts'

/** Two variants side by side: which brought more, and how sure that is. */
export interface VariantComparison {
  readonly samplesA: number
  readonly samplesB: number
  readonly meanABps: number
  readonly meanBBps: number
  /** b less a. */
  readonly differenceBps: number
  /** Holds the true difference in 95 of 100 cases. */
  readonly intervalBps: Interval
  /** Two-sided, against no difference: as it stands, and corrected for everything that was compared with it. */
  readonly pValue: number | null
  readonly adjustedPValue: number | null
  /** The better one, said only when the interval leaves out zero and the corrected p value is below 0.05. */
  readonly verdict: 'a' | 'b' | 'unclear'
}

const VERDICTS = { '1': 'b', '0': 'unclear', '-1': 'a' } as const

/** Compares the means of two sets that have nothing to do with each other, by Welch's test over days; null when either has fewer than 5 samples. */
export function compareVariants(
  a: readonly Sample[],
  b: readonly Sample[],
): VariantComparison | null {
  if (Math.min(a.length, b.length) < SAMPLES_MIN) return null
  const [meanA, meanB] = [clusteredMean(a), clusteredMean(b)]
  return compared(
    { samplesA: a.length, samplesB: b.length, meanABps: meanA.meanBps, meanBBps: meanB.meanBps },
    testDifference(meanA, meanB),
  )
}

/**
 * Compares two rows of daily returns over the days that both have, day by day (Student's paired test): what the market did
 * to both on a day cancels, which leaves what the variants did. One return a day; null for fewer than 5 days in common.
 */
export function compareDays(a: readonly Sample[], b: readonly Sample[]): VariantComparison | null {
  const returnsA = new Map(a.map(({ day, bps }) => [day, bps]))
  const pairs = b.flatMap(({ day, bps }) => {
    const before = returnsA.get(day)
    return before === undefined ? [] : [{ day, a: before, b: bps }]
  })
  if (pairs.length < SAMPLES_MIN) return null
  const meanOf = (read: (pair: (typeof pairs)[number]) => number) =>
    clusteredMean(pairs.map((pair) => ({ day: pair.day, bps: read(pair) })))
  return compared(
    {
      samplesA: pairs.length,
      samplesB: pairs.length,
      meanABps: meanOf((pair) => pair.a).meanBps,
      meanBBps: meanOf((pair) => pair.b).meanBps,
    },
    testMean(meanOf((pair) => pair.b - pair.a)),
  )
}

/** The same comparisons, each judged in the knowledge that all of them were made (Holm). */
export function judgedTogether(
  all: readonly (VariantComparison | null)[],
): readonly (VariantComparison | null)[] {
  const known = all.flatMap((one) => (one === null || one.pValue === null ? [] : [one.pValue]))
  const adjusted = holmAdjusted(known).values()
  return all.map((one) => {
    if (one === null || one.pValue === null) return one
    const adjustedPValue = adjusted.next().value ?? one.pValue
    return { ...one, adjustedPValue, verdict: VERDICTS[sideOf(one.intervalBps, adjustedPValue)] }
  })
}

const compared = (
  sides: Pick<VariantComparison, 'samplesA' | 'samplesB' | 'meanABps' | 'meanBBps'>,
  { intervalBps, pValue }: MeanTest,
): VariantComparison => ({
  ...sides,
  differenceBps: sides.meanBBps - sides.meanABps,
  intervalBps,
  pValue,
  adjustedPValue: pValue,
  verdict: VERDICTS[sideOf(intervalBps, pValue)],
})
