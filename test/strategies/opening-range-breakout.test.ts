import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import type { Values } from '../../src/domain/strategy.ts'
import { dayNumber, MINUTE_MS, minutesOf, momentOf, tradeDate } from '../../src/domain/time.ts'
import { openingRangeBreakout } from '../../src/strategies/opening-range-breakout.ts'
import { anyWalk } from '../domain/indicators/walk.ts'
import { gist, play, type Said, Stage } from './stage.ts'

const DEFAULTS = {
  rangeMinutes: 15,
  reward: 2,
  minutesBeforeEnd: 15,
  isShortAllowed: 0,
  quantity: null,
}
const make = (values: Partial<Values<typeof openingRangeBreakout.parameters>> = {}) => {
  if (openingRangeBreakout.scope !== 'instrument')
    throw new RangeError('it looks at one instrument')
  return openingRangeBreakout.create({ ...DEFAULTS, ...values })
}

const MONDAY = tradeDate('2026-11-23')
const TUESDAY = tradeDate('2026-11-24')

/** Five-minute bars of low, high and close from a minute of a day on. */
type Row = readonly [low: number, high: number, close: number]
function barsFrom(date: typeof MONDAY, minute: number, rows: readonly Row[]): BarColumns {
  const bars = emptyBars(rows.length)
  for (const [row, [low, high, close]] of rows.entries()) {
    bars.at[row] = momentOf(date, minute + 5 * row)
    bars.low[row] = low
    bars.high[row] = high
    bars.open[row] = close
    bars.close[row] = close
  }
  return bars
}
/** 09:15 to 09:30: between 990 and 1,010. */
const RANGE: readonly Row[] = [
  [995, 1_005, 1_000],
  [990, 1_000, 999],
  [998, 1_010, 1_001],
]
const bar = (close: number): Row => [close, close, close]
const morning = (...closes: readonly number[]) =>
  barsFrom(MONDAY, 555, [...RANGE, ...closes.map(bar)])

describe('opening-range-breakout', () => {
  it('buys the first close above the range, with its stop at the low and the target twice as far', () => {
    expect(play(make(), morning(1_005, 1_010, 1_012, 1_015))).toEqual([
      {
        row: 5,
        kind: 'buy',
        instrument: 0,
        quantity: null,
        stop: 990,
        target: 1_012 + 2 * 22,
        reason: 'the close is above the opening range',
      },
    ])
  })

  it('does nothing below the range unless it may sell short', () => {
    expect(play(make(), morning(985, 980))).toEqual([])
    expect(gist(play(make(), morning(985, 1_012)))).toEqual([[4, 'buy']])
  })

  it('sells short below the range when it may, with its stop at the high', () => {
    const [short] = play(make({ isShortAllowed: 1 }), morning(1_000, 985))
    expect(short).toMatchObject({ row: 4, kind: 'short', stop: 1_010, target: 985 - 2 * 25 })
  })

  it('trades once a day: the first breakout decides', () => {
    const stage = new Stage()
    const strategy = make({ isShortAllowed: 1 })
    const bars = morning(1_012, 1_020, 1_000, 980, 1_020)
    play(strategy, bars, stage, 0, 5)
    stage.position = 0
    expect(gist(play(strategy, bars, stage, 5))).toEqual([[3, 'buy']])
  })

  it('does not wish again on a day on which it was refused', () => {
    const stage = new Stage()
    stage.treatment = 'refuses'
    expect(play(make(), morning(1_012, 1_020, 1_030), stage)).toHaveLength(1)
  })

  it('takes a close on the edge of the range for inside', () => {
    expect(play(make({ isShortAllowed: 1 }), morning(1_010, 990, 1_010))).toEqual([])
  })

  it('is out fifteen minutes before continuous trading ends, and asks until it is', () => {
    const stage = new Stage()
    const strategy = make()
    play(strategy, morning(1_012, 1_012), stage)
    stage.treatment = 'refuses'
    const evening = barsFrom(MONDAY, 905, [1_012, 1_012, 1_012, 1_012].map(bar))
    // bars end at 15:10, 15:15, 15:20, 15:25
    expect(gist(play(strategy, evening, stage)).slice(1)).toEqual([
      [1, 'exit'],
      [2, 'exit'],
      [3, 'exit'],
    ])
  })

  it('does not enter when too little of the day is left', () => {
    const late = barsFrom(MONDAY, 900, [bar(1_000), bar(1_000), bar(1_100), bar(1_200)])
    const strategy = make()
    play(strategy, morning(1_000))
    expect(play(strategy, late)).toEqual([])
  })

  it('has a range of its own each day', () => {
    const strategy = make()
    const stage = new Stage()
    stage.treatment = 'refuses'
    play(strategy, morning(1_012), stage)
    const next = RANGE.map(([low, high, close]): Row => [low + 100, high + 100, close + 100])
    const bars = barsFrom(TUESDAY, 555, [...next, bar(1_050), bar(1_109), bar(1_111)])
    expect(gist(play(strategy, bars, stage)).slice(1)).toEqual([[5, 'buy']])
  })

  it('trades no day whose open it has not seen', () => {
    const late = barsFrom(MONDAY, 560, [...RANGE, bar(1_020), bar(1_030)])
    expect(play(make(), late)).toEqual([])
  })

  it('trades nothing when the range is shorter than its bars', () => {
    expect(play(make({ rangeMinutes: 4 }), morning(1_012, 1_020))).toEqual([])
  })

  it('trades like the plain rule over any market', () => {
    const options = fc.record({ bars: fc.integer({ min: 1, max: 20 }), mayShort: fc.boolean() })
    fc.assert(
      fc.property(anyWalk, options, (market, { bars, mayShort }) => {
        const strategy = make({ rangeMinutes: bars * 5, isShortAllowed: mayShort ? 1 : 0 })
        expect(gist(play(strategy, market))).toEqual(plainly(market, bars, mayShort))
      }),
    )
  })
})

/** The rule again, day by day. */
function plainly(market: BarColumns, length: number, mayShort: boolean) {
  const said: (readonly [number, Said['kind']])[] = []
  const rows = Array.from({ length: market.length }, (_, row) => row)
  for (const day of new Set(rows.map((row) => dayNumber(at(market.at, row))))) {
    const ofDay = rows.filter((row) => dayNumber(at(market.at, row)) === day)
    const range = ofDay.slice(0, length)
    const high = Math.max(...range.map((row) => at(market.high, row)))
    const low = Math.min(...range.map((row) => at(market.low, row)))
    const endOf = (row: number) => minutesOf(at(market.at, row) + 5 * MINUTE_MS)
    const first = ofDay.slice(length).find((row) => {
      const close = at(market.close, row)
      return endOf(row) < 915 && (close > high || (mayShort && close < low))
    })
    if (first === undefined) continue
    said.push([first, at(market.close, first) > high ? 'buy' : 'short'])
    const out = ofDay.find((row) => row > first && endOf(row) >= 915)
    if (out !== undefined) said.push([out, 'exit'])
  }
  return said
}
