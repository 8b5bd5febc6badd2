import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../src/domain/bar.ts'
import type { Values } from '../../src/domain/strategy.ts'
import { rsiMeanReversion } from '../../src/strategies/rsi-mean-reversion.ts'
import { atr, pricesOf, rsi, sma } from '../domain/indicators/textbook.ts'
import { anyWalk, barsOf } from '../domain/indicators/walk.ts'
import { gist, near, play, Stage } from './stage.ts'

const DEFAULTS = { bars: 14, oversold: 30, recovered: 55, trend: null, stopRanges: 3, reward: 2 }
const make = (values: Partial<Values<typeof rsiMeanReversion.parameters>> = {}) => {
  if (rsiMeanReversion.scope !== 'instrument') throw new RangeError('it looks at one instrument')
  return rsiMeanReversion.create({ ...DEFAULTS, quantity: null, ...values })
}
const flat = (length: number, price = 1_000) => new Array<number>(length).fill(price)

/** Whether two numbers are too near each other for a rule about them to be tested in floats. */
const isClose = (one: number, other: number) => Math.abs(one - other) < 1e-7

/** The rule again over whole columns, or null where a comparison is too close to call. */
function plainly(bars: BarColumns, trend: number | null): readonly unknown[] | null {
  const prices = pricesOf(bars)
  const { close } = prices
  const [index, range] = [rsi(close, 5), atr(prices, 14)]
  const mean = trend === null ? close.map(() => 0) : sma(close, trend)
  const said: unknown[] = []
  let isHeld = false
  for (let row = 1; row < close.length; row++) {
    const [now, before] = [index[row] ?? Number.NaN, index[row - 1] ?? Number.NaN]
    const [price, spread, average] = [
      close[row] ?? 0,
      range[row] ?? Number.NaN,
      mean[row] ?? Number.NaN,
    ]
    if (isClose(now, 40) || isClose(before, 40) || isClose(now, 60) || isClose(price, average))
      return null
    const nothing = { row, instrument: 0, quantity: null }
    if (isHeld && now > 60) {
      said.push({
        ...nothing,
        kind: 'exit',
        stop: null,
        target: null,
        reason: 'the index recovered above 60',
      })
    } else if (!isHeld && before >= 40 && now < 40 && price > average && spread > 1e-9) {
      const [stop, target] = [near(price - 3 * spread), near(price + 6 * spread)]
      said.push({ ...nothing, kind: 'buy', stop, target, reason: 'the index fell below 40' })
    } else continue
    isHeld = !isHeld
  }
  return said
}

describe('rsi-mean-reversion', () => {
  it('buys when the index falls below its floor, and sells when it has recovered', () => {
    // 50 while nothing moves, 0 after the fall, 51.9 after the same rise, 62.3 after the next
    const bars = barsOf([...flat(16), 990, 1_000, 1_005])
    expect(gist(play(make(), bars))).toEqual([
      [16, 'buy'],
      [18, 'exit'],
    ])
  })

  it('measures stop and target in ranges of 14 bars', () => {
    const [entry] = play(make(), barsOf([...flat(16), 990]))
    expect(entry?.stop).toBeCloseTo(990 - (3 * 10) / 14)
    expect(entry?.target).toBeCloseTo(990 + (2 * 3 * 10) / 14)
    expect(entry?.quantity).toBeNull()
  })

  it('does not take an index that begins below the floor for a fall', () => {
    expect(play(make(), barsOf(Array.from({ length: 40 }, (_, row) => 1_000 - row)))).toEqual([])
  })

  it('takes an index at the floor for not below it', () => {
    const closes = [...flat(20), 999]
    expect(gist(play(make({ oversold: 50 }), barsOf(closes)))).toEqual([[20, 'buy']])
  })

  it('waits for the range when the index is defined before it', () => {
    const closes = [1_000, 1_010, 1_020, 990, 1_040, ...flat(12, 1_050), 1_020]
    expect(gist(play(make({ bars: 2 }), barsOf(closes)))).toEqual([[17, 'buy']])
  })

  it('buys a dip in a rise and not a fall, when asked to look at the trend', () => {
    const rise = Array.from({ length: 30 }, (_, row) => 1_000 + 10 * row)
    const dip = barsOf([...rise, 1_275])
    const values = { bars: 2, oversold: 45 }
    expect(gist(play(make({ ...values, trend: 20 }), dip))).toEqual([[30, 'buy']])
    expect(play(make({ ...values, trend: 2 }), dip)).toEqual([])
  })

  it('takes a close at its average for not above it', () => {
    const closes = [...flat(16, 980), 1_000, 990]
    const values = { bars: 2, oversold: 60, recovered: 90 }
    expect(gist(play(make({ ...values, trend: 3 }), barsOf(closes)))).toEqual([])
    expect(gist(play(make({ ...values, trend: 4 }), barsOf(closes)))).toEqual([[17, 'buy']])
  })

  it('buys once while its order waits and while it holds', () => {
    const falls = [...flat(16), 990, 1_000, 970, 1_000, 950]
    for (const treatment of ['fills', 'waits'] as const) {
      const stage = new Stage()
      stage.treatment = treatment
      expect(gist(play(make({ bars: 3, recovered: 99 }), barsOf(falls), stage))).toEqual([
        [16, 'buy'],
      ])
    }
  })

  it('trades like the plain rule over any market, with its levels', () => {
    const trends = fc.constantFrom(null, 10)
    fc.assert(
      fc.property(anyWalk, trends, (bars, trend) => {
        const expected = plainly(bars, trend)
        fc.pre(expected !== null)
        const strategy = make({ bars: 5, oversold: 40, recovered: 60, trend })
        expect(play(strategy, bars)).toEqual(expected)
      }),
    )
  })
})
