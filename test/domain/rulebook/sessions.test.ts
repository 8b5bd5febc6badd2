import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../src/domain/brand.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import {
  isLegalIn,
  isOpenIn,
  mayChangeIn,
  PHASE_RULES,
  PHASES,
  type Phase,
  SEGMENTS,
  type Segment,
  segmentOf,
} from '../../../src/domain/rulebook/phase.ts'
import { Sessions, sessionsOf } from '../../../src/domain/rulebook/sessions.ts'
import { minuteOf, timetable } from '../../../src/domain/rulebook/timetable.ts'
import {
  addDays,
  isoTime,
  MINUTE_MS,
  midnightOf,
  momentOf,
  tradeDate,
} from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'

const sessions = new Sessions()
const at = (text: string): number => Date.parse(`${text}+05:30`)
const phases = (day: string, segment: Segment, times: readonly string[]): readonly Phase[] =>
  times.map((time) => sessions.phaseAt(at(`${day}T${time}`), segment))

describe('the phases of a day', () => {
  it('B91 opens at 09:15:00 and not a millisecond before, and ends at 15:30', () => {
    const times = ['09:14:59.999', '09:15:00', '15:29:59.999', '15:30:00']
    expect(phases('2025-06-02', 'cash', times)).toEqual([
      'buffer',
      'continuous',
      'continuous',
      'closed',
    ])
  })

  it('are the old pre-open and post-close until August 2026', () => {
    const times = ['08:59', '09:00', '09:07', '09:08', '09:12', '15:35', '15:40', '15:59', '16:00']
    for (const segment of SEGMENTS) {
      expect(phases('2026-07-31', segment, times)).toEqual([
        'closed',
        'pre_open',
        'pre_open',
        'pre_open_matching',
        'buffer',
        'closed',
        'post_close',
        'post_close',
        'closed',
      ])
    }
  })

  it('have a closing auction for shares with derivatives from 3 August 2026', () => {
    const times = ['15:14', '15:15', '15:20', '15:25', '15:30', '15:35', '15:49', '15:50', '16:00']
    expect(phases('2026-08-03', 'cash_with_derivatives', times)).toEqual([
      'continuous',
      'closing_reference',
      'closing_auction',
      'closing_limit_only',
      'closing_matching',
      'closed',
      'closed',
      'post_close',
      'closed',
    ])
    expect(phases('2026-08-03', 'cash', times)).toEqual([
      'continuous',
      'continuous',
      'continuous',
      'continuous',
      'closed',
      'closed',
      'closed',
      'post_close',
      'closed',
    ])
  })

  it('have two halves of pre-open from 7 September 2026', () => {
    const times = ['09:00', '09:04', '09:05', '09:09', '09:10', '09:12', '09:15']
    const before = phases('2026-09-04', 'cash', times)
    expect(before).toEqual([
      'pre_open',
      'pre_open',
      'pre_open',
      'pre_open_matching',
      'pre_open_matching',
      'buffer',
      'continuous',
    ])
    expect(phases('2026-09-07', 'cash', times)).toEqual([
      'pre_open',
      'pre_open',
      'pre_open_limit_only',
      'pre_open_limit_only',
      'pre_open_matching',
      'buffer',
      'continuous',
    ])
  })

  it('are closed all day on a holiday and a Sunday', () => {
    for (const day of ['2026-11-24', '2026-11-22']) {
      expect(phases(day, 'cash', ['09:15', '12:00', '15:20'])).toEqual([
        'closed',
        'closed',
        'closed',
      ])
    }
  })

  it('follow Diwali’s hour', () => {
    const times = ['17:44', '17:45', '17:53', '17:57', '18:00', '18:59', '19:00', '19:10', '19:20']
    expect(phases('2024-11-01', 'cash', times)).toEqual([
      'closed',
      'pre_open',
      'pre_open_matching',
      'buffer',
      'continuous',
      'continuous',
      'closed',
      'post_close',
      'closed',
    ])
  })

  it('follow the two windows of a drill', () => {
    const times = ['09:14', '09:15', '10:00', '11:15', '11:30', '12:29', '12:30', '12:40']
    expect(phases('2024-03-02', 'cash', times)).toEqual([
      'buffer',
      'continuous',
      'closed',
      'pre_open',
      'continuous',
      'continuous',
      'closed',
      'post_close',
    ])
  })

  it('tile every day of twelve years without hole', () => {
    for (let day = tradeDate('2015-01-01'); day < '2027-01-01'; day = addDays(day, 1)) {
      for (const segment of SEGMENTS) {
        const plan = sessions.timetableOn(day, segment)
        expect(plan[0]?.from).toBe(0)
        expect(plan.at(-1)?.to).toBe(1_440)
        for (const [index, slot] of plan.entries()) {
          expect(slot.to).toBeGreaterThan(slot.from)
          expect(plan[index + 1]?.from ?? 1_440).toBe(slot.to)
        }
      }
    }
  })

  it('cannot be given out of order', () => {
    const backwards = () =>
      timetable([
        ['15:30', 'closed'],
        ['09:15', 'continuous'],
      ])
    expect(backwards).toThrow(RangeError)
    expect(() => minuteOf('24:00')).toThrow(RangeError)
    expect(() => minuteOf('9:15')).toThrow(RangeError)
  })
})

describe('the next change of phase', () => {
  it('leads from minute to minute, over night and over a long weekend', () => {
    const next = (text: string) => isoTime(sessions.nextPhaseChange(at(text), 'cash')).slice(0, 16)
    expect(next('2026-11-20T09:15')).toBe('2026-11-20T15:30')
    expect(next('2026-11-20T15:29:59.999')).toBe('2026-11-20T15:30')
    expect(next('2026-11-20T16:00')).toBe('2026-11-23T09:00')
    expect(next('2026-11-23T16:00')).toBe('2026-11-25T09:00')
    expect(next('2026-11-24T12:00')).toBe('2026-11-25T09:00')
  })

  it('always is a change, and nothing changes before it', () => {
    const anyMoment = fc.integer({
      min: midnightOf(tradeDate('2019-01-01')),
      max: midnightOf(tradeDate('2027-06-01')),
    })
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(...SEGMENTS), (moment, segment) => {
        const change = sessions.nextPhaseChange(moment, segment)
        const now = sessions.phaseAt(moment, segment)
        expect(change).toBeGreaterThan(moment)
        expect(sessions.phaseAt(change, segment)).not.toBe(now)
        expect(sessions.phaseAt(change - 1, segment)).toBe(now)
        const between = moment + Math.floor((change - moment) / 2)
        expect(sessions.phaseAt(between, segment)).toBe(now)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the time left', () => {
  it('counts to the end of continuous trading of that kind of share', () => {
    const left = (text: string, segment: Segment) => sessions.minutesLeft(at(text), segment)
    expect(left('2026-11-23T15:00', 'cash')).toBe(30)
    expect(left('2026-11-23T15:00', 'cash_with_derivatives')).toBe(15)
    expect(left('2026-11-23T15:14:30', 'cash_with_derivatives')).toBe(0.5)
    expect(left('2026-11-23T15:15', 'cash_with_derivatives')).toBe(0)
    expect(left('2026-11-23T09:00', 'cash')).toBe(390)
    expect(left('2026-11-24T12:00', 'cash')).toBe(0)
    expect(left('2024-03-02T09:30', 'cash')).toBe(180)
  })

  it('names the moments of a day', () => {
    const date = tradeDate('2026-11-23')
    expect(sessions.hoursOn(date, 'cash_with_derivatives')).toEqual({
      date,
      beginsAt: momentOf(date, minuteOf('09:00')),
      opensAt: momentOf(date, minuteOf('09:15')),
      closesAt: momentOf(date, minuteOf('15:15')),
      pricedAt: momentOf(date, minuteOf('15:35')),
      endsAt: momentOf(date, minuteOf('16:00')),
    })
    expect(sessions.hoursOn(date, 'cash')?.pricedAt).toBe(momentOf(date, minuteOf('15:30')))
    expect(sessions.hoursOn(tradeDate('2026-11-24'), 'cash')).toBeNull()
  })

  it('are laid out once a calendar, and news makes them another one’s', () => {
    const calendar = new MarketCalendar()
    const day = tradeDate('2026-11-25')
    const known = sessionsOf(calendar)
    expect(known.hoursOn(day, 'cash')).not.toBeNull()
    expect(sessionsOf(calendar)).toBe(known)
    const closures = [
      { date: day, name: 'a holiday', source: 'a test', confidence: 'sure' } as const,
    ]
    const news = { knownTo: null, closures, settlementClosures: [], sessions: [], withdrawn: [] }
    expect(sessionsOf(calendar.withUpdate(news)).hoursOn(day, 'cash')).toBeNull()
    expect(known.hoursOn(day, 'cash')).not.toBeNull()
  })
})

describe('what a phase takes', () => {
  const order = (type: 'MARKET' | 'LIMIT' | 'SL' | 'SL-M', validity: 'DAY' | 'IOC' | 'TTL') =>
    ({ type, validity, product: 'CNC' }) as const

  it('is any order in continuous trading and none when closed', () => {
    expect(isLegalIn('continuous', order('SL-M', 'DAY'))).toBe(true)
    expect(isLegalIn('continuous', order('LIMIT', 'IOC'))).toBe(true)
    for (const phase of PHASES) {
      if (PHASE_RULES[phase].types.length === 0) {
        expect(isLegalIn(phase, order('LIMIT', 'DAY'))).toBe(false)
      }
    }
  })

  it('is no stop-loss and nothing immediate in an auction', () => {
    for (const phase of ['pre_open', 'closing_auction'] as const) {
      expect(isLegalIn(phase, order('MARKET', 'DAY'))).toBe(true)
      expect(isLegalIn(phase, order('SL', 'DAY'))).toBe(false)
      expect(isLegalIn(phase, order('LIMIT', 'IOC'))).toBe(false)
    }
  })

  it('is limit orders only in the second half of an auction, where market orders cannot be withdrawn', () => {
    for (const phase of ['pre_open_limit_only', 'closing_limit_only'] as const) {
      expect(isLegalIn(phase, order('LIMIT', 'DAY'))).toBe(true)
      expect(isLegalIn(phase, order('MARKET', 'DAY'))).toBe(false)
      expect(mayChangeIn(phase, 'MARKET')).toBe(false)
      expect(mayChangeIn(phase, 'LIMIT')).toBe(true)
    }
  })

  it('is delivery at the closing price after the close', () => {
    expect(isLegalIn('post_close', order('MARKET', 'DAY'))).toBe(true)
    expect(isLegalIn('post_close', { ...order('MARKET', 'DAY'), product: 'MIS' })).toBe(false)
  })

  it('has a plain word for each phase', () => {
    for (const phase of PHASES) expect(PHASE_RULES[phase].label).toMatch(/^[A-Z][^_]+$/)
    expect(PHASES.filter((phase) => !isOpenIn(phase))).toEqual(['closed'])
  })

  it('depends on whether a share has derivatives', () => {
    const share = plainEquity(instrumentId('NSE:INFY'))
    expect(segmentOf(share)).toBe('cash')
    expect(segmentOf({ ...share, isDerivativeEligible: true })).toBe('cash_with_derivatives')
  })
})

const TESTS = 'phases against real minute bars of 2025'
warnWithoutData(TESTS)

describe.skipIf(marketData === null)(TESTS, () => {
  it('every minute bar starts in continuous trading', async () => {
    const folder = join(marketData ?? '', 'bars-minute', '1m-2025')
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.csv.gz')).sort()
    const text = gunzipSync(await readFile(join(folder, file))).toString('utf8')
    const starts = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [date = '', time = ''] = line.split(',')
        const [day = '', month = '', year = ''] = date.split('-')
        return at(`${year}-${month}-${day}T${time.slice(0, 5)}`)
      })
    expect(starts.length).toBeGreaterThan(10_000)
    const outside = starts.filter((start) => sessions.phaseAt(start, 'cash') !== 'continuous')
    expect(outside.map(isoTime)).toEqual([])
    const late = starts.filter(
      (start) => sessions.minutesLeft(start, 'cash') * MINUTE_MS < MINUTE_MS,
    )
    expect(late).toEqual([])
  })
})
