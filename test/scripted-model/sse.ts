import type { Block, Fault, Message, Usage } from './replies.ts'
import type { ModelRequest } from './request.ts'

/** Bytes of words that one event carries: a reply of a few lines comes in several. */
const PIECE = 48
const PIECES_MAX = 400

/** An event of the stream as it is written, one after the other. */
export interface StreamPlan {
  readonly lines: readonly string[]
  /** What becomes of the stream after them. */
  readonly end: 'ended' | 'hangs' | 'is cut'
}

/** Numbers ids of messages, calls and requests, each server its own. */
export class GivenIds {
  #count = 0

  next(prefix: string): string {
    this.#count++
    return `${prefix}_${String(this.#count).padStart(10, '0')}`
  }
}

interface SaidBlock {
  readonly block: Readonly<Record<string, unknown>>
  /** How it starts, and what is told piece by piece. */
  readonly start: Readonly<Record<string, unknown>>
  readonly words: string
  readonly delta: (piece: string) => Readonly<Record<string, unknown>>
}

const textDelta = (text: string) => ({ type: 'text_delta', text })
const jsonDelta = (json: string) => ({ type: 'input_json_delta', partial_json: json })

function saidBlock(block: Block, ids: GivenIds): SaidBlock {
  if (block.type === 'text') {
    return {
      block: { ...block },
      start: { type: 'text', text: '' },
      words: block.text,
      delta: textDelta,
    }
  }
  const head = { type: 'tool_use', id: ids.next('toolu'), name: block.name }
  const words = block.type === 'tool_text' ? block.json : JSON.stringify(block.input)
  const input = block.type === 'tool_text' ? {} : block.input
  return { block: { ...head, input }, start: { ...head, input: {} }, words, delta: jsonDelta }
}

const estimate = (characters: number): number => Math.max(1, Math.ceil(characters / 4))

const usageOf = (request: ModelRequest, message: Message, said: readonly SaidBlock[]): Usage => ({
  input_tokens: estimate(request.raw.length),
  output_tokens: estimate(said.reduce((sum, { words }) => sum + words.length, 0)),
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  ...message.usage,
})

const isTool = ({ type }: Block): boolean => type !== 'text'

/** The message as the API gives it when nothing is streamed. */
export function wholeMessage(request: ModelRequest, message: Message, ids: GivenIds) {
  const said = message.blocks.map((block) => saidBlock(block, ids))
  const body = {
    id: ids.next('msg'),
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: said.map(({ block }) => block),
    stop_reason: message.stopReason ?? (message.blocks.some(isTool) ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: usageOf(request, message, said),
  }
  return { body, said }
}

function pieces(words: string): readonly string[] {
  const size = Math.max(PIECE, Math.ceil(words.length / PIECES_MAX))
  const count = Math.max(1, Math.ceil(words.length / size))
  return Array.from({ length: count }, (_, index) => words.slice(index * size, (index + 1) * size))
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

const lineOf = (event: Event): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

function events(request: ModelRequest, message: Message, ids: GivenIds): readonly Event[] {
  const { body, said } = wholeMessage(request, message, ids)
  const { stop_reason, stop_sequence, usage } = body
  const begun = { ...body, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } }
  return [
    { type: 'message_start', message: begun },
    { type: 'ping' },
    ...said.flatMap(({ start, words, delta }, index) => [
      { type: 'content_block_start', index, content_block: start },
      ...pieces(words).map((piece) => ({
        type: 'content_block_delta',
        index,
        delta: delta(piece),
      })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage },
    { type: 'message_stop' },
  ]
}

const BROKEN = 'event: content_block_start\ndata: {"type": broken\n\n'

function faulty(lines: readonly string[], fault: Fault): StreamPlan {
  const before = lines.slice(0, fault.after)
  switch (fault.kind) {
    case 'hang':
      return { lines: before, end: 'hangs' }
    case 'cut':
      return { lines: before, end: 'is cut' }
    case 'malformed':
      return { lines: [...before, BROKEN, ...lines.slice(fault.after + 1)], end: 'ended' }
    default: {
      const error = { type: fault.errorType, message: `scripted ${fault.errorType}` }
      return { lines: [...before, lineOf({ type: 'error', error })], end: 'ended' }
    }
  }
}

/** The events of a message, with what goes wrong in them. */
export function streamPlan(request: ModelRequest, message: Message, ids: GivenIds): StreamPlan {
  const lines = events(request, message, ids).map(lineOf)
  return message.fault === undefined ? { lines, end: 'ended' } : faulty(lines, message.fault)
}
