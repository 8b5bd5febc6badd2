import { MINUTE_MS } from '../../domain/time.ts'
import type { LimitRow } from '../contract/risk.ts'
import type { DeskMoment } from './desk-moment.ts'
import { type Uses, usageOf } from './risk-uses.ts'

type Trail = LimitRow['trail']

/** Minutes that one point stands for: a session is some eighty of them. */
const STEP = 5
const NO_TRAIL: Trail = {}

/** How much of each limit was used through the day: the most in every few minutes, as it was seen while the desk ran. */
export class UseTrails {
  #date: string | null = null
  #trails: Readonly<Record<string, Trail>> = {}

  /** Takes a moment of an open session down; true when a trail is another one by it. */
  take(moment: DeskMoment): boolean {
    const { date, isOpen, now } = moment.hours
    if (!isOpen) return false
    if (date !== this.#date) this.#trails = {}
    this.#date = date
    const minute = String(Math.floor(now / MINUTE_MS / STEP) * STEP)
    const before = this.#trails
    this.#trails = after(before, minute, usageOf(moment))
    return this.#trails !== before
  }

  /** By the minute (since 1970) with which each stretch begins. */
  of(key: string): Trail {
    return this.#trails[key] ?? NO_TRAIL
  }
}

/** The same object where nothing rose: what is not another is not sent again. */
function after(
  trails: Readonly<Record<string, Trail>>,
  minute: string,
  uses: Uses,
): Readonly<Record<string, Trail>> {
  const risen = Object.entries(uses).flatMap(([key, value]) => {
    const trail = trails[key] ?? NO_TRAIL
    const most = trail[minute]
    if (value === null || (most !== undefined && most >= value)) return []
    return [[key, { ...trail, [minute]: value }] as const]
  })
  return risen.length === 0 ? trails : { ...trails, ...Object.fromEntries(risen) }
}
