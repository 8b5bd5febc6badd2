import { describe, expect, it } from 'vitest'
import { dayPlan, nextPlan } from '../../src/domain/day-plan.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { Sessions } from '../../src/domain/rulebook/sessions.ts'
import { clockTime, tradeDate } from '../../src/domain/time.ts'

const sessions = new Sessions(new MarketCalendar())
const planOf = (date: string) => dayPlan(sessions, tradeDate(date))

describe('the plan of a day', () => {
  it.each([
    ['2026-07-31', '09:15:00', '15:30:00'],
    ['2026-08-03', '09:15:00', '15:35:00'],
  ])('B91 of %s opens at %s, and every closing price is known at %s', (date, opens, closes) => {
    const plan = planOf(date)
    expect(clockTime(plan?.opensAt ?? 0)).toBe(opens)
    expect(clockTime(plan?.closesAt ?? 0)).toBe(closes)
  })

  it('B91 holds every change of phase once, in order, the open and the close among them', () => {
    for (const date of ['2024-06-03', '2026-06-01', '2026-08-03', '2026-09-07', '2026-11-08']) {
      const plan = planOf(date)
      const boundaries = plan?.boundaries ?? []
      expect(boundaries.length).toBeGreaterThan(2)
      expect([...new Set(boundaries)].sort((a, b) => a - b)).toEqual(boundaries)
      expect(boundaries).toContain(plan?.opensAt)
      expect(boundaries).toContain(plan?.closesAt)
    }
  })

  it('B91 there is none on a holiday and a Sunday, and the next one is that of the next session', () => {
    expect(planOf('2026-10-02')).toBeNull()
    expect(planOf('2026-06-07')).toBeNull()
    expect(nextPlan(sessions, tradeDate('2026-10-02')).date).toBe('2026-10-05')
    expect(nextPlan(sessions, tradeDate('2026-06-01')).date).toBe('2026-06-01')
  })
})
