/** A piece of a model's message. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: unknown }
  /** Input that the model wrote as it liked: not always JSON. */
  | { readonly type: 'tool_text'; readonly name: string; readonly json: string }

/** What a reply is said to have cost. */
export interface Usage {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
}

/** What goes wrong in a stream after so many of its events; a whole stream when absent. */
export type Fault =
  | { readonly kind: 'hang'; readonly after: number }
  | { readonly kind: 'cut'; readonly after: number }
  | { readonly kind: 'malformed'; readonly after: number }
  | { readonly kind: 'error'; readonly after: number; readonly errorType: string }

/** A message that the model says. */
export interface Message {
  readonly kind: 'message'
  readonly blocks: readonly Block[]
  /** `tool_use` when a tool is called, else `end_turn`. */
  readonly stopReason?: string
  /** Estimated from the lengths where a figure is not given. */
  readonly usage?: Partial<Usage>
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  /** Between two events of the stream. */
  readonly paceMs?: number
  readonly fault?: Fault
}

/** An HTTP error in place of a message. */
export interface Failure {
  readonly kind: 'failure'
  readonly status: number
  readonly errorType: string
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
  readonly delayMs?: number
}

/** How a request is answered: `hang` never sends a header, `destroy` drops the connection instead. */
export type Reply = Message | Failure | { readonly kind: 'hang' } | { readonly kind: 'destroy' }

/** Words. */
export const say = (text: string): Message => ({
  kind: 'message',
  blocks: [{ type: 'text', text }],
})

/** A call of one tool. */
export const use = (name: string, input: unknown): Message => uses([name, input])

/** Calls of several tools in one message. */
export const uses = (...calls: readonly (readonly [name: string, input: unknown])[]): Message => ({
  kind: 'message',
  blocks: calls.map(([name, input]) => ({ type: 'tool_use', name, input })),
})

/** A call whose input is written as it is given, which need not be JSON. */
export const useText = (name: string, json: string): Message => ({
  kind: 'message',
  blocks: [{ type: 'tool_text', name, json }],
})

/** The form of a turn, filled by the tool that the client adds for it. */
export const structured = (form: unknown): Message => use('StructuredOutput', form)

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
}

/** An HTTP error with the type that the API gives to its status. */
export const fail = (status: number, headers: Readonly<Record<string, string>> = {}): Failure => ({
  kind: 'failure',
  status,
  errorType: ERROR_TYPES[status] ?? 'api_error',
  message: `scripted ${status}`,
  headers,
})

/** A subscription's limit that is used up until a moment, in seconds of the epoch. */
export const quotaGone = (resetsAtSeconds: number, window = 'five_hour'): Failure =>
  fail(429, rateLimit('rejected', resetsAtSeconds, window))

/** The headers that tell a subscription where its limit stands. */
export const rateLimit = (
  status: 'allowed' | 'allowed_warning' | 'rejected',
  resetsAtSeconds: number,
  window = 'five_hour',
): Readonly<Record<string, string>> => ({
  'anthropic-ratelimit-unified-status': status,
  'anthropic-ratelimit-unified-reset': String(resetsAtSeconds),
  'anthropic-ratelimit-unified-representative-claim': window,
})

/** Nothing comes: no header, or no more after the first events of the stream. */
export const hang = (at: 'headers' | 'stream' = 'headers'): Reply =>
  at === 'headers' ? { kind: 'hang' } : withFault(say('I was about to'), { kind: 'hang', after: 3 })

/** The connection is dropped before a header. */
export const destroy = (): Reply => ({ kind: 'destroy' })

/** The connection is dropped after so many events. */
export const cut = (after: number, message: Message): Message =>
  withFault(message, { kind: 'cut', after })

/** An event of the stream is no JSON. */
export const malformed = (message: Message, after = 1): Message =>
  withFault(message, { kind: 'malformed', after })

/** The stream tells an error in its middle. */
export const erring = (message: Message, errorType = 'overloaded_error', after = 2): Message =>
  withFault(message, { kind: 'error', after, errorType })

const withFault = (message: Message, fault: Fault): Message => ({ ...message, fault })

/** The same reply, later. */
export const later = <R extends Message | Failure>(delayMs: number, reply: R): R => ({
  ...reply,
  delayMs,
})

/** The same message, its events apart by a pace. */
export const paced = (paceMs: number, message: Message): Message => ({ ...message, paceMs })

/** The same message at another cost. */
export const costing = (usage: Partial<Usage>, message: Message): Message => ({ ...message, usage })
