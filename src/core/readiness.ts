import { type EpochMs, epochMs } from '../domain/time.ts'
import { ignoreCancellation } from './cancellation.ts'
import type { Clock } from './clock.ts'
import { rethrowCancelled } from './error-handler.ts'
import type { Health } from './events/operations-events.ts'

/** What a check found: never ready by default. */
export interface Finding {
  readonly state: Health
  readonly reason: string
  /** What a person can do about it; null when there is nothing to do. */
  readonly nextStep: string | null
}

/** One line of the readiness card. */
export interface ReadinessItem extends Finding {
  readonly name: string
  /** Whether trading needs it: a blocked one stops, another only says so. */
  readonly isNeeded: boolean
  readonly checkedAt: EpochMs
}

/** One thing that must be in order before the desk trades. */
export interface Check {
  readonly name: string
  readonly isNeeded: boolean
  find(signal: AbortSignal): Promise<Finding>
}

const CHECK_MS_MAX = 10_000

/**
 * Runs every check, each within its own time; one that throws or hangs is blocked with the reason. Rejects only when the
 * signal aborts: who stops asking is not told that anything failed.
 */
export async function runChecks(
  checks: readonly Check[],
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly ReadinessItem[]> {
  return Promise.all(
    checks.map(async (check) => {
      const finding = await findingOf(check, clock, signal)
      const { name, isNeeded } = check
      return { name, isNeeded, ...finding, checkedAt: clock.now() }
    }),
  )
}

async function findingOf(check: Check, clock: Clock, signal: AbortSignal): Promise<Finding> {
  const limit = new AbortController()
  const both = AbortSignal.any([signal, limit.signal])
  const due = epochMs(clock.now() + CHECK_MS_MAX)
  const late = clock.until(due, both).then(() => blocked('It did not answer in time'))
  late.catch(ignoreCancellation)
  try {
    return await Promise.race([check.find(both), late])
  } catch (error) {
    return blocked(rethrowCancelled(error, signal).message)
  } finally {
    limit.abort('answered')
  }
}

const blocked = (reason: string): Finding => ({ state: 'blocked', reason, nextStep: null })

/** Whether anything that trading needs is blocked. */
export const isBlocked = (items: readonly ReadinessItem[]): boolean =>
  items.some(({ isNeeded, state }) => isNeeded && state === 'blocked')
