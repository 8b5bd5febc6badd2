import type { EquityPoint } from '../../core/desk-view/day-figures.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import type { EquityState } from '../contract/desk.ts'
import type { DeskMoment } from './desk-moment.ts'

/** Closes of what the account is measured against. */
export interface BenchmarkLine {
  /** By date, paise; null when none is at hand. */
  readonly closes: Readonly<Record<string, number>> | null
  readonly says: string
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS)

/** Topic `equity`: what the journal says of the day, and between its words what was reckoned here, once a minute. */
export class EquityView {
  #own: Record<string, number> = {}
  #date: string | null = null
  #sessionsOf: DeskMoment['picture']['sessions'] = []
  #sessions: Record<string, number> = {}

  state(moment: DeskMoment, benchmark: BenchmarkLine): EquityState {
    const { picture, hours, valuation } = moment
    const { date, isOpen, curve, startPaise } = picture.today
    if (date !== this.#date) this.#own = {}
    this.#date = date
    if (isOpen && hours.now > 0) this.#own[minuteOf(hours.now)] = valuation.equityPaise
    return {
      capitalPaise: picture.money.capitalPaise,
      startPaise,
      date,
      today: { ...this.#own, ...stated(curve, hours.now, this.#own) },
      sessions: this.#closes(picture.sessions),
      benchmark: benchmark.closes === null ? null : { ...benchmark.closes },
      benchmarkSays: benchmark.says,
    }
  }

  #closes(sessions: DeskMoment['picture']['sessions']): Record<string, number> {
    if (sessions === this.#sessionsOf) return this.#sessions
    this.#sessionsOf = sessions
    this.#sessions = Object.fromEntries(
      sessions.map(({ date, equityPaise }) => [date, equityPaise]),
    )
    return this.#sessions
  }
}

/** The journal's points by minute; of the minute under way what was reckoned last is newer. */
function stated(
  curve: readonly EquityPoint[],
  now: number,
  own: Readonly<Record<string, number>>,
): Record<string, number> {
  const points: Record<string, number> = {}
  const current = minuteOf(now)
  for (const { at, equityPaise } of curve) {
    const minute = minuteOf(at)
    if (minute !== current || own[minute] === undefined) points[minute] = equityPaise
  }
  return points
}
