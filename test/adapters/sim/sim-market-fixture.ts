import { SimExchange } from '../../../src/adapters/sim/sim-exchange.ts'
import { SIM_SHARES, simUniverse } from '../../../src/adapters/sim/sim-universe.ts'
import type { MarketBlock, MarketFeed } from '../../../src/core/ports.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { DEPTH_LEVELS, type TickColumns } from '../../../src/domain/tick.ts'
import { type EpochMs, midnightOf, type TradeDate, tradeDate } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'

/** One row of ticks, copied out of its block. */
export interface Row {
  readonly at: number
  readonly instrument: number
  readonly last: number
  readonly volume: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

export interface Level {
  readonly price: number
  readonly quantity: number
}

export const day = (text: string): TradeDate => tradeDate(text)

export const never = new AbortController().signal

/** The universe of the tests: every simulated share, then the index. */
export const universe = new Universe(simUniverse())

export const INDEX_PLACE = SIM_SHARES.length

export const placeOf = (symbol: string): number =>
  SIM_SHARES.findIndex(({ instrument }) => instrument.symbol === symbol)

export const exchangeOf = (from: string, seed = 1, stepMs = 1_000): SimExchange =>
  new SimExchange({ universe, seed, from: day(from), stepMs, sessions: new Sessions() })

const levels = (prices: Float64Array, quantities: Float64Array, row: number): Level[] =>
  Array.from({ length: DEPTH_LEVELS }, (_, level) => ({
    price: prices[row * DEPTH_LEVELS + level] ?? Number.NaN,
    quantity: quantities[row * DEPTH_LEVELS + level] ?? Number.NaN,
  }))

export const rowOf = (ticks: TickColumns, row: number): Row => ({
  at: ticks.at[row] ?? Number.NaN,
  instrument: ticks.instrument[row] ?? -1,
  last: ticks.last[row] ?? Number.NaN,
  volume: ticks.volume[row] ?? Number.NaN,
  bids: levels(ticks.bidPrice, ticks.bidQuantity, row),
  asks: levels(ticks.askPrice, ticks.askQuantity, row),
})

/** Every row after a moment, up to a number of blocks. */
export async function rowsOf(
  feed: MarketFeed,
  after: EpochMs,
  blocksMax = Infinity,
): Promise<Row[]> {
  const rows: Row[] = []
  let blocks = 0
  for await (const block of feed.blocks(after, never)) {
    if (block.kind === 'ticks') {
      for (let row = 0; row < block.ticks.length; row++) rows.push(rowOf(block.ticks, row))
    }
    if (++blocks >= blocksMax) break
  }
  return rows
}

/** A block as a few numbers that change when any number in it does: at, rows, and a sum of products. */
export function digestOf(block: MarketBlock, after = Number.NEGATIVE_INFINITY): string {
  if (block.kind === 'quiet') return `quiet until ${block.until}`
  if (block.kind === 'bars') return `bars ${[...block.bars.close].join(' ')}`
  const { ticks } = block
  const lines: string[] = []
  for (let row = 0; row < ticks.length; row++) {
    if ((ticks.at[row] ?? 0) <= after) continue
    const book = [ticks.bidPrice, ticks.bidQuantity, ticks.askPrice, ticks.askQuantity].map(
      (column) => [...column.subarray(row * DEPTH_LEVELS, (row + 1) * DEPTH_LEVELS)].join(','),
    )
    lines.push(
      [ticks.at[row], ticks.instrument[row], ticks.last[row], ticks.volume[row], ...book].join(' '),
    )
  }
  return lines.join('\n')
}

/** Median of numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

/** Fourth moment over the square of the second: 3 for a normal. */
export function kurtosis(values: readonly number[]): number {
  const middle = mean(values)
  return mean(values.map((value) => (value - middle) ** 4)) / deviation(values) ** 4
}

export function correlation(one: readonly number[], other: readonly number[]): number {
  const first = mean(one)
  const second = mean(other)
  const together = mean(one.map((value, index) => (value - first) * ((other[index] ?? 0) - second)))
  return together / (deviation(one) * deviation(other))
}

export const startOf = (date: string): EpochMs => midnightOf(day(date))
