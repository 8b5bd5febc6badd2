import { describe, expect, it } from 'vitest'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { settlementCycle, settlementDate } from '../../../src/domain/rulebook/settlement.ts'
import { tradeDate } from '../../../src/domain/time.ts'

const calendar = new MarketCalendar()
const settled = (day: string): string => settlementDate(tradeDate(day), calendar)

describe('settlement', () => {
  it('took two days until 26 January 2023 and takes one since', () => {
    expect(settlementCycle(tradeDate('2023-01-25'))).toBe(2)
    expect(settlementCycle(tradeDate('2023-01-27'))).toBe(1)
    expect(settled('2023-01-25')).toBe('2023-01-30')
    expect(settled('2023-01-27')).toBe('2023-01-30')
  })

  it('is a day for a share from its own move', () => {
    const moved = tradeDate('2022-02-25')
    expect(settlementCycle(tradeDate('2022-02-24'), moved)).toBe(2)
    expect(settlementCycle(tradeDate('2022-02-25'), moved)).toBe(1)
  })

  it('skips weekends and holidays', () => {
    expect(settled('2026-11-20')).toBe('2026-11-23')
    expect(settled('2026-11-23')).toBe('2026-11-25')
  })

  // Angel One, "Settlement Holiday: 01-Apr": trades of 31 March and 1 April 2021 settled on 6 April.
  it('skips sessions on which banks are shut, so two days settle together', () => {
    expect([settled('2021-03-31'), settled('2021-04-01')]).toEqual(['2021-04-06', '2021-04-06'])
    expect([settled('2026-03-30'), settled('2026-04-01')]).toEqual(['2026-04-02', '2026-04-02'])
  })

  // Financial Express, August 2022: two-day trades of 12 and 16 August settled on 18 August.
  it('agrees with what was reported of August 2022', () => {
    expect([settled('2022-08-12'), settled('2022-08-16')]).toEqual(['2022-08-18', '2022-08-18'])
    const oneDay = settlementDate(tradeDate('2022-08-12'), calendar, 1)
    expect(oneDay).toBe('2022-08-17')
  })

  // Notice for 28 February 2015: Friday's and Saturday's trades were settled together on Tuesday, 3 March.
  it('does not settle on a Saturday with a session', () => {
    expect([settled('2015-02-27'), settled('2015-02-28')]).toEqual(['2015-03-03', '2015-03-03'])
  })

  // Free Press Journal, 5 September 2025: both the 5th and the 8th were settlement holidays.
  it('agrees with what was reported of September 2025', () => {
    expect([settled('2025-09-04'), settled('2025-09-08')]).toEqual(['2025-09-09', '2025-09-09'])
  })
})
