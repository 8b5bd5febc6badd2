import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import { LEDGER_FACTS, type LedgerDeps, type LedgerFact, RunLedger } from './run-ledger.ts'

/** Keeps the ledger of a run while it runs. */
export class RunRecorder extends KernelHandler<LedgerFact> {
  readonly ledger: RunLedger

  constructor(bus: EventBus, deps: LedgerDeps) {
    super(bus, LEDGER_FACTS)
    this.ledger = new RunLedger(deps)
  }

  override handleEvent(event: Event<LedgerFact>): void {
    this.ledger.apply(event)
  }
}
