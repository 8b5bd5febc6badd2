const india = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', hourCycle: 'h23', ...options })

const withSeconds = india({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const toMinute = india({ hour: '2-digit', minute: '2-digit' })
const shortDay = india({ day: 'numeric', month: 'short' })
const longDay = india({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' })

/** A moment as the desk writes it, or by its milliseconds. */
export type Moment = string | number

const dateOf = (moment: Moment): Date => new Date(moment)
const write = (format: Intl.DateTimeFormat, moment: Moment): string => {
  const date = dateOf(moment)
  return Number.isNaN(date.getTime()) ? '–' : format.format(date)
}

/** `11:42:07`, in India. */
export const clockTime = (moment: Moment): string => write(withSeconds, moment)
/** `11:42`, in India. */
export const minuteTime = (moment: Moment): string => write(toMinute, moment)
/** `23 Nov`. */
export const dayShort = (moment: Moment): string => write(shortDay, moment)
/** `Mon, 23 Nov 2026` without the comma. */
export const dayLong = (moment: Moment): string => write(longDay, moment).replace(',', '')
/** `2026-11-23`, in India. */
export const isoDate = (moment: Moment): string => write(isoDay, moment)

/** `23 Nov 11:42`; only `11:42` of the day that is looked at. */
export const dayAndTime = (moment: Moment, today: string | null = null): string =>
  isoDate(moment) === today ? minuteTime(moment) : `${dayShort(moment)} ${minuteTime(moment)}`

const SECOND_MS = 1_000
const STEPS: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** `3 h 33 min`, `12 s`: the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS))
  const first = STEPS.findIndex(([size]) => seconds >= size)
  if (first === -1) return '0 s'
  let rest = seconds
  const parts = STEPS.slice(first, first + 2).flatMap(([size, unit]) => {
    const many = Math.floor(rest / size)
    rest -= many * size
    return many === 0 ? [] : [`${many} ${unit}`]
  })
  return parts.join(' ')
}

/** `4 s ago`, `just now`. */
export const ago = (ms: number): string =>
  ms < 2 * SECOND_MS ? 'just now' : `${duration(ms).split(/(?<=[a-z]) /)[0] ?? ''} ago`
