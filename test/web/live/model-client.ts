import fastJsonPatch from 'fast-json-patch'
import { WebSocket } from 'ws'
import type { ClientMessage, PatchOp, ServerMessage } from '../../../src/web/contract/live.ts'

/** A topic as a client holds it. */
export interface Held {
  readonly version: number
  readonly state: unknown
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

  #patch({ topic, version, from, ops }: Patch): void {
    const held = this.topics.get(topic)
    if (held !== undefined && version <= held.version) return
    if (held?.version === from) {
      this.topics.set(topic, { version, state: owned(held.state, ops) })
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
