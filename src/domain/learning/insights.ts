import type { Interval } from '../performance/bootstrap.ts'
import type { Metric } from '../performance/metric.ts'
import { PERFORMANCE_DEFAULTS } from '../performance/settings.ts'
import { TradeLedger } from '../performance/trade-ledger.ts'
import { winRateInterval } from '../performance/win-rate-interval.ts'
import { dayNumber } from '../time.ts'
import {
  CONFIDENCE,
  clusteredMean,
  type MeanTest,
  SAMPLES_MIN,
  sideOf,
  testMean,
} from './clustered-mean.ts'
import { FACETS, type Facet, type SectorOf } from './facets.ts'
import { holmAdjusted } from './holm.ts'
import { type FinishedTrade, outcomeOf } from './outcome.ts'
import { roundTripsOf } from './round-trips.ts'

/** `helps` and `hurts` are said only of a mean that is surely above or below zero after everything that was looked at. */
export type InsightVerdict = 'helps' | 'hurts' | 'unclear'

interface Group {
  readonly strategy: string
  readonly facet: string
  readonly group: string
  readonly isKnownAtEntry: boolean
  /** Entries that were closed, whole or in parts. */
  readonly samples: number
}

/** What the trades of one group brought, after charges; intervals hold the truth in 95 of 100 cases. */
export interface Insight extends Group {
  /** Different days on which they were opened. */
  readonly days: number
  readonly netPaise: number
  readonly winRateBps: Metric
  readonly winRateIntervalBps: Interval
  readonly meanNetBps: number
  readonly meanNetIntervalBps: Interval
  /** Mean of the multiples of what was at risk, over the samples whose stop is known; null for fewer than 5 of them. */
  readonly meanR: number | null
  readonly profitFactor: Metric
  /** Two-sided, against a mean of zero: as it stands, and after Holm's correction for every group. */
  readonly pValue: number | null
  readonly adjustedPValue: number | null
  readonly verdict: InsightVerdict
}

/** What closed trades teach. */
export interface Learnings {
  readonly samples: number
  readonly samplesMin: number
  /** Groups that were tested, for which each p value is corrected. */
  readonly looks: number
  readonly insights: readonly Insight[]
  /** Groups of too few samples: their count, and no figure. */
  readonly withheld: readonly Group[]
}

interface Bucket extends Group {
  readonly trips: readonly FinishedTrade[]
}

/** Only the least number of trades matters to figures of trades. */
const SETTINGS = { ...PERFORMANCE_DEFAULTS, riskFreeBps: 0, minTrades: SAMPLES_MIN }
const VERDICTS = { '1': 'helps', '0': 'unclear', '-1': 'hurts' } as const

/** What closed trades teach, by strategy and facet; the same for any order in which they are told. */
export function insightsOf(trades: readonly FinishedTrade[], sectorOf: SectorOf): Learnings {
  const trips = roundTripsOf(trades)
  const strategies = [...new Set(trips.map(({ strategy }) => strategy))].sort()
  const buckets = strategies.flatMap((strategy) => {
    const own = trips.filter((trip) => trip.strategy === strategy)
    return FACETS.flatMap((facet) => bucketsOf(strategy, facet, own, sectorOf))
  })
  const told = buckets.filter(({ samples }) => samples >= SAMPLES_MIN)
  const tested = told.map((bucket) => ({ bucket, ...measured(bucket.trips) }))
  const known = tested.flatMap(({ test: { pValue } }) => (pValue === null ? [] : [pValue]))
  const adjusted = holmAdjusted(known).values()
  return {
    samples: trips.length,
    samplesMin: SAMPLES_MIN,
    looks: known.length,
    insights: tested.map(({ bucket, figures, test }): Insight => {
      const after = test.pValue === null ? null : (adjusted.next().value ?? null)
      return { ...groupOf(bucket), ...figures, ...judged(test, after) }
    }),
    withheld: buckets.filter(({ samples }) => samples < SAMPLES_MIN).map(groupOf),
  }
}

const groupOf = ({ strategy, facet, group, isKnownAtEntry, samples }: Bucket): Group => ({
  strategy,
  facet,
  group,
  isKnownAtEntry,
  samples,
})

/** A facet that puts every trade into one group says nothing that "all" does not, and would only dilute the rest. */
function bucketsOf(
  strategy: string,
  { name, isKnownAtEntry, groups, groupOf: nameOf }: Facet,
  trips: readonly FinishedTrade[],
  sectorOf: SectorOf,
): readonly Bucket[] {
  const parts = new Map<string, FinishedTrade[]>()
  for (const trip of trips) {
    const group = nameOf(trip, sectorOf)
    if (group === null) continue
    const part = parts.get(group)
    if (part === undefined) parts.set(group, [trip])
    else part.push(trip)
  }
  const isDividing = [...parts.values()].every(({ length }) => length < trips.length)
  if (!isDividing && groups?.length !== 1) return []
  const names = groups?.filter((group) => parts.has(group)) ?? [...parts.keys()].sort()
  return names.map((group) => {
    const own = parts.get(group) ?? []
    return { strategy, facet: name, group, isKnownAtEntry, samples: own.length, trips: own }
  })
}

function measured(trips: readonly FinishedTrade[]) {
  const ledger = new TradeLedger()
  const samples = trips.map((trip) => {
    ledger.add({ ...trip, maePaise: null, mfePaise: null })
    return { ...outcomeOf(trip), day: dayNumber(trip.openedAt) }
  })
  const { trades, wins, netPaise, winRateBps, profitFactor } = ledger.metrics(SETTINGS)
  const multiples = samples.flatMap(({ netR }) => (netR === null ? [] : [netR]))
  const mean = clusteredMean(samples.map(({ netBps, day }) => ({ bps: netBps, day })))
  return {
    figures: {
      days: mean.days,
      netPaise,
      winRateBps,
      winRateIntervalBps: winRateInterval(wins, trades, CONFIDENCE),
      meanNetBps: mean.meanBps,
      meanR:
        multiples.length < SAMPLES_MIN
          ? null
          : multiples.reduce((sum, multiple) => sum + multiple, 0) / multiples.length,
      profitFactor,
    },
    test: testMean(mean),
  }
}

const judged = ({ intervalBps, pValue }: MeanTest, adjustedPValue: number | null) => ({
  meanNetIntervalBps: intervalBps,
  pValue,
  adjustedPValue,
  verdict: VERDICTS[sideOf(intervalBps, adjustedPValue)],
})
