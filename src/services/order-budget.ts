import type { Effect } from '../domain/order.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import { dayNumber, MINUTE_MS } from '../domain/time.ts'

/** How many requests an account may send, and the share of them that entries may not touch. */
export type BudgetLimits = Pick<
  RiskLimits,
  'ordersASecondMax' | 'ordersAMinuteMax' | 'ordersADayMax' | 'exitReserveBps'
>

const BPS = 10_000
/** A second and a quarter: so much later than its neighbour a request may arrive without the two sharing a second. */
const SPAN_MS = 1_250

/** The last moments of sending, so many as fit into one span. */
class Window {
  readonly #span: number
  readonly #sent: Float64Array
  #count = 0

  constructor(span: number, max: number) {
    this.#span = span
    this.#sent = new Float64Array(max).fill(Number.NEGATIVE_INFINITY)
  }

  get max(): number {
    return this.#sent.length
  }

  /** From when on fewer than `limit` lie within one span before. */
  readyAt(limit: number): number {
    if (limit < 1) return Number.POSITIVE_INFINITY
    const place = (this.#count - limit + this.max * 2) % this.max
    return (this.#sent[place] ?? Number.NaN) + this.#span
  }

  add(now: number): void {
    this.#sent[this.#count % this.max] = now
    this.#count = (this.#count + 1) % this.max
  }

  /** The clock went back: what was sent then counts as sent now, so that nobody waits for a time that was never. */
  turnBack(now: number): void {
    for (const [place, at] of this.#sent.entries()) if (at > now) this.#sent[place] = now
  }
}

/**
 * What may still be sent to the broker. Seconds and minutes slide, so that no calendar second of the broker's clock can
 * hold more than the limit however the two clocks stand to each other; days are India's.
 */
export class OrderBudget {
  readonly #share: number
  readonly #second: Window
  readonly #minute: Window
  readonly #dayMax: number
  #day = Number.NaN
  #sentToday = 0
  #latest = Number.NEGATIVE_INFINITY

  constructor(limits: BudgetLimits) {
    this.#share = (BPS - limits.exitReserveBps) / BPS
    this.#second = new Window(SPAN_MS, limits.ordersASecondMax)
    this.#minute = new Window(MINUTE_MS, limits.ordersAMinuteMax)
    this.#dayMax = limits.ordersADayMax
  }

  /** When a request of this kind may leave, epoch ms: not after `now` means at once, Infinity not today. */
  readyAt(effect: Effect, now: number): number {
    this.#turnTo(now)
    const share = effect === 'open' ? this.#share : 1
    if (this.#sentToday >= Math.floor(this.#dayMax * share)) return Number.POSITIVE_INFINITY
    return Math.max(
      this.#second.readyAt(Math.floor(this.#second.max * share)),
      this.#minute.readyAt(Math.floor(this.#minute.max * share)),
    )
  }

  /** A request leaves now. */
  spend(now: number): void {
    this.#turnTo(now)
    this.#second.add(now)
    this.#minute.add(now)
    this.#sentToday += 1
  }

  #turnTo(now: number): void {
    if (now < this.#latest) {
      this.#second.turnBack(now)
      this.#minute.turnBack(now)
    }
    this.#latest = now
    const day = dayNumber(now)
    if (day === this.#day) return
    this.#day = day
    this.#sentToday = 0
  }
}
