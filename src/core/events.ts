import type { CorrelationId, EventId } from '../domain/brand.ts'
import type { EpochMs } from '../domain/time.ts'
import type { AiEvents } from './events/ai-events.ts'
import type { ApprovalEvents } from './events/approval-events.ts'
import type { ExecutionEvents } from './events/execution-events.ts'
import type { MarketEvents } from './events/market-events.ts'
import type { OperationsEvents } from './events/operations-events.ts'
import type { PortfolioEvents } from './events/portfolio-events.ts'
import type { RiskEvents } from './events/risk-events.ts'
import type { StrategyEvents } from './events/strategy-events.ts'

/** Every fact the system can state, in the order data flows. */
export interface Events
  extends MarketEvents,
    StrategyEvents,
    RiskEvents,
    ExecutionEvents,
    PortfolioEvents,
    AiEvents,
    ApprovalEvents,
    OperationsEvents {}

export type EventType = keyof Events

export const EVENT_VERSION = 1

/** A distributive union: narrowing `type` narrows `data`. */
export type Event<T extends EventType = EventType> = {
  [K in T]: Readonly<{
    /** Place in the total order of one book, gap-free from 1. */
    seq: number
    id: EventId
    type: K
    version: number
    at: EpochMs
    source: string
    correlationId: CorrelationId
    /** Place of the event that caused it; 0 for a root. */
    cause: number
    causationId: EventId | null
    /** It came from outside the kernel, so a re-run must be handed it again. */
    isInput: boolean
    data: Events[K]
  }>
}[T]

/** What a later fact needs of the one it follows from: an event, or what was kept of it. */
export interface Cause {
  readonly seq: number
  readonly id: EventId
  readonly correlationId: CorrelationId
}

/** Who says it and what it follows from. */
export interface Origin {
  readonly source: string
  /** Hands correlation and causation on. */
  readonly causedBy?: Cause
  readonly correlationId?: CorrelationId
  /** An id chosen by the sender: the same id is published once. */
  readonly id?: EventId
}

/** A place fills fifteen hexadecimal digits of an id: so many stand in its last group, the others before it. */
const LAST_GROUP = 12

/**
 * Ids are the book's name and the place in its order, so the same inputs give the same ids, and nothing is spent
 * on them until somebody reads them. The layout is a version 8 UUID (RFC 9562, section 5.8).
 */
export class EventIds {
  readonly #prefix: string

  /** `name`: at least 15 hexadecimal digits, unique to the book. */
  constructor(name: string) {
    this.#prefix = `${name.slice(0, 8)}-${name.slice(8, 12)}-8${name.slice(12, 15)}-8`
  }

  of(seq: number): EventId {
    const digits = seq.toString(16)
    const high = digits.slice(0, -LAST_GROUP)
    const low = digits.slice(-LAST_GROUP)
    // Every event bears three ids: zeros cut from a text cost half of what padding does.
    return `${this.#prefix}${'000'.slice(high.length)}${high}-${'000000000000'.slice(low.length)}${low}` as EventId
  }
}

/** Ids that were given rather than made from the place in the order. */
interface Given {
  readonly id: EventId | null
  readonly correlationId: CorrelationId | null
  readonly causationId: EventId | null
}

/** An event with its place in the order. */
class Stamped<T extends EventType = EventType> {
  readonly version = EVENT_VERSION
  readonly seq: number
  readonly type: T
  readonly at: EpochMs
  readonly source: string
  readonly cause: number
  /** Place of the first event of this chain. */
  readonly root: number
  readonly isInput: boolean
  readonly data: Events[T]
  readonly #ids: EventIds
  readonly #given: Given | null

  constructor(
    ids: EventIds,
    seq: number,
    type: T,
    at: EpochMs,
    data: Events[T],
    source: string,
    causedBy: Cause | null,
    isInput: boolean,
    given: Given | null,
  ) {
    this.seq = seq
    this.type = type
    this.at = at
    this.data = data
    this.source = source
    this.isInput = isInput
    this.#ids = ids
    if (causedBy === null) {
      this.cause = 0
      this.root = seq
      this.#given = given
    } else {
      this.cause = causedBy.seq
      this.root = causedBy instanceof Stamped ? causedBy.root : causedBy.seq
      this.#given = given ?? handedOn(causedBy)
    }
  }

  /** Whether its ids follow from places alone, so that what it causes need not carry them. */
  get isPlain(): boolean {
    return this.#given === null
  }

  get id(): EventId {
    return this.#given?.id ?? this.#ids.of(this.seq)
  }

  get correlationId(): CorrelationId {
    return this.#given?.correlationId ?? (this.#ids.of(this.root) as string as CorrelationId)
  }

  get causationId(): EventId | null {
    return this.cause === 0 ? null : (this.#given?.causationId ?? this.#ids.of(this.cause))
  }
}

/** Given ids go on to what follows; made ones are made again from the place of the root. */
const handedOn = (cause: Cause): Given | null =>
  cause instanceof Stamped && cause.isPlain
    ? null
    : { id: null, correlationId: cause.correlationId, causationId: cause.id }

/** The stamped event as the union that handlers narrow. */
const asEvent = (stamped: unknown): Event => stamped as Event

/** What a publisher hands over to have an event made of it. */
export interface Draft<T extends EventType> {
  readonly type: T
  readonly data: Events[T]
  readonly origin: Origin
}

/** Makes the event that stands at a place in the order. */
export function stamp<T extends EventType>(
  ids: EventIds,
  seq: number,
  at: EpochMs,
  { type, data, origin }: Draft<T>,
  isInput: boolean,
): Event {
  const causedBy = origin.causedBy ?? null
  const given =
    origin.id === undefined && origin.correlationId === undefined ? null : givenIds(origin)
  return asEvent(new Stamped(ids, seq, type, at, data, origin.source, causedBy, isInput, given))
}

const givenIds = ({ id, correlationId, causedBy }: Origin): Given => ({
  id: id ?? null,
  correlationId:
    correlationId ??
    causedBy?.correlationId ??
    ((id ?? null) as string | null as CorrelationId | null),
  causationId: causedBy?.id ?? null,
})
