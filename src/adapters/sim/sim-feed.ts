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
import type { SimExchange } from './sim-exchange.ts'
import { TickWriter } from './sim-tick-writer.ts'

/** What a feed tells of, and how long. */
export interface SimFeedOptions {
  readonly exchange: SimExchange
  /** Last day, or null for a market without end. */
  readonly to: TradeDate | null
}

/** Minutes without trading are told in strides that end on the quarter of an hour, so that timetables keep time. */
const STRIDE_MINUTES = 15

/** The simulated exchange tick by tick. */
export class SimFeed extends MarketFeed {
  override readonly label: FeedLabel
  readonly #exchange: SimExchange
  readonly #to: TradeDate | null

  constructor({ exchange, to }: SimFeedOptions) {
    super()
    this.label = exchange.label
    this.#exchange = exchange
    this.#to = to
  }

  /**
   * A block a simulated minute, as fast as it is pulled. The columns of a block are written again for the next one:
   * keep numbers, never the block. Started anywhere, the rows are those of a run that was never interrupted. A `last`
   * has traded, but in the opening auction, where it is the price to be and the day's volume is still 0.
   */
  override async *blocks(after: EpochMs, signal: AbortSignal): AsyncGenerator<MarketBlock> {
    const { from, universe, stepMs } = this.#exchange
    const writer = new TickWriter(universe, stepMs)
    const start = dateOf(after)
    let date = start < from ? from : start
    for (; this.#to === null || date <= this.#to; date = addDays(date, 1)) {
      for (const block of this.#day(date, after, writer)) {
        await nextTurn()
        if (signal.aborted) return
        yield block
      }
    }
  }

  *#day(date: TradeDate, after: number, writer: TickWriter): Generator<MarketBlock> {
    const midnight = midnightOf(date)
    const first = Math.max(0, Math.floor((after - midnight) / MINUTE_MS))
    const day = this.#exchange.open(date)
    if (day !== null) {
      day.resume(first)
      writer.begin(day, after)
    }
    for (let minute = first; minute < MINUTES_A_DAY; minute++) {
      day?.tell(minute, writer)
      const isQuiet = writer.isSilent && (minute + 1) % STRIDE_MINUTES === 0
      const ticks = writer.take()
      const until = midnight + (minute + 1) * MINUTE_MS
      if (ticks !== null) yield { kind: 'ticks', ticks }
      else if (isQuiet) yield { kind: 'quiet', until: epochMs(until) }
    }
  }
}
