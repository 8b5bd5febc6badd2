import { type Paise, paise, portion } from '../money.ts'
import type { Side } from '../order.ts'
import type { TradeDate } from '../time.ts'
import { asOf, since, table } from './dated.ts'
import { roundToTick } from './ticks.ts'

/** How far from the last price a market order may trade, by price: at most `upTo` paise (null: any higher). */
export interface ProtectionSlab {
  readonly upTo: number | null
  readonly bps: number
}

/**
 * Market protection turns a market order into a limit order; what it leaves open stays in the book. Since 1 April 2026
 * the broker refuses market orders without it.
 */
export const MARKET_PROTECTION = table<{
  readonly isRequired: boolean
  readonly slabs: readonly ProtectionSlab[]
}>('market-protection', 'Market protection of MARKET and SL-M orders', [
  since(
    null,
    { isRequired: false, slabs: [] },
    'likely',
    'Kite Connect v3 orders',
    'a choice of the client',
  ),
  since(
    '2026-04-01',
    {
      isRequired: true,
      slabs: [
        { upTo: 10_000, bps: 200 },
        { upTo: 50_000, bps: 100 },
        { upTo: null, bps: 50 },
      ],
    },
    'likely',
    'Kite Connect v3 orders; Kite forum 15912, 52991; the slabs are OpenAlgo’s',
    'that it is required is sure; the broker’s automatic slabs are not published',
  ),
])

/** Distance in basis points that a market order may trade away from the price; null where none is set. */
export function protectionBps(price: Paise, date: TradeDate): number | null {
  const { slabs } = asOf(MARKET_PROTECTION, date)
  return slabs.find(({ upTo }) => upTo === null || price <= upTo)?.bps ?? null
}

/** The limit that a market order becomes, on the tick and no further from the price than protection allows. */
export function protectedLimit(
  side: Side,
  price: Paise,
  tick: number,
  date: TradeDate,
): Paise | null {
  const bps = protectionBps(price, date)
  if (bps === null) return null
  const away = portion(price, bps, 10_000)
  return side === 'buy'
    ? paise(Math.max(tick, roundToTick(paise(price + away), tick, 'down')))
    : paise(Math.max(tick, roundToTick(paise(price - away), tick, 'up')))
}
