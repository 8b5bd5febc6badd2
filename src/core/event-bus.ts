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
import { GivenIds } from './given-ids.ts'
import type { Journal } from './journal.ts'
import type { Logger } from './log.ts'

/** One wish may lead to many facts, but not without end. */
const CASCADE_MAX = 100_000

export interface BusDeps {
  readonly clock: Clock
  readonly journal: Journal
  readonly ids: EventIds
  readonly log: Logger
  /** What earlier senders chose, when it outlives the bus. */
  readonly given?: GivenIds
}

/** Handles each event at its place in the order. */
interface KernelSubscriber {
  handleEvent(event: Event): void
}

/** Is offered each event once it is durable, and takes it in its own time. */
interface ObservingSubscriber {
  offer(event: Event): void
}

/** What the bus asks of a handler; one that can be offered events is an observer. */
export type Subscriber = KernelSubscriber | ObservingSubscriber

const NOBODY: readonly never[] = []

type Lists<S> = Map<EventType, readonly S[]>

/**
 * The total order. An event gets its place, goes to the journal, and is handled by every kernel handler before
 * the next one; what is published meanwhile waits behind it. Observers get it once it is durable.
 */
export class EventBus {
  readonly #clock: Clock
  readonly #journal: Journal
  readonly #ids: EventIds
  readonly #log: Logger
  readonly #kernel: Lists<KernelSubscriber> = new Map()
  readonly #observers: Lists<ObservingSubscriber> = new Map()
  readonly #given: GivenIds
  readonly #durable: Disposable
  readonly #queue: Event[] = []
  #seq: number
  #isBusy = false
  #isReplaying = false
  #fault: TradingError | null = null

  constructor({ clock, journal, ids, log, given = new GivenIds() }: BusDeps) {
    this.#clock = clock
    this.#journal = journal
    this.#ids = ids
    this.#log = log
    this.#given = given
    this.#seq = journal.head
    for (const type of Object.keys(FLOW) as EventType[]) {
      this.#kernel.set(type, NOBODY)
      this.#observers.set(type, NOBODY)
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

  /**
   * Why nothing can be stated any more, or null: the journal refused an event, one event led to others without end, or the
   * halt after a failure failed itself. Whoever states a fact from then on is thrown it.
   */
  get fault(): TradingError | null {
    return this.#fault
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
    const { id } = origin
    if (id !== undefined && this.#given.has(id)) return null
    const event = this.#state(type, data, origin, true)
    if (id !== undefined) this.#given.add(id)
    return event
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
  subscribe(types: EventType | readonly EventType[], handler: Subscriber): Disposable {
    const all = typeof types === 'string' ? [types] : types
    return 'offer' in handler
      ? enter(this.#observers, all, handler)
      : enter(this.#kernel, all, handler)
  }

  close(): void {
    this.#durable[Symbol.dispose]()
  }

  #state<T extends FactType>(type: T, data: Events[T], origin: Origin, isInput: boolean): Event {
    if (this.#fault !== null) throw this.#fault
    const sinks = known(this.#kernel, type)
    const seq = this.#seq + 1
    const event = stamp(this.#ids, seq, this.#clock.now(), { type, data, origin }, isInput)
    if (this.#isReplaying) return event
    this.#append(event)
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

  #append(event: Event): void {
    try {
      this.#journal.append(event)
    } catch (error) {
      throw this.#breakDown(toTradingError(error))
    }
  }

  #drain(): void {
    for (let next = 0; next < this.#queue.length; next++) {
      if (next === CASCADE_MAX) throw this.#breakDown(endless())
      const event = this.#queue[next]
      if (event !== undefined) this.#handOn(event)
    }
    this.#queue.length = 0
  }

  #handOn(event: Event): void {
    this.#dispatch(event, known(this.#kernel, event.type))
  }

  #dispatch(event: Event, sinks: readonly KernelSubscriber[]): void {
    for (let index = 0; index < sinks.length; index++) {
      const sink = sinks[index]
      try {
        sink?.handleEvent(event)
      } catch (error) {
        if (this.#fault !== null) throw this.#fault
        this.#failed(sink, event, error)
      }
    }
  }

  /** A kernel handler that throws does not stop the others; the error is a fact, and risk halts on it. */
  #failed(sink: KernelSubscriber | undefined, event: Event, error: unknown): void {
    const { code, message } = toTradingError(error)
    const component = sink?.constructor.name ?? 'unknown'
    const { type, seq, correlationId } = event
    this.#log.error('a kernel handler failed', { component, type, code, correlationId, error })
    if (this.#isReplaying) return
    if (type === 'system.error') throw this.#breakDown(unhalted(component, error))
    const data = { code, message, component, eventSeq: seq }
    this.publish('system.error', data, { source: 'EventBus', causedBy: event })
  }

  #breakDown(fault: TradingError): TradingError {
    this.#fault = fault
    this.#log.error('nothing can be stated any more', { code: fault.code, error: fault })
    return fault
  }

  #offer(event: Event): void {
    for (const observer of known(this.#observers, event.type)) observer.offer(event)
  }
}

function known<S>(lists: Lists<S>, type: EventType): readonly S[] {
  const sinks = lists.get(type)
  if (sinks !== undefined) return sinks
  throw new TradingError('INPUT_INVALID', `"${type}" is not a declared event type`)
}

/** Lists are replaced, never changed: one who leaves while an event is handled does not shift the others. */
function enter<S>(lists: Lists<S>, types: readonly EventType[], handler: S): Disposable {
  for (const type of types) lists.set(type, [...known(lists, type), handler])
  const others = (type: EventType) => known(lists, type).filter((other) => other !== handler)
  const leave = () => {
    for (const type of types) lists.set(type, others(type))
  }
  return { [Symbol.dispose]: leave }
}

const endless = (): TradingError =>
  new TradingError('INTERNAL', `One event led to more than ${CASCADE_MAX} others, which has no end`)

const unhalted = (component: string, cause: unknown): TradingError => {
  const message = `${component} failed on the news of a failure, so nothing is left to halt trading`
  return new TradingError('HANDLER_FAILED', message, { cause })
}

/** Subscribes at construction and leaves at `close`, initialised or not. */
export abstract class EventHandler<T extends EventType> implements AsyncDisposable {
  readonly #subscription: Disposable

  constructor(bus: EventBus, types: readonly T[]) {
    // The bus keeps its lists by type, so a handler meets no event but those of its own types.
    this.#subscription = bus.subscribe(types, this as unknown as Subscriber)
  }

  abstract handleEvent(event: Event<T>, signal?: AbortSignal): void | Promise<void>

  async close(): Promise<void> {
    this.#subscription[Symbol.dispose]()
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
