import { randomUUID } from 'node:crypto'
import {
  AgentBook,
  type AgentConfig,
  type AskedChat,
  ChatDesk,
  type ChatSession,
  type ChatTurn,
  PromptBook,
  type PromptVersion,
} from '../../src/core/ai/ai-desk.ts'
import type { ToolCall } from '../../src/core/ai/claude.ts'
import { ROLE_NAMES, type RoleName } from '../../src/core/ai/role-names.ts'
import { TradingError } from '../../src/core/errors.ts'
import type { EpochMs } from '../../src/domain/time.ts'

type Told = { words(text: string): void; tool(call: ToolCall): void }

/** Conversations in which the model says what a test gave it to say. */
export class StandInChat extends ChatDesk {
  readonly #require: () => void
  readonly #at: EpochMs
  readonly #sessions = new Map<string, ChatSession>()
  /** What it says, word by word. */
  script: readonly string[] = ['You hold ', '2 INFY.']
  /** What it waits for after its first word. */
  hold: Promise<unknown> = Promise.resolve()
  /** What goes wrong after its first word; null where nothing does. */
  failure: TradingError | null = null
  /** Questions that were stopped from outside. */
  stopped = 0
  readonly asked: AskedChat[] = []

  constructor(require: () => void, at: EpochMs) {
    super()
    this.#require = require
    this.#at = at
  }

  override async ask(asked: AskedChat, told: Told, signal: AbortSignal) {
    this.asked.push(asked)
    this.#require()
    const before = asked.sessionId === null ? null : await this.session(asked.sessionId)
    const call: ToolCall = {
      tool: 'get_positions',
      input: {},
      output: '[{"instrument":"NSE:INFY","quantity":2}]',
      outputDigest: 'cd',
      isError: false,
      at: this.#at,
      durationMs: 2,
    }
    const [first = '', ...rest] = this.script
    told.words(first)
    await this.#hold(signal)
    if (this.failure !== null) throw this.failure
    told.tool(call)
    for (const words of rest) told.words(words)
    const turn = this.#turn('model', this.script.join(''), [call])
    const session = before ?? this.#begin(asked)
    const turns = [...session.turns, this.#turn('person', asked.text, []), turn]
    this.#sessions.set(session.id, { ...session, turns })
    return { sessionId: session.id, turn }
  }

  override async sessions(): Promise<readonly ChatSession[]> {
    return [...this.#sessions.values()].toReversed()
  }

  override async session(id: string): Promise<ChatSession> {
    const found = this.#sessions.get(id)
    if (found !== undefined) return found
    throw new TradingError('NOT_FOUND', 'There is no such conversation')
  }

  override async remove(id: string): Promise<void> {
    await this.session(id)
    this.#sessions.delete(id)
  }

  async #hold(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        this.stopped += 1
        reject(new TradingError('AI_FAILED', 'The answer was stopped'))
      })
    })
    await Promise.race([this.hold, aborted])
  }

  #begin({ text, recommendationId }: AskedChat): ChatSession {
    const [id, title] = [randomUUID(), text.slice(0, 40)]
    const when = { createdAt: this.#at, lastAt: this.#at }
    return { id, title, ...when, about: recommendationId, turns: [] }
  }

  #turn(by: ChatTurn['by'], text: string, toolCalls: readonly ToolCall[]): ChatTurn {
    return { id: randomUUID(), at: this.#at, by, text, toolCalls, costPaise: 3, error: null }
  }
}

/** Versions of prompts in memory. */
export class StandInPrompts extends PromptBook {
  readonly #versions = new Map<RoleName, readonly PromptVersion[]>()

  constructor(at: EpochMs) {
    super()
    for (const prompt of ROLE_NAMES) {
      const first = { version: 1, text: `You are the ${prompt}.`, createdAt: at, by: 'desk' }
      const rest = { isActive: true, quality: null, uses: 0 }
      this.#versions.set(prompt, [{ prompt, ...first, ...rest }])
    }
  }

  override async versions(prompt: RoleName): Promise<readonly PromptVersion[]> {
    return this.#versions.get(prompt) ?? []
  }

  override async active(prompt: RoleName): Promise<PromptVersion> {
    return this.#find(prompt, ({ isActive }) => isActive)
  }

  override async add(prompt: RoleName, text: string, by: string): Promise<PromptVersion> {
    const newest = this.#find(prompt, () => true)
    if (newest.text === text) return newest
    const { version, createdAt } = newest
    const blank = { isActive: false, quality: null, uses: 0 }
    const added = { prompt, version: version + 1, text, by, createdAt, ...blank }
    this.#versions.set(prompt, [added, ...(await this.versions(prompt))])
    return added
  }

  override async promote(prompt: RoleName, version: number): Promise<PromptVersion> {
    this.#find(prompt, (one) => one.version === version)
    const versions = await this.versions(prompt)
    this.#versions.set(
      prompt,
      versions.map((one) => ({ ...one, isActive: one.version === version })),
    )
    return this.active(prompt)
  }

  override async judge(prompt: RoleName, version: number, quality: number): Promise<void> {
    const versions = await this.versions(prompt)
    this.#versions.set(
      prompt,
      versions.map((one) => (one.version === version ? { ...one, quality } : one)),
    )
  }

  #find(prompt: RoleName, finds: (version: PromptVersion) => boolean): PromptVersion {
    const found = this.#versions.get(prompt)?.find(finds)
    if (found !== undefined) return found
    throw new TradingError('NOT_FOUND', `The ${prompt} has no such version`)
  }
}

/** Switches of the roles in memory. */
export class StandInAgents extends AgentBook {
  #configs: readonly AgentConfig[] = ROLE_NAMES.map((role) => ({
    role,
    isOn: true,
    model: null,
    version: 1,
  }))

  override async all(): Promise<readonly AgentConfig[]> {
    return this.#configs
  }

  override async change(config: AgentConfig): Promise<AgentConfig> {
    const before = this.#configs.find(({ role }) => role === config.role)
    if (before?.version !== config.version)
      throw new TradingError('CONFLICT', `The newest version is ${before?.version}`)
    const changed = { ...config, version: config.version + 1 }
    this.#configs = this.#configs.map((one) => (one.role === config.role ? changed : one))
    return changed
  }
}
