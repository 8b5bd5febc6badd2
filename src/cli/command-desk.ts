import * as z from 'zod'
import { IntakeProposals } from '../core/ai/intake-proposals.ts'
import { isCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { LiveBook } from '../core/live-book.ts'
import type { Logger } from '../core/log.ts'
import { type Command, CommandQueue } from '../core/state/command-queue.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import { correlationId, eventId } from '../domain/brand.ts'
import { epochMs } from '../domain/time.ts'
import { JournalledCalls } from '../mcp/journalled-calls.ts'
import { isProposed, takeProposed } from './proposed-command.ts'

/** What other processes may ask of a running desk. */
export const commandPayload = z.strictObject({
  reason: z.string().min(1).max(500),
  by: z.string().min(1).max(100),
})

export interface CommandDeskDeps {
  readonly state: StateManager
  readonly live: LiveBook
  readonly clock: Clock
  readonly log: Logger
}

const RETRY_MS = 1_000
const CLOSE_MS_MAX = 5_000
const KINDS = { stop: 'system.emergency_stop', resume: 'system.emergency_resume' } as const

/** The desk's ear for other processes. */
export interface CommandDesk {
  /** Takes nothing more; what was not let in yet waits for the next start. */
  close(): Promise<void>
}

/**
 * Takes what other processes ask to the kernel's door and writes down what came of it. When it resolves, what was asked while
 * nobody ran stands at the door, to be let in before the market moves on.
 */
export async function openCommandDesk(deps: CommandDeskDeps): Promise<CommandDesk> {
  const { state, live, clock } = deps
  const queue = new CommandQueue({ state, book: live.book.name, clock })
  const early = await earlyCommands(queue, live)
  const answers = early.map((command) => answer(deps, queue, command))
  const known = new Set(early.map(({ id }) => id))
  const closing = new AbortController()
  const done = Promise.all([...answers, serve(deps, queue, known, closing.signal)])
  return {
    async close() {
      closing.abort('closing')
      live.intake.close()
      const limit = new AbortController()
      const due = epochMs(clock.now() + CLOSE_MS_MAX)
      await Promise.race([done, clock.until(due, limit.signal).catch(ignoreCancellation)])
      limit.abort('closed')
    },
  }
}

/** What waits since before the start, without what a crash kept from being marked as taken. */
async function earlyCommands(queue: CommandQueue, live: LiveBook): Promise<readonly Command[]> {
  const early: Command[] = []
  for (const command of await queue.waiting()) {
    const seq = await live.projecting.rows.placeOf(command.id)
    if (seq === null) early.push(command)
    else await queue.settle(command.id, { state: stateAfter(command.kind), seq })
  }
  return early
}

/** A queue that cannot be read is tried again until it can: the desk must go on hearing who wants to stop it. */
async function serve(
  deps: CommandDeskDeps,
  queue: CommandQueue,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = deps
  while (!signal.aborted) {
    try {
      for await (const command of queue.incoming(signal)) {
        if (!known.has(command.id)) await answer(deps, queue, command)
      }
    } catch (error) {
      if (isCancellation(error)) return
      log.error('commands cannot be read', { code: toTradingError(error).code, error })
      await clock.until(epochMs(clock.now() + RETRY_MS), signal).catch(ignoreCancellation)
    }
  }
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error
}

/** A desk that closes before it came to a command leaves it to the next start. */
async function answer(deps: CommandDeskDeps, queue: CommandQueue, command: Command): Promise<void> {
  try {
    await (isProposed(command.kind)
      ? settleProposed(queue, deps, command)
      : admit(queue, deps.live, command))
  } catch (error) {
    const { code, message } = toTradingError(error)
    deps.log.warn('a command was refused', { command: command.kind, code, error })
    if (code === 'CLOSED') return
    await queue.settle(command.id, { code, message }).catch((failure: unknown) => {
      deps.log.warn('a refusal was not written down', { command: command.kind, error: failure })
    })
  }
}

/** What tools that are served apart hand in: it becomes a fact by the same door as everything from outside. */
async function settleProposed(
  queue: CommandQueue,
  { live, clock, log }: CommandDeskDeps,
  command: Command,
): Promise<void> {
  const { intake, kernel } = live
  const proposals = new IntakeProposals({ intake, kernel, clock })
  const doors = { proposals, calls: new JournalledCalls({ intake, log }) }
  // What has reached the desk is handed in, whoever has gone meanwhile.
  const { signal } = new AbortController()
  await queue.settle(command.id, await takeProposed(doors, command, clock.now(), signal))
}

const stateAfter = (kind: string) => (kind === 'stop' ? 'halted' : 'active')

async function admit(
  queue: CommandQueue,
  live: LiveBook,
  { id, kind, payload }: Command,
): Promise<void> {
  if (kind !== 'stop' && kind !== 'resume') {
    throw new TradingError('INPUT_INVALID', `There is no command "${kind}"`)
  }
  const data = commandPayload.parse(payload)
  const origin = { source: 'cli', id: eventId(id), correlationId: correlationId(id) }
  const event = await live.intake.post(KINDS[kind], data, origin)
  if (event) await queue.admit(id, event.seq)
  await queue.settle(id, { state: stateAfter(kind), seq: event?.seq ?? null })
}
