import type { RiskLimits } from '../../domain/risk-limits.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Event } from '../events.ts'

/** One limit that changed; whether limits are on counts as 1 or 0. */
export interface LimitStep {
  readonly key: string
  readonly before: number
  readonly after: number
}

/** One change of the limits: who made it, when, and what it changed. */
export interface LimitLine {
  readonly seq: number
  readonly at: EpochMs
  readonly by: string
  readonly changes: readonly LimitStep[]
}

/** The limits as they are now, and how they came to be. */
export interface LimitPast {
  readonly now: RiskLimits
  /** Changes so far: a write names the version that it was made on. */
  readonly version: number
  /** Newest first, the last few. */
  readonly history: readonly LimitLine[]
}

const KEPT = 100

/** Before the first change: what the book began with. */
export const firstLimits = (now: RiskLimits): LimitPast => ({ now, version: 0, history: [] })

/** The limits after an event. */
export function limitsAfter(past: LimitPast, event: Event): LimitPast {
  if (event.type !== 'risk.limits_change') return past
  const { seq, at } = event
  const { limits, by } = event.data
  const line = { seq, at, by, changes: stepsBetween(past.now, limits) }
  const history = [line, ...past.history].slice(0, KEPT)
  return { now: limits, version: past.version + 1, history }
}

function stepsBetween(before: RiskLimits, after: RiskLimits): readonly LimitStep[] {
  const earlier: Readonly<Record<string, number | boolean>> = { ...before }
  return Object.entries(after)
    .map(([key, value]) => ({ key, before: Number(earlier[key]), after: Number(value) }))
    .filter((step) => step.before !== step.after)
}
