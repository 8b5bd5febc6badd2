import * as z from 'zod'
import type { Tokens } from './claude.ts'

/** How a turn ended, as the client told it. Success in its own word is not yet success. */
export interface Ended {
  readonly kind: 'ended'
  readonly subtype: string
  readonly isError: boolean
  /** The last words, or what went wrong. */
  readonly text: string
  /** Of the model's service when it refused. */
  readonly status: number | null
  readonly reason: string | null
  readonly form: unknown
  readonly sessionId: string
  /** Dollars at list prices since the context was cleared. */
  readonly usd: number
  readonly tokens: Tokens
  /** The client's own command that was carried out in place of a question. */
  readonly localCommand: string | null
}

/** What the model's client tells while it answers; what we do not need is `other`. */
export type Heard =
  | {
      readonly kind: 'begun'
      readonly sessionId: string
      readonly model: string
      /** Everything that the model may call, by full names. */
      readonly tools: readonly string[]
    }
  /** A piece of what is being said. */
  | { readonly kind: 'words'; readonly words: string }
  /** A whole piece; its words may have come before, one by one. */
  | { readonly kind: 'said'; readonly text: string; readonly model: string }
  /** Why there is no answer, in the client's word for it. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Seconds of the epoch at which a limit ends that is used up. */
  | { readonly kind: 'limited'; readonly resetsAt: number | null }
  | { readonly kind: 'other' }
  | Ended

export const NO_TOKENS: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWritten: 0 }

export const allTokens = ({ input, output, cacheRead, cacheWritten }: Tokens): number =>
  input + output + cacheRead + cacheWritten

const usage = z
  .object({
    input_tokens: z.number().catch(0),
    output_tokens: z.number().catch(0),
    cache_read_input_tokens: z.number().catch(0),
    cache_creation_input_tokens: z.number().catch(0),
  })
  .transform(
    (told): Tokens => ({
      input: told.input_tokens,
      output: told.output_tokens,
      cacheRead: told.cache_read_input_tokens,
      cacheWritten: told.cache_creation_input_tokens,
    }),
  )

const begun = z
  .object({
    type: z.literal('system'),
    subtype: z.literal('init'),
    session_id: z.string(),
    model: z.string(),
    tools: z.array(z.string()),
  })
  .transform(
    ({ session_id: sessionId, model, tools }): Heard => ({
      kind: 'begun',
      sessionId,
      model,
      tools,
    }),
  )

const words = z
  .object({
    type: z.literal('stream_event'),
    event: z.object({ delta: z.object({ type: z.literal('text_delta'), text: z.string() }) }),
  })
  .transform(({ event }): Heard => ({ kind: 'words', words: event.delta.text }))

const said = z
  .object({
    type: z.literal('assistant'),
    error: z.string().optional(),
    message: z.object({
      model: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
    }),
  })
  .transform(({ error, message }): Heard => {
    if (error !== undefined) return { kind: 'refused', why: error }
    const text = message.content.flatMap(({ type, text }) =>
      type === 'text' && text !== undefined ? [text] : [],
    )
    return text.length === 0
      ? { kind: 'other' }
      : { kind: 'said', text: text.join(''), model: message.model }
  })

const limited = z
  .object({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.object({ status: z.literal('rejected'), resetsAt: z.number().nullish() }),
  })
  .transform(
    ({ rate_limit_info: { resetsAt } }): Heard => ({ kind: 'limited', resetsAt: resetsAt ?? null }),
  )

const ended = z
  .object({
    type: z.literal('result'),
    // Whatever else is wrong with it, it ends the turn.
    subtype: z.string().catch('unknown'),
    is_error: z.boolean().catch(true),
    result: z.string().catch(''),
    errors: z.array(z.string()).catch([]),
    api_error_status: z.number().nullable().catch(null),
    terminal_reason: z.string().nullable().catch(null),
    structured_output: z.unknown().optional(),
    session_id: z.string().catch(''),
    total_cost_usd: z.number().catch(0),
    usage: usage.catch(NO_TOKENS),
    local_command: z.string().nullable().catch(null),
  })
  .transform(
    (told): Ended => ({
      kind: 'ended',
      subtype: told.subtype,
      isError: told.is_error,
      text: told.subtype === 'success' ? told.result : told.errors.join('; '),
      status: told.api_error_status,
      reason: told.terminal_reason,
      form: told.structured_output,
      sessionId: told.session_id,
      usd: told.total_cost_usd,
      tokens: told.usage,
      localCommand: told.local_command,
    }),
  )

const known = z.union([said, words, begun, ended, limited])

/** What a message of the client means to us. Never throws: versions of the client say more than we know. */
export function heardIn(message: unknown): Heard {
  const read = known.safeParse(message)
  return read.success ? read.data : { kind: 'other' }
}
