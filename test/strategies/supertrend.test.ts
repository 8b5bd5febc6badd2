import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../src/domain/bar.ts'
import { supertrend } from '../../src/strategies/supertrend.ts'
import { atr, pricesOf } from '../domain/indicators/textbook.ts'
import { anyWalk, barsOf } from '../domain/indicators/walk.ts'
import { gist, near, play, Stage } from './stage.ts'

const make = (bars: number, ranges: number) => {
  if (supertrend.scope !== 'instrument') throw new RangeError('it looks at one instrument')
  return supertrend.create({ bars, ranges, reward: 3, quantity: null })
}

/** The rule again, or null where the close is too close to a band to be told apart in floats. */
function plainly(bars: BarColumns, length: number, ranges: number): readonly unknown[] | null {
  const prices = pricesOf(bars)
  const range = atr(prices, length)
  const said: unknown[] = []
  let [upper, lower, before] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  let isRising: boolean | null = null
  let isHeld = false
  for (const [row, close] of prices.close.entries()) {
    const distance = ranges * (range[row] ?? Number.NaN)
    if (Number.isNaN(distance)) continue
    const middle = ((prices.high[row] ?? 0) + (prices.low[row] ?? 0)) / 2
    upper = before > upper ? middle + distance : Math.min(upper, middle + distance)
    lower = before < lower ? middle - distance : Math.max(lower, middle - distance)
    if (Math.abs(close - upper) < 1e-6 || Math.abs(close - lower) < 1e-6) return null
    const was: boolean | null = isRising
    isRising = was !== null && (was ? close > lower : close > upper)
    before = close
    const nothing = { row, instrument: 0, quantity: null, stop: null, target: null }
    if (isHeld && !isRising) {
      said.push({ ...nothing, kind: 'exit', reason: 'the line turned down' })
    } else if (!isHeld && was === false && isRising && close > lower) {
      const [stop, target] = [near(lower), near(close + 3 * (close - lower))]
      said.push({ ...nothing, kind: 'buy', stop, target, reason: 'the line turned up' })
    } else continue
    isHeld = !isHeld
  }
  return said
}

describe('supertrend', () => {
  // Range 10 a bar: the line begins 10 above the middle
  const calm = [1_000, 1_010, 1_000, 1_010, 1_000]

  it('buys when the close crosses the line from below, and sells when it crosses back', () => {
    const closes = [...calm, 1_030, 1_040, 1_000]
    const said = play(make(2, 1), barsOf(closes))
    expect(gist(said)).toEqual([
      [5, 'buy'],
      [7, 'exit'],
    ])
    // the range is (10 + 30) ÷ 2, so the line stands at 1,010, and the target three times as far
    expect(said[0]).toMatchObject({ stop: 1_010, target: 1_090 })
  })

  it('does not take a line that begins falling for a turn', () => {
    const rising = barsOf([1_000, 1_100, 1_200, 1_200, 1_200])
    expect(play(make(2, 50), rising)).toEqual([])
  })

  it('does not buy back what its stop sold before the next turn', () => {
    const strategy = make(2, 1)
    const bars = barsOf([...calm, 1_030, 1_040, 1_050, 1_060])
    const stage = new Stage()
    play(strategy, bars, stage, 0, 7)
    stage.position = 0
    expect(gist(play(strategy, bars, stage, 7))).toEqual([[5, 'buy']])
  })

  it('trades like the plain rule over any market, with its levels', () => {
    const shapes = fc.record({
      bars: fc.integer({ min: 1, max: 14 }),
      ranges: fc.constantFrom(0.1, 1, 2, 3),
    })
    fc.assert(
      fc.property(anyWalk, shapes, (market, { bars, ranges }) => {
        const expected = plainly(market, bars, ranges)
        fc.pre(expected !== null)
        expect(play(make(bars, ranges), market)).toEqual(expected)
      }),
    )
  })
})
