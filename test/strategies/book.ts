import { DeskFactory } from '../../src/container.ts'
import type { Event } from '../../src/core/events.ts'
import type { Kernel, KernelSettings } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { at, type BarColumns, emptyBars, type Interval, sliceBars } from '../../src/domain/bar.ts'
import { instrumentId, orderId } from '../../src/domain/brand.ts'
import { RunningNote } from '../../src/domain/contract-note.ts'
import type { CorporateAction } from '../../src/domain/corporate-action.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { type Instrument, plainEquity } from '../../src/domain/instrument.ts'
import { mergeBars, NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import { type StrategyValues, valuesOf } from '../../src/domain/strategy-values.ts'
import {
  DAY_MS,
  dateOf,
  epochMs,
  MINUTE_MS,
  midnightOf,
  momentOf,
  type TradeDate,
} from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'

/** Without the limits on size, pace and protection: wishes become orders as they are. */
export const UNLIMITED: RiskLimits = { ...DEFAULT_LIMITS, isOn: false }
export const CAPITAL = paise(1_000_000_00)
export const CALENDAR = new MarketCalendar()

export interface Run {
  readonly definition: StrategyDefinition
  readonly given: Readonly<Record<string, number>>
  /** Strategies that run beside it with their defaults. */
  readonly others?: readonly StrategyDefinition[]
  /** One series an instrument. */
  readonly series: readonly BarColumns[]
  readonly interval?: Interval
  readonly instruments?: readonly Instrument[]
  readonly actions?: readonly CorporateAction[]
  readonly limits?: RiskLimits
  /** Bars (of all series, by time) before which the power goes out and comes back. */
  readonly powerCuts?: readonly number[]
}

/** What a run left in its journal. */
export interface Book {
  readonly events: readonly Event[]
  readonly trades: readonly Trade[]
  /** Why orders were denied, a reason each. */
  readonly denials: readonly string[]
  /** Of the last session. */
  readonly cash: number
  readonly equity: number
  /** Of the whole run, paise. */
  readonly charges: number
  /** Of the journal's chain: equal journals have equal hashes. */
  readonly hash: string
}

/** A fill in short: day, minute of the day, side, shares and price. */
export interface Trade {
  readonly instrument: number
  readonly at: number
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly price: number
}

export const share = (place: number): Instrument => plainEquity(instrumentId(`NSE:SHARE${place}`))

/** Values as a person gives them, or a failed test. */
export function accepted(definition: StrategyDefinition, given: Run['given']): StrategyValues {
  const outcome = valuesOf(definition, given)
  if (outcome.outcome === 'accepted') return outcome.values
  throw new RangeError(outcome.problems.map(({ message }) => message).join('. '))
}

/** Runs a strategy through the very kernel that trades live, filled exactly at the price met. */
export async function run({ definition, given, series, ...more }: Run): Promise<Book> {
  const { interval = 'day', actions = [], limits = UNLIMITED, powerCuts = [], others = [] } = more
  const instruments = more.instruments ?? series.map((_, place) => share(place))
  const journal = new MemoryJournal()
  const { instrument, bars } = mergeBars(series.map((one, index) => ({ index, bars: one })))
  const settings = {
    name: '0123456789abcdef',
    mode: 'paper',
    capital: CAPITAL,
    startsAt: midnightOf(dateOf(at(bars.at, 0))),
    universe: new Universe(instruments),
    calendar: CALENDAR,
    actions,
    plans: [
      { definition, values: accepted(definition, given), interval },
      ...others.map((other) => ({ definition: other, values: accepted(other, {}), interval })),
    ],
    feed: interval,
    past: NO_BARS,
    limits,
    terms: DEFAULT_TERMS,
    fills: EXACT_FILLS,
    journal,
    log: new SilentLogger(),
  } as const
  let kernel = new DeskFactory().open(settings)
  kernel.begin()
  let from = 0
  for (const to of [...powerCuts, bars.length]) {
    if (from > 0) kernel = restarted(kernel, settings)
    const part = { instrument: instrument.subarray(from, to), bars: sliceBars(bars, from, to) }
    kernel.deliver({ kind: 'bars', interval, ...part })
    from = to
  }
  const lastDay = midnightOf(dateOf(at(bars.at, bars.length - 1)))
  kernel.deliver({ kind: 'quiet', until: epochMs(lastDay + DAY_MS - 1) })
  const events = await journal.read(0, journal.head)
  await kernel.close()
  return { ...bookOf(events, instruments), hash: journal.hash }
}

/** What a new process makes of what the old one had saved. */
function restarted(old: Kernel, settings: KernelSettings): Kernel {
  const kernel = new DeskFactory().open(settings)
  kernel.load(structuredClone(old.save()))
  return kernel
}

function bookOf(events: readonly Event[], instruments: readonly Instrument[]): Omit<Book, 'hash'> {
  const trades: Trade[] = []
  const denials: string[] = []
  let [cash, equity, charges] = [0, 0, 0]
  for (const event of events) {
    switch (event.type) {
      case 'execution.order_partially_filled':
      case 'execution.order_filled': {
        const { instrument: id, at: moment, side, quantity, price } = event.data
        const instrument = instruments.findIndex((known) => known.id === id)
        trades.push({ instrument, at: moment, side, quantity, price })
        break
      }
      case 'risk.order_denied':
        denials.push(...event.data.denials.map(({ reason }) => reason))
        break
      case 'portfolio.snapshot_taken':
        cash = event.data.cash
        equity = event.data.equity
        charges = event.data.charges
        break
      default:
    }
  }
  return { events, trades, denials, cash, equity, charges }
}

/** Cash after trades and their charges: a contract note a day, added up without the kernel. */
export function cashAfter(trades: readonly Trade[], product: 'CNC' | 'MIS'): number {
  let cash: number = CAPITAL
  let note: RunningNote | null = null
  for (const { instrument, at: moment, side, quantity, price } of trades) {
    const date = dateOf(moment)
    if (note?.date !== date) note = new RunningNote(date, DEFAULT_TERMS)
    const { id, kind, exchange } = share(instrument)
    const own = orderId(`${(moment / MINUTE_MS).toString(36)}${side}${instrument}`)
    const terms = { orderId: own, instrument: id, kind, exchange, side, product, quantity }
    const charged = note.add({ ...terms, price: paise(price), unsettledQuantity: 0 })
    cash += (side === 'buy' ? -1 : 1) * quantity * price - charged.totalPaise
  }
  return cash
}

/** Open, high, low and close of a bar, in paise. */
export type Row = readonly [open: number, high: number, low: number, close: number]

/** Bars from rows, one at each moment. */
export function columns(
  moments: readonly number[],
  rows: readonly Row[],
  volume = 1_000_000,
): BarColumns {
  const bars = emptyBars(rows.length)
  for (const [row, [open, high, low, close]] of rows.entries()) {
    bars.at[row] = moments[row] ?? 0
    bars.open[row] = open
    bars.high[row] = high
    bars.low[row] = low
    bars.close[row] = close
    bars.volume[row] = volume
  }
  return bars
}

/** The first `count` sessions from a day on. */
export function sessionsFrom(first: TradeDate, count: number): readonly TradeDate[] {
  const dates: TradeDate[] = CALENDAR.isSession(first) ? [first] : []
  for (let date = first; dates.length < count; dates.push(date)) date = CALENDAR.nextSession(date)
  return dates
}

/** 09:15 of each day: where its bar begins. */
export const opensOf = (dates: readonly TradeDate[]): number[] =>
  dates.map((date) => momentOf(date, 555))
