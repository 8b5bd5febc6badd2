import { describe, expect, it } from 'vitest'
import { paise, rupees } from '../../../src/domain/money.ts'
import { algoRulesOn } from '../../../src/domain/rulebook/algo-framework.ts'
import { DYNAMIC_BAND } from '../../../src/domain/rulebook/bands.ts'
import { haltFor } from '../../../src/domain/rulebook/breakers.ts'
import { brokerLimitsOn, mayPlaceAfterMarket } from '../../../src/domain/rulebook/broker-limits.ts'
import { DEFAULT_TERMS, statementOf } from '../../../src/domain/rulebook/charge-rates.ts'
import { asOf, faultOf, rowOn } from '../../../src/domain/rulebook/dated.ts'
import { DERIVATIVES_STT } from '../../../src/domain/rulebook/derivatives.ts'
import { freezeQuantityOf } from '../../../src/domain/rulebook/freeze.ts'
import { intradayMarginBps, usableProceedsBps } from '../../../src/domain/rulebook/margins.ts'
import { protectedLimit, protectionBps } from '../../../src/domain/rulebook/market-protection.ts'
import { RULEBOOK, unverified } from '../../../src/domain/rulebook/rulebook.ts'
import { isStanding, sellingAuthorities } from '../../../src/domain/rulebook/selling-authority.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { mayShort } from '../../../src/domain/rulebook/short-selling.ts'
import { squareOffOn } from '../../../src/domain/rulebook/square-off.ts'
import { minuteOf } from '../../../src/domain/rulebook/timetable.ts'
import { tradeDate } from '../../../src/domain/time.ts'

const day = tradeDate
const TODAY = day('2026-11-23')

describe('the rulebook', () => {
  it('has no hole, overlap or row without source in any table', () => {
    for (const rules of RULEBOOK) expect([rules.name, faultOf(rules)]).toEqual([rules.name, null])
  })

  it('names each table once', () => {
    const names = RULEBOOK.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(50)
  })

  it('lists what is not sure', () => {
    const open = unverified()
    const tables = new Set(open.map((question) => question.table))
    for (const name of [
      'transaction-nse',
      'transaction-bse',
      'square-off-derivatives',
      'calendar',
    ]) {
      expect(tables).toContain(name)
    }
    expect(open.every(({ row }) => row.confidence === 'unverified')).toBe(true)
    expect(open.find(({ table }) => table === 'calendar')?.row.from).toBe('2026-11-08')
  })

  it('has no unverified rule in force today but those that the documentation names', () => {
    const doubtful = RULEBOOK.filter((rules) => rowOn(rules, TODAY).confidence === 'unverified')
    expect(doubtful.map(({ name }) => name).sort()).toEqual([
      'after-market',
      'etf-band',
      'freeze-derivatives',
      'freeze-quantity',
      'selling-authority',
      'square-off-cash',
      'square-off-derivatives',
      'tick-bse',
      'transaction-bse-m',
      'transaction-bse-s',
      'transaction-derivatives',
    ])
  })

  it('states how a note was rounded', () => {
    expect(statementOf(DEFAULT_TERMS)).toContain('to the rupee for each share, day and bucket')
    expect(statementOf({ ...DEFAULT_TERMS, sttRounding: 'paisa' })).toContain('to the paisa')
  })
})

describe('market-wide breakers', () => {
  const halt = (percent: number, time: string) => haltFor(percent * 100, minuteOf(time), TODAY)
  const pause = (minutes: number) => ({ kind: 'pause', minutes, preOpenMinutes: 15 })

  it('do nothing below ten percent', () => {
    expect(halt(9.99, '11:00')).toEqual({ kind: 'none' })
    expect(haltFor(Number.NaN, 700, TODAY)).toEqual({ kind: 'none' })
  })

  it('stop at ten percent for 45 minutes, 15 minutes or not at all', () => {
    expect([halt(10, '12:59'), halt(-10, '13:00'), halt(10, '14:29')]).toEqual([
      pause(45),
      pause(15),
      pause(15),
    ])
    expect(halt(10, '14:30')).toEqual({ kind: 'none' })
  })

  it('stop at fifteen percent for 1 h 45, 45 minutes or the rest of the day', () => {
    expect([halt(15, '12:59'), halt(15, '13:59')]).toEqual([pause(105), pause(45)])
    expect(halt(-15, '14:00')).toEqual({ kind: 'rest_of_day' })
  })

  it('end the day at twenty percent', () => {
    expect(halt(20, '09:20')).toEqual({ kind: 'rest_of_day' })
  })
})

describe('intraday square-off', () => {
  const sessions = new Sessions()
  const minutes = (date: string, segment: 'cash' | 'cash_with_derivatives') =>
    squareOffOn(day(date), segment, sessions.timetableOn(day(date), segment))

  it('leaves shares with a closing auction before 15:15', () => {
    const before = minutes('2026-07-31', 'cash_with_derivatives')
    expect(before).toEqual({ own: minuteOf('15:15'), broker: minuteOf('15:20') })
    const after = minutes('2026-08-03', 'cash_with_derivatives')
    expect(after?.broker).toBeLessThan(minuteOf('15:15'))
    expect(after?.own).toBeLessThan(after?.broker ?? 0)
    expect(minutes('2026-08-03', 'cash')?.broker).toBe(minuteOf('15:20'))
  })

  it('counts back from the end of a special session, and is none on a closed day', () => {
    expect(minutes('2024-11-01', 'cash')).toEqual({
      own: minuteOf('18:40'),
      broker: minuteOf('18:45'),
    })
    expect(minutes('2025-02-01', 'cash')?.broker).toBe(minuteOf('15:20'))
    expect(minutes('2026-11-24', 'cash')).toBeNull()
  })
})

describe('margins and proceeds', () => {
  it('tightened in quarters from December 2020 to September 2021', () => {
    const dates = ['2020-11-30', '2020-12-01', '2021-03-01', '2021-06-01', '2021-09-01']
    expect(dates.map((date) => intradayMarginBps(day(date)))).toEqual([
      500, 500, 1_000, 1_500, 2_000,
    ])
  })

  it('let a delivered sale be used in full again since October 2024, an undelivered one not', () => {
    expect([usableProceedsBps(day('2024-10-06'), true), usableProceedsBps(TODAY, true)]).toEqual([
      8_000, 10_000,
    ])
    expect([usableProceedsBps(day('2020-11-30'), false), usableProceedsBps(TODAY, false)]).toEqual([
      10_000, 0,
    ])
  })
})

describe('market protection', () => {
  it('narrows with the price and is required since April 2026', () => {
    expect(protectionBps(rupees(100), day('2026-03-31'))).toBeNull()
    const prices = [100, 100.05, 500, 500.05].map((price) => protectionBps(rupees(price), TODAY))
    expect(prices).toEqual([200, 100, 100, 50])
  })

  it('never lets the limit be further away than allowed, and keeps it on the tick', () => {
    expect(protectedLimit('buy', paise(9_999), 5, TODAY)).toBe(10_195)
    expect(protectedLimit('sell', paise(9_999), 5, TODAY)).toBe(9_800)
    expect(protectedLimit('sell', paise(1), 1, TODAY)).toBe(1)
    expect(protectedLimit('buy', paise(9_999), 5, day('2026-03-31'))).toBeNull()
  })
})

describe('rules of order and account', () => {
  it('ten orders a clock second, static address and market protection since April 2026', () => {
    expect(algoRulesOn(day('2026-03-31'))).toMatchObject({
      ordersPerClockSecond: null,
      isStaticIpRequired: false,
    })
    expect(algoRulesOn(day('2026-04-01'))).toMatchObject({
      ordersPerClockSecond: 10,
      isStaticIpRequired: true,
      isAlgoIdRequired: true,
      isProtectionRequired: true,
    })
  })

  it('400 orders a minute and 5,000 a day at the broker', () => {
    expect(brokerLimitsOn(TODAY)).toMatchObject({
      ordersPerSecond: 10,
      ordersPerMinute: 400,
      ordersPerDay: 5_000,
      modificationsPerOrder: 25,
    })
  })

  it('takes orders for the next session in the evening, the night and on closed days', () => {
    expect(mayPlaceAfterMarket(TODAY, minuteOf('16:00'), true)).toBe(true)
    expect(mayPlaceAfterMarket(TODAY, minuteOf('08:57'), true)).toBe(true)
    expect(mayPlaceAfterMarket(TODAY, minuteOf('08:58'), true)).toBe(false)
    expect(mayPlaceAfterMarket(TODAY, minuteOf('15:59'), true)).toBe(false)
    expect(mayPlaceAfterMarket(TODAY, minuteOf('12:00'), false)).toBe(true)
  })

  it('authorises sales by DDPI, or by PIN and one-time password each day', () => {
    expect(sellingAuthorities(TODAY)).toEqual(['ddpi', 'tpin_otp', 'slip'])
    expect(sellingAuthorities(TODAY).filter(isStanding)).toEqual(['ddpi'])
    expect(sellingAuthorities(day('2018-01-02'))).toContain('poa')
  })

  it('lets shares with derivatives be sold short within the day', () => {
    expect(mayShort('MIS', true, TODAY)).toBe(true)
    expect(mayShort('MIS', false, TODAY)).toBe(false)
    expect(mayShort('CNC', true, TODAY)).toBe(false)
  })

  it('takes a share’s own freeze quantity before the default', () => {
    expect(freezeQuantityOf(5_000, TODAY)).toBe(5_000)
    expect(freezeQuantityOf(null, TODAY)).toBe(100_000)
  })

  it('widens the band of shares with derivatives in smaller steps since August 2024', () => {
    const steps = (date: string) =>
      asOf(DYNAMIC_BAND, day(date)).steps.map(({ percent }) => percent)
    expect(steps('2024-08-16')).toEqual([5])
    expect(steps('2024-08-19')).toEqual([5, 5, 3, 3, 2])
    expect([
      asOf(DYNAMIC_BAND, day('2024-11-15')).isSliding,
      asOf(DYNAMIC_BAND, TODAY).isSliding,
    ]).toEqual([false, true])
  })

  it('knows the tax on futures and options at its steps', () => {
    const futures = ['2023-03-31', '2023-04-03', '2024-10-01', '2026-04-01'].map(
      (date) => asOf(DERIVATIVES_STT, day(date)).futures,
    )
    expect(futures).toEqual([100_000, 125_000, 200_000, 500_000])
  })
})
