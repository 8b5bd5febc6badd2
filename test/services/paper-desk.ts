import { DeskFactory } from '../../src/container.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import type { Kernel } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { emptyBars, INTERVAL_MS, type Interval } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { type Instrument, plainEquity } from '../../src/domain/instrument.ts'
import type { MergedBars } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { Signal } from '../../src/domain/signal.ts'
import {
  addDays,
  type EpochMs,
  epochMs,
  MINUTE_MS,
  momentOf,
  tradeDate,
} from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'

/** A Monday with a regular session. */
export const DATE = tradeDate('2026-06-01')
export const INFY = instrumentId('NSE:INFY')
const PRICE = 100_000

/** Nothing but the checks of mode, state, form, session, money and repetition. */
export const OPEN_LIMITS: RiskLimits = { ...DEFAULT_LIMITS, isOn: false }

/** Six still days before it, so that the usual volume is known. */
function past(): MergedBars {
  const bars = emptyBars(6)
  for (let day = 0; day < 6; day++) {
    bars.at[day] = momentOf(addDays(DATE, day - 7), 555)
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[day] = PRICE
    bars.volume[day] = 1_000_000
  }
  return { instrument: new Int32Array(6), bars }
}

export interface PaperDeskOptions {
  readonly limits?: RiskLimits
  readonly feed?: Interval
  readonly share?: Partial<Instrument>
}

/** The kernel with all its parts and one share, on a day of one's own making. */
export class PaperDesk {
  readonly kernel: Kernel
  readonly journal = new MemoryJournal()
  readonly #feed: Interval

  constructor({ limits = OPEN_LIMITS, feed = '1m', share = {} }: PaperDeskOptions = {}) {
    this.#feed = feed
    this.kernel = new DeskFactory().open({
      name: 'de5cde5cde5cde5c',
      mode: 'paper',
      capital: paise(10_00_000_00),
      startsAt: momentOf(DATE, 9 * 60),
      universe: new Universe([{ ...plainEquity(INFY), tickPaise: 5, ...share }]),
      calendar: new MarketCalendar(),
      actions: [],
      plans: [],
      feed,
      past: past(),
      limits,
      terms: DEFAULT_TERMS,
      fills: EXACT_FILLS,
      journal: this.journal,
      log: new SilentLogger(),
    })
    this.kernel.begin()
  }

  /** A moment of the day from hours and minutes. */
  at(hour: number, minute: number): EpochMs {
    return momentOf(DATE, hour * 60 + minute)
  }

  /** A still bar that begins then, at a price. */
  bar(hour: number, minute: number, price = PRICE): void {
    const bars = emptyBars(1)
    bars.at[0] = this.at(hour, minute)
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[0] = price
    bars.volume[0] = 10_000
    this.kernel.deliver({ kind: 'bars', interval: this.#feed, instrument: new Int32Array(1), bars })
  }

  /** Still bars from one time of the day to before another. */
  bars(from: readonly [number, number], to: readonly [number, number]): void {
    const step = INTERVAL_MS[this.#feed] / MINUTE_MS
    for (let minute = from[0] * 60 + from[1]; minute < to[0] * 60 + to[1]; minute += step) {
      this.bar(Math.floor(minute / 60), minute % 60)
    }
  }

  /** Lets time pass without a trade. */
  quiet(hour: number, minute: number): void {
    this.kernel.deliver({ kind: 'quiet', until: this.at(hour, minute) })
  }

  /** A person's wish, here and now: to buy ten at the market unless told otherwise. */
  wish(part: Partial<Signal> = {}): void {
    const now = epochMs(this.kernel.clock.now())
    const signal: Signal = {
      strategy: 'manual',
      instrument: INFY,
      side: 'buy',
      effect: 'open',
      quantity: 10,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: 'CNC',
      validity: 'DAY',
      ttlMinutes: null,
      protection: null,
      decisionPrice: paise(PRICE),
      decisionAt: now,
      reason: 'a test asked for it',
      key: null,
      guards: null,
      ...part,
    }
    this.kernel.bus.inject('strategy.intent_received', signal, { source: 'test' })
  }

  /** Events of a type so far. */
  async told<T extends EventType>(type: T): Promise<readonly Event<T>[]> {
    const events = await this.journal.read(0, 1_000_000)
    return events.filter((event): event is Extract<Event, Event<T>> => event.type === type)
  }
}
