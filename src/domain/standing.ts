import type { InstrumentId, OrderId } from './brand.ts'
import { type BreakerState, FailureBreaker } from './breaker.ts'
import type { Denial } from './denial.ts'
import { Pace, type PaceState } from './pace.ts'
import { fallBps } from './performance/drawdown.ts'
import type { FactSheet } from './risk-facts.ts'
import type { TradingState } from './trading-state.ts'

/** What must survive a restart. */
export interface StandingState {
  readonly tradingState: TradingState
  readonly pace: PaceState
  readonly breaker: BreakerState
  readonly hasDrift: boolean
  readonly dayStart: number | null
  readonly peak: number | null
  readonly unclear: readonly (readonly [OrderId, InstrumentId])[]
  /** Absent in a checkpoint of an earlier version. */
  readonly breached?: readonly string[]
}

/** Denials that say a limit on losses was reached: worth a fact of their own, once a session. */
const BREACHES: ReadonlySet<Denial['reason']> = new Set(['daily_loss', 'drawdown', 'loss_streak'])

/** How the desk stands: what of past orders, losses and faults governs the next order. */
export class Standing {
  tradingState: TradingState = 'active'
  hasDrift = false
  pace = new Pace()
  breaker = new FailureBreaker()
  #dayStart = Number.NaN
  #peak = Number.NaN
  /** Orders whose outcome nobody knows: until it is known, nothing is opened in their instruments. */
  readonly unclear = new Map<OrderId, InstrumentId>()
  readonly #breached = new Set<string>()

  /** Lost since the day began, paise; negative is a gain. */
  lossToday(equity: number): number {
    return this.#dayStart - equity
  }

  /** Below the highest equity at a close, basis points. */
  drawdown(equity: number): number {
    return fallBps(equity, this.#peak)
  }

  /** Highest equity at a close, paise. */
  get peak(): number {
    return this.#peak
  }

  /** Nothing is owed, lost or counted. Whether the desk may trade stays. */
  beginAnew(capital: number): void {
    this.#dayStart = capital
    this.#peak = capital
    this.pace = new Pace()
    this.breaker = new FailureBreaker()
    this.#breached.clear()
    this.unclear.clear()
  }

  /** What a day ended with is what the next one begins with. */
  close(equity: number): void {
    this.#dayStart = equity
    this.#peak = Math.max(this.#peak, equity)
  }

  turnDay(date: Parameters<Pace['turnDay']>[0]): void {
    this.#breached.clear()
    this.pace.turnDay(date)
  }

  /** A breach was stated: here when it is decided, in a replay when the fact is read. */
  told(rule: string): void {
    this.#breached.add(rule)
  }

  /** Of what was denied, the limits on losses that were not told this session. */
  breachesIn(denials: readonly Denial[]): readonly Denial[] {
    const news = denials.filter(({ reason }) => BREACHES.has(reason) && !this.#breached.has(reason))
    for (const { reason } of news) this.told(reason)
    return news
  }

  /** Writes what it knows around an order whose equity stands on the sheet. */
  writeTo(sheet: FactSheet, instrument: InstrumentId, now: number): void {
    const { pace } = this
    sheet.tradingState = this.tradingState
    sheet.hasOpenBreaker = this.breaker.isOpen(now)
    sheet.hasDrift = this.hasDrift || this.#isUnclear(instrument)
    sheet.entriesToday = pace.entriesToday
    sheet.lossToday = this.lossToday(sheet.equity)
    sheet.lossStreak = pace.lossStreak
    sheet.drawdown = this.drawdown(sheet.equity)
    sheet.msSinceEntry = pace.sinceEntry(instrument, now)
    sheet.ordersThisSecond = pace.ordersThisSecond(now)
    sheet.ordersThisMinute = pace.ordersThisMinute(now)
    sheet.ordersToday = pace.ordersToday
  }

  save(): StandingState {
    return {
      tradingState: this.tradingState,
      pace: this.pace.save(),
      breaker: this.breaker.save(),
      hasDrift: this.hasDrift,
      dayStart: Number.isNaN(this.#dayStart) ? null : this.#dayStart,
      peak: Number.isNaN(this.#peak) ? null : this.#peak,
      unclear: [...this.unclear],
      breached: [...this.#breached],
    }
  }

  load(state: StandingState): void {
    this.tradingState = state.tradingState
    this.pace.load(state.pace)
    this.breaker.load(state.breaker)
    this.hasDrift = state.hasDrift
    this.#dayStart = state.dayStart ?? Number.NaN
    this.#peak = state.peak ?? Number.NaN
    this.unclear.clear()
    for (const [order, instrument] of state.unclear) this.unclear.set(order, instrument)
    this.#breached.clear()
    for (const reason of state.breached ?? []) this.#breached.add(reason)
  }

  #isUnclear(instrument: InstrumentId): boolean {
    for (const other of this.unclear.values()) if (other === instrument) return true
    return false
  }
}
