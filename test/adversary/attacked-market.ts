import type { MarketBlock } from '../../src/core/ports.ts'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { type Instrument, plainEquity } from '../../src/domain/instrument.ts'
import type { MergedBars } from '../../src/domain/merge-bars.ts'
import type { Random } from '../../src/domain/random.ts'
import { addDays, MINUTE_MS, momentOf, type TradeDate } from '../../src/domain/time.ts'

const SECTORS = ['Food', 'Nuts', 'Fruit', 'Grain', 'Tea', 'Spice'] as const
const NAMES = ['ANAR', 'BADAM', 'CHIKOO', 'DHAN', 'ELAICHI', 'FALSA', 'GEHU', 'HALDI', 'IMLI']
const TICK = 5
const PAST_DAYS = 30
const OPENS = 9 * 60 + 15
/** Falls more than it rises, so that losses are there to be stopped. */
const DRIFT = -0.000_4
const STEP = 0.006

/** The shares of the attacked desk. */
export const SHARES: readonly Instrument[] = [...NAMES, 'JAU', 'KESAR', 'LAUNG'].map(
  (symbol, index) => ({
    ...plainEquity(instrumentId(`NSE:${symbol}`)),
    tickPaise: TICK,
    sector: SECTORS[index % SECTORS.length] ?? 'Food',
  }),
)

const onTick = (price: number): number => Math.max(1_000, Math.round(price / TICK) * TICK)

/** Prices that walk by small steps, mostly down. */
export class AttackedMarket {
  readonly closes: number[]
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
    this.closes = SHARES.map(() => onTick(15_000 + random.int(200_000)))
  }

  /** Daily bars before the first day. */
  past(before: TradeDate): MergedBars {
    const count = PAST_DAYS * SHARES.length
    const merged = { instrument: new Int32Array(count), bars: emptyBars(count) }
    for (let row = 0; row < count; row++) {
      const index = row % SHARES.length
      merged.instrument[row] = index
      const day = Math.floor(row / SHARES.length)
      const at = momentOf(addDays(before, day - PAST_DAYS - 1), OPENS)
      this.#write(merged.bars, row, index, at, 4_000_000)
    }
    return merged
  }

  /** The five-minute bar of every share that begins so many minutes after the open. */
  bars(date: TradeDate, minute: number): MarketBlock {
    const bars = emptyBars(SHARES.length)
    const instrument = new Int32Array(SHARES.length)
    const at = momentOf(date, OPENS) + minute * MINUTE_MS
    for (const index of SHARES.keys()) {
      instrument[index] = index
      this.#write(bars, index, index, at, 60_000)
    }
    return { kind: 'bars', interval: '5m', instrument, bars }
  }

  #write(bars: BarColumns, row: number, share: number, at: number, volume: number): void {
    const open = this.closes[share] ?? 20_000
    const step = () => (this.#random.next() - 0.5) * STEP * open
    const close = onTick(open * (1 + DRIFT) + step())
    bars.at[row] = at
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = onTick(Math.max(open, close) + Math.abs(step()) / 4)
    bars.low[row] = onTick(Math.min(open, close) - Math.abs(step()) / 4)
    bars.volume[row] = Math.ceil(volume * (0.5 + this.#random.next()))
    this.closes[share] = close
  }
}
