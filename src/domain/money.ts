import type { Brand } from './brand.ts'

/** Money and prices: whole paise, exact up to 9e13 rupees. */
export type Paise = Brand<number, 'Paise'>

/** A rate in billionths of a value: 0.1 % is 1,000,000; ₹0.01 a crore is 1. */
export type Nano = number

export const BILLION = 1_000_000_000

/** Throws RangeError unless the number is a whole, exactly representable count of paise. */
export function paise(amount: number): Paise {
  if (Number.isSafeInteger(amount)) return (amount === 0 ? 0 : amount) as Paise
  throw new RangeError(`${amount} is not a whole number of paise`)
}

export const NO_MONEY = paise(0)

/** Rupees as typed by a person or a file, to the nearest paisa. */
export const rupees = (amount: number): Paise => paise(Math.round(amount * 100))

/** Price times shares. */
export const times = (price: Paise, quantity: number): Paise => paise(price * quantity)

/** `amount × numerator ÷ denominator`, exact, half away from zero. Throws RangeError on a zero denominator. */
export function portion(amount: number, numerator: number, denominator: number): Paise {
  if (denominator === 0) throw new RangeError('a portion of nothing has no value')
  const product = amount * numerator
  if (Number.isSafeInteger(product) && Math.abs(product) < 2 ** 51) {
    const quotient = Math.floor((2 * Math.abs(product) + denominator) / (2 * denominator))
    return paise(product < 0 ? -quotient : quotient)
  }
  const exact = BigInt(amount) * BigInt(numerator)
  const size = exact < 0n ? -exact : exact
  const rounded = Number((2n * size + BigInt(denominator)) / (2n * BigInt(denominator)))
  return paise(exact < 0n ? -rounded : rounded)
}

/** A charge of `rate` billionths on a value, to the nearest paisa, half up. */
export const atRate = (value: Paise, rate: Nano): Paise => portion(value, rate, BILLION)

const whole = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 })
const exact = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `₹1,00,000.00`: Indian grouping, with paise. */
export const formatPaise = (amount: number): string =>
  `${amount < 0 ? '−' : ''}₹${exact.format(Math.abs(amount) / 100)}`

/** `₹1,00,000`: Indian grouping, rounded to the rupee, for overviews. */
export const formatRupees = (amount: number): string =>
  `${amount < 0 ? '−' : ''}₹${whole.format(Math.abs(amount) / 100)}`

/** `+₹1,180`: a change carries its sign. */
export const formatChange = (amount: number): string =>
  amount > 0 ? `+${formatRupees(amount)}` : formatRupees(amount)
