import { describe, expect, it } from 'vitest'
import { Vwap } from '../../../src/domain/indicators/vwap.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'

const OPEN = momentOf(tradeDate('2026-11-23'), 555)
const LAST_MINUTE = momentOf(tradeDate('2026-11-23'), 929)
const NEXT_OPEN = momentOf(tradeDate('2026-11-24'), 555)

describe('volume-weighted average price', () => {
  it('weighs typical prices by volume', () => {
    const vwap = new Vwap()
    expect(vwap.next(OPEN, 102, 98, 100, 300)).toBe(100)
    expect(vwap.next(LAST_MINUTE, 106, 102, 104, 100)).toBe(101)
  })

  it('starts anew with the next day', () => {
    const vwap = new Vwap()
    vwap.next(LAST_MINUTE, 106, 102, 104, 100)
    expect(vwap.next(NEXT_OPEN, 203, 197, 200, 7)).toBe(200)
  })

  it('is not defined while nothing was traded that day, and heals with the first volume', () => {
    const vwap = new Vwap()
    vwap.next(LAST_MINUTE, 106, 102, 104, 100)
    expect(vwap.next(NEXT_OPEN, 203, 197, 200, 0)).toBeNaN()
    expect(vwap.isReady).toBe(false)
    expect(vwap.next(NEXT_OPEN + 60_000, 203, 197, 200, 1)).toBe(200)
  })

  it('tells days apart by the time in India, not in Greenwich', () => {
    const vwap = new Vwap()
    vwap.next(momentOf(tradeDate('2026-11-23'), 5), 100, 100, 100, 1)
    expect(vwap.next(momentOf(tradeDate('2026-11-23'), 600), 200, 200, 200, 1)).toBe(150)
  })
})
