import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { DailyHistory } from '../../src/core/daily-history.ts'
import { firstMoment, momentsOf } from '../../src/core/moments.ts'
import type { MarketBlock } from '../../src/core/ports.ts'
import { GUARD, Quotes, VENUE } from '../../src/core/quotes.ts'
import { TickTable } from '../../src/core/tick-table.ts'
import { at, emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { DEPTH_LEVELS, emptyTicks } from '../../src/domain/tick.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { START } from './state/journal-fixture.ts'

const INFY = instrumentId('NSE:INFY')

function quotesAfter(closes: readonly number[]): Quotes {
  const quotes = new Quotes(2)
  const bars = emptyBars(closes.length)
  for (const [row, close] of closes.entries()) {
    bars.open[row] = close - 5
    bars.high[row] = close + 10
    bars.low[row] = close - 10
    bars.close[row] = close
    bars.volume[row] = 100
    quotes.setBar(0, bars, row, START + row)
  }
  return quotes
}

describe('the last prices', () => {
  it('hold open, high, low and volume of the day, and the last price with its moment', () => {
    const quotes = quotesAfter([1_000, 1_100, 900])
    expect([quotes.open[0], quotes.high[0], quotes.low[0]]).toEqual([995, 1_110, 890])
    expect([quotes.last[0], quotes.volume[0], quotes.madeAt[0]]).toEqual([900, 300, START + 2])
    expect(quotes.last[1]).toBeNaN()
  })

  it('a new day keeps the last price as the previous close and knows nothing else yet', () => {
    const quotes = quotesAfter([1_000])
    quotes.turnDay(false)
    expect([quotes.previousClose[0], quotes.last[0], quotes.volume[0]]).toEqual([1_000, 1_000, 0])
    expect(quotes.open[0]).toBeNaN()
    expect(quotes.previousClose[1]).toBeNaN()
    expect(quotes.monthClose[0]).toBe(1_000)
    quotes.last[0] = 2_000
    quotes.turnDay(false)
    expect(quotes.monthClose[0]).toBe(1_000)
    quotes.turnDay(true)
    expect(quotes.monthClose[0]).toBe(2_000)
  })

  it('who watches is kept by bit: one that leaves does not blind the other', () => {
    const quotes = new Quotes(1)
    quotes.watch(0, VENUE, true)
    quotes.watch(0, GUARD, true)
    quotes.watch(0, VENUE, false)
    expect(quotes.attention[0]).toBe(GUARD)
  })

  it('survive being put away as text, with what is unknown still unknown', () => {
    const quotes = quotesAfter([1_000, 1_234])
    quotes.watch(0, GUARD, true)
    quotes.held[1] = -7
    const copy = new Quotes(2)
    copy.load(JSON.parse(JSON.stringify(quotes.save())))
    expect(copy).toEqual(quotes)
    expect(copy.last[1]).toBeNaN()
  })
})

describe('the tick of a share', () => {
  const table = (tickPaise: number | null, monthClose = Number.NaN) => {
    const quotes = new Quotes(1)
    quotes.monthClose[0] = monthClose
    const universe = new Universe([{ ...plainEquity(INFY), tickPaise }])
    return new TickTable(universe, new VirtualClock(START), quotes)
  }

  it('is what its file states, whatever it costs', () => {
    expect(table(25, 10_000).of(0, 900_000)).toBe(25)
  })

  it('follows the close that the exchange reviewed, not the price of the moment', () => {
    const dear = table(null, 2_000_000).of(0, 10_000)
    const cheap = table(null, 10_000).of(0, 2_000_000)
    expect(dear).toBeGreaterThan(cheap)
    expect(table(null).of(0, 2_000_000)).toBe(dear)
    expect(table(0).of(0, 10_000)).toBe(cheap)
  })
})

describe('the last days', () => {
  /** A share that trades every day and another that does the same or its opposite. */
  function daysOf(closes: readonly (readonly [number, number])[], volume = 100): DailyHistory {
    const history = new DailyHistory(2)
    for (const pair of closes) {
      history.push(
        Float64Array.from(pair),
        Float64Array.from(pair),
        Float64Array.of(volume, Number.NaN),
      )
    }
    return history
  }

  it('know no usual volume below five sessions, and the middle one from then on', () => {
    const history = new DailyHistory(1)
    const push = (volume: number, open = 1) =>
      history.push(Float64Array.of(open), Float64Array.of(1), Float64Array.of(volume))
    for (const volume of [100, 200, 300, 400]) push(volume)
    expect(history.medianVolume(0)).toBeNaN()
    push(9_999, Number.NaN)
    expect(history.medianVolume(0)).toBeNaN()
    push(500)
    expect(history.medianVolume(0)).toBe(300)
    push(1_000_000)
    expect(history.medianVolume(0)).toBe(350)
    for (let day = 0; day < 20; day++) push(7)
    expect(history.medianVolume(0)).toBe(7)
  })

  it('a share that moves with another has correlation 1, against it −1, and none below twenty sessions', () => {
    const price = (day: number) => 1_000 + (day % 3) * 10 + day
    const same = Array.from({ length: 40 }, (_, day) => [price(day), price(day) * 2] as const)
    expect(daysOf(same).correlation(0, 1)).toBeCloseTo(1, 9)
    let [up, down] = [1_000, 1_000]
    const against = Array.from({ length: 40 }, (_, day) => {
      const step = day % 2 === 0 ? 0.01 : -0.02
      up *= 1 + step
      down *= 1 - step
      return [up, down] as const
    })
    expect(daysOf(against).correlation(0, 1)).toBeCloseTo(-1, 9)
    expect(daysOf(same.slice(0, 20)).correlation(0, 1)).toBeNaN()
    expect(daysOf(same.slice(0, 21)).correlation(0, 1)).toBeCloseTo(1, 9)
  })

  it('a split changes neither the correlation nor the value of the usual volume', () => {
    const price = (day: number) => 1_000 + (day % 3) * 10 + day
    const days = Array.from({ length: 30 }, (_, day) => [price(day), price(day) * 2] as const)
    const history = daysOf(days, 100)
    history.rebase(0, 5, 1)
    expect(history.medianVolume(0)).toBe(500)
    const after = price(30) / 5
    history.push(
      Float64Array.of(after, 2_100),
      Float64Array.of(after, price(30) * 2),
      Float64Array.of(500, 1),
    )
    expect(history.correlation(0, 1)).toBeCloseTo(1, 9)
  })

  it('survive being put away as text', () => {
    const history = daysOf([
      [100, 200],
      [101, Number.NaN],
    ])
    const copy = new DailyHistory(2)
    copy.load(JSON.parse(JSON.stringify(history.save())))
    expect(copy.save()).toEqual(history.save())
  })
})

describe('a block moment by moment', () => {
  const gaps = fc.array(fc.constantFrom(0, 0, 0, 60_000), { minLength: 1, maxLength: 40 })

  it('is the same rows in the same order, each moment whole and by itself', () => {
    fc.assert(
      fc.property(gaps, fc.boolean(), (steps, areTicks) => {
        let moment: number = START
        const moments = steps.map((step) => (moment += step))
        const block = areTicks ? ticksAt(moments) : barsAt(moments)
        const parts = [...momentsOf(block)]
        expect(parts.map(firstMoment)).toEqual([...new Set(moments)])
        const prices = parts.flatMap((part) => pricesOf(part))
        expect(prices).toEqual(moments.map((_, row) => row + 1))
        if (areTicks) expect(parts.flatMap(depthOf)).toEqual(moments.map((_, row) => row + 1))
      }),
    )
  })

  it('quiet hours are one moment', () => {
    const quiet: MarketBlock = { kind: 'quiet', until: epochMs(START + 5) }
    expect([...momentsOf(quiet)]).toEqual([quiet])
    expect(firstMoment(quiet)).toBe(START + 5)
  })
})

function barsAt(moments: readonly number[]): MarketBlock {
  const bars = emptyBars(moments.length)
  for (const [row, moment] of moments.entries()) {
    bars.at[row] = moment
    bars.close[row] = row + 1
  }
  return { kind: 'bars', interval: '1m', instrument: new Int32Array(moments.length), bars }
}

function ticksAt(moments: readonly number[]): MarketBlock {
  const ticks = emptyTicks(moments.length)
  for (const [row, moment] of moments.entries()) {
    ticks.at[row] = moment
    ticks.last[row] = row + 1
    ticks.bidPrice[row * DEPTH_LEVELS] = row + 1
  }
  return { kind: 'ticks', ticks }
}

function pricesOf(block: MarketBlock): readonly number[] {
  if (block.kind === 'bars')
    return Array.from({ length: block.bars.length }, (_, row) => at(block.bars.close, row))
  if (block.kind === 'ticks')
    return Array.from({ length: block.ticks.length }, (_, row) => at(block.ticks.last, row))
  return []
}

function depthOf(block: MarketBlock): readonly number[] {
  if (block.kind !== 'ticks') return []
  const { ticks } = block
  return Array.from({ length: ticks.length }, (_, row) => at(ticks.bidPrice, row * DEPTH_LEVELS))
}
