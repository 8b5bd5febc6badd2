import type { AnalysisDesk } from '../../core/ai/ai-desk.ts'
import type { AiState, Claude } from '../../core/ai/claude.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import type { AiTopic } from '../contract/ai.ts'
import { aiStateOf, analysisLineOf } from './ai-words.ts'
import { keyed } from './kept-rows.ts'
import { decisionRow } from './recommendation-rows.ts'

/** What of the AI is shown as it is now. */
export interface AiSource {
  readonly claude: Pick<Claude, 'state' | 'listen'>
  readonly analyses: Pick<AnalysisDesk, 'known' | 'listen'>
}

/** A socket is told of the newest; a list asks for all of them. */
const ANALYSES_SHOWN = 20
const DECISIONS_SHOWN = 30

/** Before anybody asked: never ready by default. */
export const NOT_ASKED: AiState = {
  state: 'unproven',
  reason: 'Not checked yet',
  nextStep: null,
  checkedAt: null,
  coolingUntil: null,
  model: '',
  isScripted: false,
  spentTodayPaise: 0,
  budgetADayPaise: 0,
  tokensToday: 0,
  sessions: [],
}

/** Topic `ai`: the model, what it works at, and the last decisions. */
export const aiView = (
  source: AiSource | null,
  { decisions }: Pick<DeskPicture, 'decisions'>,
): AiTopic => ({
  ai: aiStateOf(source?.claude.state ?? NOT_ASKED),
  analyses: keyed(
    source?.analyses.known.slice(0, ANALYSES_SHOWN) ?? [],
    ({ id }) => id,
    analysisLineOf,
  ),
  recommendations: keyed(
    decisions.slice(0, DECISIONS_SHOWN),
    ({ recommendationId }) => recommendationId,
    decisionRow,
  ),
})
