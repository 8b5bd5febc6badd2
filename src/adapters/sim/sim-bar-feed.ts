import { setImmediate as nextTurn } from 'node:timers/promises'
import { type FeedLabel, type MarketBlock, MarketFeed } from '../../core/ports.ts'
import { MINUTES_A_DAY } from '../../domain/rulebook/timetable.ts'
import {
  addDays,
  dateOf,
  type EpochMs,
  epochMs,
  MINUTE_MS,
  midnightOf,
  type TradeDate,
} from '../../domain/time.ts'
import { BarFolder } from './sim-bar-folder.ts'
import type { SimDay } from './sim-day.ts'
import type { SimExchange } from './sim-exchange.ts'

/** What a feed tells of, in which bars, and how long. */
export interface SimBarFeedOptions {
  readonly exchange: SimExchange
  readonly interval: '1m' | 'day'
  /** Last day, or null for a market without end. */
  readonly to: TradeDate | null
}

/** The very trades of `SimFeed` as bars: the past of a simulated desk, for its charts, medians and backtests. */
export class SimBarFeed extends MarketFeed {
  override readonly label: FeedLabel
  readonly #options: SimBarFeedOptions

  constructor(options: SimBarFeedOptions) {
    super()
    this.label = options.exchange.label
    this.#options = options
  }

  /**
   * Bars that end after a moment: a block each minute of continuous trading (auctions stand apart, as in Kite's
   * candles), or each day from its opening auction to its closing price; then a quiet one to midnight.
   */
  override async *blocks(after: EpochMs, signal: AbortSignal): AsyncGenerator<MarketBlock> {
    const { exchange, to } = this.#options
    const start = dateOf(after)
    let date = start < exchange.from ? exchange.from : start
    for (; to === null || date <= to; date = addDays(date, 1)) {
      const day = exchange.open(date)
      if (day !== null) {
        for (const block of this.#bars(day, after)) {
          await nextTurn()
          if (signal.aborted) return
          if (block !== null) yield block
        }
      }
      if (signal.aborted) return
      yield { kind: 'quiet', until: epochMs(midnightOf(addDays(date, 1))) }
    }
  }

  /** A block or null for each minute, so that the caller can take a breath. */
  *#bars(day: SimDay, after: number): Generator<MarketBlock | null> {
    const { exchange, interval } = this.#options
    const { midnight, tradingBefore } = day.plan.session
    const folder = new BarFolder(exchange.universe, interval)
    const opens = tradingBefore.indexOf(1) - 1
    for (let minute = 0; minute < MINUTES_A_DAY; minute++) {
      const isTrading = (tradingBefore[minute + 1] ?? 0) > (tradingBefore[minute] ?? 0)
      const startsAt = midnight + minute * MINUTE_MS
      day.tell(minute, folder)
      if (interval === 'day') yield null
      else if (isTrading && startsAt + MINUTE_MS > after) yield folder.take(startsAt)
      else yield folder.drop()
    }
    if (interval === 'day') yield folder.take(midnight + opens * MINUTE_MS)
  }
}
