import { at } from '../bar.ts'
import { DAY_MS } from '../time.ts'
import { dateOfDay } from './day-number.ts'

/** Returns of one year, January first; null where there was no day or nothing left to grow. */
export interface YearReturns {
  readonly year: number
  readonly monthsBps: readonly (number | null)[]
  readonly totalBps: number | null
}

/** Growth chained by calendar month and year, from the growth (opening first) at each day. */
export function monthlyReturns(day: Float64Array, growth: Float64Array): readonly YearReturns[] {
  const years: YearReturns[] = []
  let yearBase = at(growth, 0)
  let row = 1
  while (row < day.length) {
    const year = Number(dateOfDay(at(day, row)).slice(0, 4))
    const monthsBps: (number | null)[] = []
    for (let month = 0; month < 12; month += 1) {
      const end = firstRowFrom(day, row, monthStart(year, month + 1))
      const isEmpty = end === row
      monthsBps.push(isEmpty ? null : change(at(growth, row - 1), at(growth, end - 1)))
      row = end
    }
    years.push({ year, monthsBps, totalBps: change(yearBase, at(growth, row - 1)) })
    yearBase = at(growth, row - 1)
  }
  return years
}

/** Days from 1970-01-01 to the first of a month; month 12 is next January. */
const monthStart = (year: number, month: number): number => Date.UTC(year, month, 1) / DAY_MS

/** null when there was nothing to grow from. */
const change = (from: number, to: number): number | null =>
  from > 0 ? (to / from - 1) * 10_000 : null

function firstRowFrom(day: Float64Array, from: number, start: number): number {
  let row = from
  while (row < day.length && at(day, row) < start) row += 1
  return row
}
