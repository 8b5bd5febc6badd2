import * as z from 'zod'
import { failure, toolCall } from './ai.ts'
import { errorBody } from './error.ts'
import { paise, time, words } from './scalars.ts'

/** One turn of a conversation. */
export const chatTurn = z.object({
  id: z.string(),
  at: time,
  by: z.enum(['person', 'model']),
  text: z.string(),
  toolCalls: z.array(toolCall),
  costPaise: paise,
  error: failure.nullable(),
})
export type ChatTurn = z.output<typeof chatTurn>

/** `GET /api/chat/sessions/:id`. */
export const chatSession = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: time,
  lastAt: time,
  /** The recommendation that it discusses. */
  about: z.string().nullable(),
  turns: z.array(chatTurn),
})
export type ChatSession = z.output<typeof chatSession>

/** `GET /api/chat/sessions`: newest first, without their turns. */
export const chatSessionsBody = z.object({
  sessions: z.array(chatSession.omit({ turns: true }).extend({ turns: z.number().int() })),
})
export type ChatSessionsBody = z.output<typeof chatSessionsBody>

/** `POST /api/chat`. */
export const chatWish = z.strictObject({
  text: words(20_000),
  /** null begins a conversation. */
  sessionId: z.string().min(1).max(100).nullable().default(null),
  /** Of a proposal that is discussed: the model is told its evidence. */
  recommendationId: z.string().min(1).max(100).nullable().default(null),
})
export type ChatWish = z.input<typeof chatWish>

/** What is answered, whole: what `POST /api/chat` says to `Accept: application/json`. */
export const chatBody = z.object({ sessionId: z.string(), turn: chatTurn })
export type ChatBody = z.output<typeof chatBody>

/**
 * A line of the stream (`application/x-ndjson`) that `POST /api/chat` and `/api/approvals/:id/discuss` answer with: words
 * and calls of tools as they come, then the whole turn, or what went wrong. It ends with one of the last two.
 */
export const chatLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('words'), text: z.string() }),
  z.object({ type: z.literal('tool'), call: toolCall }),
  z.object({ type: z.literal('turn'), ...chatBody.shape }),
  z.object({ type: z.literal('error'), ...errorBody.shape }),
])
export type ChatLine = z.output<typeof chatLine>
