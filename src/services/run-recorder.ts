import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import { type LedgerDeps, RunLedger } from './run-ledger.ts'

const HANDLES = [
  'market.price_update',
  'data.gap_found',
  'strategy.intent_dropped',
  'risk.order_approved',
  'risk.order_denied',
  'risk.breach',
  'risk.trading_state_change',
  'execution.order_partially_filled',
  'execution.order_filled',
  'portfolio.position_change',
  'portfolio.cash_change',
  'portfolio.charges_applied',
  'portfolio.snapshot_taken',
] as const
type Handled = (typeof HANDLES)[number]

/** Keeps the ledger of a run while it runs. */
export class RunRecorder extends KernelHandler<Handled> {
  readonly ledger: RunLedger

  constructor(bus: EventBus, deps: LedgerDeps) {
    super(bus, HANDLES)
    this.ledger = new RunLedger(deps)
  }

  override handleEvent(event: Event<Handled>): void {
    this.ledger.apply(event)
  }
}
