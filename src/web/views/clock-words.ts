import { PHASE_RULES } from '../../domain/rulebook/phase.ts'
import { clockTime, dateOf, MINUTE_MS, weekdayOf } from '../../domain/time.ts'
import type { MarketHours } from './desk-moment.ts'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `3 h 33 m`, `12 m`, `under a minute`. */
function leftWords(minutes: number): string {
  if (minutes < 1) return 'under a minute'
  const [hours, rest] = [Math.floor(minutes / 60), Math.floor(minutes % 60)]
  return hours === 0 ? `${rest} m` : `${hours} h ${rest} m`
}

/** `Tue 24 Nov 09:00`. */
function dayAndTime(at: number): string {
  const date = dateOf(at)
  const [, month, day] = date.split('-')
  const name = MONTHS[Number(month) - 1] ?? ''
  return `${WEEKDAYS[weekdayOf(date)]} ${Number(day)} ${name} ${clockTime(at).slice(0, 5)}`
}

/** What the exchange does now: `continuous trading, 3 h 33 m left`, `closed until Tue 24 Nov 09:00`. */
export function hoursWords({ now, phase, minutesLeft, phaseEndsAt }: MarketHours): string {
  const { label, isContinuous } = PHASE_RULES[phase]
  const [head = phase] = label.split(':')
  const name = head.charAt(0).toLowerCase() + head.slice(1)
  if (isContinuous) return `${name}, ${leftWords(minutesLeft)} left`
  if (phaseEndsAt === null) return name
  const isToday = dateOf(phaseEndsAt) === dateOf(now)
  if (phase === 'closed' || !isToday) return `${name} until ${dayAndTime(phaseEndsAt)}`
  return `${name}, ${leftWords((phaseEndsAt - now) / MINUTE_MS)} left`
}
