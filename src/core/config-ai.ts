import * as z from 'zod'

const seconds = (most: number) =>
  z
    .number()
    .int()
    .min(1_000)
    .max(most * 1_000)
const paiseMax = 1_000_000_000

/** Only this machine may stand in for the model: anything else would be told the owner's questions. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

const scriptedModelUrl = z
  .string()
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    return url !== null && url.protocol === 'http:' && LOOPBACK.has(url.hostname)
  }, 'must be an address of this machine, like http://127.0.0.1:8123')
  .nullable()
  .default(null)

const ai = z.strictObject({
  isOn: z.stringbool().or(z.boolean()).default(true),
  /** Name of the model, as the client takes it. */
  model: z
    .string()
    .regex(/^[\w.:[\]-]{1,80}$/, 'must be the name of a model, like claude-sonnet-5')
    .default('claude-sonnet-5'),
  /** The last day of what the model learned from, as its maker states it; results from before it prove little. */
  knowledgeCutOff: z.iso.date().nullable().default(null),
  /** What a dollar costs: list prices are in dollars. */
  rupeesAUsd: z.number().min(1).max(1_000).default(90),
  budgetADayPaise: z.number().int().min(0).max(paiseMax).default(50_000),
  /** A session begins with a fresh question and ends before the next one. */
  budgetASessionPaise: z.number().int().min(0).max(paiseMax).default(5_000),
  tokensADay: z.number().int().min(0).max(1_000_000_000).default(5_000_000),
  /** Until the client takes a question up. */
  queryMs: seconds(600).default(60_000),
  /** Until the whole answer is there. */
  replyMs: seconds(1_800).default(120_000),
  /** Until a session is open. */
  startMs: seconds(300).default(30_000),
  promptTokensMax: z.number().int().min(100).max(100_000).default(8_000),
  /** Rounds of tools within one answer. */
  turnsMax: z.number().int().min(1).max(100).default(12),
  /** On paper; with real money a person always approves. */
  approvals: z.enum(['automatic', 'manual']).default('automatic'),
  /** A script in the model's place, on this machine alone; null asks Claude. */
  scriptedModelUrl,
  symbolsATask: z.number().int().min(2).max(3).default(3),
  /** Tasks that may wait. */
  queueMax: z.number().int().min(1).max(1_000).default(50),
  /** Instruments that are analysed beside those that are held. */
  watch: z
    .array(z.string().regex(/^(NSE|BSE):[A-Z0-9][A-Z0-9&_ .-]{0,31}$/, 'must be like NSE:INFY'))
    .max(500)
    .default([]),
})

/** Keys of the AI desk. */
export const aiShape = { ai: ai.prefault({}) }

/** The AI desk's part of the configuration. */
export type AiConfig = z.output<typeof ai>

/** Variables that set these keys. */
export const AI_VARIABLES = [
  ['ROBO_AI', 'ai.isOn'],
  ['ROBO_AI_MODEL', 'ai.model'],
  ['ROBO_SCRIPTED_MODEL_URL', 'ai.scriptedModelUrl'],
] as const
