/** A piece of what was sent to the model. Only what scripts read is described. */
export interface SentBlock {
  readonly type: string
  readonly text?: string
  readonly name?: string
  readonly id?: string
  readonly input?: unknown
  readonly tool_use_id?: string
  readonly is_error?: boolean
  readonly content?: unknown
}
export interface SentMessage {
  readonly role: string
  readonly content: readonly SentBlock[]
}

/** A request to the Messages API as it was checked. */
export interface ModelRequest {
  readonly model: string
  readonly isStreamed: boolean
  /** The system prompt's parts, one after the other. */
  readonly system: string
  readonly messages: readonly SentMessage[]
  readonly tools: readonly string[]
  /** The schema of a tool by its name. */
  readonly schemas: ReadonlyMap<string, unknown>
  /** The body as it came. */
  readonly raw: string
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSentBlock = (value: unknown): value is SentBlock =>
  isRecord(value) && typeof value['type'] === 'string'

const blocksOf = (content: unknown): readonly SentBlock[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (!Array.isArray(content)) throw new RangeError('messages: content is neither text nor blocks')
  return content.map((block: unknown) => {
    if (!isSentBlock(block)) throw new RangeError('messages: a block has no type')
    return block
  })
}

const ROLES = new Set(['user', 'assistant', 'system'])

function messageOf(value: unknown): SentMessage {
  if (!isRecord(value) || typeof value['role'] !== 'string' || !ROLES.has(value['role'])) {
    throw new RangeError('messages: a role is neither user, assistant nor system')
  }
  return { role: value['role'], content: blocksOf(value['content']) }
}

/** Each call of a tool is answered in the message after it, and no answer comes without its call. */
function checkToolPairs(messages: readonly SentMessage[]): void {
  const calls = new Set<string>()
  const answers = new Set<string>()
  for (const { content } of messages) {
    for (const block of content) {
      if (block.type === 'tool_use' && block.id !== undefined) calls.add(block.id)
      if (block.type === 'tool_result' && block.tool_use_id !== undefined) {
        answers.add(block.tool_use_id)
      }
    }
  }
  for (const id of calls) {
    if (!answers.has(id)) throw new RangeError(`messages: tool_use ${id} has no tool_result`)
  }
  for (const id of answers) {
    if (!calls.has(id)) throw new RangeError(`messages: tool_result ${id} answers no tool_use`)
  }
}

/** Reads a body as the API would. Throws RangeError with what the API would complain of. */
export function readRequest(raw: string): ModelRequest {
  const body: unknown = JSON.parse(raw)
  if (!isRecord(body)) throw new RangeError('body: is not an object')
  const { model, max_tokens: most, messages, system, tools, stream } = body
  if (typeof model !== 'string' || model === '') throw new RangeError('model: is missing')
  if (typeof most !== 'number' || most < 1) throw new RangeError('max_tokens: is missing')
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new RangeError('messages: at least one message is required')
  }
  const sent = messages.map(messageOf)
  if (sent[0]?.role !== 'user') throw new RangeError('messages: the first one is not the user’s')
  checkToolPairs(sent)
  const offered = (Array.isArray(tools) ? tools : []).filter(isRecord)
  return {
    model,
    isStreamed: stream === true,
    system: system === undefined ? '' : wordsIn(blocksOf(system)),
    messages: sent,
    tools: offered.map(({ name }) => String(name)),
    schemas: new Map(offered.map(({ name, input_schema: schema }) => [String(name), schema])),
    raw,
  }
}

const wordsIn = (blocks: readonly SentBlock[]): string =>
  blocks.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n')

/** The user's words in all messages: what a fresh turn was asked stands there alone. */
export const userWords = ({ messages }: ModelRequest): string =>
  messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => wordsIn(content))
    .filter((words) => words !== '')
    .join('\n')

/** The words of the last message of the user that has any: what a turn asks. */
export const lastWords = ({ messages }: ModelRequest): string =>
  messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => wordsIn(content))
    .findLast((words) => words !== '') ?? ''

/** What the tools answered since the last words of the user, in order; none at the first request of a turn. */
export function toolResults({ messages }: ModelRequest): readonly SentBlock[] {
  const asked = messages.findLastIndex(
    ({ role, content }) => role === 'user' && wordsIn(content) !== '',
  )
  return messages
    .slice(Math.max(0, asked))
    .flatMap(({ role, content }) =>
      role === 'user' ? content.filter(({ type }) => type === 'tool_result') : [],
    )
}

/** The words of what a tool answered. */
export const resultWords = ({ content }: SentBlock): string =>
  content === undefined ? '' : wordsIn(blocksOf(content))
