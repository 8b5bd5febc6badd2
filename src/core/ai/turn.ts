import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import type { TradingError } from '../errors.ts'
import { FORM_TOOL, fullName, type ToolGate } from '../sdk-helpers.ts'
import { AiError } from './ai-error.ts'
import type { Question, ToolCall } from './claude.ts'
import type { Ended, Heard } from './heard.ts'
import type { ToolBench, ToolResult } from './tool.ts'
import type { ToolName } from './tool-names.ts'
import { failureOf } from './turn-failure.ts'

/** More than the longest answer that a model of today can give. */
const TEXT_MAX = 400_000
const SECOND = 1_000
const PARAGRAPH = '\n\n'

/** One question while it is answered: what is heard of it, and which tools it may call. */
export class Turn implements ToolGate {
  readonly #question: Question
  readonly #bench: ToolBench
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #texts: string[] = []
  readonly #calls: ToolCall[] = []
  #length = 0
  #hasWords = false
  #refusal: string | null = null
  #limitedUntil: number | null = null
  #model: string
  #ended: Ended | null = null
  #fault: TradingError | null = null

  constructor(question: Question, bench: ToolBench, clock: Clock) {
    this.#question = question
    this.#bench = bench
    this.#clock = clock
    this.#model = question.options.model
  }

  get calls(): readonly ToolCall[] {
    return this.#calls
  }

  get model(): string {
    return this.#model
  }

  /** null when the client was gone before it told its end. */
  get ended(): Ended | null {
    return this.#ended
  }

  /** What failed of whoever is told as it comes: he is told no more, and the answer is read to its end all the same. */
  get fault(): TradingError | null {
    return this.#fault
  }

  /** All that was said, as it was said. Throws AI_FAILED when that is more than an answer can be. */
  get text(): string {
    if (this.#length <= TEXT_MAX) return this.#texts.join(PARAGRAPH)
    const facts = { characters: this.#length, most: TEXT_MAX }
    throw new AiError('AI_FAILED', 'The answer was longer than any answer may be', { facts })
  }

  readonly hear = (heard: Heard): void => {
    switch (heard.kind) {
      case 'begun':
        this.#model = heard.model
        return
      case 'words':
        this.#tell(heard.words)
        return
      case 'said':
        this.#say(heard.text)
        return
      case 'refused':
        this.#refusal = heard.why
        return
      case 'limited':
        this.#limitedUntil = heard.resetsAt === null ? null : heard.resetsAt * SECOND
        return
      case 'ended':
        this.#ended = heard
        return
      case 'other':
        return
      default:
        heard satisfies never
    }
  }

  /** Why there is no answer; null when there is one. */
  failure(ended: Ended): AiError | null {
    const hints = { refusal: this.#refusal, limitedUntil: this.#limitedUntil }
    return failureOf(ended, hints, this.#clock.now())
  }

  /** The second gate: asked before any tool, and shut for all but those that were granted. */
  refusal(name: string, input: unknown): string | null {
    const { granted, options } = this.#question
    if (name === FORM_TOOL && options.form !== null) return null
    const isOver = this.#stop.signal.aborted
    if (!isOver && granted.some((tool) => fullName(tool) === name)) return null
    const why = isOver ? 'This question is over' : `${name} is not granted for this question`
    const tool = options.tools.find((own) => fullName(own) === name)
    if (tool !== undefined) this.#note(tool, input, { text: why, isError: true }, this.#clock.now())
    return why
  }

  async call(tool: ToolName, input: unknown, signal: AbortSignal): Promise<ToolResult> {
    const at = this.#clock.now()
    const { by, granted, correlationId } = this.#question
    const either = AbortSignal.any([signal, this.#stop.signal])
    const result = await this.#bench.call(tool, input, { by, granted, correlationId }, either)
    this.#note(tool, input, result, at)
    return result
  }

  /** Tools that are still at work are told so; no other begins. */
  end(): void {
    this.#stop.abort('the question is over')
  }

  #say(text: string): void {
    this.#length += text.length
    if (this.#length <= TEXT_MAX) this.#texts.push(text)
    if (!this.#hasWords) this.#tell(text)
    this.#hasWords = false
  }

  #tell(words: string): void {
    const isNext = !this.#hasWords && this.#texts.length > 0
    this.#hasWords = true
    this.#hand(() => this.#question.onWords?.(isNext ? PARAGRAPH + words : words))
  }

  #note(tool: ToolName, input: unknown, { text, isError }: ToolResult, at: ToolCall['at']): void {
    const outputDigest = createHash('sha256').update(text).digest('hex')
    const durationMs = this.#clock.now() - at
    const call = { tool, input, output: text, outputDigest, isError, at, durationMs }
    this.#calls.push(call)
    this.#hand(() => this.#question.onToolCall?.(call))
  }

  #hand(tell: () => void): void {
    if (this.#fault !== null) return
    try {
      tell()
    } catch (error) {
      this.#fault = toTradingError(error)
    }
  }
}
