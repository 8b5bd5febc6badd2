import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as format from '../../ui/format.ts'
import * as times from '../../ui/times.ts'

const MINUS = '−'
const THIN = '\u202f'

describe('figures as they are written', () => {
  it.each([
    [1_02_340_55, '₹1,02,341'],
    [-1_180_20, `${MINUS}₹1,180`],
    [0, '₹0'],
    [12_34_56_789_00, '₹12,34,56,789'],
  ])('%i paise are %s: Indian grouping, no paise in overviews', (paise, text) => {
    expect(format.rupees(paise)).toBe(text)
  })

  it('a change carries its sign, and what rounds to nothing has none', () => {
    expect(format.rupeeChange(1_180_20)).toBe('+₹1,180')
    expect(format.rupeeChange(-49)).toBe('₹0')
    expect(format.percentChange(117)).toBe(`+1.2${THIN}%`)
    expect(format.percentChange(-4)).toBe(`0.0${THIN}%`)
    expect(format.multiple(-0.31)).toBe(`${MINUS}0.3${THIN}R`)
  })

  it('tickets and notes show every paisa', () => {
    expect(format.exactRupees(22_104_05)).toBe('₹22,104.05')
    expect(format.price(1_842_00)).toBe('1,842.00')
  })

  it('whatever the amount, its digits are those of the amount', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (paise) => {
        fc.pre(Math.abs(paise) < 1e15)
        const digits = format.exactRupees(paise).replaceAll(/\D/g, '')
        expect(Number(digits)).toBe(Math.abs(paise))
      }),
    )
  })

  it('bytes are counted by 1,024', () => {
    expect(format.bytes(900)).toBe(`900${THIN}B`)
    expect(format.bytes(1_204_330)).toBe(`1.1${THIN}MiB`)
  })
})

describe('times as they are written', () => {
  it('all are of India, wherever the browser is', () => {
    expect(times.clockTime('2026-11-23T06:12:07Z')).toBe('11:42:07')
    expect(times.dayLong('2026-11-22T20:00:00Z')).toBe('Mon 23 Nov 2026')
    expect(times.dayAndTime('2026-11-23T11:42:07+05:30', '2026-11-23')).toBe('11:42')
    expect(times.dayAndTime('2026-11-20T11:42:07+05:30', '2026-11-23')).toBe('20 Nov 11:42')
  })

  it('durations show their two largest units', () => {
    expect(times.duration(12_780_000)).toBe('3 h 33 min')
    expect(times.duration(59_999)).toBe('59 s')
    expect(times.duration(-5)).toBe('0 s')
    expect(times.ago(1_200)).toBe('just now')
    expect(times.ago(245_000)).toBe('4 min ago')
  })

  it('what is no time is a dash, never a wrong time', () => {
    expect(times.clockTime('soon')).toBe('–')
  })
})
