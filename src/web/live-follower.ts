import type { Caller } from '../auth/access.ts'
import type { ServerMessage } from './contract/live.ts'
import type { SocketTally } from './desk-states.ts'
import type { LiveTopic, PatchForm } from './live-topic.ts'

/** What is needed of a WebSocket. `done` is called when the message has left the process, or never will. */
export interface FollowerSocket {
  readonly bufferedAmount: number
  send(
    message: Buffer | string,
    options: { readonly binary: boolean; readonly compress: boolean },
    done: (error?: Error | null) => void,
  ): void
  ping(data: undefined, mask: undefined, done: (error?: Error | null) => void): void
  close(code: number): void
  terminate(): void
}

/** One topic as one client follows it. */
interface Following {
  readonly topic: LiveTopic<unknown>
  form: PatchForm
  /** Last version handed to the socket; 0 asks for the whole. */
  version: number
  /** Handed to the socket and not yet gone from it: nothing newer is handed over meanwhile. */
  isUnderWay: boolean
  isBehind: boolean
}

export interface FollowerDeps {
  readonly id: string
  readonly caller: Caller
  readonly socket: FollowerSocket
  readonly tally: SocketTally
}

/** Events that may wait in a socket; those beyond are left out, and the client is told to read them elsewhere. */
const EVENTS_MAX = 256
/** Bytes that may wait in a socket before events are left out, and before who asks without reading is let go. */
const WAITING_BYTES_MAX = 1_048_576
/** Two pings without an answer, and the third finds nobody. */
const MISSED_MAX = 2

const TEXT = { binary: false, compress: false } as const

/** Codes by which a socket is closed (RFC 6455, section 7.4; 4000 and above are ours). */
export const CLOSE = { leaving: 1001, notText: 1003, refused: 1008, ended: 4401 } as const

/**
 * A connected client. Of each topic at most one message is in its socket at a time: while that one waits, newer versions
 * replace each other, so who reads slowly loses versions but never the newest, and costs no more than one of each.
 */
export class LiveFollower {
  readonly id: string
  readonly caller: Caller
  /** Whether it is handed the events of the journal. */
  hearsEvents = false
  readonly #socket: FollowerSocket
  readonly #tally: SocketTally
  readonly #following = new Map<string, Following>()
  #eventsUnderWay = 0
  #hasSkipped = false
  #missed = 0

  constructor({ id, caller, socket, tally }: FollowerDeps) {
    this.id = id
    this.caller = caller
    this.#socket = socket
    this.#tally = tally
  }

  /** Names of the topics that it follows. */
  get topics(): readonly string[] {
    return [...this.#following.keys()]
  }

  /** Follows a topic from its whole state on; once more when it follows it already. */
  follow(topic: LiveTopic<unknown>, form: PatchForm = 'ops'): void {
    const following = this.#following.get(topic.name) ?? {
      topic,
      form,
      version: 0,
      isUnderWay: false,
      isBehind: false,
    }
    following.form = form
    following.version = 0
    this.#following.set(topic.name, following)
    this.#push(following)
  }

  /** Hands the whole state over once more, in the form that was asked for. */
  resync(name: string): void {
    const following = this.#following.get(name)
    if (following !== undefined) this.follow(following.topic, following.form)
  }

  leave(name: string): void {
    this.#following.delete(name)
  }

  /** There is a newer version of a topic. */
  update(name: string): void {
    const following = this.#following.get(name)
    if (following !== undefined) this.#push(following)
  }

  /** Hands an event over, made once for all. */
  event(message: Buffer): void {
    const isFull = this.#socket.bufferedAmount > WAITING_BYTES_MAX
    if (isFull || this.#eventsUnderWay >= EVENTS_MAX) {
      this.#hasSkipped = true
      this.#tally.dropped += 1
      return
    }
    this.#eventsUnderWay += 1
    this.#socket.send(message, TEXT, () => {
      this.#eventsUnderWay -= 1
      if (this.#eventsUnderWay === 0 && this.#hasSkipped) this.#tellSkipped()
    })
  }

  /** Answers; who asks without reading what is answered is let go. */
  tell(message: ServerMessage): void {
    if (this.#socket.bufferedAmount > WAITING_BYTES_MAX) this.#socket.terminate()
    else this.#socket.send(JSON.stringify(message), TEXT, unheard)
  }

  /** It has shown that it lives. */
  heard(): void {
    this.#missed = 0
  }

  /** Asks whether it lives; false when it did not answer the last times. */
  ping(): boolean {
    if (this.#missed >= MISSED_MAX) return false
    this.#missed += 1
    this.#socket.ping(undefined, undefined, unheard)
    return true
  }

  /** Says why and closes. */
  close(code: number, farewell: ServerMessage): void {
    this.tell(farewell)
    this.#socket.close(code)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #push(following: Following): void {
    const { topic } = following
    if (following.isUnderWay) {
      if (following.isBehind) this.#tally.dropped += 1
      following.isBehind = true
      return
    }
    const update =
      following.version === 0 ? topic.snapshot : topic.updateFrom(following.version, following.form)
    following.version = topic.version
    following.isUnderWay = true
    this.#socket.send(update, TEXT, (error) => {
      following.isUnderWay = false
      if (!following.isBehind || error) return
      following.isBehind = false
      if (following.version !== topic.version && this.#following.has(topic.name))
        this.#push(following)
    })
  }

  #tellSkipped(): void {
    this.#hasSkipped = false
    this.tell({
      type: 'error',
      code: 'EVENTS_SKIPPED',
      message:
        'Some events were left out because they were not read in time: read them at /api/events',
    })
  }
}

/** A socket that is going tells so by its own close. */
const unheard = (): void => undefined
