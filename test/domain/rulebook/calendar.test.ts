import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CalendarUpdate, MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { SPECIAL_SESSIONS } from '../../../src/domain/rulebook/special-sessions.ts'
import { addDays, tradeDate, weekdayOf } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'

const calendar = new MarketCalendar()
const day = tradeDate

describe('the trading calendar', () => {
  it('B91 knows a regular day, a weekend, a holiday and Diwali’s hour', () => {
    expect(calendar.dayOn(day('2026-11-23')).session?.kind).toBe('regular')
    expect(calendar.dayOn(day('2026-11-22'))).toMatchObject({ session: null, reason: 'Sunday' })
    expect(calendar.dayOn(day('2026-11-24'))).toMatchObject({
      session: null,
      reason: 'Guru Nanak Jayanti',
      isCertain: true,
    })
    expect(calendar.dayOn(day('2024-11-01')).session?.kind).toBe('muhurat')
  })

  it('opens on the Saturdays and Sundays of budgets and drills', () => {
    const kinds = ['2015-02-28', '2024-01-20', '2024-03-02', '2026-02-01'].map(
      (date) => calendar.dayOn(day(date)).session?.kind,
    )
    expect(kinds).toEqual(['special', 'special', 'short', 'special'])
  })

  it('finds its way over a long weekend in both directions', () => {
    expect(calendar.nextSession(day('2026-11-23'))).toBe('2026-11-25')
    expect(calendar.previousSession(day('2026-11-25'))).toBe('2026-11-23')
    expect(calendar.sessionsBetween(day('2026-11-20'), day('2026-11-26'))).toEqual([
      '2026-11-20',
      '2026-11-23',
      '2026-11-25',
      '2026-11-26',
    ])
    expect(calendar.sessionsBetween(day('2026-11-26'), day('2026-11-20'))).toEqual([])
  })

  it('says where only the weekday is known', () => {
    expect(calendar.dayOn(day('2014-12-31'))).toMatchObject({ isCertain: false })
    expect(calendar.dayOn(day('2015-01-01'))).toMatchObject({ isCertain: true })
    expect(calendar.dayOn(day('2026-12-31'))).toMatchObject({ isCertain: true })
    const after = calendar.dayOn(day('2027-01-01'))
    expect(after.isCertain).toBe(false)
    expect(after.session?.confidence).toBe('unverified')
  })

  it('warns before it runs out, and before it begins', () => {
    expect(calendar.health(day('2026-11-23')).warning).toBeNull()
    const late = calendar.health(day('2026-12-20'))
    expect(late.sessionsAhead).toBe(8)
    expect(late.warning).toContain('8 sessions ahead')
    expect(calendar.health(day('2027-03-01')).warning).toContain('0 sessions ahead')
    expect(calendar.health(day('2015-01-05')).warning).toContain('2 sessions back')
    expect(calendar.health(day('2026-11-23'), 40).warning).not.toBeNull()
  })

  it('takes news without a release: a sudden holiday, a withdrawn one, a new horizon', () => {
    const update: CalendarUpdate = {
      knownTo: day('2027-12-31'),
      closures: [
        { date: day('2027-01-26'), name: 'Republic Day', source: 'NSE list', confidence: 'sure' },
      ],
      settlementClosures: [],
      sessions: [],
      withdrawn: [day('2026-12-25')],
    }
    const updated = calendar.withUpdate(update)
    expect(updated.isSession(day('2026-12-25'))).toBe(true)
    expect(updated.isSession(day('2027-01-26'))).toBe(false)
    expect(updated.dayOn(day('2027-01-27')).isCertain).toBe(true)
    expect(calendar.isSession(day('2026-12-25'))).toBe(false)
    expect(updated.health(day('2026-12-20')).warning).toBeNull()
  })

  it('takes new hours for a special session in place of the old', () => {
    const [old] = SPECIAL_SESSIONS.filter(({ date }) => date === '2026-11-08')
    if (old === undefined) throw new Error('the session of 8 November 2026 is missing')
    const windows = [{ from: 825, to: 885 }]
    const updated = calendar.withUpdate({
      knownTo: null,
      closures: [],
      settlementClosures: [],
      sessions: [{ ...old, windows, confidence: 'sure' }],
      withdrawn: [],
    })
    expect(updated.dayOn(day('2026-11-08')).session).toMatchObject({ windows, confidence: 'sure' })
  })

  it('settles on weekday sessions when banks work', () => {
    const settles = (date: string) => calendar.isSettlementDay(day(date))
    expect(settles('2026-04-01')).toBe(false)
    expect(calendar.isSession(day('2026-04-01'))).toBe(true)
    expect(settles('2026-04-02')).toBe(true)
    expect(settles('2024-01-20')).toBe(false)
    expect(settles('2024-11-01')).toBe(false)
  })
})

const TESTS = 'calendar against the sessions and closures of NSE’s daily files'
warnWithoutData(TESTS)

describe.skipIf(marketData === null)(TESTS, () => {
  const column = async (file: string): Promise<readonly string[]> => {
    const text = await readFile(join(marketData ?? '', 'reference', file), 'utf8')
    return text
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 10))
      .filter((date) => date !== '')
  }

  it('has every one of 1,711 observed sessions, and no other in those years', async () => {
    const observed = await column('nse-trading-days-2019-10-to-2026-08.csv')
    expect(observed).toHaveLength(1_711)
    expect(calendar.sessionsBetween(day('2019-10-01'), day('2026-08-21'))).toEqual(observed)
  })

  it('has every weekday closure from 2015 to 2026, and no other', async () => {
    const closures = await column('nse-holidays-2015-2026.csv')
    const days = Array.from({ length: 4_383 }, (_, index) => addDays(day('2015-01-01'), index))
    const closed = days.filter((date) => {
      const weekday = weekdayOf(date)
      return weekday >= 1 && weekday <= 5 && !calendar.isSession(date)
    })
    expect(closed.at(-1)).toBe('2026-12-25')
    expect(closed).toEqual(closures)
  })

  it('has every special session of the list', async () => {
    const special = await column('nse-special-sessions-2019-2026.csv')
    const ours = SPECIAL_SESSIONS.filter(
      ({ date, kind }) => date >= '2019-10-01' && date <= '2026-08-21' && kind !== 'disrupted',
    )
    expect(ours.map(({ date }) => date)).toEqual(special)
  })
})
