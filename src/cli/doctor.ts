import { Command } from 'commander'
import { SystemClock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { isBlocked, type ReadinessItem, runChecks } from '../core/readiness.ts'
import type { RuntimeIdentity } from '../core/runtime-identity.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { isoTime } from '../domain/time.ts'
import { bookChecks } from './book-checks.ts'
import type { Context } from './context.ts'
import { EXIT, endWith } from './exit-code.ts'
import { inContext } from './in-context.ts'
import { readinessChecks } from './readiness-checks.ts'

/** `doctor`: the readiness card. */
export const doctorCommand = (signal: AbortSignal): Command =>
  new Command('doctor')
    .description('what is ready, what is not, and what to do about it')
    .action(inContext(signal, doctor))

/** Asks everything once. Ends with 3 when anything that trading needs is blocked. */
async function doctor(context: Context): Promise<void> {
  const { identity, parts, output, log, signal } = context
  // A first start makes the database, which may take longer than a check may; the check tells how it went.
  await parts
    .get(StateDoor)
    .open()
    .catch((error: unknown) => {
      log.warn('the database cannot be opened', { code: toTradingError(error).code, error })
    })
  const checks = [...readinessChecks(context), ...bookChecks(context)]
  const items = await runChecks(checks, parts.get(SystemClock), signal)
  const blocked = isBlocked(items)
  const document = {
    isBlocked: blocked,
    identity: { ...identity, startedAt: isoTime(identity.startedAt) },
    items: items.map(itemDocument),
  }
  output.answer(document, () =>
    [identityWords(identity), '', ...items.map(itemWords), '', verdictWords(items)].join('\n'),
  )
  if (blocked) endWith(EXIT.blocked)
}

const identityWords = ({ version, commit, environment, dataDir }: RuntimeIdentity): string =>
  `robo-trader ${version} · commit ${commit} · ${environment} · ${dataDir}`

const itemDocument = ({ checkedAt, ...item }: ReadinessItem) => ({
  ...item,
  checkedAt: isoTime(checkedAt),
})

function itemWords({ name, state, reason, nextStep, isNeeded }: ReadinessItem): string {
  const line = `${state.padEnd(8)}  ${name.padEnd(12)}  ${reason}`
  const isFine = state === 'ready' || nextStep === null
  const need = isNeeded || state === 'ready' ? '' : ' (the desk runs without it)'
  return isFine ? `${line}${need}` : `${line}${need}\n${' '.repeat(24)}→ ${nextStep}`
}

function verdictWords(items: readonly ReadinessItem[]): string {
  const blocking = items.filter(({ isNeeded, state }) => isNeeded && state === 'blocked')
  if (blocking.length === 0) return 'Ready to trade on paper.'
  return `Not ready: ${blocking.map(({ name }) => name).join(', ')}.`
}
