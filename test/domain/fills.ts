import { fillId, instrumentId, orderId } from '../../src/domain/brand.ts'
import type { CorporateAction } from '../../src/domain/corporate-action.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { paise } from '../../src/domain/money.ts'
import type { Product, Side } from '../../src/domain/order.ts'
import { addDays, momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'

export const INFY = instrumentId('NSE:INFY')
export const TCS = instrumentId('NSE:TCS')
export const DAY = tradeDate('2026-11-02')

interface Told {
  readonly date?: TradeDate
  readonly strategy?: string
  readonly product?: Product
  readonly instrument?: typeof INFY
}

let orders = 0

/** Starts the ids of orders and fills again, so that two runs give the same. */
export function restartIds(): void {
  orders = 0
}

/** A fill at a price in rupees. */
export function fill(side: Side, quantity: number, rupees: number, told: Told = {}): Fill {
  orders += 1
  return {
    id: fillId(`F${orders}`),
    orderId: orderId(`O${orders}`),
    strategy: told.strategy ?? 'momentum',
    instrument: told.instrument ?? INFY,
    side,
    effect: 'open',
    product: told.product ?? 'CNC',
    quantity,
    price: paise(Math.round(rupees * 100)),
    at: momentOf(told.date ?? DAY, 600),
    decisionPrice: paise(Math.round(rupees * 100)),
    filledQuantity: quantity,
    leavesQuantity: 0,
    protection: null,
    reason: `${side} for the test`,
  }
}

/** So many new shares for so many old ones. */
export const split = (
  newShares: number,
  oldShares: number,
  exDate: TradeDate,
): CorporateAction => ({
  kind: 'split',
  instrument: INFY,
  exDate,
  newShares,
  oldShares,
  source: 'test',
})

/** Cash a share. */
export const dividend = (dividendPaise: number, exDate: TradeDate): CorporateAction => ({
  kind: 'dividend',
  instrument: INFY,
  exDate,
  dividendPaise,
  source: 'test',
})

export const NEXT = addDays(DAY, 1)
