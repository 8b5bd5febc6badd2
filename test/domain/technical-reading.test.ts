import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BarColumns, emptyBars, sliceBars } from '../../src/domain/bar.ts'
import { Rsi } from '../../src/domain/indicators/rsi.ts'
import { technicalReadings } from '../../src/domain/technical-reading.ts'

function barsOf(closes: readonly number[]): BarColumns {
  const bars = emptyBars(closes.length)
  for (const [row, close] of closes.entries()) {
    bars.at[row] = row
    bars.open[row] = close
    bars.high[row] = close + 50
    bars.low[row] = close - 50
    bars.close[row] = close
  }
  return bars
}

const series = (count: number, of: (row: number) => number) =>
  barsOf(Array.from({ length: count }, (_, row) => of(row)))

const reading = (bars: BarColumns, id: string) => {
  const found = technicalReadings(bars).find((each) => each.id === id)
  if (found === undefined) throw new RangeError(`no reading ${id}`)
  return found
}

describe('what studies say', () => {
  it('B66 a rising series reads overbought, above its averages, in an upward trend', () => {
    const bars = series(120, (row) => 100_000 + row * 500)
    expect(reading(bars, 'rsi14')).toMatchObject({
      now: { value: 100 },
      says: 'RSI 100.0 is overbought and stands still',
    })
    expect(reading(bars, 'adx14').says).toMatch(/shows a trend, upwards$/)
    expect(reading(bars, 'supertrend10_3').says).toBe('the Supertrend line is below the price: up')
    expect(reading(bars, 'ema50').says).toMatch(
      /^the close is above its EMA 50 by \d+\.\d+ %, which rises$/,
    )
  })

  it('B66 a falling one reads oversold and downwards, a flat one neutral', () => {
    const falling = series(120, (row) => 1_000_000 - row * 500)
    expect(reading(falling, 'rsi14').says).toMatch(/^RSI 0\.0 is oversold/)
    expect(reading(falling, 'adx14').says).toMatch(/downwards$/)
    expect(reading(falling, 'macd12_26_9').now['linePaise']).toBeLessThan(0)
    const flat = series(120, () => 100_000)
    expect(reading(flat, 'rsi14').says).toMatch(/^RSI 50\.0 is neutral/)
    expect(reading(flat, 'bollinger20_2').now['percentOfBand']).toBe(50)
  })

  it('a crossing is said of the bar that made it, and of no later one', () => {
    const turn = series(140, (row) =>
      row < 100 ? 200_000 - row * 300 : 170_000 + (row - 100) * 900,
    )
    const said = Array.from(
      { length: 40 },
      (_, place) => reading(sliceBars(turn, 0, 101 + place), 'macd12_26_9').says,
    )
    expect(said.filter((words) => words.includes('crossed above'))).toHaveLength(1)
  })

  it('too few bars are said to be too few, and no figure is made up', () => {
    const [rsi] = technicalReadings(series(10, (row) => 100 + row))
    expect(rsi).toMatchObject({ now: { value: null }, says: 'too few bars: 10' })
    for (const { now } of technicalReadings(emptyBars(0)))
      expect(Object.values(now).every((value) => value === null)).toBe(true)
  })

  it('the value before is the value that was said a bar earlier, money is whole paise, and all of it is JSON', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_000, max: 1_000_000 }), { minLength: 60, maxLength: 90 }),
        (closes) => {
          const bars = barsOf(closes)
          const earlier = technicalReadings(sliceBars(bars, 0, bars.length - 1))
          const now = technicalReadings(bars)
          for (const [place, { before }] of now.entries())
            expect(before).toEqual(earlier[place]?.now)
          for (const { now: figures } of now) {
            for (const [name, value] of Object.entries(figures)) {
              if (name.endsWith('Paise')) expect(Number.isInteger(value)).toBe(true)
            }
          }
          expect(JSON.parse(JSON.stringify(now))).toEqual(now)
          const rsi = new Rsi(14)
          for (const close of closes) rsi.next(close)
          expect(now[0]?.now['value']).toBeCloseTo(rsi.value, 1)
        },
      ),
      { numRuns: 30 },
    )
  })
})
