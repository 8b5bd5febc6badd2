import { at } from '../domain/bar.ts'
import { paise } from '../domain/money.ts'
import { tickOf } from '../domain/rulebook/ticks.ts'
import { dateOf } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import type { Clock } from './clock.ts'
import type { Quotes } from './quotes.ts'

/** Tick of an instrument today: what its file states, else the rulebook's for the close that the exchange reviews. */
export class TickTable {
  readonly #universe: Universe
  readonly #clock: Clock
  readonly #quotes: Quotes

  constructor(universe: Universe, clock: Clock, quotes: Quotes) {
    this.#universe = universe
    this.#clock = clock
    this.#quotes = quotes
  }

  /** Paise; `price` stands in where the reviewed close is not known. */
  of(instrument: number, price: number): number {
    const { tickPaise, exchange, kind } = this.#universe.at(instrument)
    if (tickPaise !== null && tickPaise > 0) return tickPaise
    const reviewed = at(this.#quotes.monthClose, instrument)
    const reference = paise(Math.max(1, Math.round(Number.isNaN(reviewed) ? price : reviewed)))
    const ticking = { exchange, kind: kind === 'etf' ? 'etf' : 'equity' } as const
    return tickOf(ticking, reference, dateOf(this.#clock.now()))
  }
}
