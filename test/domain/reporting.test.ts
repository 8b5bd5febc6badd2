import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../src/domain/brand.ts'
import { nameOn, namesOf } from '../../src/domain/name-chain.ts'
import { nextQuarterEnd, nextReport, reportDeadline } from '../../src/domain/reporting.ts'
import { addDays, tradeDate } from '../../src/domain/time.ts'

const day = tradeDate

describe('when a company reports next', () => {
  it('quarters end with their month, leap years or not', () => {
    expect(
      ['2023-12-31', '2024-03-31', '2024-06-30', '2023-11-30'].map((end) =>
        nextQuarterEnd(day(end)),
      ),
    ).toEqual(['2024-03-31', '2024-06-30', '2024-09-30', '2024-02-29'])
  })

  it('the law gives 45 days, and 60 after the year', () => {
    expect(reportDeadline(day('2024-06-30'))).toBe('2024-08-14')
    expect(reportDeadline(day('2024-03-31'))).toBe('2024-05-30')
  })

  const quarter = (end: string, lag: number | null) => ({
    periodEnd: day(end),
    announcedOn: lag === null ? null : addDays(day(end), lag),
  })

  it('is as late as the same quarter a year before, else as the last four in the middle', () => {
    const year = [
      quarter('2024-03-31', 40),
      quarter('2023-12-31', 20),
      quarter('2023-09-30', 22),
      quarter('2023-06-30', 18),
    ]
    expect(nextReport(year, day('2024-06-15'))).toEqual({
      periodEnd: '2024-06-30',
      expectedOn: '2024-07-18',
    })
    expect(nextReport(year.slice(0, 3), day('2024-06-15'))?.expectedOn).toBe('2024-07-22')
  })

  it('is the deadline once the usual day has passed, and nothing is expected after it', () => {
    const known = [quarter('2024-03-31', 20)]
    expect(nextReport(known, day('2024-07-21'))?.expectedOn).toBe('2024-08-14')
    expect(nextReport(known, day('2024-08-15'))).toBeNull()
    expect(nextReport([quarter('2024-03-31', null)], day('2024-06-15'))).toBeNull()
    expect(nextReport([], day('2024-06-15'))).toBeNull()
  })

  it('is never in the past and never after the deadline', () => {
    const lag = fc.integer({ min: -5, max: 200 })
    fc.assert(
      fc.property(
        fc.array(lag, { maxLength: 6 }),
        fc.integer({ min: 0, max: 400 }),
        (lags, later) => {
          const ends = [
            '2023-06-30',
            '2023-09-30',
            '2023-12-31',
            '2024-03-31',
            '2024-06-30',
            '2024-09-30',
          ]
          const known = lags.map((days, at) => quarter(ends[at] ?? '2024-09-30', days))
          const today = addDays(day('2023-06-30'), later)
          const next = nextReport(known, today)
          if (next === null) return
          expect(next.expectedOn >= today).toBe(true)
          expect(next.expectedOn <= reportDeadline(next.periodEnd)).toBe(true)
        },
      ),
    )
  })
})

describe('names of a company', () => {
  const id = (symbol: string) => instrumentId(`NSE:${symbol}`)
  const change = (before: string, after: string, from: string) => ({
    before: id(before),
    after: id(after),
    from: day(from),
  })
  const changes = [
    change('OLD', 'MIDDLE', '2020-01-01'),
    change('MIDDLE', 'NEW', '2022-01-01'),
    // The first name was given to somebody else later.
    change('OTHER', 'OLD', '2023-01-01'),
  ]

  it('lead from any day to any other, there and back', () => {
    expect(nameOn(id('OLD'), day('2019-06-01'), day('2024-01-01'), changes)).toBe('NSE:NEW')
    expect(nameOn(id('OLD'), day('2019-06-01'), day('2021-01-01'), changes)).toBe('NSE:MIDDLE')
    expect(nameOn(id('NEW'), day('2019-06-01'), day('2021-01-01'), changes)).toBe('NSE:MIDDLE')
    expect(nameOn(id('OLD'), day('2023-06-01'), day('2024-01-01'), changes)).toBe('NSE:OLD')
  })

  it('are all those under which something may be kept, and none of somebody else', () => {
    expect(namesOf(id('NEW'), changes, day('2024-01-01')).map(({ name }) => name)).toEqual([
      'NSE:OLD',
      'NSE:MIDDLE',
      'NSE:NEW',
    ])
    expect(namesOf(id('MIDDLE'), changes, day('2021-01-01')).map(({ name }) => name)).toEqual([
      'NSE:OLD',
      'NSE:MIDDLE',
      'NSE:NEW',
    ])
    expect(namesOf(id('OLD'), changes, day('2024-01-01')).map(({ name }) => name)).toEqual([
      'NSE:OTHER',
      'NSE:OLD',
    ])
  })
})
