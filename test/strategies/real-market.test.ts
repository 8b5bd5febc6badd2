import { describe, expect, it } from 'vitest'
import { at, type BarColumns } from '../../src/domain/bar.ts'
import { dateOf, dayNumber, minutesOf, momentOf, tradeDate } from '../../src/domain/time.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { openingRangeBreakout } from '../../src/strategies/opening-range-breakout.ts'
import { marketData, warnWithoutData } from '../market-data.ts'
import { CAPITAL, run, share, type Trade } from './book.ts'
import { realDays, realMinutes } from './real-market.ts'

warnWithoutData('test/strategies/real-market: EMA cross and opening range against plain loops')

const RELIANCE = { ...share(0), isDerivativeEligible: true }
/** One new share for each old one; dated in reference/corporate-actions-derived. */
const BONUS_DATE = tradeDate('2024-10-28')
const BONUS = {
  kind: 'bonus',
  instrument: RELIANCE.id,
  exDate: BONUS_DATE,
  newShares: 2,
  oldShares: 1,
  source: 'derived from prices',
} as const
const QUANTITY = 10

/** Gross result of closed trades and the value of what is left, in paise. */
const grossOf = (trades: readonly Trade[]) =>
  trades.reduce(
    (sum, { side, quantity, price }) => sum + (side === 'buy' ? -1 : 1) * quantity * price,
    0,
  )

/** By their day alone: a Diwali session opens in the evening, which daily bars do not tell. */
const dated = (trades: readonly Trade[]) =>
  trades.map(({ at: moment, ...trade }) => ({ date: dateOf(moment), ...trade }))

/**
 * EMA cross as a few lines of its own: averages of closes in old shares, decided at the close, traded at the next
 * bar's open.
 */
function crossing(bars: BarColumns, fast: number, slow: number): Trade[] {
  const trades: Trade[] = []
  const sums = { fast: 0, slow: 0 }
  let [quick, lazy, held] = [Number.NaN, Number.NaN, 0]
  let wasAbove: boolean | null = null
  let order: { side: 'buy' | 'sell'; quantity: number } | null = null
  for (let row = 0; row < bars.length; row++) {
    const date = dateOf(at(bars.at, row))
    if (date === BONUS_DATE) {
      held *= 2
      if (order?.side === 'sell') order.quantity *= 2
    }
    if (order !== null) {
      held += order.side === 'buy' ? order.quantity : -order.quantity
      const price = at(bars.open, row)
      trades.push({ instrument: 0, at: at(bars.at, row), ...order, price })
      order = null
    }
    const close = at(bars.close, row) * (date >= BONUS_DATE ? 2 : 1)
    sums.fast += row < fast ? close : 0
    sums.slow += row < slow ? close : 0
    quick = row < fast ? sums.fast / fast : quick + (2 / (fast + 1)) * (close - quick)
    lazy = row < slow ? sums.slow / slow : lazy + (2 / (slow + 1)) * (close - lazy)
    if (row < slow - 1) continue
    const isAbove = quick > lazy
    if (isAbove && wasAbove === false && held === 0) order = { side: 'buy', quantity: QUANTITY }
    else if (!isAbove && held > 0) order = { side: 'sell', quantity: held }
    wasAbove = isAbove
  }
  return trades
}

describe.skipIf(marketData === null)('on RELIANCE as it traded', () => {
  it('ema-cross does what a plain loop does over five years of days and a bonus issue', async () => {
    const bars = await realDays('reliance')
    for (const [fast, slow] of [
      [9, 21],
      [3, 8],
      [20, 50],
    ] as const) {
      const expected = crossing(bars, fast, slow)
      const given = { fast, slow, quantity: QUANTITY }
      const settings = { definition: emaCross, given, series: [bars], instruments: [RELIANCE] }
      const book = await run({ ...settings, actions: [BONUS] })
      expect(book.trades.length).toBeGreaterThan(10)
      expect(dated(book.trades)).toEqual(dated(expected))
      expect(book.cash + book.charges).toBe(CAPITAL + grossOf(expected))
      expect(book.charges).toBeGreaterThan(0)
    }
  })

  it('opening-range-breakout does what a plain loop does over four months of minutes', async () => {
    const bars = await realMinutes('reliance')
    const given = { quantity: QUANTITY, isShortAllowed: 1 }
    const settings = {
      definition: openingRangeBreakout,
      interval: '1m',
      instruments: [RELIANCE],
    } as const
    const book = await run({ ...settings, given, series: [bars] })
    const expected = outOfTheRange(bars)
    expect(book.trades.length).toBeGreaterThan(100)
    expect(book.trades).toEqual(expected)
    expect(book.cash + book.charges).toBe(CAPITAL + grossOf(expected))
    expect(book.equity).toBe(book.cash)
  })
})

/** Rows of each day, in order. */
function daysOf(bars: BarColumns): readonly (readonly number[])[] {
  const days = new Map<number, number[]>()
  for (let row = 0; row < bars.length; row++) {
    const day = dayNumber(at(bars.at, row))
    days.set(day, [...(days.get(day) ?? []), row])
  }
  return [...days.values()]
}

/**
 * The opening range as a few lines of its own: fifteen minutes, the first close outside, in at the next open, out at
 * the stop, the target or 15:15, the worse end of each bar first. RELIANCE had a tick of five paise until 15 April
 * 2025 and of ten afterwards, since its close of March was above ₹1,000.
 */
function outOfTheRange(bars: BarColumns): Trade[] {
  const trades: Trade[] = []
  for (const rows of daysOf(bars)) {
    const range = rows.slice(0, 15)
    const high = Math.max(...range.map((row) => at(bars.high, row)))
    const low = Math.min(...range.map((row) => at(bars.low, row)))
    const minute = (row: number) => minutesOf(at(bars.at, row)) + 1
    const signal = rows
      .slice(15)
      .find((row) => minute(row) < 915 && (at(bars.close, row) > high || at(bars.close, row) < low))
    if (signal === undefined) continue
    const close = at(bars.close, signal)
    const sign = close > high ? 1 : -1
    const tick = at(bars.at, signal) < momentOf(tradeDate('2025-04-15'), 0) ? 5 : 10
    const onTick = (level: number) =>
      (sign > 0 ? Math.ceil(level / tick) : Math.floor(level / tick)) * tick
    const stop = onTick(sign > 0 ? low : high)
    const target = onTick(close + 2 * (close - (sign > 0 ? low : high)))
    const deal = (row: number, isEntry: boolean, price: number): Trade => ({
      instrument: 0,
      at: at(bars.at, row),
      side: isEntry === sign > 0 ? 'buy' : 'sell',
      quantity: QUANTITY,
      price,
    })
    trades.push(deal(signal + 1, true, at(bars.open, signal + 1)))
    for (let row = signal + 1; ; row++) {
      const open = at(bars.open, row)
      const [worst, best] = [
        at(sign > 0 ? bars.low : bars.high, row),
        at(sign > 0 ? bars.high : bars.low, row),
      ]
      const isTime = minute(row) > 915
      const price =
        isTime || (open - stop) * sign <= 0 || (open - target) * sign >= 0
          ? open
          : (worst - stop) * sign <= 0
            ? stop
            : (best - target) * sign >= 0
              ? target
              : null
      if (price === null) continue
      trades.push(deal(row, false, price))
      break
    }
  }
  return trades
}
