import { DeskFactory, type OutsideBroker } from '../../src/container.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import type { Kernel, KernelSettings } from '../../src/core/kernel.ts'
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
import { DEPTH_LEVELS, emptyTicks } from '../../src/domain/tick.ts'
import {
  addDays,
  type EpochMs,
  epochMs,
  MINUTE_MS,
  momentOf,
  SECOND_MS,
  type TradeDate,
  tradeDate,
} from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'

/** A Monday with a regular session. */
export const DATE = tradeDate('2026-06-01')
export const INFY = instrumentId('NSE:INFY')
/** A second share, of which nothing is known before its first bar. */
export const TCS = instrumentId('NSE:TCS')
const PRICE = 100_000
const VOLUME = 10_000

/** Nothing but the checks of mode, state, form, session, money and repetition. */
export const OPEN_LIMITS: RiskLimits = { ...DEFAULT_LIMITS, isOn: false }

/** Six still days before it, so that the usual volume is known. */
function past(date: TradeDate): MergedBars {
  const bars = emptyBars(6)
  for (let day = 0; day < 6; day++) {
    bars.at[day] = momentOf(addDays(date, day - 7), 555)
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[day] = PRICE
    bars.volume[day] = 1_000_000
  }
  return { instrument: new Int32Array(6), bars }
}

export interface PaperDeskOptions
  extends Partial<
    Pick<
      KernelSettings,
      'mode' | 'fills' | 'actions' | 'plans' | 'capital' | 'resets' | 'approvals' | 'benchmark'
    >
  > {
  readonly limits?: RiskLimits
  readonly feed?: Interval | 'ticks'
  readonly share?: Partial<Instrument>
  readonly date?: TradeDate
  /** A broker outside, for those who watch that it is left alone. */
  readonly outside?: OutsideBroker
  /** The desk that it goes on from, as after a restart: from its checkpoint, through JSON. */
  readonly from?: PaperDesk
}

/** A bar's four prices and volume, where they differ from a still one. */
export interface BarShape {
  readonly open?: number
  readonly high?: number
  readonly low?: number
  readonly close?: number
  readonly volume?: number
  /** Place in the universe: 0 is INFY, 1 is TCS. */
  readonly instrument?: number
}

type Level = readonly [price: number, quantity: number]

/** What a tick shows: the last price, the day's volume so far, and the book, best first. */
export interface TickShape {
  readonly last: number
  readonly volume?: number
  readonly bids?: readonly Level[]
  readonly asks?: readonly Level[]
}

/** The kernel with all its parts and two shares, on days of one's own making. */
export class PaperDesk {
  readonly kernel: Kernel
  readonly journal: MemoryJournal
  /** The day that hours and minutes are of. */
  date: TradeDate
  /** The first day. */
  readonly firstDate: TradeDate
  readonly #feed: Interval | 'ticks'

  constructor({
    limits = OPEN_LIMITS,
    feed = '1m',
    share = {},
    from,
    date = from?.date ?? DATE,
    outside,
    ...settings
  }: PaperDeskOptions = {}) {
    this.#feed = feed
    this.date = date
    this.firstDate = from?.firstDate ?? date
    this.journal = from?.journal ?? new MemoryJournal()
    this.kernel = new DeskFactory(outside).open({
      name: 'de5cde5cde5cde5c',
      mode: 'paper',
      capital: paise(10_00_000_00),
      startsAt: momentOf(this.firstDate, 8 * 60),
      universe: new Universe([
        { ...plainEquity(INFY), tickPaise: 5, ...share },
        { ...plainEquity(TCS), tickPaise: 5 },
      ]),
      calendar: new MarketCalendar(),
      actions: [],
      plans: [],
      feed,
      past: past(this.firstDate),
      limits,
      terms: DEFAULT_TERMS,
      fills: EXACT_FILLS,
      journal: this.journal,
      log: new SilentLogger(),
      ...settings,
    })
    if (from === undefined) this.kernel.begin()
    else this.kernel.load(JSON.parse(JSON.stringify(from.kernel.save())))
  }

  /** A moment of the day from hours, minutes and seconds. */
  at(hour: number, minute: number, second = 0): EpochMs {
    return epochMs(momentOf(this.date, hour * 60 + minute) + second * SECOND_MS)
  }

  /** A bar that begins then: a still one at a price, or of a shape. */
  bar(hour: number, minute: number, shape: number | BarShape = PRICE): void {
    const given: BarShape = typeof shape === 'number' ? { open: shape } : shape
    const open = given.open ?? PRICE
    const close = given.close ?? open
    const bars = emptyBars(1)
    bars.at[0] = this.at(hour, minute)
    bars.open[0] = open
    bars.high[0] = given.high ?? Math.max(open, close)
    bars.low[0] = given.low ?? Math.min(open, close)
    bars.close[0] = close
    bars.volume[0] = given.volume ?? VOLUME
    if (this.#feed === 'ticks') throw new RangeError('a desk fed with ticks takes no bars')
    const instrument = new Int32Array([given.instrument ?? 0])
    this.kernel.deliver({ kind: 'bars', interval: this.#feed, instrument, bars })
  }

  /** Still bars from one time of the day to before another. */
  bars(from: readonly [number, number], to: readonly [number, number], price = PRICE): void {
    const step = this.#feed === 'ticks' ? 1 : INTERVAL_MS[this.#feed] / MINUTE_MS
    for (let minute = from[0] * 60 + from[1]; minute < to[0] * 60 + to[1]; minute += step) {
      this.bar(Math.floor(minute / 60), minute % 60, price)
    }
  }

  /** A price update of INFY. */
  tick(at: EpochMs, { last, volume = 1, bids = [], asks = [] }: TickShape): void {
    const ticks = emptyTicks(1)
    ticks.at[0] = at
    ticks.last[0] = last
    ticks.volume[0] = volume
    for (let level = 0; level < DEPTH_LEVELS; level++) {
      ticks.bidPrice[level] = bids[level]?.[0] ?? 0
      ticks.bidQuantity[level] = bids[level]?.[1] ?? 0
      ticks.askPrice[level] = asks[level]?.[0] ?? 0
      ticks.askQuantity[level] = asks[level]?.[1] ?? 0
    }
    this.kernel.deliver({ kind: 'ticks', ticks })
  }

  /** Lets time pass without a trade. */
  quiet(hour: number, minute: number, second = 0): void {
    this.kernel.deliver({ kind: 'quiet', until: this.at(hour, minute, second) })
  }

  /** A person's wish, here and now: to buy ten at the market unless told otherwise. */
  wish(part: Partial<Signal> = {}): void {
    this.kernel.bus.inject('strategy.intent_received', this.signal(part), { source: 'test' })
  }

  /** The wish, for whoever hands it in another way. */
  signal(part: Partial<Signal> = {}): Signal {
    const now = epochMs(this.kernel.clock.now())
    return {
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
  }

  /** Events of a type so far. */
  async told<T extends EventType>(type: T): Promise<readonly Event<T>[]> {
    const events = await this.events()
    return events.filter((event): event is Extract<Event, Event<T>> => event.type === type)
  }

  /** Everything told so far. */
  events(): Promise<readonly Event[]> {
    return this.journal.read(0, 1_000_000)
  }

  /** Codes of every refusal so far, a list an order. */
  async refusals(): Promise<readonly (readonly string[])[]> {
    const denied = await this.told('risk.order_denied')
    return denied.map(({ data }) => data.denials.map(({ reason }) => reason))
  }

  /** Side, shares and price of every fill so far. */
  async trades(): Promise<readonly (readonly [string, number, number])[]> {
    const fills = (await this.events()).flatMap((event) =>
      event.type === 'execution.order_filled' || event.type === 'execution.order_partially_filled'
        ? [event.data]
        : [],
    )
    return fills.map(({ side, quantity, price }) => [side, quantity, price] as const)
  }
}
