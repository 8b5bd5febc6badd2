import type { InstrumentId, OrderId } from '../../domain/brand.ts'
import type { Denial } from '../../domain/denial.ts'
import type { Fill } from '../../domain/fill.ts'
import type { Paise } from '../../domain/money.ts'
import type { Approved, Order } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { BrokerReport } from '../ports.ts'

/** One difference between our book and the broker's. */
export interface Drift {
  readonly kind: 'order' | 'position' | 'cash'
  readonly instrument: InstrumentId | null
  readonly orderId: OrderId | null
  readonly ours: string
  readonly theirs: string
}

export interface ExecutionEvents {
  /** A person wants an order back. */
  'execution.cancel_requested': {
    readonly orderId: OrderId
    readonly by: string
    readonly reason: string
  }
  /** There is nothing that could be taken back. */
  'execution.cancel_refused': { readonly orderId: OrderId; readonly reason: string }
  /** A person wants a working order to ask for this from now on: all of its shares, those filled included. */
  'execution.modify_requested': {
    readonly orderId: OrderId
    readonly quantity: number
    readonly limit: Paise | null
    readonly trigger: Paise | null
    readonly by: string
  }
  'execution.modify_refused': { readonly orderId: OrderId; readonly denials: readonly Denial[] }
  /** What a broker outside the kernel said of an order, as news: what follows from it is decided inside. */
  'execution.report_received': BrokerReport
  /** About to leave: durable before the request does. */
  'execution.order_submitted': { readonly order: Approved<Order> }
  /** The broker took it. */
  'execution.order_placed': { readonly orderId: OrderId; readonly brokerOrderId: string }
  /** It stands in the exchange's book. */
  'execution.order_accepted': { readonly orderId: OrderId; readonly at: EpochMs }
  'execution.order_partially_filled': Fill
  'execution.order_filled': Fill
  'execution.order_rejected': { readonly orderId: OrderId; readonly reason: string }
  'execution.order_cancelled': { readonly orderId: OrderId; readonly reason: string }
  'execution.order_expired': { readonly orderId: OrderId; readonly reason: string }
  'execution.order_modified': {
    readonly orderId: OrderId
    readonly quantity: number
    readonly limit: Paise | null
    readonly trigger: Paise | null
  }
  /** No answer: it may stand at the broker or not, and is never sent again. */
  'execution.order_unknown': { readonly orderId: OrderId; readonly reason: string }
  'execution.reconciliation_drift': { readonly drifts: readonly Drift[] }
  'execution.reconciliation_complete': { readonly orders: number; readonly positions: number }
}
