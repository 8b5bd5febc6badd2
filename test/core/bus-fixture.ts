import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import { type Event, EventIds, type EventType, type Origin } from '../../src/core/events.ts'
import type { FactType } from '../../src/core/flow.ts'
import type { Journal } from '../../src/core/journal.ts'
import { type LogFacts, Logger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { START } from './state/journal-fixture.ts'

export const ORIGIN: Origin = { source: 'test' }
export const BOOK = '0123456789abcdef'

/** Lets everything run that is ready to. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
}

interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly facts: LogFacts
}

/** Keeps what was said, so that a test can read it. */
export class Lines extends Logger {
  readonly all: Line[] = []

  override debug(message: string, facts: LogFacts = {}): void {
    this.all.push({ level: 'debug', message, facts })
  }

  override info(message: string, facts: LogFacts = {}): void {
    this.all.push({ level: 'info', message, facts })
  }

  override warn(message: string, facts: LogFacts = {}): void {
    this.all.push({ level: 'warn', message, facts })
  }

  override error(message: string, facts: LogFacts = {}): void {
    this.all.push({ level: 'error', message, facts })
  }

  override for(): Logger {
    return this
  }

  said(message: string): readonly LogFacts[] {
    return this.all.filter((line) => line.message === message).map(({ facts }) => facts)
  }
}

/** A bus over a journal. */
export function busOn<J extends Journal>(journal: J) {
  const clock = new VirtualClock(START)
  const log = new Lines()
  const bus = new EventBus({ clock, journal, ids: new EventIds(BOOK), log })
  return { clock, journal, log, bus }
}

/** A bus over a journal in memory that keeps everything. */
export const busOver = () => busOn(new MemoryJournal())

/** A kernel handler that does what a test says. */
export class Doing<T extends EventType> extends KernelHandler<T> {
  readonly seen: Event<T>[] = []
  readonly #work: (event: Event<T>) => void

  constructor(bus: EventBus, types: readonly T[], work: (event: Event<T>) => void = () => {}) {
    super(bus, types)
    this.#work = work
  }

  override handleEvent(event: Event<T>): void {
    this.seen.push(event)
    this.#work(event)
  }
}

/** States some small fact. */
export const stop = (
  bus: EventBus,
  reason = 'a test asked for it',
  origin: Origin = ORIGIN,
): Event => bus.publish('system.emergency_stop', { reason, by: 'test' }, origin)

/** What a journal holds, as types in order. */
export const typesOf = async (journal: Journal): Promise<readonly FactType[]> =>
  (await journal.read(0, 1_000_000)).map(({ type }) => type as FactType)
