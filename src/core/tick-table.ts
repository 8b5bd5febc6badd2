import { paise } from '../domain/money.ts'
import { tickOf } from '../domain/rulebook/ticks.ts'
import { dateOf } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import type { Clock } from './clock.ts'

/** Tick of an instrument today: what its file states, else what the rulebook says for its price. */
export class TickTable {
  readonly #universe: Universe
  readonly #clock: Clock

  constructor(universe: Universe, clock: Clock) {
    this.#universe = universe
    this.#clock = clock
  }

  /** Paise. */
  of(instrument: number, price: number): number {
    const { tickPaise, exchange, kind } = this.#universe.at(instrument)
    if (tickPaise !== null && tickPaise > 0) return tickPaise
    const reference = paise(Math.max(1, Math.round(price)))
    const ticking = { exchange, kind: kind === 'etf' ? 'etf' : 'equity' } as const
    return tickOf(ticking, reference, dateOf(this.#clock.now()))
  }
}
