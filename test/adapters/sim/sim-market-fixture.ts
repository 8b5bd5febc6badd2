import { SimExchange } from '../../../src/adapters/sim/sim-exchange.ts'
import { SimFeed } from '../../../src/adapters/sim/sim-feed.ts'
import { SIM_SHARES, simUniverse } from '../../../src/adapters/sim/sim-universe.ts'
import { at as valueAt } from '../../../src/domain/bar.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { DEPTH_LEVELS, type TickColumns } from '../../../src/domain/tick.ts'
import {
  type EpochMs,
  midnightOf,
  minutesOf,
  type TradeDate,
  tradeDate,
} from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'

export const day = (text: string): TradeDate => tradeDate(text)

export const never = new AbortController().signal

/** The universe of the tests: every simulated share, then the index. */
export const universe = new Universe(simUniverse())

export const INDEX_PLACE = SIM_SHARES.length

export const placeOf = (symbol: string): number =>
  SIM_SHARES.findIndex(({ instrument }) => instrument.symbol === symbol)

export const exchangeOf = (from: string, seed = 1, stepMs = 1_000): SimExchange =>
  new SimExchange({ universe, seed, from: day(from), stepMs, sessions: new Sessions() })

/** A row as text that changes when any number in it does; the instrument stands first, by name. */
export function textOf(ticks: TickColumns, row: number, names: Universe = universe): string {
  const { bidPrice, bidQuantity, askPrice, askQuantity } = ticks
  const book = [bidPrice, bidQuantity, askPrice, askQuantity].map((column) =>
    column.subarray(row * DEPTH_LEVELS, (row + 1) * DEPTH_LEVELS).join(','),
  )
  const { id } = names.at(ticks.instrument[row] ?? -1)
  return [id, ticks.at[row], ticks.last[row], ticks.volume[row], ...book].join('|')
}

/** One row of ticks of one share, with the best level of its book. */
export interface Row {
  readonly at: number
  /** Minutes after midnight, with fractions. */
  readonly minute: number
  readonly last: number
  readonly volume: number
  readonly bid: number
  readonly bidQuantity: number
  readonly ask: number
  readonly askQuantity: number
}

/** What a share, or the index, says on a day. */
export async function rowsOf(
  symbol: string,
  date: string,
  { from = date, seed = 1 } = {},
): Promise<Row[]> {
  const all = simUniverse().filter((instrument) => instrument.symbol === symbol)
  const options = { seed, from: day(from), sessions: new Sessions() }
  const exchange = new SimExchange({ ...options, universe: new Universe(all) })
  const rows: Row[] = []
  for await (const block of new SimFeed({ exchange, to: day(date) }).blocks(startOf(date), never)) {
    if (block.kind !== 'ticks') continue
    const { ticks } = block
    for (let row = 0; row < ticks.length; row++) {
      const book = row * DEPTH_LEVELS
      const moment = valueAt(ticks.at, row)
      rows.push({
        at: moment,
        minute: minutesOf(moment),
        last: valueAt(ticks.last, row),
        volume: valueAt(ticks.volume, row),
        bid: valueAt(ticks.bidPrice, book),
        bidQuantity: valueAt(ticks.bidQuantity, book),
        ask: valueAt(ticks.askPrice, book),
        askQuantity: valueAt(ticks.askQuantity, book),
      })
    }
  }
  return rows
}

/** The outline of a share's day. */
export function outlineOf(symbol: string, date: string, { from = date, seed = 1 } = {}) {
  const outline = exchangeOf(from, seed).open(day(date))?.plan.day.shares[placeOf(symbol)]
  if (outline === undefined) throw new Error(`${symbol} does not trade on ${date}`)
  return outline
}

/** Average price of the trades between two minutes of the day, weighted by their shares. */
export function averageOf(rows: readonly Row[], from: number, to: number): number {
  let [value, shares] = [0, 0]
  for (const [place, { minute, last, volume }] of rows.entries()) {
    const traded = volume - (rows[place - 1]?.volume ?? 0)
    if (minute < from || minute >= to) continue
    value += last * traded
    shares += traded
  }
  return value / shares
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
