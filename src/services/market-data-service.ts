import type { Clock } from '../core/clock.ts'
import type { DailyHistory } from '../core/daily-history.ts'
import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import type { GateStage } from '../core/market-lane.ts'
import type { MarketSession } from '../core/market-session.ts'
import type { BarStage } from '../core/ports.ts'
import type { Quotes } from '../core/quotes.ts'
import { at, type Bar, INTERVAL_MS, INTERVALS, type Interval } from '../domain/bar.ts'
import { BarBuilder } from '../domain/bar-builder.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import type { MergedBars } from '../domain/merge-bars.ts'
import { paise } from '../domain/money.ts'
import { SEGMENTS } from '../domain/rulebook/phase.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import { dateOf, type EpochMs, epochMs, minutesOf, type TradeDate } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import { DayCourse } from './day-course.ts'
import { StepWatch } from './step-watch.ts'
import { VolumeWatch } from './volume-watch.ts'

const HANDLES = [
  'market.open',
  'market.corporate_action',
  'market.close',
  'portfolio.position_change',
] as const
type Handled = (typeof HANDLES)[number]
const SOURCE = { source: 'MarketDataService' } as const

/** 09:15, in minutes after midnight. */
const REGULAR_OPEN = 555

export interface MarketDataDeps {
  readonly bus: EventBus
  readonly clock: Clock
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly sessions: Sessions
  readonly universe: Universe
  readonly history: DailyHistory
  readonly strategies: BarStage
  readonly actions: readonly CorporateAction[]
  /** What the feed brings: with ticks every phase is stated, with bars only the open and the close. */
  readonly feed: 'ticks' | Interval
  /** Intervals that strategies ask for; those longer than the feed's are built. */
  readonly intervals: readonly Interval[]
  /** The first moment of the run. */
  readonly startsAt: EpochMs
  /** Daily bars before it. */
  readonly past: MergedBars
  /** Whether a step without a known reason is told and traded through. */
  readonly isStepBelieved?: boolean
}

/** What must survive a restart. */
export interface MarketDataState {
  readonly course: ReturnType<DayCourse['save']>
  readonly lastSession: TradeDate | null
  readonly isOpen: boolean
  readonly quotes: ReturnType<Quotes['save']>
  readonly history: ReturnType<DailyHistory['save']>
  readonly builders: readonly (readonly [Interval, ReturnType<BarBuilder['save']>])[]
  readonly volumes: ReturnType<VolumeWatch['save']>
}

/**
 * Keeps the sessions and decides which prices are believed; builds bars and hands them to the strategies. The first
 * part of the kernel to see a moment, and the only one to say that the market opened, closed or changed phase.
 */
export class MarketDataService extends KernelHandler<Handled> implements GateStage {
  readonly #deps: MarketDataDeps
  readonly #builders: ReadonlyMap<Interval, BarBuilder>
  readonly #volumes: VolumeWatch
  readonly #course: DayCourse
  readonly #steps: StepWatch
  #minute = Number.POSITIVE_INFINITY
  #lastSession: TradeDate | null = null
  nextBoundary: number

  constructor(deps: MarketDataDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    const { feed, universe } = deps
    const built = deps.intervals.filter((interval) => feed === 'ticks' || isLonger(interval, feed))
    const shortest: readonly Interval[] = feed === 'ticks' ? ['1m'] : []
    this.#builders = new Map(
      INTERVALS.filter((interval) => built.includes(interval) || shortest.includes(interval)).map(
        (interval) => [interval, new BarBuilder(universe.size)],
      ),
    )
    this.#volumes = new VolumeWatch(universe.size)
    this.#course = new DayCourse(deps.sessions, deps.startsAt)
    this.#steps = new StepWatch(deps, (gap) => deps.bus.publish('data.gap_found', gap, SOURCE))
    this.nextBoundary = this.#course.next
    this.#remember(deps.past)
  }

  override handleEvent(event: Event<Handled>): void {
    const { bus, quotes, universe } = this.#deps
    switch (event.type) {
      case 'portfolio.position_change': {
        const { instrument, quantity } = event.data.position
        const index = universe.indexOf(instrument)
        if (index >= 0) quotes.held[index] = quantity
        return
      }
      case 'market.corporate_action':
        if (bus.isReplaying) this.#rebase(event.data)
        return
      case 'market.open':
      case 'market.close':
        if (bus.isReplaying) this.#pass(event)
        return
      default:
        event satisfies never
    }
  }

  onBoundary(): void {
    const now = this.#deps.clock.now()
    if (now >= this.#minute) this.#endMinute(now)
    const { next, index, plan } = this.#course
    if (now < next) return this.#aim()
    if (index === 0) this.#turnDay()
    if (now === plan.opensAt) this.#open()
    this.#changePhases(now)
    if (now === plan.closesAt) this.#close(now)
    this.#course.step()
    this.#aim()
  }

  /** Stops and signals wait until a step is explained or the price comes back; where steps are believed nothing waits. */
  admits(instrument: number, price: number): boolean {
    return this.#steps.believes(instrument, price)
  }

  startOf(start: number, interval: Interval): number {
    return this.#course.startOf(start, interval)
  }

  endOf(start: number, interval: Interval): number {
    return this.#course.endOf(start, interval)
  }

  onBar(instrument: number, interval: Interval, bar: Bar): void {
    for (const builder of this.#builders.values()) builder.bar(instrument, bar)
    if (at(this.#deps.quotes.held, instrument) !== 0) this.#listen(instrument, bar.volume)
    this.#deps.strategies.onBar(instrument, interval, bar)
  }

  /** What trades in the opening auction belongs to the first bar; what trades after the close belongs to none. */
  onTick(instrument: number, price: number, volume: number): void {
    const now = this.#deps.clock.now()
    const { opensAt, closesAt } = this.#course.plan
    if (now > closesAt) return
    const minute = Math.max(opensAt, now - (now % INTERVAL_MS['1m']))
    for (const builder of this.#builders.values()) builder.tick(instrument, minute, price, volume)
  }

  onMoment(interval: Interval): void {
    this.#deps.strategies.onMoment(interval)
    this.#finishBars(this.#deps.clock.now())
  }

  save(): MarketDataState {
    const { quotes, history, session } = this.#deps
    return {
      course: this.#course.save(),
      lastSession: this.#lastSession,
      isOpen: session.isOpen,
      quotes: quotes.save(),
      history: history.save(),
      builders: [...this.#builders].map(
        ([interval, builder]) => [interval, builder.save()] as const,
      ),
      volumes: this.#volumes.save(),
    }
  }

  load(state: MarketDataState): void {
    const { quotes, history, session, clock } = this.#deps
    this.#course.load(state.course)
    this.#lastSession = state.lastSession
    quotes.load(state.quotes)
    history.load(state.history)
    for (const [interval, saved] of state.builders) this.#builders.get(interval)?.load(saved)
    this.#volumes.load(state.volumes)
    session.isOpen = state.isOpen
    if (state.lastSession !== null) this.#setHours(state.lastSession)
    this.#setPhases(clock.now())
    if (session.isOpen) this.#startMinutes(clock.now())
    this.#aim()
  }

  /** The days before the run: closes and volumes, as if they had been seen. */
  #remember({ instrument, bars }: MergedBars): void {
    const { quotes, history } = this.#deps
    for (let row = 0; row < bars.length; row++) {
      const moment = at(bars.at, row)
      if (row > 0 && moment !== bars.at[row - 1]) this.#rememberDay(moment)
      quotes.setBar(instrument[row] ?? -1, bars, row, moment)
    }
    if (bars.length === 0) return
    history.push(quotes.open, quotes.last, quotes.volume)
    this.#lastSession = dateOf(at(bars.at, bars.length - 1))
  }

  #rememberDay(next: number): void {
    const { quotes, history } = this.#deps
    history.push(quotes.open, quotes.last, quotes.volume)
    const date = dateOf(next)
    quotes.turnDay(date.slice(0, 7) !== this.#lastSession?.slice(0, 7))
    this.#lastSession = date
  }

  /** A stored session opens or closes again: the course stands behind it, and what comes next is yet to come. */
  #pass({ type, data: { date } }: Event<'market.open' | 'market.close'>): void {
    const { history, quotes, session } = this.#deps
    this.#course.goTo(date, 0)
    if (this.#lastSession !== date) this.#turnQuotes()
    const { boundaries, closesAt, opensAt } = this.#course.plan
    session.isOpen = type === 'market.open'
    const passed = session.isOpen ? opensAt : closesAt
    this.#setHours(date)
    this.#setPhases(passed)
    this.#minute = Number.POSITIVE_INFINITY
    if (session.isOpen) this.#startMinutes(passed)
    else history.push(quotes.open, quotes.last, quotes.volume)
    this.#course.goTo(date, boundaries.indexOf(passed))
    this.#course.step()
    this.#aim()
  }

  #aim(): void {
    this.nextBoundary = Math.min(this.#course.next, this.#minute)
  }

  /** Before anything is priced: yesterday's last is the previous close, and the day's actions are in it. */
  #turnDay(): void {
    const before = this.#lastSession
    this.#turnQuotes()
    for (const action of this.#actionsSince(before, this.#course.plan.date)) this.#apply(action)
  }

  #turnQuotes(): void {
    const { date } = this.#course.plan
    this.#deps.quotes.turnDay(date.slice(0, 7) !== this.#lastSession?.slice(0, 7))
    this.#volumes.turnDay()
    this.#lastSession = date
  }

  #open(): void {
    const { bus, session } = this.#deps
    const { date, opensAt } = this.#course.plan
    session.isOpen = true
    this.#setHours(date)
    this.#setPhases(opensAt)
    this.#startMinutes(opensAt)
    const isSpecial = minutesOf(opensAt) !== REGULAR_OPEN
    bus.publish('market.open', { date, isSpecial }, SOURCE)
  }

  #close(now: number): void {
    const { bus, quotes, session, history, universe } = this.#deps
    for (const { id } of universe.all()) {
      const index = universe.indexOf(id)
      const price = at(quotes.last, index)
      if (at(quotes.held, index) === 0 || Number.isNaN(price)) continue
      const previous = at(quotes.previousClose, index)
      const update = {
        instrument: id,
        price: paise(Math.round(price)),
        previousClose: Number.isNaN(previous) ? null : paise(Math.round(previous)),
        madeAt: epochMs(at(quotes.madeAt, index)),
        why: 'session_close',
      } as const
      bus.publish('market.price_update', update, SOURCE)
    }
    history.push(quotes.open, quotes.last, quotes.volume)
    session.isOpen = false
    this.#minute = Number.POSITIVE_INFINITY
    bus.publish('market.close', { date: this.#course.plan.date }, SOURCE)
    if (this.#deps.feed === 'ticks') this.#finishBars(now)
  }

  #setHours(date: TradeDate): void {
    const { session, sessions } = this.#deps
    session.date = date
    session.opensAt = sessions.hoursOn(date, 'cash')?.opensAt ?? 0
    for (const segment of SEGMENTS) {
      session.continuousEnds[segment] = sessions.hoursOn(date, segment)?.closesAt ?? 0
    }
  }

  #setPhases(now: number): void {
    const { session, sessions } = this.#deps
    for (const segment of SEGMENTS) session.phases[segment] = sessions.phaseAt(now, segment)
  }

  #changePhases(now: number): void {
    const { bus, feed, session, sessions } = this.#deps
    for (const segment of SEGMENTS) {
      const phase = sessions.phaseAt(now, segment)
      if (phase === session.phases[segment] && now !== this.#course.plan.opensAt) continue
      session.phases[segment] = phase
      if (feed !== 'ticks') continue
      const { date } = this.#course.plan
      bus.publish('market.session_phase_change', { date, segment, phase }, SOURCE)
    }
  }

  #actionsSince(before: TradeDate | null, date: TradeDate): readonly CorporateAction[] {
    const { actions } = this.#deps
    return actions.filter(
      ({ exDate }) => exDate <= date && (before === null ? exDate === date : exDate > before),
    )
  }

  #apply(action: CorporateAction): void {
    const { bus, universe } = this.#deps
    if (universe.indexOf(action.instrument) < 0) return
    this.#rebase(action)
    bus.publish('market.corporate_action', action, SOURCE)
  }

  /** From the ex-date on, what is remembered is told in new shares, before anything trades. */
  #rebase(action: CorporateAction): void {
    const { quotes, history, universe } = this.#deps
    const index = universe.indexOf(action.instrument)
    if (index < 0 || (action.kind !== 'split' && action.kind !== 'bonus')) return
    const { newShares, oldShares } = action
    quotes.last[index] = (at(quotes.last, index) * oldShares) / newShares
    quotes.previousClose[index] = (at(quotes.previousClose, index) * oldShares) / newShares
    history.rebase(index, newShares, oldShares)
  }

  #startMinutes(now: number): void {
    if (this.#deps.feed !== 'ticks') return
    const length = INTERVAL_MS['1m']
    this.#minute = now - (now % length) + length
  }

  #endMinute(now: number): void {
    this.#minute += INTERVAL_MS['1m']
    if (now < this.#course.plan.closesAt) this.#finishBars(now)
  }

  /** Hands on every built bar that ends at this moment, shortest interval first. */
  #finishBars(now: number): void {
    const { strategies, intervals } = this.#deps
    for (const [interval, builder] of this.#builders) {
      if (!this.#ends(interval, now)) continue
      const isWanted = intervals.includes(interval)
      builder.finish(now, (instrument, bar) => {
        if (interval === '1m' && at(this.#deps.quotes.held, instrument) !== 0) {
          this.#listen(instrument, bar.volume)
        }
        if (isWanted) strategies.onBar(instrument, interval, bar)
      })
      if (isWanted) strategies.onMoment(interval)
    }
  }

  #ends(interval: Interval, now: number): boolean {
    const { session } = this.#deps
    if (!session.isOpen) return true
    if (interval === 'day') return false
    return (now - this.#course.plan.opensAt) % INTERVAL_MS[interval] === 0
  }

  #listen(instrument: number, volume: number): void {
    const usual = this.#volumes.spike(instrument, volume)
    if (usual === null) return
    const id = this.#deps.universe.at(instrument).id
    const data = { instrument: id, volume, usual: Math.round(usual) }
    this.#deps.bus.publish('market.volume_spike', data, SOURCE)
  }
}

const isLonger = (one: Interval, other: Interval): boolean => INTERVAL_MS[one] > INTERVAL_MS[other]
