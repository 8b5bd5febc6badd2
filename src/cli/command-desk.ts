import { z } from 'zod'
import type { Clock } from '../core/clock.ts'
import { isCancellation } from '../core/cancellation.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { LiveBook } from '../core/live-book.ts'
import type { Logger } from '../core/log.ts'
import { type Command, CommandQueue } from '../core/state/command-queue.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import { correlationId, eventId } from '../domain/brand.ts'

/** What other processes may ask of a running desk. */
export const commandPayload = z.strictObject({ reason: z.string().min(1).max(500), by: z.string().min(1).max(100) })

export interface CommandDeskDeps {
  readonly state: StateManager
  readonly live: LiveBook
  readonly clock: Clock
  readonly log: Logger
}

const KINDS = { stop: 'system.emergency_stop', resume: 'system.emergency_resume' } as const

/** Takes what other processes ask to the kernel's door and writes down what came of it, until aborted. */
export async function answerCommands(deps: CommandDeskDeps, signal: AbortSignal): Promise<void> {
  const { state, live, clock, log } = deps
  const queue = new CommandQueue({ state, book: live.book.name, clock })
  try {
    for await (const command of queue.incoming(signal)) {
      await answer(queue, live, command).catch((error: unknown) => {
        const { code, message } = toTradingError(error)
        log.warn('a command was refused', { command: command.kind, code, error })
        return queue.settle(command.id, { code, message })
      })
    }
  } catch (error) {
    if (!isCancellation(error)) throw error
  }
}

async function answer(queue: CommandQueue, live: LiveBook, { id, kind, payload }: Command): Promise<void> {
  if (kind !== 'stop' && kind !== 'resume') {
    throw new TradingError('INPUT_INVALID', `There is no command "${kind}"`)
  }
  const data = commandPayload.parse(payload)
  const origin = { source: 'cli', id: eventId(id), correlationId: correlationId(id) }
  const event = await live.intake.post(KINDS[kind], data, origin)
  if (event) await queue.admit(id, event.seq)
  await queue.settle(id, { state: kind === 'stop' ? 'halted' : 'active', seq: event?.seq ?? null })
}
