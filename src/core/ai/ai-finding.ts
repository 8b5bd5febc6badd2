import { clockTime } from '../../domain/time.ts'
import type { Finding } from '../readiness.ts'
import type { AiState } from './claude.ts'

const STATES = {
  ready: 'ready',
  unproven: 'degraded',
  blocked: 'blocked',
  cooling: 'degraded',
} as const

const PROVE = 'Prove it with "robo-trader ai status"'

/** How the AI stands, as a finding: a login that was never tried is not ready, and a limit of the provider tells its end. */
export function aiFinding({ state, reason, nextStep, coolingUntil }: AiState): Finding {
  const isCooling = state === 'cooling' && coolingUntil !== null
  return {
    state: STATES[state],
    reason: isCooling ? `${reason}; it ends at ${clockTime(coolingUntil).slice(0, 5)}` : reason,
    nextStep: nextStep ?? (state === 'unproven' ? PROVE : null),
  }
}
