import type { FillId, InstrumentId, OrderId } from '../../domain/brand.ts'
import type { Charges } from '../../domain/charges.ts'
import type { Paise } from '../../domain/money.ts'
import type { Product } from '../../domain/order.ts'
import type { ClosedTrade, Position } from '../../domain/position.ts'
import type { TradeDate } from '../../domain/time.ts'

/** Why cash moved. */
export type CashReason = 'deposit' | 'fill' | 'charges' | 'dp_fee' | 'dividend' | 'action' | 'reset'

export interface PortfolioEvents {
  'portfolio.position_change': {
    readonly position: Position
    readonly orderId: OrderId | null
    readonly fillId: FillId | null
    /** Round trips that this change closed. */
    readonly closed: readonly ClosedTrade[]
  }
  'portfolio.pnl_update': {
    readonly date: TradeDate
    /** Since the day began, after charges. */
    readonly today: Paise
    /** From closed quantity, before charges, since the account began. */
    readonly realised: Paise
    readonly unrealised: Paise
    readonly charges: Paise
    readonly equity: Paise
  }
  'portfolio.cash_change': {
    /** Cash after the change. */
    readonly cash: Paise
    readonly change: Paise
    readonly reason: CashReason
    readonly orderId: OrderId | null
    readonly fillId: FillId | null
    readonly instrument: InstrumentId | null
  }
  'portfolio.holdings_settled': {
    readonly date: TradeDate
    readonly instrument: InstrumentId
    readonly quantity: number
  }
  /** Charges are kept as a running contract note: each fill books the difference it makes to the day's note. */
  'portfolio.charges_applied': {
    readonly date: TradeDate
    readonly instrument: InstrumentId
    readonly product: Product
    readonly fillId: FillId | null
    readonly change: Charges
  }
  'portfolio.snapshot_taken': {
    readonly date: TradeDate
    readonly cash: Paise
    readonly equity: Paise
    readonly deployed: Paise
    readonly charges: Paise
    readonly realised: Paise
    readonly openPositions: number
  }
  'portfolio.account_reset': { readonly month: string; readonly capital: Paise }
}
