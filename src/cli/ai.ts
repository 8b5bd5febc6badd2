import { Command } from 'commander'
import type { AiState } from '../core/ai/claude.ts'
import { ClientPlace } from '../core/ai/client-place.ts'
import { bundledClient, runWithPerson } from '../core/ai/client-process.ts'
import { CLIENT_VARIABLES } from '../core/ai/environment.ts'
import { NO_PROGRAM } from '../core/ai/login-health.ts'
import { ClaudeSdkClientManager } from '../core/claude-sdk-client-manager.ts'
import { SystemClock } from '../core/clock.ts'
import { variablesNamed } from '../core/config.ts'
import { TradingError } from '../core/errors.ts'
import { formatRupees } from '../domain/money.ts'
import { isoTime } from '../domain/time.ts'
import type { Context } from './context.ts'
import { EXIT, endWith } from './exit-code.ts'
import { inContext } from './in-context.ts'

interface StatusOptions {
  readonly probe: boolean
}

/** `ai`: whether the model answers, and how to log in. */
export const aiCommand = (signal: AbortSignal): Command =>
  new Command('ai')
    .description('the model: whether it answers, what it may cost, and how to log in')
    .addCommand(
      new Command('status')
        .description('ready, unproven or blocked, and why; a minimal question proves a login')
        .option('--no-probe', 'ask nothing: a stored login stays unproven')
        .action(inContext<StatusOptions>(signal, status)),
    )
    .addCommand(
      new Command('login')
        .description('log in with the Claude Code client that came along; no key is asked for')
        .action(inContext(signal, login)),
    )

/** One that only looks: it has no tools, and nothing is kept of what it spends but what the provider counts. */
const looking = ({ parts, config, log }: Context): ClaudeSdkClientManager =>
  ClaudeSdkClientManager.toLook({
    config: config.ai,
    clock: parts.get(SystemClock),
    log,
    environment: variablesNamed(CLIENT_VARIABLES),
  })

/** Ends with 3 when the model cannot be asked. */
async function status(context: Context, { probe }: StatusOptions): Promise<void> {
  const { output, signal } = context
  await using claude = looking(context)
  const state = await claude.check(probe, signal)
  output.answer(documentOf(context, state), () => wordsOf(context, state))
  if (state.state === 'blocked') endWith(EXIT.blocked)
}

const documentOf = ({ config: { ai } }: Context, state: AiState) => ({
  state: state.state,
  reason: state.reason,
  nextStep: state.nextStep,
  checkedAt: state.checkedAt === null ? null : isoTime(state.checkedAt),
  coolingUntil: state.coolingUntil === null ? null : isoTime(state.coolingUntil),
  model: state.model,
  isScripted: state.isScripted,
  budgets: {
    dayPaise: ai.budgetADayPaise,
    sessionPaise: ai.budgetASessionPaise,
    tokensADay: ai.tokensADay,
  },
})

function wordsOf({ config: { ai } }: Context, state: AiState): string {
  const { reason, nextStep, isScripted, model } = state
  return [
    ...(isScripted
      ? [`SCRIPTED MODEL: a script at ${ai.scriptedModelUrl} answers, not Claude`]
      : []),
    `${state.state}: ${reason}`,
    ...(nextStep === null ? [] : [`→ ${nextStep}`]),
    `model     ${model}`,
    `budgets   ${formatRupees(ai.budgetADayPaise)} a day, ${formatRupees(ai.budgetASessionPaise)} a session, at list prices; ${ai.tokensADay.toLocaleString('en-IN')} tokens a day`,
  ].join('\n')
}

const LOGIN_ARGS = ['auth', 'login'] as const

/** The client's own login, at this terminal: what is typed there is never ours to see. */
async function login(context: Context): Promise<void> {
  const { config, output, signal } = context
  if (config.ai.scriptedModelUrl !== null) {
    throw new TradingError('CONFLICT', 'A script stands in the model’s place: it takes no login')
  }
  const program = bundledClient()
  if (program === null) {
    const { reason, nextStep } = NO_PROGRAM
    throw new TradingError('AI_BLOCKED', `${reason}: ${nextStep}`)
  }
  if (output.isJson) {
    output.answer({ command: [program, ...LOGIN_ARGS], steps: STEPS }, () => '')
    return
  }
  for (const step of STEPS) output.say(step)
  const place = new ClientPlace(variablesNamed(CLIENT_VARIABLES), null)
  try {
    const command = { command: program, args: LOGIN_ARGS, ...(await place.open()) }
    const code = await runWithPerson(command, signal)
    if (code !== 0) throw new TradingError('AI_BLOCKED', `The login ended with ${code}`)
  } finally {
    await place.close()
  }
  await status(context, { probe: true })
}

/** What a person does. */
const STEPS = [
  'The Claude Code client logs you in: open the address that it shows, and paste the code it asks for.',
  'The login is yours and stays in the client’s own folder; Robo Trader asks for no key and stores none.',
  'On a machine without a browser: "claude setup-token" elsewhere, and set CLAUDE_CODE_OAUTH_TOKEN here.',
] as const
