import type { OrderId } from '../domain/brand.ts'
import type { Fill } from '../domain/fill.ts'
import { symbolOf } from '../domain/instrument.ts'
import { formatPaise } from '../domain/money.ts'
import type { Effect, Order, Side } from '../domain/order.ts'

type Verbs = Readonly<Record<Side, Readonly<Record<Effect, string>>>>

/** What an order is named by. */
export type NamedOrder = Pick<Order, 'side' | 'effect' | 'quantity' | 'instrument'>

/** What is known of an order, for events that name it by its id alone. */
export type OrderOf = (id: OrderId) => NamedOrder | undefined

/** What a fill did, by side and effect. */
const DONE: Verbs = {
  buy: { open: 'bought', close: 'bought back' },
  sell: { open: 'sold short', close: 'sold' },
}

/** What an order asks for, by side and effect. */
export const TO_DO: Verbs = {
  buy: { open: 'buy', close: 'buy back' },
  sell: { open: 'sell short', close: 'sell' },
}

/** The prices that an order waits for, with a space before them; empty for one that takes what comes. */
export function priceWords({
  side,
  limit,
  trigger,
}: Pick<Order, 'side' | 'limit' | 'trigger'>): string {
  const words = [
    ...(trigger === null ? [] : [`once ${formatPaise(trigger)} trades`]),
    ...(limit === null ? [] : [`at ${formatPaise(limit)} or ${side === 'buy' ? 'less' : 'more'}`]),
  ]
  return words.length === 0 ? '' : ` ${words.join(', ')}`
}

/** `to sell short 5 INFY`: how an order is named where its id says nothing. */
export const orderWords = ({ side, effect, quantity, instrument }: NamedOrder): string =>
  `to ${TO_DO[side][effect]} ${quantity} ${symbolOf(instrument)}`

/** The order by what it asks for, or by its id when nothing more is known. */
export function orderNamed(id: OrderId, orderOf: OrderOf): string {
  const order = orderOf(id)
  return order === undefined ? `order ${id}` : `the order ${orderWords(order)}`
}

/** Who placed what was not placed through the desk. */
const FOREIGN = 'foreign'

/** `bought 20 INFY at ₹1,842.00 because …`; part of an order is told as part of it. */
export function fillWords({ strategy, instrument, side, effect, ...fill }: Fill): string {
  const { quantity, filledQuantity, leavesQuantity, price, reason } = fill
  const whole = filledQuantity + leavesQuantity
  const shares = whole === quantity ? `${quantity}` : `${quantity} of ${whole}`
  const why = strategy === FOREIGN ? ', placed outside the desk' : ` because ${reason}`
  return `${DONE[side][effect]} ${shares} ${symbolOf(instrument)} at ${formatPaise(price)}${why}`
}
