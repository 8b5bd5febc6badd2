import type {
  PromptVersion as Prompt,
  ChatSession as Session,
  ChatTurn as Turn,
} from '../../core/ai/ai-desk.ts'
import type { ToolCall as Call, AiState as State } from '../../core/ai/claude.ts'
import type { AnalysisRecord, AnalysisStep, AnalysisLine as Line } from '../../core/ai/records.ts'
import { isoTime } from '../../domain/time.ts'
import type {
  AiSession,
  AiState,
  AnalysisLine,
  PromptVersion,
  Recommendation,
  AnalysisRecord as RecordBody,
  AnalysisStep as StepBody,
  ToolCall,
} from '../contract/ai.ts'
import type { ChatBody, ChatSession, ChatSessionsBody, ChatTurn } from '../contract/chat.ts'
import { timeOrNull } from './figures.ts'
import { keptRows, keyed } from './kept-rows.ts'

const MIB = 1_048_576

const failureOf = (error: { readonly code: string; readonly message: string } | null) =>
  error === null ? null : { code: error.code, message: error.message }

/** The processes of the model's client, by its kind. */
export const aiSessionsOf = ({ sessions }: Pick<State, 'sessions'>): Record<string, AiSession> =>
  keyed(
    sessions,
    ({ client }) => client,
    ({ client, pid, residentBytes, turns, openedAt, isBusy }): AiSession => ({
      client,
      pid,
      residentMiB: residentBytes === null ? null : Math.round(residentBytes / MIB),
      turns,
      openedAt: isoTime(openedAt),
      isBusy,
    }),
  )

/** Whether the model can be asked. */
export const aiStateOf = (state: State): AiState => ({
  state: state.state,
  reason: state.reason,
  nextStep: state.nextStep,
  checkedAt: timeOrNull(state.checkedAt),
  coolingUntil: timeOrNull(state.coolingUntil),
  model: state.model,
  isScripted: state.isScripted,
  spentTodayPaise: state.spentTodayPaise,
  budgetADayPaise: state.budgetADayPaise,
  tokensToday: state.tokensToday,
  sessions: aiSessionsOf(state),
})

/** A call of a tool, as it was made. */
export const toolCallOf = ({ at, ...call }: Call): ToolCall => ({ ...call, at: isoTime(at) })

/** An analysis as a list shows it. */
export const analysisLineOf = keptRows(
  (line: Line): AnalysisLine => ({
    ...line,
    instruments: [...line.instruments],
    createdAt: isoTime(line.createdAt),
    startedAt: timeOrNull(line.startedAt),
    endedAt: timeOrNull(line.endedAt),
    error: failureOf(line.error),
  }),
)

const stepOf = (step: AnalysisStep): StepBody => ({
  ...step,
  startedAt: timeOrNull(step.startedAt),
  tokens: { ...step.tokens },
  toolCalls: step.toolCalls.map(toolCallOf),
  output: step.output ?? null,
  error: failureOf(step.error),
})

/** Everything of an analysis. */
export const analysisRecordOf = (
  { line, knowledgeCutOff, steps }: AnalysisRecord,
  recommendations: Recommendation[],
): RecordBody => ({
  line: analysisLineOf(line),
  knowledgeCutOff,
  steps: steps.map(stepOf),
  recommendations,
})

const turnOf = (turn: Turn): ChatTurn => ({
  ...turn,
  at: isoTime(turn.at),
  toolCalls: turn.toolCalls.map(toolCallOf),
  error: failureOf(turn.error),
})

/** A conversation as a list shows it. */
export const chatSessionRow = (session: Session): ChatSessionsBody['sessions'][number] => ({
  ...session,
  createdAt: isoTime(session.createdAt),
  lastAt: isoTime(session.lastAt),
  turns: session.turns.length,
})

/** A conversation with its turns. */
export const chatSessionOf = (session: Session): ChatSession => ({
  ...session,
  createdAt: isoTime(session.createdAt),
  lastAt: isoTime(session.lastAt),
  turns: session.turns.map(turnOf),
})

/** What a question was answered. */
export const chatBodyOf = ({
  sessionId,
  turn,
}: {
  readonly sessionId: string
  readonly turn: Turn
}): ChatBody => ({ sessionId, turn: turnOf(turn) })

/** A version of a role's prompt. */
export const promptVersionOf = (version: Prompt): PromptVersion => ({
  ...version,
  createdAt: isoTime(version.createdAt),
})
