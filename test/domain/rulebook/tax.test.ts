import { describe, expect, it } from 'vitest'
import { rupees } from '../../../src/domain/money.ts'
import {
  gainKindOf,
  gainTax,
  grandfatheredCost,
  shortTermUntil,
  taxYearOf,
} from '../../../src/domain/rulebook/tax.ts'
import { tradeDate } from '../../../src/domain/time.ts'

const day = tradeDate

describe('tax on a sale', () => {
  it('is speculative within a day, short-term to the same day of the next year, then long-term', () => {
    expect(gainKindOf(day('2025-05-05'), day('2025-05-05'))).toBe('speculative')
    expect(gainKindOf(day('2025-05-05'), day('2025-05-06'))).toBe('short_term')
    expect(gainKindOf(day('2025-05-05'), day('2026-05-05'))).toBe('short_term')
    expect(gainKindOf(day('2025-05-05'), day('2026-05-06'))).toBe('long_term')
    expect(shortTermUntil(day('2024-02-29'))).toBe('2025-02-28')
  })

  it('rose on 23 July 2024, by the day of sale', () => {
    const bought = day('2023-01-02')
    const late = day('2024-05-02')
    expect(gainTax(late, day('2024-07-22'))).toMatchObject({ kind: 'short_term', rateBps: 1_500 })
    expect(gainTax(late, day('2024-07-23'))).toMatchObject({ kind: 'short_term', rateBps: 2_000 })
    expect(gainTax(bought, day('2024-07-22'))).toMatchObject({ kind: 'long_term', rateBps: 1_000 })
    expect(gainTax(bought, day('2024-07-23'))).toMatchObject({ kind: 'long_term', rateBps: 1_250 })
  })

  it('leaves one amount a year free, ₹1.25 lakh for all of 2024-25', () => {
    const free = (sold: string) => gainTax(day('2010-01-04'), day(sold)).yearlyExemptPaise
    expect(free('2018-03-28')).toBe(0)
    expect(free('2024-03-28')).toBe(rupees(100_000))
    expect([free('2024-04-01'), free('2024-07-22'), free('2026-11-23')]).toEqual([
      rupees(125_000),
      rupees(125_000),
      rupees(125_000),
    ])
  })

  it('spared long-term gains until March 2018', () => {
    const bought = day('2015-01-05')
    expect(gainTax(bought, day('2018-03-28'))).toMatchObject({ rateBps: 0, cessBps: 300 })
    expect(gainTax(bought, day('2018-04-02'))).toMatchObject({ rateBps: 1_000, cessBps: 400 })
  })

  it('has no rate of its own for intraday gains', () => {
    expect(gainTax(day('2026-11-23'), day('2026-11-23')).rateBps).toBeNull()
  })

  it('counts years from April to March', () => {
    expect(['2025-03-31', '2025-04-01', '2000-01-03'].map((date) => taxYearOf(day(date)))).toEqual([
      '2024-25',
      '2025-26',
      '1999-00',
    ])
  })

  it('raises the cost of shares from before February 2018, never into a loss', () => {
    const old = { boughtOn: day('2017-06-01'), soldOn: day('2026-11-23') }
    const cost = rupees(100)
    expect(grandfatheredCost(cost, old, rupees(150), rupees(200))).toBe(rupees(150))
    expect(grandfatheredCost(cost, old, rupees(150), rupees(120))).toBe(rupees(120))
    expect(grandfatheredCost(cost, old, rupees(150), rupees(80))).toBe(cost)
    expect(grandfatheredCost(cost, old, null, rupees(200))).toBe(cost)
    const young = { ...old, boughtOn: day('2018-02-01') }
    expect(grandfatheredCost(cost, young, rupees(150), rupees(200))).toBe(cost)
    const early = { ...old, soldOn: day('2018-03-28') }
    expect(grandfatheredCost(cost, early, rupees(150), rupees(200))).toBe(cost)
  })
})
