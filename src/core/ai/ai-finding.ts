import { clockTime } from '../../domain/time.ts'
import type { Finding } from '../readiness.ts'
import type { AiState } from './claude.ts'

const STATES = {
  ready: 'ready',
  unproven: 'unknown',
  blocked: 'blocked',
  cooling: 'degraded',
} as const

const SCRIPTED = 'SCRIPTED MODEL: answers are a script’s on this machine, not Claude’s'

/** How the AI stands, as a line of the readiness card: trading needs it never, so a blocked one only says so. */
export function aiFinding(state: AiState): Finding {
  const { reason, nextStep, coolingUntil, isScripted } = state
  const until = coolingUntil === null ? '' : `; it ends at ${clockTime(coolingUntil).slice(0, 5)}`
  const says = `${reason}${state.state === 'cooling' ? until : ''}`
  return {
    state: STATES[state.state],
    reason: isScripted ? `${SCRIPTED}. ${says}` : says,
    nextStep,
  }
}
