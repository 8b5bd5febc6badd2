import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { joinedBars, longerBars, newestBars } from '../../src/domain/longer-bars.ts'
import {
  clockTime,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  momentOf,
  tradeDate,
} from '../../src/domain/time.ts'

const OPEN = momentOf(tradeDate('2026-11-23'), 555)

/** Minutes from the open on, each a paisa above the one before. */
function minutes(count: number, from = 0): BarColumns {
  const bars = emptyBars(count)
  for (let row = 0; row < count; row++) {
    const price = 10_000 + from + row
    bars.at[row] = OPEN + (from + row) * MINUTE_MS
    bars.open[row] = price
    bars.high[row] = price + 2
    bars.low[row] = price - 2
    bars.close[row] = price + 1
    bars.volume[row] = 10
  }
  return bars
}

const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)

describe('bars put together', () => {
  it('hours are counted from the open, and the last one is as long as there are minutes', () => {
    const hours = longerBars(minutes(75), HOUR_MS)
    expect(Array.from(hours.at, (start) => clockTime(start))).toEqual(['09:15:00', '10:15:00'])
    expect(at(hours.open, 0)).toBe(10_000)
    expect(at(hours.close, 0)).toBe(10_060)
    expect(at(hours.high, 0)).toBe(10_061)
    expect(at(hours.low, 0)).toBe(9_998)
    expect(Array.from(hours.volume)).toEqual([600, 150])
  })

  it('of any minutes nothing is lost: volume, extremes, first open and last close stay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, DAY_MS),
        (count, lengthMs) => {
          const short = minutes(count)
          const long = longerBars(short, lengthMs)
          expect(sum(long.volume)).toBe(sum(short.volume))
          expect(Math.max(...long.high)).toBe(Math.max(...short.high))
          expect(Math.min(...long.low)).toBe(Math.min(...short.low))
          expect(at(long.open, 0)).toBe(at(short.open, 0))
          expect(at(long.close, long.length - 1)).toBe(at(short.close, count - 1))
          expect(long.at.length).toBe(long.length)
        },
      ),
    )
  })

  it('of two series that overlap the later one counts from behind the earlier one on', () => {
    const all = joinedBars(minutes(5), minutes(5, 3))
    expect(Array.from(all.at)).toEqual(Array.from(minutes(8).at))
    expect(joinedBars(emptyBars(0), minutes(2)).length).toBe(2)
    expect(joinedBars(minutes(2), emptyBars(0)).length).toBe(2)
  })

  it('the newest are the last ones, and all of them where there are fewer', () => {
    expect(Array.from(newestBars(minutes(5), 2).at)).toEqual(Array.from(minutes(2, 3).at))
    expect(newestBars(minutes(3), 9).length).toBe(3)
  })
})
