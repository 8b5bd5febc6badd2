import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../src/domain/bar.ts'
import { donchianBreakout } from '../../src/strategies/donchian-breakout.ts'
import { atr, highest, lowest, pricesOf } from '../domain/indicators/textbook.ts'
import { anyWalk, barsOf } from '../domain/indicators/walk.ts'
import { gist, near, play, Stage } from './stage.ts'

const make = (entry: number, exit: number) => {
  if (donchianBreakout.scope !== 'instrument') throw new RangeError('it looks at one instrument')
  return donchianBreakout.create({ entry, exit, stopRanges: 2, reward: 4, quantity: null })
}
const flat = (length: number, price = 1_000) => new Array<number>(length).fill(price)

function plainly(bars: BarColumns, entry: number, exit: number): readonly unknown[] {
  const prices = pricesOf(bars)
  const [upper, lower] = [highest(prices.high, entry), lowest(prices.low, exit)]
  const range = atr(prices, 20)
  const said: unknown[] = []
  let isHeld = false
  for (const [row, close] of prices.close.entries()) {
    const spread = range[row] ?? Number.NaN
    const nothing = { row, instrument: 0, quantity: null, stop: null, target: null }
    if (isHeld && close < (lower[row - 1] ?? Number.NaN)) {
      const reason = `the close is below the lowest low of ${exit} bars`
      said.push({ ...nothing, kind: 'exit', reason })
    } else if (!isHeld && close > (upper[row - 1] ?? Number.NaN) && spread > 1e-9) {
      const [stop, target] = [near(close - 2 * spread), near(close + 8 * spread)]
      const reason = `the close is above the highest high of ${entry} bars`
      said.push({ ...nothing, kind: 'buy', stop, target, reason })
    } else continue
    isHeld = !isHeld
  }
  return said
}

describe('donchian-breakout', () => {
  it('buys a close above the channel of the bars before it, and sells one below the shorter channel', () => {
    const closes = [...flat(22), 1_001, 1_005, 1_004, 1_003]
    expect(gist(play(make(3, 2), barsOf(closes)))).toEqual([
      [22, 'buy'],
      [25, 'exit'],
    ])
  })

  it('puts its stop two ranges of 20 bars below and its target four times as far above', () => {
    const [entry] = play(make(3, 2), barsOf([...flat(22), 1_010]))
    expect(entry?.stop).toBeCloseTo(1_010 - (2 * 10) / 20)
    expect(entry?.target).toBeCloseTo(1_010 + (8 * 10) / 20)
  })

  it('takes a close at the edge for inside', () => {
    expect(play(make(3, 2), barsOf([...flat(22), 1_000]))).toEqual([])
    const edge = [...flat(22), 1_001, 1_002, 1_003, 1_002]
    expect(gist(play(make(3, 2), barsOf(edge)))).toEqual([[22, 'buy']])
  })

  it('takes a high above the channel whose close falls back for no breakout', () => {
    const bars = barsOf(flat(23))
    bars.high[22] = 1_050
    expect(play(make(3, 2), bars)).toEqual([])
  })

  it('buys a gap over the channel as any other breakout', () => {
    expect(gist(play(make(3, 2), barsOf([...flat(22), 1_200])))).toEqual([[22, 'buy']])
  })

  it('says nothing before channel and range are defined', () => {
    const rising = barsOf(Array.from({ length: 60 }, (_, row) => 1_000 + row))
    expect(gist(play(make(40, 2), rising))).toEqual([[40, 'buy']])
    expect(gist(play(make(3, 2), rising))).toEqual([[20, 'buy']])
  })

  it('buys the next new high after its stop sold', () => {
    const strategy = make(3, 2)
    const bars = barsOf([...flat(22), 1_001, 1_005, 1_004, 1_006])
    const stage = new Stage()
    play(strategy, bars, stage, 0, 24)
    stage.position = 0
    expect(gist(play(strategy, bars, stage, 24))).toEqual([
      [22, 'buy'],
      [25, 'buy'],
    ])
  })

  it('trades like the plain rule over any market, with its levels', () => {
    const periods = fc.record({
      entry: fc.integer({ min: 2, max: 30 }),
      exit: fc.integer({ min: 1, max: 20 }),
    })
    fc.assert(
      fc.property(anyWalk, periods, (bars, { entry, exit }) => {
        expect(play(make(entry, exit), bars)).toEqual(plainly(bars, entry, exit))
      }),
    )
  })
})
