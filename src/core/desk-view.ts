import type { Fill } from '../domain/fill.ts'
import type { ClosedTrade } from '../domain/position.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../domain/risk-limits.ts'
import type { EpochMs } from '../domain/time.ts'
import type { TradingState } from '../domain/trading-state.ts'
import { type AgentLines, agentsAfter, NO_AGENT_LINES } from './desk-view/agent-lines.ts'
import { type DayFigures, dayAfter, NO_DAY, type SessionMark } from './desk-view/day-figures.ts'
import { type Happening, Happenings } from './desk-view/happenings.ts'
import { firstLimits, type LimitPast, limitsAfter } from './desk-view/limit-lines.ts'
import { type OrderLine, OrderLines, type OrderLinesState } from './desk-view/order-lines.ts'
import {
  type PositionLine,
  PositionLines,
  type PositionLinesState,
} from './desk-view/position-lines.ts'
import { type StrategyLine, StrategyLines } from './desk-view/strategy-lines.ts'
import type { Drift } from './events/execution-events.ts'
import type { Event } from './events.ts'
import { type Narration, narrate } from './narration.ts'

/** Whether the desk trades, and who decided it; nobody did before the first change. */
export interface Trading {
  readonly state: TradingState
  readonly reason: string | null
  readonly by: string | null
  readonly since: EpochMs | null
}

/** An execution with what it added to the day's contract note. */
export interface FillLine extends Fill {
  /** null until the charges are stated, right behind the fill. */
  readonly chargesPaise: number | null
}

/** A limit on losses that was reached, and the figure that reached it. */
export interface BreachLine {
  readonly seq: number
  readonly at: EpochMs
  /** The denial's reason that it stands for. */
  readonly rule: string
  readonly value: number
  readonly limit: number
}

/** The account as the journal last stated it, paise. */
export interface MoneyFigures {
  /** Month for which the account began anew, `2026-07`; empty since the book began. */
  readonly month: string
  /** What the account began with. */
  readonly capitalPaise: number
  /** The highest close since the account began, its capital the first: what a drawdown falls from. */
  readonly peakPaise: number
  readonly cashPaise: number
  /** At the last prices in the journal: between two of them a screen values by its quotes. */
  readonly equityPaise: number
  /** From closed quantity since the account began, before charges. */
  readonly realisedPaise: number
  /** Since the account began. */
  readonly chargesPaise: number
}

/** One book at one place of its journal: all that a screen shows of it, as a plain value. */
export interface DeskPicture extends AgentLines {
  readonly seq: number
  /** Time of the last event, epoch ms. */
  readonly at: number
  readonly trading: Trading
  readonly money: MoneyFigures
  readonly today: DayFigures
  readonly positions: readonly PositionLine[]
  /** Orders that can still change, oldest first. */
  readonly orders: readonly OrderLine[]
  /** Orders that ended, newest first, the last few. */
  readonly endedOrders: readonly OrderLine[]
  /** Newest first, the last few; so are the trades and what happened. */
  readonly fills: readonly FillLine[]
  readonly trades: readonly ClosedTrade[]
  readonly strategies: readonly StrategyLine[]
  readonly happened: readonly Happening[]
  /** Equity at each close, oldest first, the last few hundred. */
  readonly sessions: readonly SessionMark[]
  /** Differences between our book and the broker’s that nobody has resolved. */
  readonly drifts: readonly Drift[]
  readonly limits: LimitPast
  /** Newest first, the last few. */
  readonly breaches: readonly BreachLine[]
  /** Feeds that are silent, and since when (epoch ms). */
  readonly silentFeeds: readonly (readonly [feed: string, lastAt: number])[]
}

/** What of a `DeskView` must be kept to go on with it: the picture's own lists, and what lies behind them. */
export interface DeskState extends Omit<DeskPicture, 'positions' | 'orders' | 'endedOrders'> {
  readonly positionLines: PositionLinesState
  readonly orderLines: OrderLinesState
}

const FILLS_MAX = 100
const TRADES_MAX = 100
const BREACHES_MAX = 50
const SESSIONS_MAX = 500

const NO_TRADING: Trading = { state: 'active', reason: null, by: null, since: null }
const NO_FIGURES: MoneyFigures = {
  month: '',
  capitalPaise: 0,
  peakPaise: 0,
  cashPaise: 0,
  equityPaise: 0,
  realisedPaise: 0,
  chargesPaise: 0,
}

const closedAt = (money: MoneyFigures, equityPaise: number): MoneyFigures => ({
  ...money,
  equityPaise,
  peakPaise: Math.max(money.peakPaise, equityPaise),
})

const peakOf = ({ money, sessions }: DeskState): number =>
  sessions.reduce((peak, { equityPaise }) => Math.max(peak, equityPaise), money.capitalPaise)

/**
 * The desk as a fold of its journal, in memory. The same events give the same picture, whether they were seen one by one
 * or a saved state was gone on from.
 */
export class DeskView {
  readonly #orders = new OrderLines()
  readonly #positions = new PositionLines()
  readonly #strategies = new StrategyLines()
  readonly #happenings = new Happenings()
  #seq = 0
  #at = 0
  #trading = NO_TRADING
  #money = NO_FIGURES
  #today = NO_DAY
  #fills: readonly FillLine[] = []
  #trades: readonly ClosedTrade[] = []
  #sessions: readonly SessionMark[] = []
  #drifts: readonly Drift[] = []
  #silentFeeds: readonly (readonly [string, number])[] = []
  #breaches: readonly BreachLine[] = []
  #agents = NO_AGENT_LINES
  #limits: LimitPast
  #picture: DeskPicture | null = null

  /** `limits`: those that the book began with. */
  constructor(limits: RiskLimits = DEFAULT_LIMITS) {
    this.#limits = firstLimits(limits)
  }

  /** Place of the last event that it shows. */
  get seq(): number {
    return this.#seq
  }

  /** Folds an event, once and in order, and returns its sentence, if it has one. Notices leave no trace. */
  apply(event: Event): Narration | null {
    if (event.seq <= this.#seq) return null
    this.#seq = event.seq
    this.#at = event.at
    this.#picture = null
    this.#orders.apply(event)
    this.#positions.apply(event)
    this.#strategies.apply(event)
    this.#today = dayAfter(this.#today, event)
    this.#limits = limitsAfter(this.#limits, event)
    this.#agents = agentsAfter(this.#agents, event)
    this.#fold(event)
    const narration = narrate(event, (id) => this.#orders.of(id))
    if (narration !== null) this.#happenings.add(narration)
    return narration
  }

  /** The same object until the next event. */
  view(): DeskPicture {
    this.#picture ??= {
      ...this.#own(),
      positions: this.#positions.lines,
      orders: this.#orders.working,
      endedOrders: this.#orders.ended,
    }
    return this.#picture
  }

  /** Plain JSON. */
  save(): DeskState {
    return {
      ...this.#own(),
      positionLines: this.#positions.save(),
      orderLines: this.#orders.save(),
    }
  }

  /** Takes a saved state up, in place of whatever was folded before. */
  load(state: DeskState): void {
    this.#seq = state.seq
    this.#at = state.at
    this.#trading = state.trading
    // A view that was put away by an earlier version knows no month, and so no account but the first.
    const first: MoneyFigures = { ...NO_FIGURES, peakPaise: peakOf(state) }
    this.#money = { ...first, ...state.money }
    this.#today = state.today
    this.#fills = state.fills
    this.#trades = state.trades
    this.#sessions = state.sessions
    this.#drifts = state.drifts
    this.#silentFeeds = state.silentFeeds
    this.#limits = state.limits
    this.#breaches = state.breaches
    const { proposals, decisions, forecasts } = state
    this.#agents = { proposals, decisions, forecasts }
    this.#orders.load(state.orderLines)
    this.#positions.load(state.positionLines)
    this.#strategies.load(state.strategies)
    this.#happenings.load(state.happened)
    this.#picture = null
  }

  #own() {
    return {
      seq: this.#seq,
      at: this.#at,
      trading: this.#trading,
      money: this.#money,
      today: this.#today,
      fills: this.#fills,
      trades: this.#trades,
      strategies: this.#strategies.lines,
      happened: this.#happenings.lines,
      sessions: this.#sessions,
      drifts: this.#drifts,
      silentFeeds: this.#silentFeeds,
      limits: this.#limits,
      breaches: this.#breaches,
      ...this.#agents,
    }
  }

  #fold(event: Event): void {
    switch (event.type) {
      case 'market.feed_stale':
        this.#silentFeeds = [
          ...this.#othersThan(event.data.feed),
          [event.data.feed, event.data.lastAt],
        ]
        return
      case 'market.feed_restored':
        this.#silentFeeds = this.#othersThan(event.data.feed)
        return
      case 'risk.breach': {
        const { seq, at, data } = event
        this.#breaches = [{ seq, at, ...data }, ...this.#breaches].slice(0, BREACHES_MAX)
        return
      }
      case 'risk.trading_state_change': {
        const { state, reason, by } = event.data
        this.#trading = { state, reason, by, since: event.at }
        return
      }
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        this.#fills = [{ ...event.data, chargesPaise: null }, ...this.#fills].slice(0, FILLS_MAX)
        return
      case 'execution.reconciliation_drift':
        this.#drifts = [...this.#drifts, ...event.data.drifts]
        return
      case 'execution.reconciliation_complete':
        this.#drifts = []
        return
      default:
        return this.#foldMoney(event)
    }
  }

  #foldMoney(event: Event): void {
    switch (event.type) {
      case 'portfolio.account_reset': {
        const { capital, month } = event.data
        const worth = { capitalPaise: capital, peakPaise: capital, equityPaise: capital }
        this.#money = { ...NO_FIGURES, month, ...worth }
        return
      }
      case 'portfolio.cash_change':
        this.#money = { ...this.#money, cashPaise: event.data.cash }
        return
      case 'portfolio.charges_applied':
        return this.#charge(event)
      case 'portfolio.pnl_update': {
        const { equity: equityPaise, realised: realisedPaise } = event.data
        this.#money = { ...this.#money, equityPaise, realisedPaise }
        return
      }
      case 'portfolio.position_change': {
        const { closed } = event.data
        if (closed.length > 0)
          this.#trades = [...closed.toReversed(), ...this.#trades].slice(0, TRADES_MAX)
        return
      }
      case 'portfolio.snapshot_taken':
        this.#money = closedAt(this.#money, event.data.equity)
        this.#sessions = [...this.#sessions, this.#markOf(event)].slice(-SESSIONS_MAX)
        return
      default:
        return
    }
  }

  #markOf({ data: { date, equity } }: Event<'portfolio.snapshot_taken'>): SessionMark {
    const before = this.#sessions.at(-1)
    const { startPaise } = this.#today
    const mark = { date, equityPaise: equity }
    return before === undefined || before.equityPaise === startPaise
      ? mark
      : { ...mark, startPaise }
  }

  #charge({ data: { fillId, change } }: Event<'portfolio.charges_applied'>): void {
    const { totalPaise } = change
    this.#money = { ...this.#money, chargesPaise: this.#money.chargesPaise + totalPaise }
    this.#fills = this.#fills.map((fill) =>
      fillId !== null && fill.id === fillId ? { ...fill, chargesPaise: totalPaise } : fill,
    )
  }

  #othersThan(feed: string): readonly (readonly [string, number])[] {
    return this.#silentFeeds.filter(([name]) => name !== feed)
  }
}
