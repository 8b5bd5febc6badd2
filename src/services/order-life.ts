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

/** An order for the day lives with the session of its decision; one given while the exchange is closed with the next. */
export function lifeOf({ decisionAt, variety }: Order, sessions: Sessions): OrderLife {
  const date = dateOf(decisionAt)
  for (let days = 0; days <= CLOSED_DAYS_MAX; days++) {
    const hours = sessions.hoursOn(addDays(date, days), 'cash')
    const isPast = hours === null || (variety === 'amo' && hours.closesAt <= decisionAt)
    if (!isPast) return { from: hours.beginsAt, until: hours.endsAt }
  }
  throw new RangeError(`the calendar is closed for ${CLOSED_DAYS_MAX} days from ${date}`)
}
