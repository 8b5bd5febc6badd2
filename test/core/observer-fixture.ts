import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds, type EventType } from '../../src/core/events.ts'
import type { Journal } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import {
  type DeadLetter,
  Observer,
  type ObserverDeps,
  ObserverLog,
} from '../../src/core/observer.ts'
import { BOOK, Lines } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

/** Cursors and letters that outlive observers, as storage would keep them. */
export class Memory extends ObserverLog {
  readonly cursors = new Map<string, number>()
  readonly letters: DeadLetter[] = []
  isBroken = false

  override async cursor(handler: string): Promise<number | null> {
    return this.cursors.get(handler) ?? null
  }

  override async advance(handler: string, seq: number): Promise<void> {
    if (this.isBroken) throw new RangeError('the storage of cursors is gone')
    this.cursors.set(handler, Math.max(seq, this.cursors.get(handler) ?? 0))
  }

  override async bury(letter: DeadLetter): Promise<void> {
    if (this.isBroken) throw new RangeError('the storage of letters is gone')
    this.letters.push(letter)
  }
}

type Work = (event: Event, signal: AbortSignal) => Promise<void>

/** An observer that does what a test says, under a name of its own. */
export class Watching extends Observer<EventType> {
  readonly seen: number[] = []
  readonly #name: string
  readonly #work: Work

  constructor(deps: ObserverDeps, types: readonly EventType[], name: string, work: Work) {
    super(deps, types)
    this.#name = name
    this.#work = work
  }

  override get name(): string {
    return this.#name
  }

  override async handleEvent(event: Event, signal: AbortSignal): Promise<void> {
    this.seen.push(event.seq)
    await this.#work(event, signal)
  }
}

const STOPS = ['system.emergency_stop'] as const

/** A bus with observers beside it, on a clock that the test moves. */
export function beside(journal: Journal = new MemoryJournal(), memory: ObserverLog = new Memory()) {
  const clock = new VirtualClock(START)
  const log = new Lines()
  const bus = new EventBus({ clock, journal, ids: new EventIds(BOOK), log })
  const waits: number[] = []
  const deps: ObserverDeps = {
    bus,
    journal,
    observerLog: memory,
    log,
    jitter: () => 1,
    clock: {
      now: () => clock.now(),
      wakeAt: (at, wake) => clock.wakeAt(at, wake),
      until: (at, signal) => {
        waits.push(at - clock.now())
        return clock.until(at, signal)
      },
    },
  }
  const watch = (name: string, work: Work = async () => {}, types: readonly EventType[] = STOPS) =>
    new Watching(deps, types, name, work)
  return { clock, log, bus, journal, memory, waits, deps, watch }
}
