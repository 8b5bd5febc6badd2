import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  count,
  dateMarks,
  dateWords,
  days,
  percentChange,
  percentLoss,
  price,
  priceChange,
  ratio,
  sentence,
} from '../../../src/cli/report/figures.ts'

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000
const DAY = 86_400

describe('figures of a report', () => {
  it('group digits as India does and carry a true minus', () => {
    expect(count(12_345_678)).toBe('1,23,45,678')
    expect(price(1_00_000_05)).toBe('1,00,000.05')
    expect(priceChange(-1_00_000_05)).toBe('−1,00,000.05')
    expect(priceChange(5)).toBe('+0.05')
    expect(percentChange(-1_234)).toBe('−12.3\u202f%')
    expect(percentLoss(1_234)).toBe('−12.3\u202f%')
  })

  it('what rounds to nothing has no sign', () => {
    expect(percentChange(-4)).toBe('0.0\u202f%')
    expect(percentChange(4)).toBe('0.0\u202f%')
    expect(ratio(-0.001)).toBe('0.00')
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        expect(percentChange(value)).toMatch(/^(?:[+−](?=.*[1-9])[\d,]+\.\d|0\.0)\u202f%$/)
      }),
    )
  })

  it('tell days and sentences as a person would', () => {
    expect([days(1), days(2), days(7.14)]).toEqual(['1\u202fday', '2\u202fdays', '7.1\u202fdays'])
    expect(dateWords('2024-01-05')).toBe('5 Jan 2024')
    expect([sentence('a gap'), sentence('Why?')]).toEqual(['A gap.', 'Why?'])
  })

  it('mark days, months and years by how far they lie apart, the year where it begins', () => {
    const weeks = ['2023-12-25', '2024-01-01', '2024-01-08'].map(at)
    expect(dateMarks(weeks, 7 * DAY)).toEqual(['25 Dec\n2023', '1 Jan\n2024', '8 Jan'])
    const quarters = ['2023-10-01', '2024-01-01', '2024-04-01'].map(at)
    expect(dateMarks(quarters, 91 * DAY)).toEqual(['Oct\n2023', 'Jan\n2024', 'Apr'])
    expect(dateMarks([at('2023-01-01'), at('2024-01-01')], 365 * DAY)).toEqual(['2023', '2024'])
    expect(dateMarks([], DAY)).toEqual([])
  })
})
