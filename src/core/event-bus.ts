import type { EventId } from '../domain/brand.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
import { TradingError } from './errors.ts'
import {
  type Event,
  type EventIds,
  type Events,
  type EventType,
  type Origin,
  stamp,
} from './events.ts'
import { type FactType, FLOW, type NoticeType } from './flow.ts'
import type { Journal } from './journal.ts'
import type { Logger } from './log.ts'

/** One wish may lead to many facts, but not without end. */
const CASCADE_MAX = 100_000

export interface BusDeps {
  readonly clock: Clock
  readonly journal: Journal
  readonly ids: EventIds
  readonly log: Logger
}

/** What the bus asks of a handler; one that can be offered events takes them in its own time. */
export interface Subscriber {
  handleEvent(event: Event, signal?: AbortSignal): void | Promise<void>
  offer?(event: Event): void
}

/**
 * The total order. An event gets its place, goes to the journal, and is handled by every kernel handler before
 * the next one; what is published meanwhile waits behind it. Observers get it once it is durable.
 */
export class EventBus {
  readonly #clock: Clock
  readonly #journal: Journal
  readonly #ids: EventIds
  readonly #log: Logger
  readonly #kernel = new Map<EventType, readonly Subscriber[]>()
  readonly #observers = new Map<EventType, readonly Subscriber[]>()
  readonly #givenIds = new Set<EventId>()
  readonly #durable: Disposable
  readonly #queue: Event[] = []
  #seq: number
  #isBusy = false
  #isReplaying = false

  constructor({ clock, journal, ids, log }: BusDeps) {
    this.#clock = clock
    this.#journal = journal
    this.#ids = ids
    this.#log = log
    this.#seq = journal.head
    for (const type of Object.keys(FLOW) as EventType[]) {
      this.#kernel.set(type, [])
      this.#observers.set(type, [])
    }
    this.#durable = journal.onDurable((events) => {
      for (const event of events) this.#offer(event)
    })
  }

  /** Place of the newest event. */
  get head(): number {
    return this.#seq
  }

  /** Stored events are being folded: nothing may be sent anywhere. */
  get isReplaying(): boolean {
    return this.#isReplaying
  }

  /** Handlers subscribed, over all types: must not grow when parts come and go. */
  get subscriptions(): number {
    let count = 0
    for (const lists of [this.#kernel, this.#observers]) {
      for (const sinks of lists.values()) count += sinks.length
    }
    return count
  }

  /** States a fact from inside the kernel. Returns after all that follows from it, unless a handler is at work. */
  publish<T extends FactType>(type: T, data: Events[T], origin: Origin): Event {
    return this.#state(type, data, origin, false)
  }

  /** States a fact from outside the kernel; a given id is stated once, a repetition returns null. */
  inject<T extends FactType>(type: T, data: Events[T], origin: Origin): Event | null {
    if (origin.id !== undefined) {
      if (this.#givenIds.has(origin.id)) return null
      this.#givenIds.add(origin.id)
    }
    return this.#state(type, data, origin, true)
  }

  /** Tells the observers something about the machinery: no part of the book, so not journalled. */
  notify<T extends NoticeType>(type: T, data: Events[T], origin: Origin): void {
    this.#offer(stamp(this.#ids, 0, this.#clock.now(), { type, data, origin }, false))
  }

  /** Folds a stored event into the handlers' state; what they publish was stored with it and is not stated again. */
  replay(event: Event): void {
    this.#isReplaying = true
    try {
      this.#handOn(event)
    } finally {
      this.#isReplaying = false
      this.#seq = event.seq
    }
  }

  /** Kernel handlers are called in the order in which they subscribed. */
  subscribe(type: EventType, handler: Subscriber): Disposable {
    const lists = handler.offer === undefined ? this.#kernel : this.#observers
    lists.set(type, [...this.#known(lists, type), handler])
    const leave = () => {
      lists.set(
        type,
        this.#known(lists, type).filter((other) => other !== handler),
      )
    }
    return { [Symbol.dispose]: leave }
  }

  close(): void {
    this.#durable[Symbol.dispose]()
  }

  #state<T extends FactType>(type: T, data: Events[T], origin: Origin, isInput: boolean): Event {
    const sinks = this.#known(this.#kernel, type)
    const seq = this.#seq + 1
    const event = stamp(this.#ids, seq, this.#clock.now(), { type, data, origin }, isInput)
    if (this.#isReplaying) return event
    this.#journal.append(event)
    this.#seq = seq
    if (this.#isBusy) {
      this.#queue.push(event)
      return event
    }
    this.#isBusy = true
    try {
      this.#dispatch(event, sinks)
      if (this.#queue.length > 0) this.#drain()
    } finally {
      this.#isBusy = false
    }
    return event
  }

  #drain(): void {
    for (let next = 0; next < this.#queue.length; next++) {
      const event = this.#queue[next]
      if (event !== undefined && next < CASCADE_MAX) this.#handOn(event)
    }
    const length = this.#queue.length
    this.#queue.length = 0
    if (length > CASCADE_MAX) {
      throw new TradingError('INTERNAL', `One event led to ${length} others, which has no end`)
    }
  }

  #handOn(event: Event): void {
    this.#dispatch(event, this.#known(this.#kernel, event.type))
  }

  #dispatch(event: Event, sinks: readonly Subscriber[]): void {
    for (let index = 0; index < sinks.length; index++) {
      const sink = sinks[index]
      try {
        sink?.handleEvent(event)
      } catch (error) {
        this.#failed(sink, event, error)
      }
    }
  }

  /** A kernel handler that throws does not stop the others; the error is a fact, and risk halts on it. */
  #failed(sink: Subscriber | undefined, event: Event, error: unknown): void {
    const known = toTradingError(error)
    const component = sink?.constructor.name ?? 'unknown'
    const { type, seq, correlationId } = event
    this.#log.error('a kernel handler failed', {
      component,
      type,
      code: known.code,
      correlationId,
      error,
    })
    if (type === 'system.error' || this.#isReplaying) return
    const { code, message } = known
    const data = { code, message, component, eventSeq: seq }
    this.publish('system.error', data, { source: 'EventBus', causedBy: event })
  }

  #offer(event: Event): void {
    for (const observer of this.#known(this.#observers, event.type)) observer.offer?.(event)
  }

  #known(
    lists: ReadonlyMap<EventType, readonly Subscriber[]>,
    type: EventType,
  ): readonly Subscriber[] {
    const sinks = lists.get(type)
    if (sinks !== undefined) return sinks
    throw new TradingError('INPUT_INVALID', `"${String(type)}" is not a declared event type`)
  }
}

/** Subscribes at construction and leaves at `close`, initialised or not. */
export abstract class EventHandler<T extends EventType> implements AsyncDisposable {
  readonly #subscriptions: readonly Disposable[]

  constructor(bus: EventBus, types: readonly T[]) {
    // The bus keeps its lists by type, so a handler meets no event but those of its own types.
    const subscriber = this as unknown as Subscriber
    this.#subscriptions = types.map((type) => bus.subscribe(type, subscriber))
  }

  abstract handleEvent(event: Event<T>, signal?: AbortSignal): void | Promise<void>

  async close(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Runs inside the total order: computes and publishes, never waits. What it throws is caught, journalled, and halts
 * trading. Its state is a fold of the events it handles, so that it can be saved, loaded and replayed.
 */
export abstract class KernelHandler<T extends EventType> extends EventHandler<T> {
  abstract override handleEvent(event: Event<T>): void
}
