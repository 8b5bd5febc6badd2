import type { Events } from '../../src/core/events.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { type EpochMs, epochMs } from '../../src/domain/time.ts'

/** The machine's clock of these tests, far from the market's. */
export const WALL = 1_900_000_000_000
export const MINUTE = 60_000

let count = 0

/** What an analysis came to: to buy INFY with all of the size unless told otherwise. */
export function recommendation(
  part: Partial<Events['ai.recommendation']> = {},
): Events['ai.recommendation'] {
  count += 1
  return {
    recommendationId: `r${count}`,
    analysisId: 'a1',
    instrument: instrumentId('NSE:INFY'),
    verdict: 'BUY',
    modelVerdict: 'BUY',
    score: {
      parts: { fundamental: 80, valuation: 80, growth: 80, risk: 20, qualitative: 80 },
      overall: 80,
      verdict: 'BUY',
      says: 'every part is known',
    },
    disagreement: null,
    conviction: 0.7,
    horizonDays: 30,
    reason: 'it grows and is cheap',
    invalidation: 'growth ends',
    evidence: [],
    sizeBps: 10_000,
    provenance: 'analysis',
    side: 'buy',
    effect: 'open',
    whyNot: null,
    wallAt: wall(0),
    ...part,
  }
}

/** So many minutes after the tests began, by the machine's clock. */
export const wall = (minutes: number): EpochMs => epochMs(WALL + Math.round(minutes * MINUTE))
