import { TradingError } from '../core/errors.ts'
import type { Order } from '../domain/order.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import { addDays, dateOf, type EpochMs } from '../domain/time.ts'

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
