import type { Event, Events } from '../events.ts'

/** A strategy of the book and what its trades brought since it began. */
export interface StrategyLine {
  readonly strategy: string
  readonly isRunning: boolean
  /** Why it does not run; null while it does. */
  readonly reason: string | null
  readonly parameters: Events['strategy.formed']['parameters']
  /** Instruments that it watches. */
  readonly instruments: number
  /** Round trips that it opened and that have ended. */
  readonly trades: number
  /** Result of those, before charges, paise. */
  readonly grossPaise: number
}

/** Strategies by name, and who else owns trades: a person, an agent. */
export class StrategyLines {
  readonly #lines = new Map<string, StrategyLine>()

  get lines(): readonly StrategyLine[] {
    return [...this.#lines.values()]
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'strategy.formed': {
        const { strategy, parameters, instruments } = event.data
        return this.#change(strategy, { parameters, instruments })
      }
      case 'strategy.started':
        return this.#change(event.data.strategy, { isRunning: true, reason: null })
      case 'strategy.stopped': {
        const { strategy, reason } = event.data
        return this.#change(strategy, { isRunning: false, reason })
      }
      case 'portfolio.position_change':
        for (const { strategy, grossPaise } of event.data.closed) this.#count(strategy, grossPaise)
        return
      default:
        return
    }
  }

  load(lines: readonly StrategyLine[]): void {
    this.#lines.clear()
    for (const line of lines) this.#lines.set(line.strategy, line)
  }

  #change(strategy: string, change: Partial<StrategyLine>): void {
    this.#lines.set(strategy, { ...this.#of(strategy), ...change })
  }

  #count(strategy: string, gross: number): void {
    const before = this.#of(strategy)
    const { trades, grossPaise } = before
    this.#lines.set(strategy, { ...before, trades: trades + 1, grossPaise: grossPaise + gross })
  }

  #of(strategy: string): StrategyLine {
    const unknown = { isRunning: false, reason: null, parameters: {}, instruments: 0 }
    return this.#lines.get(strategy) ?? { strategy, ...unknown, trades: 0, grossPaise: 0 }
  }
}
