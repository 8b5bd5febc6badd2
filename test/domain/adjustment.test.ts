import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adjustBars,
  chainBars,
  historyOf,
  type ShareRatio,
  shareRatios,
  tenuresOf,
} from '../../src/domain/adjustment.ts'
import { at, type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../../src/domain/corporate-action.ts'
import { addDays, dateOf, momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'

const nse = (symbol: string) => instrumentId(`NSE:${symbol}`)
const FIRST = tradeDate('2024-01-01')

/** Daily bars from a day on: each a close, with open, high and low around it. */
function barsOf(closes: readonly number[], first: TradeDate = FIRST): BarColumns {
  const bars = emptyBars(closes.length)
  for (const [row, close] of closes.entries()) {
    bars.at[row] = momentOf(addDays(first, row), 555)
    bars.open[row] = close
    bars.high[row] = close + 10
    bars.low[row] = Math.max(1, close - 10)
    bars.close[row] = close
    bars.volume[row] = 1_000
  }
  return bars
}

const ratio = (days: number, newShares: number, oldShares: number): ShareRatio => ({
  exDate: addDays(FIRST, days),
  newShares,
  oldShares,
})

const split = (exDate: string, newShares: number, oldShares: number, more: object = {}) =>
  ({
    kind: 'split',
    instrument: nse('INFY'),
    exDate: tradeDate(exDate),
    newShares,
    oldShares,
    source: 'nse',
    ...more,
  }) satisfies CorporateAction

const change = (before: string, after: string, from: string): SymbolChange => ({
  before: nse(before),
  after: nse(after),
  from: tradeDate(from),
})

const TODAY = tradeDate('2024-12-31')

describe('bars in the shares of a day', () => {
  it('a bonus of one to one halves what came before it, and doubles the volume', () => {
    const { bars, factor } = adjustBars(barsOf([10_000, 10_200, 5_150]), [ratio(2, 2, 1)])
    expect([...bars.close]).toEqual([5_000, 5_100, 5_150])
    expect([...bars.high]).toEqual([5_005, 5_105, 5_160])
    expect([...bars.volume]).toEqual([2_000, 2_000, 1_000])
    expect([...factor]).toEqual([0.5, 0.5, 1])
  })

  it('ratios multiply, and a consolidation goes the other way', () => {
    const { bars, factor } = adjustBars(barsOf([10_000, 3_334, 33_340]), [
      ratio(1, 3, 1),
      ratio(2, 1, 10),
    ])
    expect([...bars.close]).toEqual([33_333, 33_340, 33_340])
    expect(factor[0]).toBeCloseTo(10 / 3, 12)
  })

  it('without ratios the bars are what they were', () => {
    const bars = barsOf([100, 200, 300])
    expect(adjustBars(bars, []).bars).toEqual(bars)
  })

  it('a price never falls below one paisa', () => {
    const { bars } = adjustBars(barsOf([5, 1]), [ratio(1, 100, 1)])
    expect(at(bars.close, 0)).toBe(1)
  })

  const economy = fc.record({
    returns: fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), {
      minLength: 3,
      maxLength: 40,
    }),
    ratios: fc.array(
      fc.record({
        day: fc.integer({ min: 1, max: 39 }),
        newShares: fc.integer({ min: 1, max: 10 }),
        oldShares: fc.integer({ min: 1, max: 10 }),
      }),
      { maxLength: 4 },
    ),
  })

  it('returns across every ex-date are what a holder earned, to the rounding of a paisa', () => {
    fc.assert(
      fc.property(economy, ({ returns, ratios }) => {
        // A holder's shares multiply on each ex-date and the price divides: the value follows the returns alone.
        const known = ratios.map((one) => ratio(one.day, one.newShares, one.oldShares))
        let price = 1_000_000_000
        const closes = returns.map((change, row) => {
          for (const one of ratios) {
            if (one.day === row) price = (price * one.oldShares) / one.newShares
          }
          price *= 1 + change
          return Math.max(1, Math.round(price))
        })
        const { bars } = adjustBars(barsOf(closes), known)
        for (let row = 1; row < returns.length; row++) {
          const before = at(bars.close, row - 1)
          const after = at(bars.close, row)
          const rounding = 2 / Math.min(before, after, closes[row] ?? 1, closes[row - 1] ?? 1)
          expect(Math.abs(after / before - 1 - (returns[row] ?? 0))).toBeLessThan(rounding + 1e-9)
        }
      }),
    )
  })

  it('prices keep their order within a bar, and the last bar is raw', () => {
    fc.assert(
      fc.property(economy, ({ returns, ratios }) => {
        const raw = barsOf(returns.map((change) => Math.round(10_000 * (1 + change))))
        const known = ratios.map((one) => ratio(one.day, one.newShares, one.oldShares))
        const past = known.filter(({ exDate }) => exDate <= dateOf(at(raw.at, raw.length - 1)))
        const { bars } = adjustBars(raw, past)
        for (let row = 0; row < bars.length; row++) {
          expect(at(bars.low, row)).toBeLessThanOrEqual(at(bars.close, row))
          expect(at(bars.high, row)).toBeGreaterThanOrEqual(at(bars.close, row))
          expect(Number.isInteger(at(bars.close, row))).toBe(true)
        }
        expect(at(bars.close, bars.length - 1)).toBe(at(raw.close, raw.length - 1))
      }),
    )
  })
})

describe('the splits and bonuses of a company', () => {
  const tenures = tenuresOf(nse('INFY'), [], TODAY)

  it('those after the day are not known yet', () => {
    const actions = [split('2024-03-01', 2, 1), split('2024-09-01', 5, 1)]
    expect(shareRatios(actions, tenures, tradeDate('2024-06-30'))).toEqual([
      { exDate: '2024-03-01', newShares: 2, oldShares: 1 },
    ])
  })

  it('a bonus and a split of one announcement both count', () => {
    const actions = [split('2024-03-01', 3, 2), split('2024-03-01', 5, 1, { kind: 'bonus' })]
    expect(shareRatios(actions, tenures, TODAY)).toEqual([
      { exDate: '2024-03-01', newShares: 15, oldShares: 2 },
    ])
  })

  it('what two sources tell counts once, by the better one', () => {
    const actions = [
      split('2024-03-01', 13, 12, { source: 'derived' }),
      split('2024-03-01', 2, 1, { source: 'nse' }),
      split('2024-06-03', 5, 1, { source: 'yahoo' }),
      split('2024-06-05', 5, 1, { source: 'derived' }),
    ]
    expect(shareRatios(actions, tenures, TODAY)).toEqual([
      { exDate: '2024-03-01', newShares: 2, oldShares: 1 },
      { exDate: '2024-06-03', newShares: 5, oldShares: 1 },
    ])
  })

  it('two equal splits of one source in one week are two', () => {
    const actions = [split('2024-01-24', 2, 1), split('2024-01-27', 2, 1)]
    expect(shareRatios(actions, tenures, TODAY)).toHaveLength(2)
  })

  it('dividends, demergers and other companies change no number of shares', () => {
    const actions: CorporateAction[] = [
      {
        kind: 'dividend',
        instrument: nse('INFY'),
        exDate: tradeDate('2024-03-01'),
        dividendPaise: 100,
        source: 'nse',
      },
      {
        kind: 'other',
        instrument: nse('INFY'),
        exDate: tradeDate('2024-03-01'),
        purpose: 'DEMERGER',
        source: 'nse',
      },
      split('2024-03-01', 2, 1, { instrument: nse('TCS') }),
    ]
    expect(shareRatios(actions, tenures, TODAY)).toEqual([])
  })
})

describe('names that changed', () => {
  it('a history goes through all names', () => {
    const changes = [
      change('IPAPPM', 'ANDPAPER', '2020-01-22'),
      change('ANDPAPER', 'ANDHRAPAP', '2020-03-05'),
    ]
    expect(tenuresOf(nse('ANDHRAPAP'), changes, TODAY)).toEqual([
      { instrument: 'NSE:IPAPPM', from: null, until: '2020-01-22' },
      { instrument: 'NSE:ANDPAPER', from: '2020-01-22', until: '2020-03-05' },
      { instrument: 'NSE:ANDHRAPAP', from: '2020-03-05', until: null },
    ])
  })

  it('a name that was given away and taken again belongs to the newcomer from then on', () => {
    const changes = [change('BOROSIL', 'BORORENEW', '2020-02-20')]
    expect(tenuresOf(nse('BOROSIL'), changes, TODAY)).toEqual([
      { instrument: 'NSE:BOROSIL', from: '2020-02-20', until: null },
    ])
    expect(tenuresOf(nse('BORORENEW'), changes, TODAY)).toEqual([
      { instrument: 'NSE:BOROSIL', from: null, until: '2020-02-20' },
      { instrument: 'NSE:BORORENEW', from: '2020-02-20', until: null },
    ])
  })

  it('before the change the old name is the company', () => {
    const changes = [change('ZOMATO', 'ETERNAL', '2025-04-09')]
    expect(tenuresOf(nse('ZOMATO'), changes, tradeDate('2024-12-31'))).toEqual([
      { instrument: 'NSE:ZOMATO', from: null, until: null },
    ])
  })

  it('two companies may swap names, and a circle of changes ends', () => {
    const changes = [change('A', 'B', '2020-01-01'), change('B', 'A', '2020-01-01')]
    expect(tenuresOf(nse('A'), changes, TODAY)).toEqual([
      { instrument: 'NSE:B', from: null, until: '2020-01-01' },
      { instrument: 'NSE:A', from: '2020-01-01', until: null },
    ])
  })

  it('bars are joined at the change and each belongs to one name', () => {
    const changes = [change('OLD', 'NEW', '2024-01-03')]
    const stored = new Map([
      [nse('OLD'), barsOf([100, 101, 999, 999])],
      [nse('NEW'), barsOf([888, 888, 102, 103])],
    ])
    const joined = chainBars(tenuresOf(nse('NEW'), changes, TODAY), (id) => stored.get(id))
    expect([...joined.close]).toEqual([100, 101, 102, 103])
    expect([...joined.at]).toEqual([...barsOf([1, 1, 1, 1]).at])
  })

  it('a split under the old name restates the history under the new one', () => {
    const known = {
      changes: [change('OLD', 'INFY', '2024-01-03')],
      actions: [split('2024-01-02', 2, 1, { instrument: nse('OLD') })],
      barsOf: (id: string) =>
        id === nse('OLD') ? barsOf([200, 101]) : barsOf([102, 103], tradeDate('2024-01-03')),
    }
    const { bars, factor } = historyOf(nse('INFY'), TODAY, known)
    expect([...bars.close]).toEqual([100, 101, 102, 103])
    expect([...factor]).toEqual([0.5, 1, 1, 1])
  })

  it('any list of changes gives spans that follow each other without a gap', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D')
    const one = fc.tuple(names, names, fc.integer({ min: 0, max: 300 }))
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), names, (all, name) => {
        const changes = all
          .filter(([before, after]) => before !== after)
          .map(([before, after, day]) => change(before, after, addDays(FIRST, day)))
        const tenures = tenuresOf(nse(name), changes, TODAY)
        expect(tenures.at(-1)).toMatchObject({ instrument: nse(name), until: null })
        for (const [i, tenure] of tenures.entries()) {
          if (i > 0) expect(tenure.from).toBe(tenures[i - 1]?.until)
        }
      }),
    )
  })
})
