import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paise, rupees } from '../../../src/domain/money.ts'
import { priceBand, startingBand } from '../../../src/domain/rulebook/bands.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import {
  isOnTick,
  nextTickReview,
  roundToTick,
  tickOf,
  tickReviewOf,
} from '../../../src/domain/rulebook/ticks.ts'
import { type TradeDate, tradeDate } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'

const calendar = new MarketCalendar()
const NSE = { exchange: 'NSE', kind: 'equity' } as const
const tick = (close: number, day: string) => tickOf(NSE, rupees(close), tradeDate(day))

describe('the tick', () => {
  it('was five paise for every NSE share until June 2024', () => {
    expect([9, 249.95, 250, 90_000].map((close) => tick(close, '2024-06-09'))).toEqual([5, 5, 5, 5])
  })

  it('became one paisa below ₹250 on 10 June 2024', () => {
    expect([249.99, 250].map((close) => tick(close, '2024-06-10'))).toEqual([1, 5])
    expect(tick(90_000, '2025-04-14')).toBe(5)
  })

  it('grows with the price from 15 April 2025', () => {
    const closes = [249.99, 250, 1_000, 1_000.1, 5_000, 5_001, 10_000, 10_001, 20_000, 20_001]
    expect(closes.map((close) => tick(close, '2025-04-15'))).toEqual([
      1, 5, 5, 10, 10, 50, 50, 100, 100, 500,
    ])
  })

  it('is the exchange’s own on BSE, and one paisa for funds', () => {
    const bse = (close: number, day: string) =>
      tickOf({ exchange: 'BSE', kind: 'equity' }, rupees(close), tradeDate(day))
    expect([bse(15, '2022-05-02'), bse(15.01, '2022-05-02')]).toEqual([1, 5])
    expect([bse(99.99, '2024-05-02'), bse(100, '2024-05-02')]).toEqual([1, 5])
    expect(tickOf({ exchange: 'NSE', kind: 'etf' }, rupees(900), tradeDate('2026-11-23'))).toBe(1)
  })

  it('is decided by the last session of the month before', () => {
    expect(tickReviewOf(tradeDate('2025-04-15'), calendar)).toBe('2025-03-28')
    expect(tickReviewOf(tradeDate('2026-11-23'), calendar)).toBe('2026-10-30')
    expect(nextTickReview(tradeDate('2026-10-31'), calendar)).toBe('2026-11-02')
    expect(nextTickReview(tradeDate('2026-12-31'), calendar)).toBe('2027-01-01')
  })
})

describe('a price', () => {
  it('is moved to the tick below, above or nearest', () => {
    const move = (direction: 'down' | 'up' | 'nearest') => roundToTick(paise(10_003), 5, direction)
    expect([move('down'), move('up'), move('nearest')]).toEqual([10_000, 10_005, 10_005])
    expect(roundToTick(paise(-7), 5, 'down')).toBe(-10)
    expect(() => roundToTick(paise(1), 0, 'up')).toThrow(RangeError)
    expect(() => roundToTick(paise(1), Number.NaN, 'up')).toThrow(RangeError)
  })

  it('on the tick is left alone, and is reached from any other in less than a tick', () => {
    const price = fc.integer({ min: 1, max: 100_000_000 }).map(paise)
    const ticks = fc.constantFrom(1, 5, 10, 50, 100, 500)
    fc.assert(
      fc.property(price, ticks, (from, step) => {
        for (const direction of ['down', 'up', 'nearest'] as const) {
          const to = roundToTick(from, step, direction)
          expect(to % step).toBe(0)
          expect(Math.abs(to - from)).toBeLessThan(step)
          expect(roundToTick(to, step, direction)).toBe(to)
        }
        expect(isOnTick(from, step)).toBe(roundToTick(from, step, 'down') === from)
      }),
    )
  })

  it('of nothing, below nothing or not a number is on no tick', () => {
    for (const price of [0, -5]) expect(isOnTick(paise(price), 5)).toBe(false)
  })
})

describe('a price band', () => {
  it('has its ends moved inwards to the tick', () => {
    expect(priceBand(paise(2_953), 5, 5)).toEqual({ low: 2_810, high: 3_100 })
    expect(priceBand(paise(10_000), 20, 5)).toEqual({ low: 8_000, high: 12_000 })
    expect(priceBand(paise(3), 20, 5).low).toBe(5)
  })

  it('is ten percent to begin with for a share with derivatives, and five on a drill day', () => {
    const regular = { date: tradeDate('2026-11-23'), bandPercentMax: null }
    expect(startingBand(paise(100_000), null, 5, regular)).toEqual({ low: 90_000, high: 110_000 })
    const drill = calendar.dayOn(tradeDate('2024-03-02')).session
    if (drill === null) throw new Error('2 March 2024 was a session')
    expect(startingBand(paise(100_000), null, 5, drill)).toEqual({ low: 95_000, high: 105_000 })
    expect(startingBand(paise(100_000), 2, 5, drill)).toEqual({ low: 98_000, high: 102_000 })
  })
})

const TESTS = 'ticks and bands against real prices of 2019 to 2025'
warnWithoutData(TESTS)

interface DailyRow {
  readonly date: TradeDate
  readonly previousClose: number
  readonly prices: readonly number[]
  readonly last: number
  readonly high: number
  readonly close: number
}

describe.skipIf(marketData === null)(TESTS, () => {
  const rowsOf = async (path: string): Promise<readonly DailyRow[]> => {
    const text = gunzipSync(await readFile(path))
      .toString('utf8')
      .trim()
    return text
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, , date = '', before, open, high, low, last, close] = line.split(',')
        const at = (field: string | undefined) => rupees(Number(field))
        return {
          date: tradeDate(date),
          previousClose: at(before),
          prices: [at(open), at(high), at(low), at(last)],
          last: at(last),
          high: at(high),
          close: at(close),
        }
      })
  }

  const everyThird = async (): Promise<readonly (readonly DailyRow[])[]> => {
    const folder = join(marketData ?? '', 'bars-daily', 'nse-eq-raw')
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv.gz')).sort()
    const some = names.filter((_, index) => index % 3 === 0)
    return Promise.all(some.map((name) => rowsOf(join(folder, name))))
  }

  it('every price stands on the tick that the month’s review gave it, and ends at the band', async () => {
    let onTick = 0
    let onOldTickOnly = 0
    const ends = { inwards: 0, outwards: 0 }
    const reviews = new Map<string, TradeDate>()
    for (const rows of await everyThird()) {
      const closes = new Map(rows.map(({ date, close }) => [date, close]))
      for (const { date, previousClose, prices, last, high } of rows) {
        const month = date.slice(0, 7)
        const review = reviews.get(month) ?? tickReviewOf(date, calendar)
        reviews.set(month, review)
        const reference = closes.get(review)
        if (reference === undefined) continue
        const step = tickOf(NSE, paise(reference), date)
        expect(prices.filter((price) => price % step !== 0)).toEqual([])
        onTick += prices.length
        if (step === 1) onOldTickOnly += prices.filter((price) => price % 5 !== 0).length
        if (last !== high) continue
        for (const percent of [5, 10, 20]) {
          const limit = priceBand(paise(previousClose), percent, step).high
          const isExact = (previousClose * (100 + percent)) % (100 * step) === 0
          if (!isExact && high === limit) ends.inwards++
          if (!isExact && high === limit + step) ends.outwards++
        }
      }
    }
    expect(onTick).toBeGreaterThan(400_000)
    expect(onOldTickOnly).toBeGreaterThan(1_000)
    expect(ends.inwards).toBeGreaterThan(500)
    expect(ends.outwards / ends.inwards).toBeLessThan(0.03)
  })

  it('minute prices after 15 April 2025 stand on the new ticks', async () => {
    const folder = join(marketData ?? '', 'bars-minute', '1m-2025')
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv.gz'))
    for (const name of names) {
      const text = gunzipSync(await readFile(join(folder, name)))
        .toString('utf8')
        .trim()
      const rows = text
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
      const march = rows.filter(([date]) => date === '28-03-2025')
      const reference = rupees(Number(march.at(-1)?.[5]))
      const step = tickOf(NSE, reference, tradeDate('2025-04-15'))
      const after = rows.filter(([date = '']) => date.endsWith('-04-2025') && date >= '15')
      expect(after.length).toBeGreaterThan(1_000)
      const off = after.filter((row) => rupees(Number(row[3])) % step !== 0)
      expect({ name, step, off }).toEqual({ name, step, off: [] })
    }
  })
})
