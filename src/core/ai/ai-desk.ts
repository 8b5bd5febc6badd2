import type { InstrumentId } from '../../domain/brand.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { ToolCall } from './claude.ts'
import type { AnalysisLine, AnalysisRecord, Recommendation } from './records.ts'
import type { RoleName } from './role-names.ts'

export interface AskedAnalysis {
  /** 2 or 3 a task; more become several tasks. None: what the desk holds, then what it watches. */
  readonly instruments: readonly InstrumentId[]
  readonly askedBy: string
}

/** Analyses beside a trading desk: asked, followed, cancelled and read. */
export abstract class AnalysisDesk {
  /** The tasks that were made; one that was already waiting is not made again. Throws INPUT_INVALID, QUEUE_FULL, AI_BLOCKED. */
  abstract start(asked: AskedAnalysis): Promise<readonly AnalysisLine[]>
  /** Ends within 2 s. Throws NOT_FOUND, and CONFLICT for one that has ended. */
  abstract cancel(id: string): Promise<AnalysisLine>
  /** Newest first, those of earlier starts among them. */
  abstract list(most: number): Promise<readonly AnalysisLine[]>
  /** Throws NOT_FOUND. */
  abstract get(id: string): Promise<AnalysisRecord>
  /** The recorded replies through the same code again: whether it comes to the same decisions, and where not. Throws NOT_FOUND, CONFLICT. */
  abstract replay(id: string): Promise<Replay>
  abstract recommendations(most: number): Promise<readonly Recommendation[]>
  /** What is known without asking anybody, newest first. */
  abstract get known(): readonly AnalysisLine[]
  abstract listen(listener: () => void): Disposable
}

export interface Replay {
  readonly isSame: boolean
  readonly differences: readonly string[]
}

export interface ChatTurn {
  readonly id: string
  readonly at: EpochMs
  readonly by: 'person' | 'model'
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly costPaise: number
  readonly error: { readonly code: string; readonly message: string } | null
}
export interface ChatSession {
  readonly id: string
  readonly title: string
  readonly createdAt: EpochMs
  readonly lastAt: EpochMs
  /** The recommendation that it discusses. */
  readonly about: string | null
  readonly turns: readonly ChatTurn[]
}
export interface AskedChat {
  /** null begins a conversation. */
  readonly sessionId: string | null
  readonly text: string
  readonly by: string
  /** Of a proposal that is discussed: its evidence is told to the model. */
  readonly recommendationId: string | null
}

/** Conversations about the portfolio. */
export abstract class ChatDesk {
  /** Words and tool calls as they come; the whole turn at the end. Aborting stops the model. */
  abstract ask(
    asked: AskedChat,
    told: { words(text: string): void; tool(call: ToolCall): void },
    signal: AbortSignal,
  ): Promise<{ readonly sessionId: string; readonly turn: ChatTurn }>
  /** Newest first, without their turns' tool outputs. */
  abstract sessions(): Promise<readonly ChatSession[]>
  /** Throws NOT_FOUND. */
  abstract session(id: string): Promise<ChatSession>
  abstract remove(id: string): Promise<void>
}

export interface PromptVersion {
  readonly prompt: RoleName
  readonly version: number
  readonly text: string
  readonly createdAt: EpochMs
  readonly by: string
  readonly isActive: boolean
  /** Mean quality of what it gave, 0 to 100; null before it gave anything. */
  readonly quality: number | null
  readonly uses: number
}

/** Versions of each role's prompt: a changed prompt is a new version, never an overwritten one. */
export abstract class PromptBook {
  /** Newest first. Throws NOT_FOUND. */
  abstract versions(prompt: RoleName): Promise<readonly PromptVersion[]>
  abstract active(prompt: RoleName): Promise<PromptVersion>
  /** Adds a version that is not active yet; the same text as the newest adds none. Throws INPUT_INVALID. */
  abstract add(prompt: RoleName, text: string, by: string): Promise<PromptVersion>
  /** Throws NOT_FOUND. */
  abstract promote(prompt: RoleName, version: number, by: string): Promise<PromptVersion>
  /** Notes how good what a version gave was, 0 to 100. */
  abstract judge(prompt: RoleName, version: number, quality: number): Promise<void>
}

export interface AgentConfig {
  readonly role: RoleName
  readonly isOn: boolean
  /** null takes the desk's. */
  readonly model: string | null
  readonly version: number
}

/** Switches and models of the roles. */
export abstract class AgentBook {
  abstract all(): Promise<readonly AgentConfig[]>
  /** Throws CONFLICT when `config.version` is not the newest. */
  abstract change(config: AgentConfig, by: string): Promise<AgentConfig>
}
