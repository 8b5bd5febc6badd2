import { formatChange, formatPaise, formatRupees } from '../../domain/money.ts'
import type { Metric } from '../../domain/performance/metric.ts'

/** What stands where there is no figure. */
export const NONE = '–'
const MINUS = '−'
/** Keeps a number and its unit on one line. */
const THIN = '\u202f'

export type Tone = 'gain' | 'loss' | 'plain'

/** A figure as it is written, with the reason when it is withheld; its colour only repeats its sign. */
export interface Shown {
  readonly text: string
  readonly reason: string | null
  readonly tone: Tone
}

const whole = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 })
const decimals = (count: number) =>
  new Intl.NumberFormat('en-IN', { minimumFractionDigits: count, maximumFractionDigits: count })
const one = decimals(1)
const two = decimals(2)

/** `−1.5`: a true minus sign; what rounds to nothing has none. */
function signedBy(format: Intl.NumberFormat, value: number, plus: string): string {
  const size = format.format(Math.abs(value))
  if (!/[1-9]/.test(size)) return size
  return `${value < 0 ? MINUS : plus}${size}`
}

/** `12,345`. */
export const count = (value: number): string => signedBy(whole, value, '')
/** `0.84`. */
export const ratio = (value: number): string => signedBy(two, value, '')
/** `12.3 %` of basis points. */
export const percent = (bps: number): string => `${signedBy(one, bps / 100, '')}${THIN}%`
/** `+12.3 %`: a change carries its sign. */
export const percentChange = (bps: number): string => `${signedBy(one, bps / 100, '+')}${THIN}%`
/** `+12.34`, of basis points in percent, where the unit stands elsewhere. */
export const percentCell = (bps: number, isFine: boolean): string =>
  signedBy(isFine ? two : one, bps / 100, '+')
/** `25.7 bp`. */
export const bps = (value: number): string => `${signedBy(one, value, '')}${THIN}bp`
/** `+3.1 points` of basis points. */
export const points = (value: number): string => `${signedBy(one, value / 100, '+')}${THIN}points`
/** `1 day`, `7.1 days`. */
export const days = (value: number): string => {
  const text = Number.isInteger(value) ? count(value) : signedBy(one, value, '')
  return `${text}${THIN}${text === '1' ? 'day' : 'days'}`
}
/** A loss that metrics state as a positive number: `−12.3 %`. */
export const percentLoss = (value: number): string => percentChange(-value)
/** `₹1,180`. */
export const rupees = formatRupees
/** `+₹1,180`. */
export const rupeeChange = formatChange
/** `₹1,180.00`. */
export const exactRupees = formatPaise
/** `1,180.05` rupees of paise, where the sign of the rupee stands elsewhere. */
export const price = (paise: number): string => signedBy(two, paise / 100, '')
/** `+1,180.05`. */
export const priceChange = (paise: number): string => signedBy(two, paise / 100, '+')

export const toneOf = (value: number): Tone => (value > 0 ? 'gain' : value < 0 ? 'loss' : 'plain')

/** A number that is always known. */
export const fact = (value: number, write: (value: number) => string): Shown => ({
  text: write(value),
  reason: null,
  tone: 'plain',
})

/** A metric, or a dash and why. */
export const shown = (metric: Metric, write: (value: number) => string): Shown =>
  metric.value === null ? withheld(metric.reason) : fact(metric.value, write)

/** A change, coloured by its sign. */
export const change = (metric: Metric, write: (value: number) => string): Shown => ({
  ...shown(metric, write),
  tone: toneOf(metric.value ?? 0),
})

export const withheld = (reason: string): Shown => ({ text: NONE, reason, tone: 'plain' })

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** Three letters each, January first. */
export const MONTH_NAMES: readonly string[] = MONTHS

/** `1 Jan 2024` of `2024-01-01`. */
export function dateWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

/** Days and years in seconds, as charts count. */
const DAY_S = 86_400
const YEAR_S = 365 * DAY_S

/** Marks under a chart of days, `step` apart, all in epoch seconds: `13 Jan`, `Jan` or `2024`; the year below where it begins. */
export const dateMarks = (moments: readonly number[], step: number): string[] => {
  const dates = moments.map((seconds) => new Date(seconds * 1_000).toISOString().slice(0, 10))
  return dates.map((date, place) => {
    const [year = '', month = '', day = ''] = date.split('-')
    if (step >= YEAR_S) return year
    const name = MONTHS[Number(month) - 1] ?? month
    const mark = step < 28 * DAY_S ? `${Number(day)} ${name}` : name
    return dates[place - 1]?.startsWith(year) ? mark : `${mark}\n${year}`
  })
}

/** `1 instrument`, `12 instruments`. */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`

/** A sentence that begins with a capital and ends with a full stop. */
export const sentence = (text: string): string => {
  const first = text.charAt(0).toUpperCase()
  return `${first}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`
}
