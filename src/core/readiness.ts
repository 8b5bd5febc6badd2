import type { EpochMs } from '../domain/time.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
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

/** Runs every check, each within its own time; one that throws or hangs is blocked with the reason. */
export async function runChecks(
  checks: readonly Check[],
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly ReadinessItem[]> {
  return Promise.all(
    checks.map(async (check) => {
      const finding = await findingOf(
        check,
        AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS_MAX)]),
      )
      const { name, isNeeded } = check
      return { name, isNeeded, ...finding, checkedAt: clock.now() }
    }),
  )
}

async function findingOf(check: Check, signal: AbortSignal): Promise<Finding> {
  const late = new Promise<Finding>((resolve) => {
    const answer = {
      state: 'blocked',
      reason: 'It did not answer in time',
      nextStep: null,
    } as const
    signal.addEventListener('abort', () => resolve(answer), { once: true })
  })
  const found = check.find(signal).catch((error: unknown): Finding => {
    return { state: 'blocked', reason: toTradingError(error).message, nextStep: null }
  })
  return Promise.race([found, late])
}

/** Whether anything that trading needs is blocked. */
export const isBlocked = (items: readonly ReadinessItem[]): boolean =>
  items.some(({ isNeeded, state }) => isNeeded && state === 'blocked')
