import { at, type BarColumns, emptyBars, type Interval } from '../domain/bar.ts'
import { dayNumber, MINUTE_MS } from '../domain/time.ts'
import type { FeedLabel, MarketBlock } from './ports.ts'
import { MarketFeed } from './ports.ts'

/** Rows that all instruments together may take: a week of minutes of a hundred shares, a day of thousands. */
const ROWS_MAX = 1_000_000
const ROWS_EACH_MAX = 3_000
const ROWS_EACH_MIN = 400
const ROWS_FIRST = 128

/** One instrument's bars in time order; the oldest give way. */
class Tape {
  #bars: BarColumns
  #length = 0
  readonly #max: number
  /** The day's volume at the end of the last tick: ticks bring it as a sum. */
  dayVolume = 0

  constructor(max: number) {
    this.#max = max
    this.#bars = emptyBars(Math.min(ROWS_FIRST, max))
  }

  get lastAt(): number {
    return this.#length === 0 ? Number.NEGATIVE_INFINITY : at(this.#bars.at, this.#length - 1)
  }

  begin(startsAt: number, price: number): void {
    if (this.#length === this.#bars.length) this.#makeRoom()
    const row = this.#length++
    const { at: starts, open, high, low, close, volume } = this.#bars
    starts[row] = startsAt
    open[row] = high[row] = low[row] = close[row] = price
    volume[row] = 0
  }

  add(price: number, shares: number): void {
    const row = this.#length - 1
    const { high, low, close, volume } = this.#bars
    if (price > at(high, row)) high[row] = price
    if (price < at(low, row)) low[row] = price
    close[row] = price
    volume[row] = at(volume, row) + shares
  }

  put(bars: BarColumns, row: number): void {
    this.begin(at(bars.at, row), at(bars.open, row))
    this.add(at(bars.high, row), 0)
    this.add(at(bars.low, row), 0)
    this.add(at(bars.close, row), at(bars.volume, row))
  }

  get rows(): BarColumns {
    const { length: _, ...columns } = this.#bars
    const length = this.#length
    const part = (column: Float64Array) => column.slice(0, length)
    return {
      length,
      at: part(columns.at),
      open: part(columns.open),
      high: part(columns.high),
      low: part(columns.low),
      close: part(columns.close),
      volume: part(columns.volume),
    }
  }

  /** Twice the room, or, with all that there is taken, a half of it by letting the oldest go. */
  #makeRoom(): void {
    const { length } = this.#bars
    const isFull = length >= this.#max
    const from = isFull ? length >> 1 : 0
    const room = emptyBars(isFull ? length : Math.min(this.#max, length * 2))
    for (const name of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
      room[name].set(this.#bars[name].subarray(from))
    }
    this.#bars = room
    this.#length = length - from
  }
}

/** What the market has brought since the start, as bars: minutes out of ticks, bars as they came. */
export class BarTape {
  readonly #tapes: (Tape | undefined)[]
  readonly #rowsEach: number
  #interval: Interval = '1m'

  /** `size`: instruments of the universe. */
  constructor(size: number) {
    this.#tapes = Array.from({ length: size })
    this.#rowsEach = Math.max(ROWS_EACH_MIN, Math.min(ROWS_EACH_MAX, Math.floor(ROWS_MAX / size)))
  }

  /** Length of the bars. */
  get interval(): Interval {
    return this.#interval
  }

  /** A copy, oldest first. */
  of(instrument: number): BarColumns {
    return this.#tapes[instrument]?.rows ?? emptyBars(0)
  }

  take(block: MarketBlock): void {
    switch (block.kind) {
      case 'bars':
        this.#interval = block.interval
        for (let row = 0; row < block.bars.length; row++) {
          this.#tapeOf(block.instrument[row] ?? -1)?.put(block.bars, row)
        }
        return
      case 'ticks':
        return this.#takeTicks(block.ticks)
      case 'quiet':
        return
      default:
        block satisfies never
    }
  }

  #takeTicks(ticks: Extract<MarketBlock, { kind: 'ticks' }>['ticks']): void {
    for (let row = 0; row < ticks.length; row++) {
      const sum = at(ticks.volume, row)
      // Before the first trade of a day a price is only indicated.
      if (sum === 0) continue
      const tape = this.#tapeOf(ticks.instrument[row] ?? -1)
      if (tape === undefined) continue
      const price = at(ticks.last, row)
      const startsAt = Math.floor(at(ticks.at, row) / MINUTE_MS) * MINUTE_MS
      if (dayNumber(startsAt) !== dayNumber(tape.lastAt)) tape.dayVolume = 0
      if (startsAt > tape.lastAt) tape.begin(startsAt, price)
      tape.add(price, Math.max(0, sum - tape.dayVolume))
      tape.dayVolume = sum
    }
  }

  #tapeOf(instrument: number): Tape | undefined {
    if (instrument < 0 || instrument >= this.#tapes.length) return undefined
    const known = this.#tapes[instrument]
    if (known !== undefined) return known
    const tape = new Tape(this.#rowsEach)
    this.#tapes[instrument] = tape
    return tape
  }
}

/** The same market, with what it brought written on a tape once the desk has seen it: never before. */
export class TapedFeed extends MarketFeed {
  readonly #feed: MarketFeed
  readonly #tape: BarTape

  constructor(feed: MarketFeed, tape: BarTape) {
    super()
    this.#feed = feed
    this.#tape = tape
  }

  override get label(): FeedLabel {
    return this.#feed.label
  }

  override async *blocks(...range: Parameters<MarketFeed['blocks']>): AsyncGenerator<MarketBlock> {
    for await (const block of this.#feed.blocks(...range)) {
      yield block
      // Whoever draws the feed asks for more when he is done with this.
      this.#tape.take(block)
    }
  }
}
