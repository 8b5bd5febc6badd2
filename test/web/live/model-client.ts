import fastJsonPatch from 'fast-json-patch'
import { WebSocket } from 'ws'
import { isoTime } from '../../../src/domain/time.ts'
import type {
  ClientMessage,
  PatchOp,
  ServerMessage,
  Steps,
} from '../../../src/web/contract/live.ts'

/** A topic as a client holds it. */
export interface Held {
  readonly version: number
  readonly state: unknown
}

const rowsOf = (state: unknown, pointer: string): Record<string, Record<string, unknown>> => {
  const found: unknown = pointer === '' ? state : fastJsonPatch.getValueByPointer(state, pointer)
  return found as Record<string, Record<string, unknown>>
}

const moved = (was: unknown, step: number): unknown => {
  if (typeof was === 'string') return isoTime(Date.parse(was) + step)
  const sum = Number(was) + step
  return Number.isInteger(sum) ? sum : Math.round(sum * 1_000) / 1_000
}

/** Steps by the rule of the contract, and by nothing of the server's. */
export function withSteps(state: unknown, steps: readonly Steps[]): unknown {
  const next: unknown = structuredClone(state)
  for (const { at, fields, rows } of steps) {
    const before = rowsOf(state, at)
    const after = rowsOf(next, at)
    const keys = Object.keys(before).sort()
    for (let start = 0; start < rows.length; start += fields.length + 1) {
      const row = after[keys[rows[start] ?? -1] ?? '']
      for (const [column, field] of fields.entries()) {
        const step = rows[start + column + 1] ?? 0
        if (row !== undefined && step !== 0) row[field] = moved(row[field], step)
      }
    }
  }
  return next
}

type Snapshot = Extract<ServerMessage, { type: 'snapshot' }>
type Patch = Extract<ServerMessage, { type: 'patch' }>

/** RFC 6902 by another's hand, each step checked; the state that is given stays as it is. */
export const applied = (state: unknown, ops: readonly PatchOp[]): unknown =>
  fastJsonPatch.applyPatch(
    structuredClone(state),
    ops.map((op) => ({ ...op })),
    true,
  ).newDocument

/** The same in place, as a client does that owns its state. */
const owned = (state: unknown, ops: readonly PatchOp[]): unknown =>
  fastJsonPatch.applyPatch(state, [...ops]).newDocument

/** The rules of a client: a patch applies only to the version that it is from; else the whole is asked for. */
export class ModelTopics {
  readonly topics = new Map<string, Held>()
  /** By topic the version of which a gap was told: for each newer one it asks again. */
  readonly #asked = new Map<string, number>()
  readonly #ask: (topic: string) => void

  constructor(ask: (topic: string) => void) {
    this.#ask = ask
  }

  take(message: ServerMessage): void {
    if (message.type === 'snapshot') this.#snapshot(message)
    if (message.type === 'patch') this.#patch(message)
  }

  #snapshot({ topic, version, state }: Snapshot): void {
    const held = this.topics.get(topic)
    if (held !== undefined && version < held.version) return
    this.topics.set(topic, { version, state })
    this.#asked.delete(topic)
  }

  #patch({ topic, version, from, ops, steps = [] }: Patch): void {
    const held = this.topics.get(topic)
    if (held !== undefined && version <= held.version) return
    if (held?.version === from) {
      const state = steps.length === 0 ? held.state : withSteps(held.state, steps)
      this.topics.set(topic, { version, state: owned(state, ops) })
      return
    }
    if (version <= (this.#asked.get(topic) ?? 0)) return
    this.#asked.set(topic, version)
    this.#ask(topic)
  }
}

/** A client over a real socket that remembers all it was told. */
export class ModelClient {
  readonly heard: ServerMessage[] = []
  readonly model = new ModelTopics((topic) => this.send({ type: 'resync', topics: [topic] }))
  readonly socket: WebSocket
  closed: { readonly code: number } | null = null
  /** Looks at each message first; false loses it on the way. */
  arrives: (message: ServerMessage) => boolean = () => true
  readonly #waiting = new Set<() => void>()

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false })
    this.socket.on('message', (data: Buffer) => {
      const message: ServerMessage = JSON.parse(data.toString())
      this.heard.push(message)
      if (this.arrives(message)) this.model.take(message)
      this.#look()
    })
    this.socket.on('close', (code) => {
      this.closed = { code }
      this.#look()
    })
    this.socket.on('error', () => this.#look())
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Resolves when something is so. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Resolves with the first message of a type from now on, or that was heard already. */
  async message<T extends ServerMessage['type']>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    const isOfType = (message: ServerMessage): message is Extract<ServerMessage, { type: T }> =>
      message.type === type
    await this.until(() => this.heard.some(isOfType))
    const found = this.heard.find(isOfType)
    if (found === undefined) throw new RangeError(`no ${type} came`)
    return found
  }

  state(topic: string): unknown {
    return this.model.topics.get(topic)?.state
  }

  version(topic: string): number {
    return this.model.topics.get(topic)?.version ?? 0
  }

  #look(): void {
    for (const look of this.#waiting) look()
  }
}
