import type { CorporateAction } from '../../domain/corporate-action.ts'
import type { Sessions } from '../../domain/rulebook/sessions.ts'
import { addDays, type TradeDate } from '../../domain/time.ts'
import { keyOf } from './sim-random.ts'
import { type SimSession, simSession } from './sim-session.ts'
import { firstEvening, type ShareDay, shareDay } from './sim-share-day.ts'
import { SIM_SHARES } from './sim-universe.ts'
import { type Weather, weatherOf } from './sim-weather.ts'

/** A trading day in outline. */
export interface MarketDay {
  readonly date: TradeDate
  /** Trading days since the market's first. */
  readonly number: number
  readonly weather: Weather
  /** In the order of `SIM_SHARES`. */
  readonly shares: readonly ShareDay[]
}

interface MarketOptions {
  readonly seed: number
  /** First day of the market: the evening before, every share stood at its listed price. */
  readonly from: TradeDate
  readonly sessions: Sessions
}

/** The market in outline: a day follows from the seed and the day before it, and is kept once made. */
export class SimMarket {
  /** What all chance of this market is drawn from. */
  readonly key: number
  readonly #sessions: Sessions
  readonly #days: MarketDay[] = []
  readonly #actions: CorporateAction[] = []
  readonly #byDate = new Map<TradeDate, MarketDay>()
  #next: TradeDate

  constructor({ seed, from, sessions }: MarketOptions) {
    this.key = keyOf(seed, Math.floor(seed / 2 ** 32))
    this.#sessions = sessions
    this.#next = from
  }

  /** The outline of a day, or null when the exchange is closed or the market had not begun. */
  day(date: TradeDate): MarketDay | null {
    for (; this.#next <= date; this.#next = addDays(this.#next, 1)) {
      const session = simSession(this.#sessions, this.#next)
      if (session !== null) this.#append(session)
    }
    return this.#byDate.get(date) ?? null
  }

  /** What shares went ex, oldest first: grows with the days, so whoever holds it sees what a new day brought. */
  get actions(): readonly CorporateAction[] {
    return this.#actions
  }

  #append({ date, length }: SimSession): void {
    const before = this.#days.at(-1)
    const number = this.#days.length
    const weather = weatherOf(keyOf(this.key, 1), number, before?.weather ?? null, length)
    const { market, stress } = weather
    const isReview = before !== undefined && before.date.slice(0, 7) !== date.slice(0, 7)
    const shares = SIM_SHARES.map((share, index) => {
      const evening = before?.shares[index] ?? firstEvening(share)
      const sector = weather.sectors[share.sector] ?? market
      const key = keyOf(keyOf(keyOf(this.key, 2), index), number)
      return shareDay(key, share, evening, { date, isReview, length, stress, market, sector })
    })
    const day = { date, number, weather, shares }
    this.#days.push(day)
    for (const { action } of shares) if (action !== null) this.#actions.push(action)
    this.#byDate.set(date, day)
  }
}
