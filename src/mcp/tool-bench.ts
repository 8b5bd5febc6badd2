import { createHash } from 'node:crypto'
import type { CalledTool, ToolCallLog } from '../core/ai/proposals.ts'
import {
  type Tool,
  type ToolAnswer,
  ToolBench,
  type ToolCaller,
  type ToolResult,
} from '../core/ai/tool.ts'
import { TEXT_TOOLS } from '../core/ai/tool-names.ts'
import { cancelled, ignoreCancellation, isCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { type ErrorCode, TradingError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { epochMs, SECOND_MS } from '../domain/time.ts'
import { boundedAnswer } from './bounded-answer.ts'
import { wordsOf } from './define-tool.ts'

export interface ToolBenchDeps {
  readonly tools: readonly Tool[]
  readonly calls: ToolCallLog
  /** The machine's. */
  readonly clock: Clock
  readonly log: Logger
}

/** No tool has longer; each one's own waits end before. */
const CALL_MS_MAX = 30 * SECOND_MS
/** Longer an input is not looked at. */
const INPUT_CHARACTERS_MAX = 20_000
/** Failures whose message was written for whoever asked; of others only that they happened is told. */
const TELLING = new Set<ErrorCode>([
  'INPUT_INVALID',
  'NOT_FOUND',
  'CONFLICT',
  'FORBIDDEN',
  'DATA_MISSING',
  'DATA_STALE',
  'NOT_AVAILABLE',
  'QUEUE_FULL',
  'CLOSED',
  'TIMED_OUT',
  'TRADING_HALTED',
  'RATE_LIMITED',
])

/**
 * The tools behind one gate. A handler goes on when its caller has gone, so each call has a limit of its own, and none
 * does anything that may not be done twice.
 */
export class DeskToolBench extends ToolBench {
  readonly #deps: ToolBenchDeps
  readonly #byName: ReadonlyMap<string, Tool>

  constructor(deps: ToolBenchDeps) {
    super()
    this.#deps = deps
    this.#byName = new Map(deps.tools.map((tool) => [tool.name, tool]))
  }

  override get tools(): readonly Tool[] {
    return this.#deps.tools
  }

  override async call(
    name: string,
    input: unknown,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<ToolResult> {
    const { clock, calls } = this.#deps
    const startedAt = clock.now()
    const asked = readable(input)
    const result = await this.#answer(name, asked, caller, signal)
    const call: CalledTool = {
      tool: this.#byName.get(name)?.name ?? 'unknown',
      inputDigest: digestOf(asked?.text ?? ''),
      outputDigest: digestOf(result.text),
      durationMs: Math.max(0, clock.now() - startedAt),
      isError: result.isError,
    }
    // Nobody waits for the note: an answer is no effect outside.
    void calls.note(call, caller)
    return result
  }

  async #answer(
    name: string,
    asked: Readable | null,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<ToolResult> {
    try {
      const tool = this.#granted(name, caller)
      if (asked === null) throw tooLong()
      const parsed = tool.input.safeParse(asked.value)
      if (!parsed.success) throw new TradingError('INPUT_INVALID', wordsOf(parsed.error))
      const answer = await this.#inTime(tool, parsed.data, caller, signal)
      return { text: boundedAnswer(answer), isError: false }
    } catch (error) {
      return this.#refusal(name, error, caller)
    }
  }

  /** Permission first: what was not granted is not even read. Throws FORBIDDEN, NOT_FOUND. */
  #granted(name: string, { granted, by }: ToolCaller): Tool {
    const tool = this.#byName.get(name)
    if (tool === undefined) throw new TradingError('NOT_FOUND', 'There is no such tool')
    if (!granted.includes(tool.name))
      throw new TradingError('FORBIDDEN', `${tool.name} is not granted here`)
    // A person stands behind a conversation; a role that reads what publishers write stands alone.
    const isAlone = by !== 'chat' && by !== 'mcp'
    if (!tool.isReadOnly && isAlone && granted.some((each) => TEXT_TOOLS.has(each)))
      throw new TradingError('FORBIDDEN', 'Who reads fetched text proposes nothing')
    return tool
  }

  /** Throws TIMED_OUT; whatever the handler does afterwards reaches nobody. */
  async #inTime(
    tool: Tool,
    input: unknown,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<ToolAnswer> {
    if (signal.aborted) throw cancelled(signal)
    const { clock } = this.#deps
    const over = new AbortController()
    const both = AbortSignal.any([signal, over.signal])
    const due = epochMs(clock.now() + CALL_MS_MAX)
    const late = clock.until(due, both).then((): never => {
      throw new TradingError('TIMED_OUT', `${tool.name} took too long and was given up`)
    })
    late.catch(ignoreLate)
    try {
      return await Promise.race([tool.call(input, caller, both), late])
    } finally {
      over.abort('answered')
    }
  }

  #refusal(name: string, error: unknown, { by, correlationId }: ToolCaller): ToolResult {
    if (isCancellation(error)) return refused('CANCELLED', 'The call was interrupted')
    const known = toTradingError(error)
    if (TELLING.has(known.code)) return refused(known.code, known.message)
    const tool = this.#byName.get(name)?.name ?? 'unknown'
    this.#deps.log.error('a tool failed', { tool, by, correlationId, code: known.code, error })
    return refused(known.code, 'The tool failed; the desk has noted why')
  }
}

interface Readable {
  readonly value: unknown
  readonly text: string
}

/** An input as JSON; null when it is none or too long. */
function readable(input: unknown): Readable | null {
  try {
    const text: string = JSON.stringify(input ?? {}) ?? ''
    return text === '' || text.length > INPUT_CHARACTERS_MAX ? null : { value: input ?? {}, text }
  } catch (error) {
    // A circle, or a number that JSON has no word for: nothing that a client could have sent.
    if (error instanceof TypeError) return null
    throw error
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const refused = (code: ErrorCode | 'CANCELLED', message: string): ToolResult => ({
  text: JSON.stringify({ error: { code, message } }),
  isError: true,
})

const tooLong = (): TradingError =>
  new TradingError(
    'INPUT_INVALID',
    `The input is not JSON of at most ${INPUT_CHARACTERS_MAX.toLocaleString('en-IN')} characters`,
  )

/** The race has been decided by then. */
function ignoreLate(error: unknown): void {
  if (!(error instanceof TradingError)) ignoreCancellation(error)
}
