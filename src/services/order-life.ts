import { TradingError } from '../core/errors.ts'
import type { Order } from '../domain/order.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import { addDays, dateOf, type EpochMs, type TradeDate } from '../domain/time.ts'

/** Between which moments an order can trade: those of the session for which it was given. */
export interface OrderLife {
  readonly from: EpochMs
  readonly until: EpochMs
}

/** Longer than any run of closed days. */
const CLOSED_DAYS_MAX = 30

/**
 * An order for the day lives with the session in which it was given; one given while the exchange is closed with the
 * next. What counts is the desk's own moment: a wish may state any. Throws DATA_MISSING when the calendar knows of none.
 */
export function lifeOf({ variety }: Order, givenAt: EpochMs, sessions: Sessions): OrderLife {
  const date = dateOf(givenAt)
  for (let days = 0; days <= CLOSED_DAYS_MAX; days++) {
    const hours = sessions.hoursOn(addDays(date, days), 'cash')
    const isPast = hours === null || (variety === 'amo' && hours.closesAt <= givenAt)
    if (!isPast) return { from: hours.beginsAt, until: hours.endsAt }
  }
  const closed = `The calendar is closed for ${CLOSED_DAYS_MAX} days from ${date}: bring it up to date`
  throw new TradingError('DATA_MISSING', closed)
}

/** The lives of a day's orders, looked up once: they are asked for between a decision and the wire. */
export class OrderLives {
  readonly #sessions: Sessions
  #date: TradeDate | null = null
  #life: OrderLife | null = null

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  /** As `lifeOf`. */
  of(order: Order, givenAt: EpochMs): OrderLife {
    // What is given after the close lives in another session than what was given before it.
    if (order.variety === 'amo') return lifeOf(order, givenAt, this.#sessions)
    const date = dateOf(givenAt)
    if (date !== this.#date || this.#life === null) {
      this.#life = lifeOf(order, givenAt, this.#sessions)
      this.#date = date
    }
    return this.#life
  }
}
