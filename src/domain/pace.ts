import type { InstrumentId } from './brand.ts'
import { MINUTE_MS, SECOND_MS, type TradeDate } from './time.ts'

/** What `Pace` remembers, as plain JSON. */
export interface PaceState {
  readonly date: TradeDate | null
  readonly entries: number
  readonly orders: number
  readonly second: number
  readonly inSecond: number
  readonly minute: number
  readonly inMinute: number
  readonly lossStreak: number
  readonly lastEntries: readonly (readonly [InstrumentId, number])[]
}

/** Counts orders by calendar second, minute and day (as brokers do, SEBI's framework of 2025), entries and losses. */
export class Pace {
  #date: TradeDate | null = null
  #entries = 0
  #orders = 0
  #second = 0
  #inSecond = 0
  #minute = 0
  #inMinute = 0
  #lossStreak = 0
  readonly #lastEntries = new Map<InstrumentId, number>()

  get entriesToday(): number {
    return this.#entries
  }

  get ordersToday(): number {
    return this.#orders
  }

  get lossStreak(): number {
    return this.#lossStreak
  }

  /** A new session: the day's counts begin again and a pause after losses ends. */
  turnDay(date: TradeDate): void {
    if (date === this.#date) return
    this.#date = date
    this.#entries = 0
    this.#orders = 0
    this.#lossStreak = 0
  }

  ordersThisSecond(now: number): number {
    return Math.floor(now / SECOND_MS) === this.#second ? this.#inSecond : 0
  }

  ordersThisMinute(now: number): number {
    return Math.floor(now / MINUTE_MS) === this.#minute ? this.#inMinute : 0
  }

  /** Milliseconds since the last entry in an instrument; Infinity when there was none. */
  sinceEntry(instrument: InstrumentId, now: number): number {
    return now - (this.#lastEntries.get(instrument) ?? Number.NEGATIVE_INFINITY)
  }

  order(instrument: InstrumentId, isEntry: boolean, now: number): void {
    this.#inSecond = this.ordersThisSecond(now) + 1
    this.#second = Math.floor(now / SECOND_MS)
    this.#inMinute = this.ordersThisMinute(now) + 1
    this.#minute = Math.floor(now / MINUTE_MS)
    this.#orders += 1
    if (!isEntry) return
    this.#entries += 1
    this.#lastEntries.set(instrument, now)
  }

  /** A round trip ended, with its gross result in paise. */
  closed(result: number): void {
    this.#lossStreak = result < 0 ? this.#lossStreak + 1 : 0
  }

  save(): PaceState {
    return {
      date: this.#date,
      entries: this.#entries,
      orders: this.#orders,
      second: this.#second,
      inSecond: this.#inSecond,
      minute: this.#minute,
      inMinute: this.#inMinute,
      lossStreak: this.#lossStreak,
      lastEntries: [...this.#lastEntries],
    }
  }

  load(state: PaceState): void {
    this.#date = state.date
    this.#entries = state.entries
    this.#orders = state.orders
    this.#second = state.second
    this.#inSecond = state.inSecond
    this.#minute = state.minute
    this.#inMinute = state.inMinute
    this.#lossStreak = state.lossStreak
    this.#lastEntries.clear()
    for (const [instrument, at] of state.lastEntries) this.#lastEntries.set(instrument, at)
  }
}
