import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insightsOf } from '../../../src/domain/learning/insights.ts'
import type { FinishedTrade } from '../../../src/domain/learning/outcome.ts'
import { Random } from '../../../src/domain/random.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'
import { INFY, TCS } from '../fills.ts'
import { RESULTS, trade, tradesOf } from './trades.ts'

const unknown = () => null
const GOOD = [80, 120, 95, 60, 150, 110, 70, 130, 90, 105]

const groupIn = (trades: readonly FinishedTrade[], facet: string, group: string) =>
  insightsOf(trades, unknown).insights.find((one) => one.facet === facet && one.group === group)

describe('what closed trades teach', () => {
  it('B67 four samples are withheld with their count and without a figure, five are told', () => {
    const four = insightsOf(tradesOf([50, 60, 70, 80]), unknown)
    expect(four.insights).toEqual([])
    expect(four.withheld[0]).toEqual({
      strategy: 'momentum',
      facet: 'all',
      group: 'all',
      isKnownAtEntry: true,
      samples: 4,
    })
    const five = insightsOf(tradesOf([50, 60, 70, 80, 90]), unknown)
    expect(five.insights[0]).toMatchObject({ facet: 'all', samples: 5, days: 5, meanNetBps: 70 })
  })

  it('B67 parts of one entry do not make five samples of it', () => {
    const parts = Array.from({ length: 5 }, (_, part) => trade(50 + part, 0))
    expect(insightsOf(parts, unknown)).toMatchObject({ samples: 1, insights: [] })
  })

  it('B67 its figures are those of the trades', () => {
    const all = groupIn(tradesOf([100, -50, 30, -20, 40]), 'all', 'all')
    expect(all).toMatchObject({ samples: 5, netPaise: 10_000, meanNetBps: 20 })
    expect(all?.winRateBps.value).toBe(6_000)
    expect(all?.profitFactor.value).toBeCloseTo(170 / 70, 12)
    expect(all?.winRateIntervalBps.low).toBeCloseTo(2_307.24, 1)
    expect(all?.meanNetIntervalBps.low).toBeCloseTo(20 - 2.7764451 * Math.sqrt(3_350 / 5), 4)
    expect(all?.verdict).toBe('unclear')
  })

  it('B67 a sure gain helps, a sure loss hurts, for longs and shorts alike', () => {
    for (const side of ['long', 'short'] as const) {
      expect(groupIn(tradesOf(GOOD, { side }), 'all', 'all')?.verdict).toBe('helps')
      const losing = GOOD.map((bps) => -bps)
      expect(groupIn(tradesOf(losing, { side }), 'all', 'all')?.verdict).toBe('hurts')
    }
  })

  it('B67 charges count: what they eat up does not help', () => {
    const charged = tradesOf(GOOD, { chargesPaise: 30_000 })
    expect(groupIn(charged, 'all', 'all')?.verdict).toBe('hurts')
  })

  it('B67 tells each facet apart, in its own order', () => {
    const at = (day: string, minutes: number) => momentOf(tradeDate(day), minutes)
    const trades = tradesOf(GOOD).map((one, place) => {
      const isEven = place % 2 === 0
      const openedAt = at(
        `2026-11-${String(2 + 7 * (place % 4) + (isEven ? 0 : 1)).padStart(2, '0')}`,
        isEven ? 560 + place : 845 + place,
      )
      return {
        ...one,
        openedAt,
        closedAt: openedAt + 20 * 60_000,
        holdingDays: isEven ? 0 : 7,
        instrument: isEven ? INFY : TCS,
        closeReason: `the ${isEven ? 'target' : 'stop'} at ₹1,${place}05.50 was reached`,
      }
    })
    const sectorOf = (id: string) => (id === INFY ? 'Information Technology' : 'Software')
    const { insights } = insightsOf(trades, sectorOf)
    expect(insights.map(({ facet, group, samples }) => [facet, group, samples])).toEqual([
      ['all', 'all', 10],
      ['sector', 'Information Technology', 5],
      ['sector', 'Software', 5],
      ['entry time', 'before 10:00', 5],
      ['entry time', 'from 14:00', 5],
      ['weekday', 'Monday', 5],
      ['weekday', 'Tuesday', 5],
      ['holding time', '15 to 60 minutes', 5],
      ['holding time', '6 to 20 days', 5],
      ['exit reason', 'the stop at … was reached', 5],
      ['exit reason', 'the target at … was reached', 5],
    ])
    expect(
      new Set(insights.filter((one) => !one.isKnownAtEntry).map(({ facet }) => facet)),
    ).toEqual(new Set(['holding time', 'exit reason']))
  })

  it('B67 strategies are told apart', () => {
    const trades = [
      ...tradesOf(GOOD),
      ...tradesOf(
        GOOD.map((bps) => -bps),
        { strategy: 'a' },
      ),
    ]
    const { insights } = insightsOf(trades, unknown)
    const all = insights.filter(({ facet }) => facet === 'all')
    expect(all.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      ['a', 'hurts'],
      ['momentum', 'helps'],
    ])
  })

  it('B67 the mean multiple of risk is told only of five whose stop is known', () => {
    const known = tradesOf(GOOD, { riskPaise: 10_000 })
    expect(groupIn(known, 'all', 'all')?.meanR).toBeCloseTo(1.01, 12)
    const four = known.map((one, place) => (place < 4 ? one : { ...one, riskPaise: null }))
    expect(groupIn(four, 'all', 'all')?.meanR).toBeNull()
  })

  it('B67 the order in which trades are told changes nothing, to the last digit', () => {
    fc.assert(
      fc.property(RESULTS, fc.integer(), (results, seed) => {
        const trades = tradesOf(results)
        const random = new Random(seed)
        const shuffled = trades
          .map((one) => ({ one, place: random.next() }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one)
        expect(insightsOf(shuffled, unknown)).toEqual(insightsOf(trades, unknown))
      }),
    )
  })

  it('B67 turning every result turns every verdict', () => {
    const mirror = { helps: 'hurts', hurts: 'helps', unclear: 'unclear' } as const
    fc.assert(
      fc.property(RESULTS, (results) => {
        const told = insightsOf(tradesOf(results), unknown).insights
        const turned = insightsOf(tradesOf(results.map((bps) => -bps)), unknown).insights
        expect(turned.map(({ verdict }) => verdict)).toEqual(
          told.map(({ verdict }) => mirror[verdict]),
        )
      }),
    )
  })

  it('B67 a verdict stands only where the interval leaves out zero and the corrected p value is small', () => {
    fc.assert(
      fc.property(RESULTS, fc.integer({ min: -300, max: 300 }), (results, shift) => {
        const trades = tradesOf(results.map((bps) => bps + shift))
        for (const one of insightsOf(trades, unknown).insights) {
          const { low, high } = one.meanNetIntervalBps
          expect(one.samples).toBeGreaterThanOrEqual(5)
          expect(one.adjustedPValue ?? 1).toBeGreaterThanOrEqual(one.pValue ?? 1)
          const isSure = (one.adjustedPValue ?? 1) < 0.05
          expect(one.verdict === 'helps').toBe(isSure && low !== null && low > 0)
          expect(one.verdict === 'hurts').toBe(isSure && high !== null && high < 0)
        }
      }),
    )
  })

  it('B67 results of pure luck are called sure in about one book of twenty, not one group of twenty', () => {
    const random = new Random(67)
    const books = 300
    let wrong = 0
    for (let book = 0; book < books; book += 1) {
      const luck = Array.from({ length: 60 }, (_, day) => {
        const one = trade(Math.round(random.normal() * 200), day)
        const openedAt = one.openedAt + random.int(300) * 60_000
        const side = random.next() < 0.5 ? ('long' as const) : ('short' as const)
        const closeReason = `reason ${'abcd'.charAt(random.int(4))}`
        return { ...one, openedAt, side, closeReason, holdingDays: random.int(30) }
      })
      const { insights } = insightsOf(luck, unknown)
      expect(insights.length).toBeGreaterThan(10)
      if (insights.some(({ verdict }) => verdict !== 'unclear')) wrong += 1
    }
    expect(wrong / books).toBeLessThan(0.08)
    expect(wrong).toBeGreaterThan(0)
  })
})
