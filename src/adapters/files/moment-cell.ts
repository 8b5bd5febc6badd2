import { DAY_MS, HOUR_MS, IST_OFFSET_MS, MINUTE_MS, monthNumber } from '../../domain/time.ts'
import type { CsvLine } from './csv-lines.ts'

const DASH = 45
const SPACE = 32
const COLON = 58
const LETTER_T = 84
/** Bars before it were not made by these exchanges' machines. */
const FIRST_YEAR = 1990
const LAST_YEAR = 2100
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const OFFSET = /^(?:Z|UTC|([+-])(\d{2}):?(\d{2}))$/
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(.*)$/
const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(.+))?$/
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]+(.+))?$/
const MONTH_NAME = /^(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{4}|\d{2})(?:[ T]+(.+))?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
/** Only in NSE's old files without a header: 020117 is 2 January 2017. */
const SHORT = /^(\d{2})(\d{2})(\d{2})$/
const EPOCH = /^(\d{10})(\d{3})?$/

/** Whole days from 1970 to a day of the Gregorian calendar, or NaN when there is no such day. */
export function civilDay(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const longest = month === 2 && !isLeap ? 28 : (MONTH_DAYS[month - 1] ?? 0)
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && day >= 1 && day <= longest)) return Number.NaN
  // Howard Hinnant, "chrono-compatible low-level date algorithms": days from civil.
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468
}

const fullYear = (text: string): number => {
  const year = Number(text)
  if (text.length === 4) return year
  return year >= 90 ? 1900 + year : 2000 + year
}

/** Milliseconds after midnight in India, NaN when it is no time of day. An offset other than India's is converted. */
function timeOfDay(text: string): number {
  const [, hours, minutes, seconds = '0', zone = ''] = TIME.exec(text) ?? []
  if (hours === undefined || minutes === undefined) return Number.NaN
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return Number.NaN
  const local = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * 1_000
  if (zone === '') return local
  const offset = OFFSET.exec(zone)
  if (offset === null) return Number.NaN
  const [, sign = '+', offsetHours = '0', offsetMinutes = '0'] = offset
  const ahead = Number(offsetHours) * HOUR_MS + Number(offsetMinutes) * MINUTE_MS
  return local - (sign === '-' ? -ahead : ahead) + IST_OFFSET_MS
}

/** A day in any of the usual ways, `2024-12-31`, `31-DEC-2024`, `31/12/2024`, as ISO text; null when it is none. */
export function civilDate(text: string): string | null {
  const [, y, m, d] = YEAR_FIRST.exec(text) ?? COMPACT.exec(text) ?? []
  const named = MONTH_NAME.exec(text)
  const [, day, month, year] = named ?? DAY_FIRST.exec(text) ?? []
  const found =
    y !== undefined
      ? civilDay(Number(y), Number(m), Number(d))
      : civilDay(
          fullYear(year ?? ''),
          named === null ? Number(month) : monthNumber(month ?? ''),
          Number(day),
        )
  return Number.isNaN(found) ? null : new Date(found * DAY_MS).toISOString().slice(0, 10)
}

/** Reads when a bar starts, in whichever of the usual ways it is written; naive times are India's. */
export class MomentCell {
  readonly #isShort: boolean
  /** Whether some date could be read only with the month before the day. */
  looksMonthFirst = false
  #lastDate = ''
  #lastDay = Number.NaN

  /** `isShort`: dates are written DDMMYY. */
  constructor(isShort: boolean) {
    this.#isShort = isShort
  }

  /** Epoch ms, or NaN. `timeCell` is −1 when date and time stand in one cell. */
  read(line: CsvLine, dateCell: number, timeCell: number): number {
    const start = line.startOf(dateCell)
    const end = line.endOf(dateCell, start)
    const quick = this.#isShort ? Number.NaN : quickMoment(line, start, end)
    if (!Number.isNaN(quick)) {
      return timeCell < 0 ? quick : quick + timeOfDay(line.text(timeCell))
    }
    const text = line.bytes.toString('latin1', start, end)
    if (timeCell < 0) return this.#moment(text)
    return this.#midnight(text) + timeOfDay(line.text(timeCell))
  }

  /** The same of a text: epoch ms, or NaN. */
  ofText(text: string): number {
    return this.#moment(text)
  }

  /** Dates repeat from row to row, so the last one is remembered. */
  #midnight(text: string): number {
    if (text !== this.#lastDate) {
      this.#lastDay = this.#moment(text)
      this.#lastDate = text
    }
    return this.#lastDay
  }

  #moment(text: string): number {
    if (this.#isShort) {
      const [, day, month, year = ''] = SHORT.exec(text) ?? []
      return civilDay(fullYear(year), Number(month), Number(day)) * DAY_MS - IST_OFFSET_MS
    }
    const epoch = EPOCH.exec(text)
    if (epoch !== null) return Number(epoch[1]) * 1_000 + Number(epoch[2] ?? 0)
    const { day, time } = this.#dateIn(text)
    return day * DAY_MS - IST_OFFSET_MS + (time === undefined ? 0 : timeOfDay(time))
  }

  #dateIn(text: string): { readonly day: number; readonly time: string | undefined } {
    const [, y, m, d, time] = YEAR_FIRST.exec(text) ?? COMPACT.exec(text) ?? []
    if (y !== undefined) return { day: civilDay(Number(y), Number(m), Number(d)), time }
    const named = MONTH_NAME.exec(text)
    if (named !== null) {
      const [, day, month = '', year = ''] = named
      return { day: civilDay(fullYear(year), monthNumber(month), Number(day)), time: named[4] }
    }
    const [, day, month, year, rest] = DAY_FIRST.exec(text) ?? []
    const found = civilDay(Number(year), Number(month), Number(day))
    if (Number.isNaN(found) && !Number.isNaN(civilDay(Number(year), Number(day), Number(month)))) {
      this.looksMonthFirst = true
    }
    return { day: found, time: rest }
  }
}

const digitsAt = (bytes: Buffer, from: number, length: number): number => {
  let value = 0
  for (let i = from; i < from + length; i++) {
    const digit = (bytes[i] ?? 0) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** `2024-12-31`, alone or followed by `09:15:00` and by India's offset or none; NaN sends the rest the slow way. */
function quickMoment({ bytes }: CsvLine, start: number, end: number): number {
  const length = end - start
  if (length !== 10 && length !== 19 && length !== 25) return Number.NaN
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN
  const day = civilDay(
    digitsAt(bytes, start, 4),
    digitsAt(bytes, start + 5, 2),
    digitsAt(bytes, start + 8, 2),
  )
  const midnight = day * DAY_MS - IST_OFFSET_MS
  if (length === 10) return midnight
  const separator = bytes[start + 10]
  if (separator !== SPACE && separator !== LETTER_T) return Number.NaN
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return Number.NaN
  if (length === 25 && bytes.toString('latin1', start + 19, end) !== '+05:30') return Number.NaN
  const hours = digitsAt(bytes, start + 11, 2)
  const minutes = digitsAt(bytes, start + 14, 2)
  const seconds = digitsAt(bytes, start + 17, 2)
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return Number.NaN
  return midnight + hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1_000
}
