import * as z from 'zod'
import { CLIENT_TYPES } from '../../core/ai/claude.ts'
import { ROLE_NAMES } from '../../core/ai/role-names.ts'
import { TOOL_NAMES } from '../../core/ai/tool-names.ts'
import { bps, date, instrument, paise, time, words } from './scalars.ts'

const role = z.enum(ROLE_NAMES)
/** What went wrong, as a record keeps it. */
export const failure = z.object({ code: z.string(), message: z.string() })
const tokens = z.object({
  input: z.number().int(),
  output: z.number().int(),
  cacheRead: z.number().int(),
  cacheWritten: z.number().int(),
})
const verdict = z.enum(['BUY', 'SELL', 'HOLD'])
const workState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])

/** A running process of the model's client. */
export const aiSession = z.object({
  client: z.enum(CLIENT_TYPES),
  pid: z.number().int().nullable(),
  residentMiB: z.number().nullable(),
  turns: z.number().int(),
  openedAt: time,
  isBusy: z.boolean(),
})
export type AiSession = z.output<typeof aiSession>

/** Whether the model can be asked, why not, and what was spent today at list prices. */
export const aiState = z.object({
  state: z.enum(['ready', 'unproven', 'blocked', 'cooling']),
  reason: z.string(),
  nextStep: z.string().nullable(),
  checkedAt: time.nullable(),
  /** When a limit of the provider ends. */
  coolingUntil: time.nullable(),
  model: z.string(),
  /** The model is a script on this machine: every screen says SCRIPTED MODEL. */
  isScripted: z.boolean(),
  spentTodayPaise: paise,
  budgetADayPaise: paise,
  tokensToday: z.number().int(),
  /** By the kind of client. */
  sessions: z.record(z.string(), aiSession),
})
export type AiState = z.output<typeof aiState>

/** A call of a tool as it was made, with what came back. */
export const toolCall = z.object({
  tool: z.enum(TOOL_NAMES),
  input: z.unknown(),
  /** As the model was told it; data, never instructions, and never markup. */
  output: z.string(),
  outputDigest: z.string(),
  isError: z.boolean(),
  at: time,
  durationMs: z.number(),
})
export type ToolCall = z.output<typeof toolCall>

/** A checked piece that an argument points to; `says` is our own code's sentence. */
export const evidence = z.object({
  id: z.string(),
  kind: z.enum(['price', 'technical', 'fundamental', 'earnings', 'news', 'portfolio']),
  says: z.string(),
  source: z.string(),
  /** Date or time of what it says. */
  asOf: z.string(),
})
export type Evidence = z.output<typeof evidence>

const part = z.number().nullable()
/** The scorer's parts on 0 to 100; null where nothing is known. Of `risk` more is riskier. */
export const score = z.object({
  parts: z.object({
    fundamental: part,
    valuation: part,
    growth: part,
    risk: part,
    qualitative: part,
  }),
  overall: part,
  verdict,
  says: z.string(),
})
export type Score = z.output<typeof score>

/**
 * What became of a recommendation. `noted`: it asked for nothing; `dropped`: a rule stopped it before it was asked or
 * ordered; `waiting`, `approved`, `rejected`, `expired`: as its proposal; `denied`: risk refused the order; `ordered`,
 * `traded`, `unfilled`: as its order; `unknown`: it is older than what the desk remembers of decisions.
 */
export const fate = z.object({
  state: z.enum([
    'noted',
    'dropped',
    'waiting',
    'approved',
    'rejected',
    'expired',
    'denied',
    'ordered',
    'traded',
    'unfilled',
    'unknown',
  ]),
  /** Why it stands there: the first rule that stopped it, who answered, what was bought. */
  says: z.string(),
  approvalId: z.string().nullable(),
  by: z.string().nullable(),
  orderIds: z.array(z.string()),
  /** Under which its chain of events is found. */
  correlationId: z.string().nullable(),
})
export type Fate = z.output<typeof fate>

/** What the trade would have brought on its day, against its index and against doing nothing (0). */
export const outcome = z.object({
  outcomeBps: bps.nullable(),
  benchmarkBps: bps.nullable(),
  resolvedOn: date,
})

/** What came of one instrument of an analysis or a conversation, and what became of that. */
export const recommendation = z.object({
  id: z.string(),
  analysisId: z.string().nullable(),
  instrument,
  at: time,
  verdict,
  /** The judge's word before the scorer and the rules. */
  modelVerdict: verdict,
  score,
  disagreement: z.string().nullable(),
  /** 0 to 1. */
  conviction: z.number(),
  horizonDays: z.number().int(),
  reason: z.string(),
  invalidation: z.string(),
  evidence: z.array(evidence),
  /** Of a proposal in a conversation: the names of what it says that it rests on; the desk checked none of them. */
  namedEvidence: z.array(z.string()),
  sizeBps: bps,
  provenance: z.enum(['analysis', 'chat', 'mcp']),
  side: z.enum(['buy', 'sell']).nullable(),
  effect: z.enum(['open', 'close']).nullable(),
  /** The first rule that stopped it; null when it was proposed. */
  whyNot: z.string().nullable(),
  fate,
  /** null until its day has come. */
  outcome: outcome.nullable(),
})
export type Recommendation = z.output<typeof recommendation>

/** An analysis as a list shows it. */
export const analysisLine = z.object({
  id: z.string(),
  instruments: z.array(instrument),
  state: workState,
  askedBy: z.string(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  model: z.string(),
  isScripted: z.boolean(),
  stepsDone: z.number().int(),
  stepsAll: z.number().int(),
  says: z.string(),
  tokens: z.number().int(),
  costPaise: paise,
  error: failure.nullable(),
})
export type AnalysisLine = z.output<typeof analysisLine>

/** One turn of one role over one instrument. */
export const analysisStep = z.object({
  id: z.string(),
  role,
  instrument: instrument.nullable(),
  state: z.enum([...workState.options, 'skipped']),
  promptVersion: z.number().int(),
  sessionId: z.string().nullable(),
  startedAt: time.nullable(),
  durationMs: z.number(),
  tokens,
  costPaise: paise,
  toolCalls: z.array(toolCall),
  prompt: z.string(),
  /** How the reply was understood: only `structured` may become an intent. */
  level: z.enum(['structured', 'pattern', 'basic', 'failed']).nullable(),
  output: z.unknown(),
  text: z.string(),
  error: failure.nullable(),
})
export type AnalysisStep = z.output<typeof analysisStep>

/** `GET /api/agents/analyses/:id`: everything of an analysis, to be read as a story. */
export const analysisRecord = z.object({
  line: analysisLine,
  knowledgeCutOff: z.string().nullable(),
  steps: z.array(analysisStep),
  recommendations: z.array(recommendation),
})
export type AnalysisRecord = z.output<typeof analysisRecord>

const SYMBOLS_MAX = 30
const symbol = z
  .string()
  .regex(/^(?:[A-Z]{2,4}:)?[A-Z0-9&_\- ]{1,40}$/, 'must be like NSE:INFY, or a symbol like INFY')
/** `POST /api/agents/analysis`: `NSE:INFY`, or `INFY` for short; none: what the desk holds, then what it watches. */
export const analysisWish = z.strictObject({
  symbols: z.array(symbol).max(SYMBOLS_MAX).default([]),
})
export type AnalysisWish = z.input<typeof analysisWish>

/** `202`: the tasks that were made of it, each of 2 or 3 symbols; they come down the topic `ai`. */
export const analysisTasks = z.object({
  correlationId: z.string(),
  tasks: z.array(analysisLine),
})
export type AnalysisTasks = z.output<typeof analysisTasks>

/** `GET /api/agents/analyses`: newest first. */
export const analysesBody = z.object({ analyses: z.array(analysisLine) })
export type AnalysesBody = z.output<typeof analysesBody>

/** `POST /api/agents/analyses/:id/replay`: the recorded replies through today's code. */
export const replayBody = z.object({ isSame: z.boolean(), differences: z.array(z.string()) })
export type ReplayBody = z.output<typeof replayBody>

/** `GET /api/agents/recommendations`: newest first, those that went no further among them. */
export const recommendationsBody = z.object({ recommendations: z.array(recommendation) })
export type RecommendationsBody = z.output<typeof recommendationsBody>

/** What was foretold of a price, and whether it came. */
export const forecastRow = z.object({
  id: z.string(),
  recommendationId: z.string().nullable(),
  instrument,
  /** `buy` expects a higher price on its day, `sell` a lower one. */
  side: z.enum(['buy', 'sell']),
  /** 0 to 1; null where only the outcome is measured. */
  probability: z.number().nullable(),
  pricePaise: paise,
  madeOn: date,
  resolvesOn: date,
  by: z.string(),
  state: z.enum(['open', 'came', 'did_not_come', 'unresolvable']),
  outcome: outcome.nullable(),
})
export type ForecastRow = z.output<typeof forecastRow>

/** How probabilities held: Brier score (0 is perfect, 0.25 is a coin) and shares that came, by what was said. */
export const calibrationBody = z.object({
  resolved: z.number().int(),
  brier: z.number().nullable(),
  bins: z.array(
    z.object({
      /** Probabilities from here, 0 to 1. */
      from: z.number(),
      to: z.number(),
      count: z.number().int(),
      meanProbability: z.number().nullable(),
      /** null where too few were resolved. */
      shareThatCame: z.number().nullable(),
    }),
  ),
  /** Why figures are withheld; null when none is. */
  says: z.string().nullable(),
})
export type CalibrationBody = z.output<typeof calibrationBody>

/** `GET /api/agents/forecasts`: the last ones, newest first, and how all of them held. */
export const forecastsBody = z.object({
  forecasts: z.array(forecastRow),
  calibration: calibrationBody,
})
export type ForecastsBody = z.output<typeof forecastsBody>

/** Switch and model of a role. */
export const agentConfig = z.object({
  role,
  isOn: z.boolean(),
  /** null takes the desk's. */
  model: z.string().nullable(),
  /** A write names the version that it was made on. */
  version: z.number().int(),
})
export type AgentConfig = z.output<typeof agentConfig>

/** `PUT /api/agents/:name/config`: what is absent stays. `409` when the version is not the newest. */
export const agentWish = z.strictObject({
  version: z.number().int().min(0),
  isOn: z.boolean().optional(),
  model: words(80).nullable().optional(),
})
export type AgentWish = z.input<typeof agentWish>

/** A version of a role's prompt. */
export const promptVersion = z.object({
  prompt: role,
  version: z.number().int(),
  text: z.string(),
  createdAt: time,
  by: z.string(),
  isActive: z.boolean(),
  /** Mean quality of what it gave, 0 to 100; null before it gave anything. */
  quality: z.number().nullable(),
  uses: z.number().int(),
})
export type PromptVersion = z.output<typeof promptVersion>

/** `GET /api/prompts/:name`: newest first. */
export const promptBody = z.object({ prompt: role, versions: z.array(promptVersion) })
export type PromptBody = z.output<typeof promptBody>

/** `PUT /api/prompts/:name`: adds a version that is not active yet. */
export const promptWish = z.strictObject({ text: words(20_000) })
export type PromptWish = z.input<typeof promptWish>

/** `POST /api/prompts/:name/promote`. */
export const promoteWish = z.strictObject({ version: z.number().int().min(1) })
export type PromoteWish = z.input<typeof promoteWish>

/** `GET /api/agents/status`: the model, and each agent with the prompt that it speaks by. */
export const agentsBody = z.object({
  ai: aiState,
  agents: z.array(
    agentConfig.extend({
      prompt: promptVersion.pick({ version: true, quality: true, uses: true }),
    }),
  ),
})
export type AgentsBody = z.output<typeof agentsBody>

/** Topic `ai`, and `GET /api/agents`. Collections are keyed by id. */
export const aiTopic = z.object({
  ai: aiState,
  /** The newest analyses: those that run grow before one's eyes. */
  analyses: z.record(z.string(), analysisLine),
  /** The newest recommendations. */
  recommendations: z.record(z.string(), recommendation),
})
export type AiTopic = z.output<typeof aiTopic>
