import type { Identity } from '../../src/web/contract/desk.ts'
import type { EventRow } from '../../src/web/contract/journal.ts'
import type { ClientMessage, ServerMessage } from '../../src/web/contract/live.ts'
import { backoffMs } from './backoff.ts'
import { breakOf, type Link } from './link.ts'
import { readMessage } from './read-message.ts'
import type { TopicStore } from './topic-store.ts'

/** What the connection needs of a socket: a browser's fits. */
export interface Socket {
  readonly readyState: number
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
  send(text: string): void
  close(): void
}

/** What stands around the connection, handed in so that tests can hold it still. */
export interface Surroundings {
  readonly socket: () => Socket
  /** Makes sure of a session before a socket is tried again that was not let in. */
  readonly authorise: () => Promise<unknown>
  readonly now: () => number
  readonly chance: () => number
  /** Runs something later, unless the returned function is called before. */
  readonly after: (ms: number, run: () => void) => () => void
}

const OPEN = 1
/** The desk left events out, as they were not read in time. */
const EVENTS_SKIPPED = 'EVENTS_SKIPPED'
const BEAT_MS = 10_000
/** Silent for so long, the desk is asked whether it is there; for so long again, it is not. */
const QUIET_MS = 15_000
const DEAD_MS = 25_000

/** One socket to the desk: comes back by itself, and asks again for each state whose changes do not fit. */
export class Connection {
  readonly #around: Surroundings
  readonly #store: TopicStore
  readonly #wanted = new Set<string>()
  /** Topics whose patches mean nothing until their snapshot comes. */
  readonly #asked = new Set<string>()
  readonly #linkListeners = new Set<() => void>()
  readonly #eventListeners = new Set<(event: EventRow) => void>()
  readonly #gapListeners = new Set<() => void>()
  #link: Link = { state: 'connecting' }
  #socket: Socket | null = null
  #identity: Identity | null = null
  #lostAt: number | null = null
  #goodbye: string | null = null
  #heardAt = 0
  #attempt = 0
  /** Milliseconds that the desk's clock is ahead of this machine's. */
  #ahead = 0
  #stopRetry: () => void = () => undefined
  #stopBeat: () => void = () => undefined

  constructor(store: TopicStore, around: Surroundings) {
    this.#store = store
    this.#around = around
  }

  get link(): Link {
    return this.#link
  }

  /** The desk's clock by this machine's. */
  deskNow(): number {
    return this.#around.now() + this.#ahead
  }

  onLink(listener: () => void): () => void {
    this.#linkListeners.add(listener)
    return () => this.#linkListeners.delete(listener)
  }

  onEvent(listener: (event: EventRow) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  /** Calls back when events may have happened that nobody told of. */
  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener)
    return () => this.#gapListeners.delete(listener)
  }

  /** Follows topics from now on; each answers with a snapshot. */
  subscribe(topics: readonly string[]): void {
    for (const topic of topics) this.#wanted.add(topic)
    this.#send({ type: 'subscribe', topics: [...topics] })
  }

  unsubscribe(topics: readonly string[]): void {
    for (const topic of topics) {
      this.#wanted.delete(topic)
      this.#store.forget(topic)
    }
    this.#send({ type: 'unsubscribe', topics: [...topics] })
  }

  /** Connects, or tries again at once. */
  connect(): void {
    this.#stopRetry()
    this.#drop()
    const socket = this.#around.socket()
    this.#socket = socket
    this.#heardAt = this.#around.now()
    socket.addEventListener('message', ({ data }) => {
      const message = typeof data === 'string' ? readMessage(data) : null
      if (this.#socket !== socket) return
      this.#heardAt = this.#around.now()
      if (message) this.#hear(message)
    })
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lose()
    })
    this.#beat()
  }

  /** The page is looked at again: after a sleep everything is asked for anew, or the socket is found dead. */
  wake(): void {
    if (this.#link.state === 'lost') return this.connect()
    if (this.#around.now() - this.#heardAt > DEAD_MS) return this.#lose(0)
    if (this.#wanted.size > 0) this.#send({ type: 'resync', topics: [...this.#wanted] })
  }

  close(): void {
    this.#stopRetry()
    this.#drop()
  }

  #drop(): void {
    this.#stopBeat()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #lose(waitMs?: number): void {
    const { now, chance, after } = this.#around
    const wasOpen = this.#link.state === 'open'
    this.#drop()
    this.#lostAt ??= now()
    const wait = waitMs ?? backoffMs(this.#attempt++, chance())
    const since = this.#lostAt
    this.#turn({ state: 'lost', since, because: this.#goodbye, retryAt: now() + wait })
    this.#stopRetry = after(wait, () => void this.#retry(wasOpen))
  }

  async #retry(wasOpen: boolean): Promise<void> {
    // A socket that never opened may have been refused for want of a session.
    if (!wasOpen) await this.#around.authorise().catch(() => null)
    if (this.#link.state === 'lost') this.connect()
  }

  #hear(message: ServerMessage): void {
    // What it complained of was no farewell, as it goes on.
    this.#goodbye = null
    switch (message.type) {
      case 'welcome':
        return this.#welcome(message.identity, message.serverTime)
      case 'snapshot':
        this.#asked.delete(message.topic)
        return this.#store.snapshot(message.topic, message.version, message.state)
      case 'patch':
        return this.#patch(message)
      case 'event':
        for (const listener of this.#eventListeners) listener(message.event)
        return
      case 'shutdown':
        this.#goodbye = message.reason
        return
      case 'error':
        if (message.code === EVENTS_SKIPPED) return this.#gap()
        this.#goodbye = message.message
        return
      case 'subscribed':
      case 'pong':
    }
  }

  #patch({ topic, version, from, ops }: Extract<ServerMessage, { readonly type: 'patch' }>): void {
    if (this.#asked.has(topic) || this.#store.patch(topic, version, from, ops)) return
    this.#asked.add(topic)
    this.#send({ type: 'resync', topics: [topic] })
  }

  #welcome(identity: Identity, serverTime: string): void {
    const now = this.#around.now()
    const before = this.#identity
    const lostAt = this.#lostAt
    const broke = lostAt !== null && before ? breakOf(lostAt, now, before, identity) : null
    this.#identity = identity
    this.#ahead = Date.parse(serverTime) - now
    this.#attempt = 0
    this.#lostAt = null
    this.#asked.clear()
    this.#turn({ state: 'open', since: now, identity, broke })
    if (this.#wanted.size > 0) this.#send({ type: 'subscribe', topics: [...this.#wanted] })
    if (broke) this.#gap()
  }

  #gap(): void {
    for (const listener of this.#gapListeners) listener()
  }

  #beat(): void {
    this.#stopBeat = this.#around.after(BEAT_MS, () => {
      const quiet = this.#around.now() - this.#heardAt
      if (quiet > DEAD_MS) return this.#lose()
      if (quiet > QUIET_MS) this.#send({ type: 'ping' })
      this.#beat()
    })
  }

  #send(message: ClientMessage): void {
    const isReady = this.#link.state === 'open' && this.#socket?.readyState === OPEN
    if (isReady) this.#socket?.send(JSON.stringify(message))
  }

  #turn(link: Link): void {
    this.#link = link
    for (const listener of this.#linkListeners) listener()
  }
}
