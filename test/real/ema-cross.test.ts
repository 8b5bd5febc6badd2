import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from '../cli/cli.ts'
import { marketData, warnWithoutData } from '../market-data.ts'
import { chargesOf, type PlainFill, totalOf } from './plain-charges.ts'
import { type PlainBar, plainMinutes, plainShares, rowsOf, settlementDays } from './plain-market.ts'

warnWithoutData('test/real/ema-cross: backtests of real shares against a calculation of their own')

/** Price factors of splits and bonuses; the others of the list are a demerger and a rights issue. */
const RATIOS: Readonly<Record<string, readonly [number, number]>> = {
  '1.25': [5, 4],
  '1.3333': [4, 3],
  '1.5': [3, 2],
  '2.0': [2, 1],
  '2.5': [5, 2],
  '3.0': [3, 1],
  '5.0': [5, 1],
  '10.0': [10, 1],
}
const FROM = '2020-01-01'
const TO = '2024-12-31'
const QUANTITY = 10

/** What of a backtest's answer is compared. */
interface Answer {
  readonly finalEquityPaise: number
  readonly cashPaise: number
  readonly charges: Readonly<Record<string, number>>
  readonly instruments: number
  readonly bars: number
  readonly positions: readonly { readonly instrument: string; readonly lastPricePaise: number }[]
  readonly fills: readonly {
    readonly instrument: string
    readonly side: string
    readonly quantity: number
    readonly pricePaise: number
    readonly at: string
  }[]
  readonly trades: readonly {
    readonly instrument: string
    readonly quantity: number
    readonly entryPricePaise: number
    readonly exitPricePaise: number
    readonly openedAt: string
    readonly closedAt: string
  }[]
  readonly orders: { readonly denied: number; readonly dropped: number }
}

/** One share from beginning to end. */
interface Course {
  readonly fills: readonly PlainFill[]
  readonly shares: number
  readonly lastClose: number
}

/** New shares for each old one, by ex-date. */
type Splits = ReadonlyMap<string, readonly [newShares: number, oldShares: number]>
const NO_SPLITS: Splits = new Map()

/**
 * The rule as anyone would write it down: averages seeded with the plain mean of their first closes, a purchase at the
 * next open after the fast one came to stand above the slow one, a sale at the next open after it came down again. Over a
 * split the averages go on in old shares, and what is held or ordered becomes more of them.
 */
function crossing(
  symbol: string,
  bars: readonly PlainBar[],
  [fast, slow]: readonly [number, number],
  splits: Splits,
): Course {
  const averages = [fast, slow].map((length) => ({ length, sum: 0, value: Number.NaN }))
  const fills: PlainFill[] = []
  let wasAbove: boolean | null = null
  let order: 'buy' | 'sell' | null = null
  let [shares, wished, factor] = [0, QUANTITY, 1]
  for (const [row, { date, open, close: stated }] of bars.entries()) {
    const [newShares, oldShares] = splits.get(date) ?? [1, 1]
    factor *= newShares / oldShares
    shares = Math.floor((shares * newShares) / oldShares)
    wished = Math.floor((wished * newShares) / oldShares)
    const close = stated * factor
    if (order !== null) {
      const quantity = order === 'buy' ? wished : shares
      fills.push({ date, symbol, side: order, quantity, price: open })
      shares = order === 'buy' ? quantity : 0
      order = null
    }
    wished = QUANTITY
    for (const average of averages) {
      if (row < average.length) average.sum += close
      if (row === average.length - 1) average.value = average.sum / average.length
      if (row >= average.length)
        average.value += (2 / (average.length + 1)) * (close - average.value)
    }
    const [quick = Number.NaN, lazy = Number.NaN] = averages.map(({ value }) => value)
    if (Number.isNaN(quick) || Number.isNaN(lazy)) continue
    const isAbove = quick > lazy
    if (isAbove && wasAbove === false && shares === 0) order = 'buy'
    if (!isAbove && wasAbove === true && shares > 0) order = 'sell'
    wasAbove = isAbove
  }
  return { fills, shares, lastClose: bars.at(-1)?.close ?? 0 }
}

/** Sales before delivery: T+2 until the end of January 2023, T+1 since. */
function told(fills: readonly PlainFill[], days: readonly string[]): readonly PlainFill[] {
  let bought = ''
  return fills.map((fill) => {
    if (fill.side === 'buy') {
      bought = fill.date
      return fill
    }
    const cycle = bought < '2023-01-27' ? 2 : 1
    const arrives = days.filter((day) => day > bought).at(cycle - 1) ?? ''
    return { ...fill, isUndelivered: fill.date < arrives }
  })
}

const line = ({ date, symbol, side, quantity, price }: PlainFill): string =>
  `${date} ${symbol} ${side} ${quantity} at ${price}`
const day = (at: string): string => at.slice(0, 10)
const symbolOf = (instrument: string): string => instrument.slice('NSE:'.length)

describe.skipIf(marketData === null)('ema-cross on shares as they traded', () => {
  const program = useProgram()
  const data = marketData ?? ''
  let desk: Desk
  let shares: ReadonlyMap<string, readonly PlainBar[]>
  let days: readonly string[]

  beforeAll(async () => {
    desk = await program.desk()
    shares = await plainShares(data)
    days = await settlementDays(data)
    const folders = ['bars-daily/nse-eq-raw', 'bars-minute/1m-2025'].map((path) => join(data, path))
    const { code } = await desk.run(['data', 'import', ...folders])
    expect(code).toBe(0)
    return () => desk[Symbol.asyncDispose]()
  }, 180_000)

  const within = (symbol: string): readonly PlainBar[] =>
    (shares.get(symbol) ?? []).filter(({ date }) => date >= FROM && date <= TO)

  const answer = (
    capital: number,
    [fast, slow]: readonly [number, number],
    more: readonly string[],
    [from, to]: readonly [string, string] = [FROM, TO],
  ) =>
    desk.json<Answer>([
      ...`backtest --strategy ema-cross --from ${from} --to ${to} --capital ${capital}`.split(' '),
      ...`--slippage none --risk off --param fast=${fast} slow=${slow}`.split(' '),
      `quantity=${QUANTITY}`,
      ...more,
    ])

  /** Everything that an outside reckoning of the same shares comes to. */
  function reckoned(
    bars: ReadonlyMap<string, readonly PlainBar[]>,
    capital: number,
    averages: readonly [number, number],
    splits: ReadonlyMap<string, Splits> = new Map(),
  ) {
    const courses = [...bars].map(([symbol, own]) =>
      crossing(symbol, own, averages, splits.get(symbol) ?? NO_SPLITS),
    )
    const fills = courses.flatMap((course) => told(course.fills, days))
    const charges = chargesOf(fills)
    const flow = fills.reduce(
      (sum, { side, quantity, price }) => sum + (side === 'buy' ? -1 : 1) * quantity * price,
      0,
    )
    const cashPaise = capital * 100 + flow - totalOf(charges)
    const worth = courses.reduce((sum, { shares: held, lastClose }) => sum + held * lastClose, 0)
    return {
      fills: fills.map(line).sort(),
      charges,
      cashPaise,
      finalEquityPaise: cashPaise + worth,
      open: courses.filter(({ shares: held }) => held > 0).length,
      bars: [...bars.values()].reduce((sum, own) => sum + own.length, 0),
    }
  }

  function agree(given: Answer, expected: ReturnType<typeof reckoned>): void {
    const fills = given.fills.map(({ at, instrument, side, quantity, pricePaise }) => {
      return `${day(at)} ${symbolOf(instrument)} ${side} ${quantity} at ${pricePaise}`
    })
    expect(fills.sort()).toEqual(expected.fills)
    expect(given.bars).toBe(expected.bars)
    expect(given.charges).toMatchObject(expected.charges)
    expect(given.charges['totalPaise']).toBe(totalOf(expected.charges))
    expect(given.cashPaise).toBe(expected.cashPaise)
    expect(given.finalEquityPaise).toBe(expected.finalEquityPaise)
    expect(given.positions).toHaveLength(expected.open)
    expect(given.trades).toHaveLength((expected.fills.length - expected.open) / 2)
    expect(given.orders).toMatchObject({ denied: 0, dropped: 0 })
  }

  it.each([
    ['INFY', 9, 21],
    ['RELIANCE', 5, 20],
    ['TATASTEEL', 9, 21],
    ['SUZLON', 3, 8],
  ] as const)(
    '%s over five years, averages of %i and %i days: equal to the paisa',
    async (symbol, fast, slow) => {
      const expected = reckoned(new Map([[symbol, within(symbol)]]), 100_000, [fast, slow])
      expect(expected.fills.length).toBeGreaterThan(30)
      agree(await answer(100_000, [fast, slow], ['--symbols', symbol]), expected)
    },
    60_000,
  )

  it('every share of the folder over five years: equity, cash and each charge equal to the paisa', async () => {
    const symbols = [...shares.keys()].filter((symbol) => within(symbol).length > 0)
    expect(symbols.length).toBeGreaterThan(300)
    const bars = new Map(symbols.map((symbol) => [symbol, within(symbol)]))
    const expected = reckoned(bars, 100_000_000, [9, 21])
    expect(expected.fills.length).toBeGreaterThan(10_000)
    const given = await answer(100_000_000, [9, 21], [])
    expect(given.instruments).toBe(symbols.length)
    agree(given, expected)
  }, 180_000)

  it('five shares minute by minute over four months, many trades a day: equal to the paisa', async () => {
    const bars = await plainMinutes(data)
    expect(bars.size).toBe(5)
    const expected = reckoned(bars, 10_000_000, [9, 21])
    expect(expected.fills.length).toBeGreaterThan(5_000)
    // What is bought and sold within a day pays as intraday, whatever it was meant for.
    expect(expected.charges.brokeragePaise).toBeGreaterThan(0)
    const months = ['2025-01-01', '2025-04-30'] as const
    const given = await answer(10_000_000, [9, 21], ['--interval', 'minute'], months)
    agree(given, expected)
  }, 180_000)

  it('with their corporate actions imported, split shares go on in new shares: equal to the paisa', async () => {
    const path = join(data, 'reference', 'corporate-actions-derived-2020-2024.csv')
    expect((await desk.run(['data', 'import', path])).code).toBe(0)
    const splits = new Map<string, Map<string, readonly [number, number]>>()
    for (const row of await rowsOf(path)) {
      const ratio = RATIOS[row.get('price_factor') ?? '']
      const symbol = row.get('symbol') ?? ''
      if (ratio === undefined) continue
      const known = splits.get(symbol) ?? new Map<string, readonly [number, number]>()
      splits.set(symbol, known.set(row.get('ex_date') ?? '', ratio))
    }
    expect(splits.size).toBeGreaterThan(10)
    const bars = new Map([...splits.keys()].map((symbol) => [symbol, within(symbol)]))
    const expected = reckoned(bars, 10_000_000, [3, 8], splits)
    const odd = expected.fills.filter((fill) => !fill.includes(` ${QUANTITY} at `))
    expect(odd.length).toBeGreaterThan(3)
    const symbols = [...splits.keys()].join(',')
    agree(await answer(10_000_000, [3, 8], ['--symbols', symbols]), expected)
  }, 60_000)
})
