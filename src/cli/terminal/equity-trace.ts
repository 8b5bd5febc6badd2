import type { DayFigures, EquityPoint } from '../../core/desk-view/day-figures.ts'
import { MINUTE_MS, type TradeDate } from '../../domain/time.ts'

/** The day's equity: what the journal says of it, and between its words what the screen itself has reckoned, once a minute. */
export class EquityTrace {
  #own: readonly EquityPoint[] = []
  #date: TradeDate | null = null

  /** The day's points in time order, up to now while the market is open. */
  after(
    { date, isOpen, curve }: Pick<DayFigures, 'date' | 'isOpen' | 'curve'>,
    now: number,
    equityPaise: number,
  ): readonly EquityPoint[] {
    if (date !== this.#date) this.#own = []
    this.#date = date
    // What was reckoned before the account began anew is another account's.
    const from = curve[0]?.at ?? Number.NEGATIVE_INFINITY
    this.#own = this.#own.filter((point) => point.at >= from)
    if (!isOpen) return merged(curve, this.#own)
    const last = this.#own.at(-1)
    const point = { at: now, equityPaise }
    if (last === undefined || minuteOf(now) > minuteOf(last.at)) this.#own = [...this.#own, point]
    return [...merged(curve, this.#own), point]
  }
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS)

const merged = (one: readonly EquityPoint[], other: readonly EquityPoint[]) =>
  [...one, ...other].sort((a, b) => a.at - b.at)
