import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import type { Paise } from '../domain/money.ts'
import { dateOf, monthOf, type TradeDate } from '../domain/time.ts'

const HANDLES = ['market.session_phase_change', 'market.open', 'portfolio.account_reset'] as const
type Handled = (typeof HANDLES)[number]

export interface MonthlyResetDeps {
  readonly bus: EventBus
  /** What the account begins each month with. */
  readonly capital: Paise
}

/** What must survive a restart. */
export interface MonthlyResetState {
  /** Month in which the account last began, `2026-07`; null before it did. */
  readonly month: string | null
}

/**
 * Begins the account anew with the first session of each month, before anything trades in it: once a month, whichever
 * day that is. The month in which it began, or was begun anew by a person, is not begun again.
 */
export class MonthlyReset extends KernelHandler<Handled> {
  readonly #bus: EventBus
  readonly #capital: Paise
  #month: string | null = null

  constructor({ bus, capital }: MonthlyResetDeps) {
    super(bus, HANDLES)
    this.#bus = bus
    this.#capital = capital
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.session_phase_change':
      case 'market.open':
        return this.#meet(event, event.data.date)
      case 'portfolio.account_reset':
        // By the market's time: the month that a person writes down is a name.
        this.#month = monthOf(dateOf(event.at))
        return
      default:
        event satisfies never
    }
  }

  save(): MonthlyResetState {
    return { month: this.#month }
  }

  load({ month }: MonthlyResetState): void {
    this.#month = month
  }

  #meet(causedBy: Event, date: TradeDate): void {
    const month = monthOf(date)
    if (this.#month === null || month <= this.#month) return
    const anew = { month, capital: this.#capital }
    this.#bus.publish('portfolio.account_reset', anew, { source: 'MonthlyReset', causedBy })
  }
}
