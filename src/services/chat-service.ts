import {
  type AgentBook,
  type AskedChat,
  ChatDesk,
  type ChatSession,
  type ChatTurn,
  type PromptBook,
} from '../core/ai/ai-desk.ts'
import { AiAuthError } from '../core/ai/ai-error.ts'
import type { Answer, Claude, ToolCall } from '../core/ai/claude.ts'
import type { Crew } from '../core/ai/crew.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { Recommendation } from '../core/ai/records.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { ChatStore } from '../core/state/chat-store.ts'
import { correlationId } from '../domain/brand.ts'
import { chatMessage, checkWords, grantedFor, titleOf } from './chat-message.ts'

export interface ChatDeps {
  readonly claude: Claude
  readonly crew: Crew
  readonly store: Pick<ChatStore, keyof ChatStore>
  readonly prompts: Pick<PromptBook, 'active'>
  readonly agents: Pick<AgentBook, 'all'>
  /** Throws NOT_FOUND. */
  readonly recommendation: (id: string) => Promise<Recommendation>
  readonly clock: Clock
  readonly model: string
  readonly newId: () => string
  /** Whether everything is stopped: then nobody talks either. */
  readonly isStopped: () => boolean
}

type Told = Parameters<ChatDesk['ask']>[1]

/** What came before an answer broke off. */
interface Heard {
  words: string
  readonly calls: ToolCall[]
}

const STOPPED = { code: 'CLOSED', message: 'It was stopped before it was answered' } as const
const WORDS_MAX = 100_000

/** Conversations about the portfolio: each turn is kept, what failed too; nobody's words are ever made up. */
export class ChatService extends ChatDesk {
  readonly #deps: ChatDeps
  /** Conversations in which an answer is under way. */
  readonly #busy = new Map<string, AbortController>()

  constructor(deps: ChatDeps) {
    super()
    this.#deps = deps
  }

  override async ask(
    asked: AskedChat,
    told: Told,
    signal: AbortSignal,
  ): Promise<{ readonly sessionId: string; readonly turn: ChatTurn }> {
    const { text, recommendationId } = asked
    checkWords(text)
    await this.#mayTalk()
    const about = recommendationId ?? (await this.#aboutOf(asked.sessionId))
    const discussed = about === null ? null : await this.#deps.recommendation(about)
    const session = await this.#sessionFor(asked, about)
    if (this.#busy.has(session.id))
      throw new TradingError('CONFLICT', 'The last question is still being answered: stop it first')
    const hushing = new AbortController()
    this.#busy.set(session.id, hushing)
    try {
      await this.#deps.store.add(session.id, this.#turn('person', text))
      const either = AbortSignal.any([signal, hushing.signal])
      const turn = await this.#answer(session, text, discussed, told, either)
      return { sessionId: session.id, turn }
    } finally {
      this.#busy.delete(session.id)
    }
  }

  override sessions(): Promise<readonly ChatSession[]> {
    return this.#deps.store.sessions()
  }

  override session(id: string): Promise<ChatSession> {
    return this.#deps.store.session(id)
  }

  override remove(id: string): Promise<void> {
    return this.#deps.store.remove(id)
  }

  /** Every answer that is under way breaks off; what was said of it is kept. */
  hush(): void {
    for (const hushing of this.#busy.values()) hushing.abort('everything is stopped')
  }

  /** Throws TRADING_HALTED, AI_BLOCKED, and NOT_AVAILABLE where the role is switched off. */
  async #mayTalk(): Promise<void> {
    if (this.#deps.isStopped())
      throw new TradingError(
        'TRADING_HALTED',
        'Everything is stopped, the AI too: let it go on first',
      )
    const { state, reason, nextStep } = this.#deps.claude.state
    if (state === 'blocked')
      throw new AiAuthError(nextStep === null ? reason : `${reason}: ${nextStep}`)
    const config = (await this.#deps.agents.all()).find(({ role }) => role === 'chat')
    if (config?.isOn === false)
      throw new TradingError('NOT_AVAILABLE', 'The conversation is switched off: see the agents')
  }

  async #aboutOf(sessionId: string | null): Promise<string | null> {
    return sessionId === null ? null : (await this.#deps.store.session(sessionId)).about
  }

  async #sessionFor({ sessionId, text }: AskedChat, about: string | null): Promise<ChatSession> {
    const { store, clock, newId } = this.#deps
    if (sessionId !== null) return store.session(sessionId)
    const now = clock.now()
    const session = { id: newId(), title: titleOf(text), createdAt: now, lastAt: now, about }
    await store.begin(session)
    return { ...session, turns: [] }
  }

  async #answer(
    session: ChatSession,
    text: string,
    about: Recommendation | null,
    told: Told,
    signal: AbortSignal,
  ): Promise<ChatTurn> {
    const { store } = this.#deps
    const heard: Heard = { words: '', calls: [] }
    try {
      const answer = await this.#ask(session, text, about, heard, told, signal)
      const { toolCalls, costPaise } = answer
      const turn = { ...this.#turn('model', answer.text), toolCalls, costPaise }
      await store.add(session.id, turn)
      return turn
    } catch (error) {
      const { code, message } = signal.aborted ? STOPPED : toTradingError(error)
      const broken = this.#turn('model', heard.words.slice(0, WORDS_MAX))
      await store.add(session.id, {
        ...broken,
        toolCalls: heard.calls,
        error: { code, message },
      })
      throw error
    }
  }

  async #ask(
    session: ChatSession,
    text: string,
    about: Recommendation | null,
    heard: Heard,
    told: Told,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { claude, crew, prompts, agents, model } = this.#deps
    const config = (await agents.all()).find(({ role }) => role === 'chat')
    const { text: prompt } = await prompts.active('chat')
    const question = {
      client: 'conversation' as const,
      by: 'chat' as const,
      options: crew.options('conversation', config?.model ?? model),
      prompt: chatMessage(prompt, text, session.turns, about),
      // What was said before stands in the message: a client that was replaced meanwhile loses nothing.
      isFresh: true,
      granted: grantedFor(text),
      correlationId: correlationId(namedId(`chat ${session.id} ${session.turns.length}`)),
      about: `chat/${session.id}`,
      onWords: (words: string) => {
        heard.words += words
        told.words(words)
      },
      onToolCall: (call: ToolCall) => {
        heard.calls.push(call)
        told.tool(call)
      },
    }
    return claude.ask(question, signal)
  }

  #turn(by: ChatTurn['by'], text: string): ChatTurn {
    const { clock, newId } = this.#deps
    return { id: newId(), at: clock.now(), by, text, toolCalls: [], costPaise: 0, error: null }
  }
}
