import * as z from 'zod'
import type { KnownBars } from '../core/ai/market-bars.ts'
import type { Tool } from '../core/ai/tool.ts'
import { TradingError } from '../core/errors.ts'
import {
  at,
  type BarColumns,
  INTERVAL_MS,
  INTERVALS,
  type Interval,
  sliceBars,
} from '../domain/bar.ts'
import { technicalReadings } from '../domain/technical-reading.ts'
import { dateOf, isoTime, MINUTE_MS, momentOf } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import { instrumentField, namedInstrument } from './named-instrument.ts'
import type { KnownQuote, ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'clock' | 'universe' | 'picture' | 'quote' | 'bars'>

const BARS_MAX = 300
/** An average over 50 bars has forgotten its beginning after several times as many. */
const STUDIED_MAX = 500

const interval = z.enum(INTERVALS).default('day').describe('Length of a bar')

/** How old a price is, in words that leave no doubt. */
function ageWords(ageMs: number, isStale: boolean, isOpen: boolean): string {
  const minutes = ageMs / MINUTE_MS
  const age =
    minutes < 2
      ? `${Math.round(ageMs / 1_000)} s`
      : minutes < 120
        ? `${Math.round(minutes)} minutes`
        : minutes < 2_880
          ? `${Math.round(minutes / 60)} hours`
          : `${Math.round(minutes / 1_440)} days`
  const market = isOpen ? 'the market is open' : 'the market is closed'
  if (isStale && isOpen)
    return `STALE: made ${age} ago while ${market}; no order may be based on it`
  return `made ${age} ago, ${market}`
}

function quoteRow(quote: KnownQuote, ageMs: number, isOpen: boolean, ageMsMax: number) {
  const { source: _, madeAt: __, ...prices } = quote
  const { lastPaise, previousClosePaise } = quote
  const isStale = !(ageMs <= ageMsMax)
  return {
    ...prices,
    changeBps:
      previousClosePaise === null
        ? null
        : Math.round((lastPaise / previousClosePaise - 1) * 10_000),
    ageSeconds: Math.round(ageMs / 1_000),
    isStale,
    isMarketOpen: isOpen,
    says: ageWords(ageMs, isStale, isOpen),
  }
}

/** When continuous trading in shares ends (rulebook/timetable), minutes after midnight: where a day's bar stands. */
const DAY_ENDS = 930

/** The moment that a bar's close is of, or the market's own when it has not ended. */
function endOf(startsAt: number, interval: Interval, now: number): number {
  const endsAt =
    interval === 'day' ? momentOf(dateOf(startsAt), DAY_ENDS) : startsAt + INTERVAL_MS[interval]
  return Math.min(endsAt, now)
}

const rowOf = ({ at: starts, open, high, low, close, volume }: BarColumns, row: number) => ({
  at: isoTime(at(starts, row)),
  openPaise: Math.round(at(open, row)),
  highPaise: Math.round(at(high, row)),
  lowPaise: Math.round(at(low, row)),
  closePaise: Math.round(at(close, row)),
  volume: Math.round(at(volume, row)),
})

/** Those that have ended: a bar that still forms says another thing every minute. */
const complete = ({ bars, isForming }: KnownBars): BarColumns =>
  isForming ? sliceBars(bars, 0, bars.length - 1) : bars

const noBars = (instrument: string, length: string): TradingError =>
  new TradingError('DATA_MISSING', `No ${length} bars of ${instrument} are known here`)

function quoteTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_quote',
    says: 'The newest price of an instrument with its age; says plainly when it is stale',
    input: z.strictObject({ instrument: instrumentField }),
    async call(input, _caller, signal) {
      const instrument = namedInstrument(input.instrument, desk.universe)
      const quote = await desk.quote(instrument, signal)
      if (quote === null) {
        throw new TradingError('DATA_MISSING', `No price of ${instrument} is known yet`)
      }
      const { today, limits } = await desk.picture()
      const ageMs = Math.max(0, desk.clock.now() - quote.madeAt)
      const row = quoteRow(quote, ageMs, today.isOpen, limits.now.priceAgeMsMax)
      return { source: quote.source, asOf: isoTime(quote.madeAt), data: { instrument, ...row } }
    },
  })
}

function barsTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_bars',
    says: `Bars of an instrument, newest first, in the shares of today (splits and bonuses adjusted); at most ${BARS_MAX}`,
    input: z.strictObject({
      instrument: instrumentField,
      interval,
      count: z.int().min(1).max(BARS_MAX).default(60).describe('How many, the newest'),
    }),
    async call({ count, ...input }, _caller, signal) {
      const instrument = namedInstrument(input.instrument, desk.universe)
      const found = await desk.bars.of(instrument, input.interval, count, signal)
      const { bars, source, isForming } = found
      const last = bars.length - 1
      if (last < 0) throw noBars(instrument, input.interval)
      const rows = Array.from({ length: bars.length }, (_, back) => rowOf(bars, last - back))
      const now = desk.clock.now()
      const endsAt = endOf(at(bars.at, last), input.interval, now)
      const data = { instrument, interval: input.interval, isNewestForming: isForming, bars: rows }
      return { source, asOf: isoTime(endsAt), data }
    },
  })
}

function indicatorsTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_indicators',
    says: 'Our computed RSI, MACD, Bollinger, ATR, ADX, Supertrend and EMA 9/21/50 over complete bars: value, value before, and what it says. Never compute these yourself',
    input: z.strictObject({ instrument: instrumentField, interval }),
    async call(input, _caller, signal) {
      const instrument = namedInstrument(input.instrument, desk.universe)
      const found = await desk.bars.of(instrument, input.interval, STUDIED_MAX + 1, signal)
      const bars = complete(found)
      const last = bars.length - 1
      if (last < 0) throw noBars(instrument, input.interval)
      const endsAt = endOf(at(bars.at, last), input.interval, desk.clock.now())
      const data = {
        instrument,
        interval: input.interval,
        bars: bars.length,
        lastBar: rowOf(bars, last),
        indicators: technicalReadings(bars),
      }
      return { source: `${found.source}, computed here`, asOf: isoTime(endsAt), data }
    },
  })
}

/** Prices, bars and what our studies say of them, as of market time. */
export const marketTools = (desk: Desk): readonly Tool[] => [
  quoteTool(desk),
  barsTool(desk),
  indicatorsTool(desk),
]
