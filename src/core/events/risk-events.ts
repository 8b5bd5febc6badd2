import type { InstrumentId, OrderId } from '../../domain/brand.ts'
import type { Denial } from '../../domain/denial.ts'
import type { Terms } from '../../domain/holds.ts'
import type { Paise } from '../../domain/money.ts'
import type { Approved, Order, Product, Protection } from '../../domain/order.ts'
import type { RiskLimits } from '../../domain/risk-limits.ts'
import type { TradingState } from '../../domain/trading-state.ts'

export interface RiskEvents {
  'risk.breach': { readonly rule: string; readonly value: number; readonly limit: number }
  'risk.stop_loss_trigger': Trigger
  'risk.target_trigger': Trigger
  'risk.exposure_change': {
    readonly gross: Paise
    readonly deployedBps: number
    readonly openPositions: number
  }
  'risk.order_approved': {
    readonly order: Approved<Order>
    /** Cash held until fill, rejection, cancel or expiry; shares held for a sale. */
    readonly held: Paise
    readonly heldQuantity: number
  }
  'risk.order_denied': { readonly order: Order; readonly denials: readonly Denial[] }
  /** A working order may ask for something else: it as it is to be, and what is held for its open shares from then on. */
  'risk.change_approved': { readonly order: Approved<Order>; readonly terms: Terms }
  /** A person wants these levels over an open position, and no others; null takes one away. */
  'risk.protection_requested': ProtectionChange
  'risk.protection_change': ProtectionChange
  'risk.protection_refused': ProtectionChange & { readonly reason: string }
  /** The newest of them holds, over restarts too; the configuration's limits are those that a book begins with. */
  'risk.limits_change': { readonly limits: RiskLimits; readonly by: string }
  'risk.trading_state_change': {
    readonly state: TradingState
    readonly before: TradingState
    readonly reason: string
    readonly by: string
  }
}

interface ProtectionChange {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly protection: Protection
  readonly by: string
}

interface Trigger {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly strategy: string
  /** Stop or target, and the price that reached it. */
  readonly level: Paise
  readonly price: Paise
  readonly quantity: number
  /** The entry whose shares are closed. */
  readonly guards: OrderId
}
