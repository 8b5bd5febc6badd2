import { symbolOf } from '../domain/instrument.ts'
import { formatPaise } from '../domain/money.ts'
import type { Signal } from '../domain/signal.ts'
import type { Events } from './events.ts'
import { priceWords, TO_DO } from './order-words.ts'

/** `manual asks to buy 10 INFY at ₹1,842.00 or less: a rebound`: a wish as a person reads it. */
export function wishWords(wish: Signal): string {
  const { strategy, side, effect, quantity, instrument, limit, trigger, reason } = wish
  const shares = quantity === null ? '' : `${quantity} `
  const price = priceWords({ side, limit, trigger })
  return `${strategy} asks to ${TO_DO[side][effect]} ${shares}${symbolOf(instrument)}${price}: ${reason}`
}

/** `INFY with a stop at ₹1,800.00 and a target at ₹1,950.00`: a position and the levels over it. */
export function guardWords({
  instrument,
  protection: { stop, target, trail },
}: Events['risk.protection_change']): string {
  const levels = [
    ...(stop === null ? [] : [`a stop at ${formatPaise(stop)}`]),
    ...(trail === null ? [] : [`a stop that follows by ${formatPaise(trail)}`]),
    ...(target === null ? [] : [`a target at ${formatPaise(target)}`]),
  ]
  return `${symbolOf(instrument)} with ${levels.length === 0 ? 'no stop and no target' : levels.join(' and ')}`
}
