import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureBreaker } from '../../src/domain/breaker.ts'
import { Pace } from '../../src/domain/pace.ts'
import { addDays, MINUTE_MS, momentOf, SECOND_MS, tradeDate } from '../../src/domain/time.ts'
import { INFY, TCS } from './fills.ts'
import { throughJson } from './through-json.ts'

const DATE = tradeDate('2026-06-01')
const NOON = momentOf(DATE, 720)

/** A pace on a day, with orders given at those moments. */
function paced(moments: readonly number[], isEntry = true): Pace {
  const pace = new Pace()
  pace.turnDay(DATE)
  for (const at of moments) pace.order(INFY, isEntry, at)
  return pace
}

describe('the pace of orders', () => {
  it.each([
    ['the same second', [0, 10, 999], 999, 3, 3],
    ['the next calendar second begins anew', [0, 10, 999], 1_000, 0, 3],
    ['a second is the clock’s, not the last thousand milliseconds', [990, 1_010], 1_020, 1, 2],
    ['the last moment of the minute', [0, 30_000], 59_999, 0, 2],
    ['the next calendar minute begins anew', [0, 30_000], 60_000, 0, 0],
    ['a minute is the clock’s, not the last sixty seconds', [59_990, 60_010], 60_020, 1, 1],
  ])('B137 %s', (_, moments, now, inSecond, inMinute) => {
    const pace = paced(moments.map((ms) => NOON + ms))
    expect(pace.ordersThisSecond(NOON + now)).toBe(inSecond)
    expect(pace.ordersThisMinute(NOON + now)).toBe(inMinute)
    expect(pace.ordersToday).toBe(moments.length)
  })

  it('B137 entries, orders and losses in a row begin again with the next session, and only with it', () => {
    const pace = paced([NOON, NOON + SECOND_MS])
    pace.closed(-1)
    pace.closed(-1)
    const counts = () => [pace.entriesToday, pace.ordersToday, pace.lossStreak]
    pace.turnDay(DATE)
    expect(counts()).toEqual([2, 2, 2])
    pace.turnDay(addDays(DATE, 1))
    expect(counts()).toEqual([0, 0, 0])
  })

  it('B137 a gain ends a row of losses, and coming out even does too', () => {
    const pace = new Pace()
    for (const result of [-5, -5, 0, -5]) pace.closed(result)
    expect(pace.lossStreak).toBe(1)
    pace.closed(1)
    expect(pace.lossStreak).toBe(0)
  })

  it('B137 an exit counts as an order and not as an entry', () => {
    const pace = paced([NOON], false)
    expect([pace.entriesToday, pace.ordersToday]).toEqual([0, 1])
    expect(pace.sinceEntry(INFY, NOON)).toBe(Number.POSITIVE_INFINITY)
  })

  it('B137 a share cools down by itself, over night too', () => {
    const pace = paced([NOON])
    expect(pace.sinceEntry(INFY, NOON + 7)).toBe(7)
    expect(pace.sinceEntry(TCS, NOON + 7)).toBe(Number.POSITIVE_INFINITY)
    pace.turnDay(addDays(DATE, 1))
    expect(pace.sinceEntry(INFY, NOON + 9)).toBe(9)
  })

  it('B137 goes on from JSON as if it had not stopped', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 90_000 }), fc.boolean(), fc.integer()), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(steps, (given) => {
        const pace = new Pace()
        pace.turnDay(DATE)
        let now: number = NOON
        for (const [later, isEntry, result] of given) {
          now += later
          pace.order(isEntry ? INFY : TCS, isEntry, now)
          pace.closed(result)
        }
        const again = new Pace()
        again.load(throughJson(pace.save()))
        expect(again.save()).toEqual(pace.save())
        expect(again.ordersThisSecond(now)).toBe(pace.ordersThisSecond(now))
        expect(again.ordersThisMinute(now)).toBe(pace.ordersThisMinute(now))
        expect(again.sinceEntry(INFY, now)).toBe(pace.sinceEntry(INFY, now))
      }),
    )
  })
})

describe('the breaker of failures', () => {
  const failed = (times: number): FailureBreaker => {
    const breaker = new FailureBreaker()
    for (let time = 0; time < times; time++) breaker.fail(NOON)
    return breaker
  }

  it.each([
    [4, 0, false],
    [5, 0, true],
    [5, 299_999, true],
    [5, 300_000, false],
    [9, 300_000, false],
    [10, 299_999, true],
  ])('B137 after %i failures in a row and %i ms it is open: %s', (times, later, isOpen) => {
    expect(failed(times).isOpen(NOON + later)).toBe(isOpen)
  })

  it('B137 a success in between begins the count again', () => {
    const breaker = failed(4)
    breaker.succeed()
    breaker.fail(NOON)
    expect(breaker.isOpen(NOON)).toBe(false)
    for (let time = 0; time < 4; time++) breaker.fail(NOON)
    expect(breaker.isOpen(NOON)).toBe(true)
  })

  it('B137 a breaker stays open over a restart', () => {
    const again = new FailureBreaker()
    again.load(throughJson(failed(5).save()))
    expect(again.isOpen(NOON + 5 * MINUTE_MS - 1)).toBe(true)
    expect(again.isOpen(NOON + 5 * MINUTE_MS)).toBe(false)
  })
})
