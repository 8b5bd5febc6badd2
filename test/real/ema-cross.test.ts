import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from '../cli/cli.ts'
import { marketData, warnWithoutData } from '../market-data.ts'
import { chargesOf, type PlainFill, totalOf } from './plain-charges.ts'
import { type PlainBar, plainMinutes, plainShares, settlementDays } from './plain-market.ts'

warnWithoutData('test/real/ema-cross: backtests of real shares against a calculation of their own')

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

/**
 * The rule as anyone would write it down: averages seeded with the plain mean of their first closes, a purchase at the
 * next open after the fast one came to stand above the slow one, a sale at the next open after it came down again.
 */
function crossing(symbol: string, bars: readonly PlainBar[], fast: number, slow: number): Course {
  const averages = [fast, slow].map((length) => ({ length, sum: 0, value: Number.NaN }))
  const fills: PlainFill[] = []
  let wasAbove: boolean | null = null
  let order: 'buy' | 'sell' | null = null
  let shares = 0
  for (const [row, { date, open, close }] of bars.entries()) {
    if (order !== null) {
      fills.push({ date, symbol, side: order, quantity: QUANTITY, price: open })
      shares = order === 'buy' ? QUANTITY : 0
      order = null
    }
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
    [fast, slow]: readonly [number, number],
  ) {
    const courses = [...bars].map(([symbol, own]) => crossing(symbol, own, fast, slow))
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
})
