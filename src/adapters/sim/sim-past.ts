import { emptyBars } from '../../domain/bar.ts'
import type { MergedBars } from '../../domain/merge-bars.ts'
import { momentOf } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import type { MarketDay } from './sim-market.ts'
import { priceOf } from './sim-share-plan.ts'

const OPENING_MINUTE = 555

/**
 * Daily bars from the outlines of days: open, close and volume are those of the day when it is traded, the extremes are
 * only those two. Told in the shares of the last day. For usual volumes and correlations.
 */
export function pastBars(days: readonly MarketDay[], universe: Universe): MergedBars {
  const bars = emptyBars(days.reduce((sum, { shares }) => sum + shares.length, 0))
  const instrument = new Int32Array(bars.length)
  const last = days.at(-1)
  let row = 0
  for (const { date, shares } of days) {
    for (const [index, share] of shares.entries()) {
      const split = (last?.shares[index]?.multiple ?? 1) / share.multiple
      const open = priceOf(share, Math.exp(share.worthAtOpen)) / split
      const close = share.close / split
      instrument[row] = universe.indexOf(share.share.instrument.id)
      bars.at[row] = momentOf(date, OPENING_MINUTE)
      bars.open[row] = open
      bars.high[row] = Math.max(open, close)
      bars.low[row] = Math.min(open, close)
      bars.close[row] = close
      bars.volume[row] = share.volume * split
      row += 1
    }
  }
  return { instrument, bars }
}
