import type { CorrelationId } from '../../domain/brand.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { RoleName } from './role-names.ts'
import type { ToolName } from './tool-names.ts'

/** Kinds of conversation with the model: one warm session each, with its own tools and forms. */
export const CLIENT_TYPES = [
  'trading',
  'query',
  'conversation',
  'paper_trading',
  'portfolio_analysis',
] as const
export type ClientType = (typeof CLIENT_TYPES)[number]

/** What a session of one type is opened with. Other options are another session. */
export interface ClientOptions {
  readonly model: string
  readonly systemPrompt: string
  /** Tools that are served at all; a turn may be granted fewer. None: the session has no tools. */
  readonly tools: readonly ToolName[]
  /** JSON schema (draft 7, an object at its root) of the form that each turn fills; null for free words. */
  readonly form: Readonly<Record<string, unknown>> | null
  readonly turnsMax: number
}

/** A call of a tool as it was made, with what came back: enough to play it again. */
export interface ToolCall {
  readonly tool: ToolName
  readonly input: unknown
  readonly output: string
  readonly outputDigest: string
  readonly isError: boolean
  readonly at: EpochMs
  readonly durationMs: number
}

/** One question and the limits under which it is answered. */
export interface Question {
  readonly client: ClientType
  /** Whose question it is: tools are told. */
  readonly by: RoleName
  readonly options: ClientOptions
  readonly prompt: string
  /** The session forgets what was said before. */
  readonly isFresh: boolean
  /** Tools that may be called in this turn: a part of the session's. */
  readonly granted: readonly ToolName[]
  readonly correlationId: CorrelationId
  /** What the turn is about, as its record says: an analysis' step, a conversation. */
  readonly about: string
  /** Words as they come, for a person who waits. */
  readonly onWords?: (words: string) => void
  readonly onToolCall?: (call: ToolCall) => void
}

export interface Tokens {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWritten: number
}

/** A whole answer, read once. Nothing of it is believed yet. */
export interface Answer {
  readonly sessionId: string
  readonly model: string
  readonly text: string
  /** What the form holds; undefined when the model filled none. */
  readonly form: unknown
  readonly toolCalls: readonly ToolCall[]
  readonly tokens: Tokens
  /** At list prices and the configured rate of the dollar; whole paise, rounded up. */
  readonly costPaise: number
  readonly durationMs: number
}

/**
 * The model, behind one door with limits on time, turns, tokens and rupees. Throws AiError: AI_BLOCKED (not logged in, no
 * program), AI_TIMED_OUT, AI_RATE_LIMITED (with how long to wait), AI_BUDGET_EXCEEDED, AI_NO_FORM, AI_FAILED,
 * PROMPT_TOO_LONG before anything is sent, and CANCELLED's cause when the signal is aborted.
 */
export abstract class Claude {
  abstract ask(question: Question, signal: AbortSignal): Promise<Answer>
  abstract get state(): AiState
  /** Told when the state moved. */
  abstract listen(listener: () => void): Disposable
}

/** Whether the model can be asked, and why not. */
export interface AiState {
  readonly state: 'ready' | 'unproven' | 'blocked' | 'cooling'
  readonly reason: string
  readonly nextStep: string | null
  readonly checkedAt: EpochMs | null
  /** When a limit of the provider ends. */
  readonly coolingUntil: EpochMs | null
  readonly model: string
  /** The model is a script on this machine, not Claude: every screen says so. */
  readonly isScripted: boolean
  readonly spentTodayPaise: number
  readonly budgetADayPaise: number
  readonly tokensToday: number
  readonly sessions: readonly AiSessionLine[]
}

/** A running process of the model's client. */
export interface AiSessionLine {
  readonly client: ClientType
  readonly pid: number | null
  readonly residentBytes: number | null
  readonly turns: number
  readonly openedAt: EpochMs
  readonly isBusy: boolean
}
