import { type AiState, type Answer, Claude, type Question } from '../../src/core/ai/claude.ts'
import type { Adversary } from './adversary.ts'

const NO_TOKENS = { input: 0, output: 0, cacheRead: 0, cacheWritten: 0 }

/** The adversary behind the door to the model. */
export class HostileClaude extends Claude {
  /** Replies so far. */
  outputs = 0
  /** What each role was asked, told as it is asked. */
  onAsked: (question: Question) => void = () => {}
  readonly #adversary: Adversary

  constructor(adversary: Adversary) {
    super()
    this.#adversary = adversary
  }

  override async ask(question: Question): Promise<Answer> {
    this.onAsked(question)
    this.outputs += 1
    const { form, text } = this.#adversary.reply(question.by, question.prompt)
    return {
      sessionId: 'adversary',
      model: question.options.model,
      text,
      form,
      toolCalls: [],
      tokens: NO_TOKENS,
      costPaise: 0,
      durationMs: 0,
    }
  }

  override get state(): AiState {
    throw new RangeError('nobody asks for it here')
  }

  override listen(): Disposable {
    return { [Symbol.dispose]() {} }
  }
}
