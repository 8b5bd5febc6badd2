import type { EpochMs } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import {
  type ClientLine,
  FORM_TOOL,
  fullName,
  openLine,
  receiveReply,
  sendQuery,
  type ToolGate,
} from '../sdk-helpers.ts'
import { AiError, AiSessionError, AiToolError } from './ai-error.ts'
import type { AiSessionLine, Answer, ClientOptions, ClientType, Question } from './claude.ts'
import { type ClientProcesses, residentBytes } from './client-process.ts'
import { type Heard, NO_TOKENS } from './heard.ts'
import { orAborted } from './or-aborted.ts'
import { tokensIn } from './prompt-length.ts'
import type { Spending } from './spending.ts'
import type { ToolBench } from './tool.ts'
import { Turn } from './turn.ts'

/** How long each part of an answer may take. */
export interface TurnLimits {
  readonly startMs: number
  readonly queryMs: number
  readonly replyMs: number
}

/** A client grows with its turns: after so many, or at this size, the next question finds a new one. */
export interface Wear {
  readonly turnsMax: number
  readonly residentBytesMax: number
}

/** A client keeps some 200 MB after its first turn, and 260 after a hundred (measured, version 2.1.330). */
export const WEAR: Wear = { turnsMax: 300, residentBytesMax: 400_000_000 }

export interface SessionDeps {
  readonly type: ClientType
  readonly options: ClientOptions
  readonly bench: ToolBench
  readonly clock: Clock
  readonly limits: TurnLimits
  readonly wear: Wear
  readonly spending: Spending
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly processes: ClientProcesses
}

/** Questions that may wait for one session. */
const WAITING_MAX = 64
const CLEAR = '/clear'

/** One warm client: a question at a time, others wait for their turn. */
export class ClaudeSession implements AsyncDisposable {
  readonly #deps: SessionDeps
  readonly #openedAt: EpochMs
  readonly #gate: ToolGate = {
    refusal: (name, input) => (this.#turn === null ? NO_QUESTION : this.#turn.refusal(name, input)),
    call: async (name, input, signal) =>
      this.#turn === null
        ? { text: NO_QUESTION, isError: true }
        : this.#turn.call(name, input, signal),
  }
  #opened: ClientLine | null = null
  #turn: Turn | null = null
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0
  #turns = 0
  #isRetired = false
  /** Something was said that a fresh question must not see. */
  #hasContext = false
  #contextUsd = 0
  #contextPaise = 0
  #resident: number | null = null

  private constructor(deps: SessionDeps) {
    this.#deps = deps
    this.#openedAt = deps.clock.now()
  }

  /** Opens one that is ready to be asked. Throws AI_SESSION_LOST, AI_TIMED_OUT. */
  static async open(deps: SessionDeps, signal: AbortSignal): Promise<ClaudeSession> {
    const session = new ClaudeSession(deps)
    await session.#open(signal)
    return session
  }

  get type(): ClientType {
    return this.#deps.type
  }

  get options(): ClientOptions {
    return this.#deps.options
  }

  /** No more questions: it was retired, or its client is gone. */
  get isOver(): boolean {
    return this.#isRetired || (this.#opened?.isOver ?? true)
  }

  /** It has done its work: the next question is for another. */
  get isTired(): boolean {
    const { turnsMax, residentBytesMax } = this.#deps.wear
    return this.#turns >= turnsMax || (this.#resident ?? 0) >= residentBytesMax
  }

  get line(): AiSessionLine {
    return {
      client: this.#deps.type,
      pid: this.#opened?.pid ?? null,
      residentBytes: this.#resident,
      turns: this.#turns,
      openedAt: this.#openedAt,
      isBusy: this.#waiting > 0,
    }
  }

  /** Waits for its turn, asks, and reads the answer once. Throws as `Claude.ask` does. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (this.#waiting >= WAITING_MAX) {
      throw new AiError('QUEUE_FULL', 'Too many questions wait for the model: ask later')
    }
    return this.#inTurn(signal, () => this.#answer(question, signal))
  }

  /** Looks how much memory its client keeps. */
  async weigh(): Promise<void> {
    const pid = this.#opened?.pid ?? null
    this.#resident = pid === null || this.isOver ? null : await residentBytes(pid)
  }

  /** Answers what it was asked, and is closed then. */
  async retire(): Promise<void> {
    if (this.#isRetired) return
    this.#isRetired = true
    await this.#tail
    await this.close()
  }

  /** Ends the client at once; what it was at is lost. */
  async close(): Promise<void> {
    this.#isRetired = true
    this.#turn?.end()
    await this.#opened?.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { options, bench, clock, limits, type, program, env, cwd, processes } = this.#deps
    const line = await openLine({
      client: options,
      tools: bench.tools.filter(({ name }) => options.tools.includes(name)),
      gate: this.#gate,
      program,
      env,
      cwd,
      processes,
      isTold: type === 'conversation',
      toolMs: limits.replyMs,
      usdMax: this.#deps.spending.sessionUsdMax,
    })
    this.#opened = line
    try {
      await line.ready({ limitMs: limits.startMs, clock, signal })
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async #answer(question: Question, signal: AbortSignal): Promise<Answer> {
    const { clock, limits, bench, spending } = this.#deps
    const line = this.#opened
    if (line === null || line.isOver) throw new AiSessionError('The model’s client has ended')
    await spending.check(question.isFresh ? 0 : this.#contextPaise)
    if (question.isFresh && this.#hasContext) await this.#clear(line, signal)
    const began = clock.now()
    const turn = new Turn(question, bench, clock)
    this.#turn = turn
    this.#turns++
    this.#hasContext = true
    let costPaise = 0
    let last: Heard
    try {
      const asked = { text: question.prompt, isComposed: true }
      const query = { limitMs: limits.queryMs, clock, signal }
      last = await sendQuery(line, asked, query, turn.hear)
      if (last.kind === 'begun') {
        this.#checkTools(last.tools)
        last = await receiveReply(line, { limitMs: limits.replyMs, clock, signal }, turn.hear)
      }
    } catch (error) {
      if (error instanceof AiToolError) await this.close()
      throw error
    } finally {
      turn.end()
      this.#turn = null
      costPaise = await this.#account(turn, question)
    }
    if (last.kind !== 'ended') throw new AiSessionError('The model’s client lost its answer')
    const failure = turn.failure(last)
    if (failure !== null) throw failure
    if (turn.fault !== null) throw turn.fault
    return {
      sessionId: last.sessionId,
      model: turn.model,
      text: turn.text,
      form: last.form,
      toolCalls: turn.calls,
      tokens: last.tokens,
      costPaise,
      durationMs: clock.now() - began,
    }
  }

  /** What the client counts grows until its context is cleared; a turn without an end is counted by its question. */
  #account(turn: Turn, { prompt }: Question): Promise<number> {
    const { ended, model } = turn
    const usd = ended === null ? 0 : Math.max(0, ended.usd - this.#contextUsd)
    const tokens = ended?.tokens ?? { ...NO_TOKENS, input: tokensIn(prompt) }
    this.#contextUsd = ended?.usd ?? this.#contextUsd
    return this.#deps.spending
      .add({ client: this.#deps.type, model, tokens, usd })
      .then((costPaise) => {
        this.#contextPaise += costPaise
        return costPaise
      })
  }

  async #clear(line: ClientLine, signal: AbortSignal): Promise<void> {
    const { clock, limits } = this.#deps
    const limit = { limitMs: limits.queryMs, clock, signal }
    const nothing = () => {}
    const first = await sendQuery(line, { text: CLEAR, isComposed: false }, limit, nothing)
    const last = first.kind === 'ended' ? first : await receiveReply(line, limit, nothing)
    if (last.kind !== 'ended' || last.localCommand !== 'clear') {
      await this.close()
      throw new AiSessionError('The model’s client did not forget what was said before')
    }
    this.#hasContext = false
    this.#contextUsd = last.usd
    this.#contextPaise = 0
  }

  /** The model must see our tools and no others. */
  #checkTools(seen: readonly string[]): void {
    const { options } = this.#deps
    const own = options.tools.map(fullName)
    const expected = options.form === null ? own : [...own, FORM_TOOL]
    const isSame = seen.length === expected.length && expected.every((name) => seen.includes(name))
    if (isSame) return
    throw new AiToolError('The model’s client does not offer the tools that it should', {
      facts: { seen, expected },
    })
  }

  async #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#tail
    let release: () => void = () => {}
    this.#tail = new Promise((resolve) => {
      release = resolve
    })
    this.#waiting++
    try {
      await orAborted(before, signal)
      return await work()
    } finally {
      this.#waiting--
      // Whoever gave up waiting passes his turn on when it would have come.
      before.then(release, release)
    }
  }
}

const NO_QUESTION = 'No question is being answered'
