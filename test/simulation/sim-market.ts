import type { MarketBlock } from '../../src/core/ports.ts'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { type DayPlan, dayPlan } from '../../src/domain/day-plan.ts'
import { type Instrument, plainEquity } from '../../src/domain/instrument.ts'
import type { MergedBars } from '../../src/domain/merge-bars.ts'
import type { Random } from '../../src/domain/random.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { sessionsOf } from '../../src/domain/rulebook/sessions.ts'
import { addDays, MINUTE_MS, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'

/** Calendar and sessions are rules, the same in every world. */
export const CALENDAR = new MarketCalendar()
export const SESSIONS = sessionsOf(CALENDAR)

/** Length of a simulated bar: few a day keep the days light. */
export const BAR_INTERVAL = '30m'
export const BAR_MS = 30 * MINUTE_MS

const TICK = 5
const PAST_DAYS = 8

const share = (symbol: string, part: Partial<Instrument>): Instrument => ({
  ...plainEquity(instrumentId(`NSE:${symbol}`)),
  tickPaise: TICK,
  ...part,
})

/** Two plain shares and one that may be sold short and closes by auction. */
export const SHARES: readonly Instrument[] = [
  share('ANAR', { sector: 'Food', bandPercent: 20 }),
  share('BADAM', { sector: 'Nuts', bandPercent: 20 }),
  share('CHIKOO', { sector: 'Fruit', isDerivativeEligible: true }),
]

export const universe = (): Universe => new Universe(SHARES)

/** The sessions of a world, the first on or after a day. */
export function tradingDays(from: TradeDate, count: number): readonly DayPlan[] {
  const plans: DayPlan[] = []
  for (let date = from; plans.length < count; date = addDays(date, 1)) {
    const plan = dayPlan(SESSIONS, date)
    if (plan !== null && plan.closesAt - plan.opensAt > 10 * BAR_MS) plans.push(plan)
  }
  return plans
}

/** A day on which a world may begin: both regimes of the closing auction are among them. */
export const firstDay = (random: Random): TradeDate =>
  addDays(tradeDate('2026-02-02'), random.int(270))

/** Prices of one world: a walk on the tick, restless enough to meet stops and targets. */
export class SimTape {
  readonly #random: Random
  readonly #closes: number[]

  constructor(random: Random) {
    this.#random = random
    this.#closes = SHARES.map(() => onTick(20_000 + random.int(150_000)))
  }

  /** Daily bars before the first day: usual volumes are reckoned from them. */
  past(before: TradeDate): MergedBars {
    const rows = PAST_DAYS * SHARES.length
    const merged = { instrument: new Int32Array(rows), bars: emptyBars(rows) }
    const plans = tradingDays(addDays(before, -3 * PAST_DAYS), PAST_DAYS)
    let row = 0
    for (const { opensAt } of plans) {
      for (const index of SHARES.keys()) {
        merged.instrument[row] = index
        this.#write(merged.bars, row, index, opensAt, 40_000)
        row += 1
      }
    }
    return merged
  }

  /** The bar of every share that begins at a moment. */
  bars(at: number): MarketBlock {
    const bars = emptyBars(SHARES.length)
    const instrument = new Int32Array(SHARES.length)
    for (const index of SHARES.keys()) {
      instrument[index] = index
      this.#write(bars, index, index, at, 1_600)
    }
    return { kind: 'bars', interval: BAR_INTERVAL, instrument, bars }
  }

  #write(bars: BarColumns, row: number, share: number, at: number, usual: number): void {
    const random = this.#random
    const open = this.#closes[share] ?? 20_000
    const step = () => (random.next() - 0.5) * 0.02 * open
    const close = Math.max(1_000, onTick(open + step()))
    bars.at[row] = at
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = onTick(Math.max(open, close) + Math.abs(step()) / 2)
    bars.low[row] = Math.max(TICK, onTick(Math.min(open, close) - Math.abs(step()) / 2))
    bars.volume[row] = Math.ceil(usual * (0.05 + random.next() ** 2 * 2))
    this.#closes[share] = close
  }
}

const onTick = (price: number): number => Math.round(price / TICK) * TICK
