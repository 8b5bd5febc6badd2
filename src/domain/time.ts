import type { Brand } from './brand.ts'

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = Brand<number, 'EpochMs'>
/** A calendar day in India, `2026-11-23`; compares as text. */
export type TradeDate = Brand<string, 'TradeDate'>

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** India is UTC+05:30 the whole year, since 1945. */
export const IST_OFFSET_MS = 19_800_000

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/

/** Throws RangeError unless the number is a whole number of milliseconds. */
export function epochMs(at: number): EpochMs {
  if (Number.isSafeInteger(at)) return at as EpochMs
  throw new RangeError(`${at} is not a whole number of milliseconds`)
}

/** Throws RangeError unless the text is a real calendar day, written 2026-11-23. */
export function tradeDate(text: string): TradeDate {
  const midnight = ISO_DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(text)) {
    return text as TradeDate
  }
  throw new RangeError(`"${text}" is not a day, write it like 2026-11-23`)
}

/** Whole days since 1970-01-01 in India: the cheap way to see that the day changed. */
export const dayNumber = (at: number): number => Math.floor((at + IST_OFFSET_MS) / DAY_MS)

/** The last answer of `dateOf`: moments come in order, so it nearly always serves the next question too. */
const latest = { day: Number.NaN, date: '' as TradeDate }

/** The day in India at a moment. */
export function dateOf(at: number): TradeDate {
  const day = dayNumber(at)
  if (day !== latest.day) {
    latest.day = day
    latest.date = new Date(day * DAY_MS).toISOString().slice(0, 10) as TradeDate
  }
  return latest.date
}

/** Midnight in India of a day. */
export const midnightOf = (date: TradeDate): EpochMs =>
  epochMs(Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS)

/** A moment of a day from minutes after midnight in India: 555 is 09:15. */
export const momentOf = (date: TradeDate, minutes: number): EpochMs =>
  epochMs(midnightOf(date) + minutes * MINUTE_MS)

/** Minutes (with fractions) after midnight in India. */
export const minutesOf = (at: number): number => ((at + IST_OFFSET_MS) % DAY_MS) / MINUTE_MS

/** The day `days` later (or earlier). */
export const addDays = (date: TradeDate, days: number): TradeDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as TradeDate

/** Calendar days from one day to another. */
export const daysBetween = (from: TradeDate, to: TradeDate): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)

/** 0 is Sunday. */
export const weekdayOf = (date: TradeDate): number => new Date(`${date}T00:00:00Z`).getUTCDay()

/** `2026-11-23T09:15:00.000+05:30`. */
export const isoTime = (at: number): string =>
  `${new Date(at + IST_OFFSET_MS).toISOString().slice(0, -1)}+05:30`

/** `09:15:00`, in India. */
export const clockTime = (at: number): string =>
  new Date(at + IST_OFFSET_MS).toISOString().slice(11, 19)

/** The calendar month of a day, `2026-07`: months compare as their texts do. */
export const monthOf = (date: TradeDate): string => date.slice(0, 7)

const MONTH_NAMES =
  'January February March April May June July August September October November December'.split(' ')

/** `July 2026` for `2026-07`; what names no month stays as it is. */
export function monthWords(month: string): string {
  const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? []
  const name = MONTH_NAMES[Number(number) - 1]
  return name === undefined ? month : `${name} ${year}`
}

const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'

/** Month number 1 to 12 of `Nov` or `NOV`, or 0. */
export function monthNumber(name: string): number {
  const index = name.length === 3 ? MONTHS.indexOf(name.toUpperCase()) : -1
  return index >= 0 && index % 3 === 0 ? index / 3 + 1 : 0
}
