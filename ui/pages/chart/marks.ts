import type { PortfolioBody } from '../../../src/web/contract/desk.ts'
import type { MarksBody } from '../../../src/web/contract/market.ts'
import { barAt, type Candle, chartSeconds } from './candles.ts'

/** A fill or a refused idea, at its bar. */
export interface Mark {
  readonly kind: 'buy' | 'sell' | 'denied'
  readonly bar: number
  readonly rupees: number
  readonly at: string
  readonly says: string
}

/** A closed trade, from entry to exit. */
export interface Join {
  readonly from: { readonly bar: number; readonly rupees: number }
  readonly to: { readonly bar: number; readonly rupees: number }
  readonly isGain: boolean
}

const barOf = (candles: readonly Candle[], at: string): number | null =>
  barAt(candles, chartSeconds(Date.parse(at)))

/** Marks whose bars are shown, oldest first. */
export const marksOf = (
  { fills, denied }: MarksBody,
  candles: readonly Candle[],
): readonly Mark[] =>
  [
    ...fills.map(({ side, ...rest }) => ({ kind: side, ...rest })),
    ...denied.map((one) => ({ kind: 'denied' as const, ...one })),
  ].flatMap(({ kind, at, pricePaise, says }) => {
    const bar = barOf(candles, at)
    return bar === null ? [] : [{ kind, bar, rupees: pricePaise / 100, at, says }]
  })

/** Closed trades of an instrument whose bars are shown. */
export const joinsOf = (
  trades: PortfolioBody['trades'],
  instrument: string,
  candles: readonly Candle[],
): readonly Join[] =>
  trades.flatMap((trade) => {
    if (trade.instrument !== instrument) return []
    const from = barOf(candles, trade.openedAt)
    const to = barOf(candles, trade.closedAt)
    if (from === null || to === null) return []
    return [
      {
        from: { bar: from, rupees: trade.entryPaise / 100 },
        to: { bar: to, rupees: trade.exitPaise / 100 },
        isGain: trade.grossPaise >= 0,
      },
    ]
  })
