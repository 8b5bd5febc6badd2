import { randomUUID } from 'node:crypto'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { RawData, WebSocket } from 'ws'
import type { Access, Caller } from '../auth/access.ts'
import type { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import { TradingError } from '../core/errors.ts'
import type { Event } from '../core/events.ts'
import type { Narration } from '../core/narration.ts'
import { type ToldEvent, toldAs } from '../core/told-events.ts'
import { epochMs, isoTime } from '../domain/time.ts'
import { type ClientMessage, clientMessage, TOPICS_MAX } from './contract/live.ts'
import type { LiveDesk } from './live-desk.ts'
import { CLOSE, LiveFollower } from './live-follower.ts'
import { LiveRoom } from './live-room.ts'
import type { PatchForm } from './live-topic.ts'
import type { Limiter } from './rate-limits.ts'
import { eventRow } from './views/event-row.ts'
import { identityOf } from './views/status-view.ts'
import type { WebDeps } from './web-deps.ts'

/** What the sockets are made of. */
export interface LiveSocketDeps extends Pick<WebDeps, 'identity' | 'clock' | 'log'> {
  readonly desk: Pick<LiveDesk, 'topic' | 'listen' | 'sockets'>
  readonly broadcast: Pick<BroadcastCoordinator, 'listen'>
  readonly access: Pick<Access, 'isStillIn' | 'onEnded'>
}

/** Bytes of a message that a client may send. */
const PAYLOAD_BYTES_MAX = 16_384
const CLIENTS_MAX = 1_200
const RETRY_AFTER_MS = 5_000
const PING_EVERY_MS = 15_000
const FAREWELL_MS = 500
/** Messages at once, and how many more each second. */
const BURST = 40
const MESSAGES_A_SECOND = 10
const EVENTS = 'events'

/** A room and what wakes it. */
interface OpenRoom {
  readonly room: LiveRoom
  readonly listening: Disposable
}

/** Every open socket: who follows what, who still lives, who may still listen. */
export class ConnectionManager {
  readonly #deps: LiveSocketDeps
  readonly #clients = new Set<LiveFollower>()
  readonly #rooms = new Map<string, OpenRoom>()
  readonly #held: Disposable[] = []
  #beat: Disposable | null = null
  #isClosed = false
  #onEmpty: () => void = () => undefined

  constructor(deps: LiveSocketDeps) {
    this.#deps = deps
  }

  /** From now on events are heard, and hearts. */
  initialize(): void {
    if (this.#beat !== null) return
    const { broadcast, access } = this.#deps
    this.#held.push(
      broadcast.listen({ stated: (event, narration) => this.#tellEvent(event, narration) }),
      access.onEnded(() => this.#letOut()),
    )
    this.#beat = this.#nextBeat()
  }

  /** Throws QUEUE_FULL when no more are let in, CLOSED when the server is going. */
  requireRoom(): void {
    if (this.#isClosed) throw new TradingError('CLOSED', 'The desk is closing and lets nobody in')
    if (this.#clients.size < CLIENTS_MAX) return
    const full = `${CLIENTS_MAX} sockets are open, and no more are taken: close a page that is not needed`
    throw new TradingError('QUEUE_FULL', full, { retryAfterMs: RETRY_AFTER_MS })
  }

  /** Takes a socket in that the gate has let through. */
  open(socket: WebSocket, caller: Caller): void {
    const { desk, clock, identity } = this.#deps
    const client = new LiveFollower({ id: randomUUID(), caller, socket, tally: desk.sockets })
    const purse = new Purse(clock.now())
    this.#clients.add(client)
    desk.sockets.clients = this.#clients.size
    socket.on('pong', () => client.heard())
    socket.on('close', () => this.#forget(client))
    socket.on('error', () => client.terminate())
    socket.on('message', (data, isBinary) => {
      client.heard()
      if (!purse.spend(clock.now())) return refuse(client, CLOSE.refused, 'RATE_LIMITED', TOO_OFTEN)
      if (isBinary) return refuse(client, CLOSE.notText, 'INPUT_INVALID', NOT_TEXT)
      this.#answer(client, data)
    })
    client.tell({
      type: 'welcome',
      clientId: client.id,
      serverTime: isoTime(clock.now()),
      identity: identityOf(identity()),
    })
  }

  /** Tells everybody, closes, and lets go of whoever does not go by himself. */
  async close(reason: string): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#beat?.[Symbol.dispose]()
    for (const held of this.#held.splice(0)) held[Symbol.dispose]()
    for (const client of this.#clients) client.close(CLOSE.leaving, { type: 'shutdown', reason })
    await this.#allGone()
    for (const client of this.#clients) client.terminate()
  }

  /** Resolves when the last one has gone, and after a while in any case. */
  async #allGone(): Promise<void> {
    const { clock } = this.#deps
    if (this.#clients.size === 0) return
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve
      this.#held.push(clock.wakeAt(epochMs(clock.now() + FAREWELL_MS), resolve))
    })
    for (const held of this.#held.splice(0)) held[Symbol.dispose]()
  }

  #answer(client: LiveFollower, data: RawData): void {
    const message = read(data)
    if (message === null) return client.tell(NOT_UNDERSTOOD)
    switch (message.type) {
      case 'ping':
        return client.tell({ type: 'pong', serverTime: isoTime(this.#deps.clock.now()) })
      case 'subscribe':
        return this.#subscribe(client, message.topics, message.form)
      case 'unsubscribe':
        for (const name of message.topics) this.#leave(client, name)
        return
      case 'resync':
        for (const name of message.topics) client.resync(name)
        return
      default:
        message satisfies never
    }
  }

  #subscribe(client: LiveFollower, names: readonly string[], form: PatchForm = 'ops'): void {
    const { desk } = this.#deps
    const wanted = [...new Set(names)]
    const fresh = wanted.filter((name) => !client.topics.includes(name))
    if (client.topics.length + fresh.length > TOPICS_MAX) {
      return client.tell({
        type: 'error',
        code: 'TOO_MANY_TOPICS',
        message: `At most ${TOPICS_MAX} topics are followed at once: unsubscribe from others first`,
      })
    }
    const known = wanted.filter((name) => name === EVENTS || desk.topic(name) !== null)
    client.tell({ type: 'subscribed', topics: known })
    for (const name of wanted) {
      if (name === EVENTS) client.hearsEvents = true
      else this.#join(client, name, form)
    }
  }

  #join(client: LiveFollower, name: string, form: PatchForm): void {
    const { desk } = this.#deps
    const topic = desk.topic(name)
    if (topic === null) {
      const says = `There is no topic "${name}": its instrument is not known here`
      return client.tell({ type: 'error', code: 'NOT_FOUND', message: says })
    }
    const { room } = this.#rooms.get(name) ?? this.#openRoom(name)
    room.enter(client)
    client.follow(topic, form)
  }

  #openRoom(name: string): OpenRoom {
    const room = new LiveRoom(name)
    const held = { room, listening: this.#deps.desk.listen(name, () => room.tell()) }
    this.#rooms.set(name, held)
    return held
  }

  #leave(client: LiveFollower, name: string): void {
    if (name === EVENTS) client.hearsEvents = false
    client.leave(name)
    const held = this.#rooms.get(name)
    if (held === undefined) return
    held.room.leave(client)
    if (!held.room.isEmpty) return
    held.listening[Symbol.dispose]()
    this.#rooms.delete(name)
  }

  #forget(client: LiveFollower): void {
    for (const name of client.topics) this.#leave(client, name)
    this.#clients.delete(client)
    this.#deps.desk.sockets.clients = this.#clients.size
    if (this.#clients.size === 0) this.#onEmpty()
  }

  /** Made once for all who hear it, and not at all when nobody does. */
  #tellEvent(event: Event, narration: Narration | null): void {
    let message: Buffer | null = null
    for (const client of this.#clients) {
      if (!client.hearsEvents) continue
      message ??= eventMessage(toldAs(event, narration?.says ?? null))
      client.event(message)
    }
  }

  #nextBeat(): Disposable {
    const { clock } = this.#deps
    return clock.wakeAt(epochMs(clock.now() + PING_EVERY_MS), () => {
      this.#beat = this.#nextBeat()
      this.#letOut()
      for (const client of this.#clients) if (!client.ping()) client.terminate()
    })
  }

  #letOut(): void {
    const { access } = this.#deps
    for (const client of this.#clients) {
      if (!access.isStillIn(client.caller)) refuse(client, CLOSE.ended, 'NOT_SIGNED_IN', ENDED)
    }
  }
}

const TOO_OFTEN = `More than ${MESSAGES_A_SECOND} messages a second are not taken`
const NOT_TEXT = 'Messages are JSON text; binary ones are not taken'
const ENDED = 'This session has ended: open the dashboard again, or use another token'
const NOT_UNDERSTOOD = {
  type: 'error',
  code: 'INPUT_INVALID',
  message:
    'The message is not understood: send {"type":"subscribe","topics":["dashboard"]}, or unsubscribe, resync or ping',
} as const

const refuse = (client: LiveFollower, closeCode: number, code: string, message: string): void =>
  client.close(closeCode, { type: 'error', code, message })

/** A message of a client; null for anything else. */
function read(data: RawData): ClientMessage | null {
  try {
    const known = clientMessage.safeParse(JSON.parse(bytesOf(data).toString('utf8')))
    return known.success ? known.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? Buffer.from(data) : data
}

/** What a client may spend on messages: a burst, then so many a second. */
class Purse {
  #left = BURST
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  spend(now: number): boolean {
    const earned = (Math.max(0, now - this.#at) / 1_000) * MESSAGES_A_SECOND
    this.#left = Math.min(BURST, this.#left + earned)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

/** The socket of the dashboard, `/ws`, behind the same gate as every route. */
export async function registerLive(
  app: FastifyInstance,
  deps: LiveSocketDeps,
  limiter: Limiter | null = null,
): Promise<ConnectionManager> {
  const manager = new ConnectionManager(deps)
  manager.initialize()
  // Before the plugin's own, which closes whoever is still there.
  app.addHook('preClose', async () => manager.close('The desk is stopping'))
  // The plugin ends a refused upgrade only when it saw the request before whoever refused it.
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.headers.upgrade !== undefined) raw.socket.destroySoon()
  })
  await app.register(websocket, {
    options: { maxPayload: PAYLOAD_BYTES_MAX, perMessageDeflate: false, clientTracking: true },
    errorHandler: (error, socket) => {
      deps.log.warn('a socket failed', { error })
      socket.terminate()
    },
  })
  app.route({
    method: 'GET',
    url: '/ws',
    schema: { hide: true },
    config: { gated: { method: 'GET', need: 'read', limiter, isForPages: true } },
    preValidation: async () => manager.requireRoom(),
    handler: async (_request, reply) =>
      reply.code(426).header('upgrade', 'websocket').send(UPGRADE),
    wsHandler: (socket, request) => {
      if (request.caller === null) socket.close(CLOSE.ended)
      else manager.open(socket, request.caller)
    },
  })
  return manager
}

const UPGRADE = {
  error: { code: 'UPGRADE_REQUIRED', message: 'This address speaks WebSocket only' },
}

const eventMessage = (told: ToldEvent): Buffer =>
  Buffer.from(JSON.stringify({ type: 'event', event: eventRow(told) }))
