import { at, type BarColumns, firstRowAt } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { ClosedTrade } from '../domain/position.ts'
import type { Excursion } from './run-ledger.ts'

const UNKNOWN = { maePaise: null, mfePaise: null } as const

/**
 * Worst and best result of trades by the bars they were held over (maximum adverse and favourable excursion, Sweeney,
 * Campaign Trading, 1996). The bars of entry and exit count whole. Unknown over a split, whose prices do not compare.
 */
export function excursionOver(series: ReadonlyMap<InstrumentId, BarColumns>): Excursion {
  return (trade: ClosedTrade) => {
    const bars = series.get(trade.instrument)
    if (!bars) return UNKNOWN
    const last = firstRowAt(bars, trade.closedAt)
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (
      let row = Math.max(0, firstRowAt(bars, trade.openedAt) - 1);
      row <= last && row < bars.length;
      row++
    ) {
      low = Math.min(low, at(bars.low, row))
      high = Math.max(high, at(bars.high, row))
    }
    if (!Number.isFinite(low)) return UNKNOWN
    return trade.side === 'long'
      ? signed(
          trade,
          low * trade.quantity - trade.entryPaise,
          high * trade.quantity - trade.entryPaise,
        )
      : signed(
          trade,
          trade.entryPaise - high * trade.quantity,
          trade.entryPaise - low * trade.quantity,
        )
  }
}

/** The trade's own result lies between the two, whatever the bars say. */
const signed = ({ grossPaise }: ClosedTrade, worst: number, best: number) => ({
  maePaise: Math.round(Math.min(0, grossPaise, worst)),
  mfePaise: Math.round(Math.max(0, grossPaise, best)),
})
