import { ConfigurationError } from '../../core/errors.ts'
import type { FeedLabel } from '../../core/ports.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { CorporateAction } from '../../domain/corporate-action.ts'
import type { MergedBars } from '../../domain/merge-bars.ts'
import { type Paise, paise } from '../../domain/money.ts'
import type { Sessions } from '../../domain/rulebook/sessions.ts'
import { addDays, MINUTE_MS, SECOND_MS, type TradeDate } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import { SimDay } from './sim-day.ts'
import { dayPlan } from './sim-day-plan.ts'
import { type MarketDay, SimMarket } from './sim-market.ts'
import { pastBars } from './sim-past.ts'
import { simSession } from './sim-session.ts'
import { SIM_SHARES } from './sim-universe.ts'

/** What a market is made from. */
export interface SimExchangeOptions {
  /** Feeds tell of the instruments of `simUniverse()` that it holds. */
  readonly universe: Universe
  /** The same seed and first day give the same market. */
  readonly seed: number
  /** First day of the market: prices stood at their listed level the evening before. */
  readonly from: TradeDate
  /** Distance of two moments, a whole part of a minute; a second when absent. Another distance is another market. */
  readonly stepMs?: number
  readonly sessions: Sessions
}

/** What the exchange's files say of a share on the morning of a trading day. */
export interface MorningFacts {
  /** Close of the day before, stepped by a split or bonus. */
  readonly previousClose: Paise
  /** Tick of the month, paise. */
  readonly tick: number
  /** The band that the day starts with, both ends included. */
  readonly low: Paise
  readonly high: Paise
}

const STEP_MIN_MS = 50

/** A market that lives from a seed alone: the same days, to the last share, whenever and from wherever they are asked. */
export class SimExchange {
  readonly universe: Universe
  readonly from: TradeDate
  readonly stepMs: number
  readonly label: FeedLabel
  readonly sessions: Sessions
  readonly #market: SimMarket

  /** Throws CONFIGURATION_INVALID for a step that does not divide a minute, or a seed that is no whole number. */
  constructor({ universe, seed, from, stepMs = SECOND_MS, sessions }: SimExchangeOptions) {
    const divides = Number.isInteger(stepMs) && stepMs >= STEP_MIN_MS && MINUTE_MS % stepMs === 0
    if (!divides) {
      throw new ConfigurationError('stepMs', `a step of ${stepMs} ms does not divide a minute`)
    }
    if (!Number.isSafeInteger(seed)) {
      throw new ConfigurationError('seed', `the seed ${seed} is not a whole number`)
    }
    this.universe = universe
    this.from = from
    this.stepMs = stepMs
    this.sessions = sessions
    this.label = { source: 'SIMULATED', detail: `simulated exchange, seed ${seed}` }
    this.#market = new SimMarket({ seed, from, sessions })
  }

  /** The day from its beginning, or null when the exchange is closed or the market had not begun. */
  open(date: TradeDate): SimDay | null {
    const outline = this.#market.day(date)
    const session = simSession(this.sessions, date)
    if (outline === null || session === null) return null
    return new SimDay(dayPlan(this.#market.key, outline, session), this.stepMs)
  }

  /** Daily bars between two days, both included: the past of a desk that begins after them. */
  past(from: TradeDate, to: TradeDate): MergedBars {
    const days: MarketDay[] = []
    for (let date = from; date <= to; date = addDays(date, 1)) {
      const day = this.#market.day(date)
      if (day !== null) days.push(day)
    }
    return pastBars(days, this.universe)
  }

  /** What is known of a share before a day begins; null on a closed day and for what is no share of this market. */
  morning(id: InstrumentId, date: TradeDate): MorningFacts | null {
    const index = SIM_SHARES.findIndex(({ instrument }) => instrument.id === id)
    const day = this.#market.day(date)?.shares[index]
    if (day === undefined) return null
    const { base, tick, lower, upper } = day
    return { previousClose: paise(base), tick, low: paise(lower), high: paise(upper) }
  }

  /** Splits, bonuses and dividends by ex-date, oldest first: a list that grows, and holds a day's before the day is opened. */
  get actions(): readonly CorporateAction[] {
    return this.#market.actions
  }
}
