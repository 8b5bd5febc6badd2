import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import {
  type CalledTool,
  Proposals,
  type Proposed,
  type ProposedForecast,
  type ProposedLesson,
  type ProposedTrade,
  ToolCallLog,
} from '../core/ai/proposals.ts'
import type { ToolCaller } from '../core/ai/tool.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { ERRORS, type ErrorCode, TradingError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { bookStandings } from '../core/state/book-standing.ts'
import { CommandQueue } from '../core/state/command-queue.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import type { ProposedKind } from './proposed-command.ts'

export interface QueuedDeps {
  readonly state: StateManager
  readonly book: string
  readonly clock: Clock
  readonly log: Logger
}

const ANSWER_MS_MAX = 10_000

const known = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code)

const refusal = z.object({ code: z.custom<ErrorCode>(known), message: z.string() })
const taken = z.object({ id: z.string(), isNew: z.boolean(), says: z.string() })

/** Whether a living process writes the book now. */
async function isRunning({ state, book, clock }: QueuedDeps): Promise<boolean> {
  const standings = await bookStandings(state, clock.now())
  return standings.some((standing) => standing.book.name === book && standing.writer !== null)
}

/** Proposals to a desk in another process, by the door at which it also hears of a stop. Nothing is kept for a desk that rests. */
export class QueuedProposals extends Proposals {
  readonly #deps: QueuedDeps
  readonly #queue: CommandQueue

  constructor(deps: QueuedDeps) {
    super()
    this.#deps = deps
    this.#queue = new CommandQueue(deps)
  }

  override propose(trade: ProposedTrade, { correlationId }: ToolCaller, signal: AbortSignal) {
    const payload = { correlationId, trade }
    return this.#ask('propose_trade', trade.recommendationId, payload, signal)
  }

  override forecast(
    forecast: ProposedForecast,
    { correlationId }: ToolCaller,
    signal: AbortSignal,
  ) {
    const payload = { correlationId, forecast }
    return this.#ask('record_forecast', forecast.forecastId, payload, signal)
  }

  override learn(lesson: ProposedLesson, { correlationId }: ToolCaller, signal: AbortSignal) {
    const payload = { correlationId, lesson }
    return this.#ask('record_learning', lesson.learningId, payload, signal)
  }

  async #ask(
    kind: ProposedKind,
    id: string,
    payload: object,
    signal: AbortSignal,
  ): Promise<Proposed> {
    const { clock } = this.#deps
    if (!(await isRunning(this.#deps))) throw notRunning()
    const isNew = await this.#submit({ id, kind, payload, createdAt: clock.now() })
    const late = AbortSignal.timeout(ANSWER_MS_MAX)
    const either = AbortSignal.any([signal, late])
    const { outcome } = await this.#queue.outcome(id, either).catch((error: unknown) => {
      throw late.aborted ? notAnswered() : error
    })
    const refused = refusal.safeParse(outcome)
    if (refused.success) throw new TradingError(refused.data.code, refused.data.message)
    const answered = taken.parse(outcome)
    return { ...answered, isNew: answered.isNew && isNew }
  }

  /** False when it was submitted before, perhaps in other words: then that stands. */
  async #submit(command: Parameters<CommandQueue['submit']>[0]): Promise<boolean> {
    try {
      await this.#queue.find(command.id)
      return false
    } catch (error) {
      if (toTradingError(error).code !== 'NOT_FOUND') throw error
    }
    await this.#queue.submit(command)
    return true
  }
}

/** Calls that wait to be noted; more are told in the log alone. */
const WAITING_MAX = 100

/**
 * Notes calls in the journal of the desk that runs, one at a time, so that who stops the desk never stands behind more than
 * one. Where no desk runs nobody may write the journal: then they stand in the program's log.
 */
export class QueuedCalls extends ToolCallLog {
  readonly #deps: QueuedDeps
  readonly #queue: CommandQueue
  readonly #closing = new AbortController()
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(deps: QueuedDeps) {
    super()
    this.#deps = deps
    this.#queue = new CommandQueue(deps)
  }

  override async note(call: CalledTool, { by, correlationId }: ToolCaller): Promise<void> {
    const { log } = this.#deps
    log.info('a tool was called', { ...call, by, correlationId })
    if (this.#waiting >= WAITING_MAX || this.#closing.signal.aborted) return
    this.#waiting += 1
    this.#last = this.#last.then(async () => {
      try {
        await this.#hand({ correlationId, call })
      } catch (error) {
        const { code } = toTradingError(error)
        log.warn('a call of a tool was not journalled', { tool: call.tool, code, error })
      } finally {
        this.#waiting -= 1
      }
    })
    await this.#last
  }

  /** Gives what still waits a moment, then up. */
  async close(): Promise<void> {
    const late = AbortSignal.timeout(1_000)
    late.addEventListener('abort', () => this.#closing.abort('closing'), { once: true })
    await this.#last
    this.#closing.abort('closed')
  }

  async #hand(payload: object): Promise<void> {
    const { clock } = this.#deps
    const { signal } = this.#closing
    if (signal.aborted || !(await isRunning(this.#deps))) return
    const id = randomUUID()
    const kind: ProposedKind = 'tool_called'
    await this.#queue.submit({ id, kind, payload, createdAt: clock.now() })
    await this.#queue.outcome(id, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]))
  }
}

const notRunning = (): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    'No desk runs this book now, so nothing can be proposed: start it with "robo-trader run"',
  )

const notAnswered = (): TradingError =>
  new TradingError(
    'TIMED_OUT',
    'The desk did not answer in time; if it takes the proposal within a minute it stands, the same one again is the same',
  )
