import { describe, expect, it } from 'vitest'
import { Pivots } from '../../../src/domain/indicators/pivots.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'

const FRIDAY = momentOf(tradeDate('2026-11-20'), 555)
const MONDAY = momentOf(tradeDate('2026-11-23'), 555)

describe('pivots', () => {
  it('are the classic levels of the day before, from bars of any length', () => {
    const pivots = new Pivots()
    pivots.next(FRIDAY, 105, 100, 101)
    pivots.next(FRIDAY + 60_000, 110, 104, 108)
    pivots.next(FRIDAY + 120_000, 109, 90, 100)
    expect(pivots.isReady).toBe(false)
    expect(pivots.next(MONDAY, 500, 400, 450)).toBe(100)
    const resistances = [pivots.resistance(1), pivots.resistance(2), pivots.resistance(3)]
    expect(resistances).toEqual([110, 120, 130])
    expect([pivots.support(1), pivots.support(2), pivots.support(3)]).toEqual([90, 80, 70])
  })

  it('stay the whole day, whatever the day does', () => {
    const pivots = new Pivots()
    pivots.next(FRIDAY, 110, 90, 100)
    pivots.next(MONDAY, 500, 400, 450)
    expect(pivots.next(MONDAY + 60_000, 9_000, 1, 2)).toBe(100)
  })

  it('have no levels before they have a day', () => {
    const pivots = new Pivots()
    pivots.next(FRIDAY, 110, 90, 100)
    expect([pivots.pivot, pivots.resistance(1), pivots.support(3)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
  })
})
