import { PHASE_RULES, type Phase, segmentOf } from '../domain/rulebook/phase.ts'
import type { TradeDate } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

/** What the exchange does now. Market data writes it, everyone may read it. */
export class MarketSession {
  /** The session under way or last seen; null before the first. */
  date: TradeDate | null = null
  /** Between the open and the close of `date`. */
  isOpen = false
  readonly phases: Record<'cash' | 'cash_with_derivatives', Phase> = {
    cash: 'closed',
    cash_with_derivatives: 'closed',
  }
  /** When continuous trading of `date` began, epoch ms. */
  opensAt = 0
  /** When continuous trading of each segment ends today, epoch ms. */
  readonly continuousEnds = { cash: 0, cash_with_derivatives: 0 }
  readonly #universe: Universe

  constructor(universe: Universe) {
    this.#universe = universe
  }

  phaseOf(instrument: number): Phase {
    return this.phases[segmentOf(this.#universe.at(instrument))]
  }

  isContinuous(instrument: number): boolean {
    return PHASE_RULES[this.phaseOf(instrument)].isContinuous
  }

  continuousEndOf(instrument: number): number {
    return this.continuousEnds[segmentOf(this.#universe.at(instrument))]
  }
}
