import type { Interval } from './bootstrap.ts'
import { normalInverse } from './normal.ts'

/**
 * Where the true win rate lies with a confidence, in basis points, when so many of the trades won (Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22, 1927): unlike the textbook interval it holds for
 * few trades and never leaves 0 to 100 %.
 */
export function winRateInterval(wins: number, trades: number, confidence: number): Interval {
  if (!(trades > 0)) return { low: null, high: null, reason: 'no trade closed' }
  const z = normalInverse((1 + confidence) / 2)
  const share = wins / trades
  const square = (z * z) / trades
  const middle = (share + square / 2) / (1 + square)
  const reach = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / trades + square / trades / 4)
  return {
    low: Math.max(0, middle - reach) * 10_000,
    high: Math.min(1, middle + reach) * 10_000,
    reason: null,
  }
}
