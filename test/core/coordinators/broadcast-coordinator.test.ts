import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../src/core/clock.ts'
import { BroadcastCoordinator } from '../../../src/core/coordinators/broadcast-coordinator.ts'
import { type DeskState, DeskView } from '../../../src/core/desk-view.ts'
import { EventBus } from '../../../src/core/event-bus.ts'
import { type Event, EventIds, type Events } from '../../../src/core/events.ts'
import { type FactType, FLOW, FOLDS_ALL } from '../../../src/core/flow.ts'
import type { DeskViewStore } from '../../../src/core/kept-view.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { MemoryJournal } from '../../../src/core/memory-journal.ts'
import { type DeadLetter, ObserverLog } from '../../../src/core/observer.ts'
import { paise } from '../../../src/domain/money.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { deskDay } from '../state/desk-fixture.ts'
import { START } from '../state/journal-fixture.ts'

const { signal } = new AbortController()

/** Lets everything run that is ready to. */
const settle = async (turns = 20): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
}

/** Remembers letters; a cursor is never asked of it. */
class Letters extends ObserverLog {
  readonly buried: DeadLetter[] = []

  override cursor(): Promise<number | null> {
    throw new RangeError('the cursor of a view is its own place')
  }

  override advance(): Promise<void> {
    throw new RangeError('the cursor of a view is its own place')
  }

  override async bury(letter: DeadLetter): Promise<void> {
    this.buried.push(letter)
  }
}

class Shelf implements DeskViewStore {
  readonly saved: string[] = []
  isBroken = false

  async load(): Promise<DeskState | null> {
    const last = this.saved.at(-1)
    return last === undefined ? null : JSON.parse(last)
  }

  async save(state: DeskState): Promise<void> {
    if (this.isBroken) throw new RangeError('the disk is full')
    this.saved.push(JSON.stringify(state))
  }
}

/** A journal that outlives a run, as storage does, and says how much of it was read. */
class LastingJournal extends MemoryJournal {
  rowsRead = 0

  override async read(after: number, limit: number): Promise<readonly Event[]> {
    const rows = await super.read(after, limit)
    this.rowsRead += rows.length
    return rows
  }
}

const open: BroadcastCoordinator[] = []

afterEach(async () => {
  for (const coordinator of open.splice(0)) await coordinator.close()
})

function desk(journal = new LastingJournal(), views = new Shelf()) {
  const clock = new VirtualClock(START)
  const log = new SilentLogger()
  const bus = new EventBus({ clock, journal, ids: new EventIds('0123456789abcde'), log })
  const letters = new Letters()
  const deps = { bus, journal, observerLog: letters, clock, log, jitter: () => 0.5, views }
  const broadcast = new BroadcastCoordinator(deps)
  open.push(broadcast)
  const say = <T extends FactType>(type: T, data: Events[T]) =>
    bus.publish(type, data, { source: 'test' })
  const sayAll = (events: readonly Event[]) => {
    for (const { type, data } of events) say(type as 'market.close', data as never)
  }
  return { journal, views, clock, bus, letters, broadcast, say, sayAll }
}

const capital = paise(10_000_000)
const stop = { reason: 'a bad day', by: 'owner' }

describe('BroadcastCoordinator', () => {
  it('B21 keeps the picture current from durable events', async () => {
    const { broadcast, say } = desk()
    await broadcast.initialize(signal)
    say('portfolio.account_reset', { month: '', capital })
    await settle()
    expect(broadcast.picture.money.equityPaise).toBe(capital)
  })

  it('B21 handles every fact that can be stated, so that its picture lacks none', async () => {
    const { broadcast, bus } = desk()
    const facts = Object.values(FLOW).filter((hop) =>
      hop.kept === 'journal' && !('awaits' in hop)
        ? true
        : (hop.to as readonly string[]).includes(FOLDS_ALL),
    )
    const before = bus.subscriptions
    await broadcast.close()
    expect(before - bus.subscriptions).toBe(facts.length)
  })

  it('B19 B20 comes up and goes down twice without harm, and says each once', async () => {
    const { broadcast, bus, say, journal } = desk()
    const told: string[] = []
    const listener = {
      handleEvent: () => undefined,
      offer: ({ type, data }: Event) => told.push(`${type} ${JSON.stringify(data)}`),
    }
    bus.subscribe('system.component_started', listener)
    bus.subscribe('system.component_stopped', listener)
    await broadcast.initialize(signal)
    await broadcast.initialize(signal)
    say('portfolio.account_reset', { month: '', capital })
    await settle()
    const { rowsRead } = journal
    await broadcast.close()
    await broadcast.close()
    expect(told).toEqual([
      'system.component_started {"component":"BroadcastCoordinator"}',
      'system.component_stopped {"component":"BroadcastCoordinator","reason":"closing"}',
    ])
    expect(journal.rowsRead).toBe(rowsRead)
  })

  it('B124 tells of change at once, then once a quarter of a second, however much happens', async () => {
    const { broadcast, say, clock } = desk()
    await broadcast.initialize(signal)
    const seen: number[] = []
    broadcast.listen({ changed: () => seen.push(broadcast.picture.seq) })
    for (let count = 1; count <= 5_000; count++) say('system.emergency_stop', stop)
    await settle()
    clock.advance(epochMs(START + 249))
    say('system.emergency_stop', stop)
    await settle()
    expect(seen).toHaveLength(1)
    clock.advance(epochMs(START + 250))
    await settle()
    expect(seen).toHaveLength(2)
    expect(seen[1]).toBe(5_001)
    clock.advance(epochMs(START + 10_000))
    await settle()
    expect(seen).toHaveLength(2)
  })

  it('tells each sentence in order, and none of what was before', async () => {
    const { broadcast, say } = desk()
    say('portfolio.account_reset', { month: '', capital })
    await broadcast.initialize(signal)
    const told: string[] = []
    const listening = broadcast.listen({ told: ({ says }) => told.push(says) })
    say('system.emergency_stop', stop)
    say('system.emergency_resume', { reason: 'looked into', by: 'owner' })
    await settle()
    listening[Symbol.dispose]()
    say('system.emergency_stop', stop)
    await settle()
    expect(told).toEqual([
      'owner stopped everything: a bad day',
      'owner lets everything go on: looked into',
    ])
    expect(broadcast.picture.happened.at(-1)?.says).toBe('the account begins with ₹1,00,000')
  })

  it('goes on when a listener throws', async () => {
    const { broadcast, say, letters } = desk()
    await broadcast.initialize(signal)
    broadcast.listen({
      told: () => {
        throw new RangeError('a faulty screen')
      },
    })
    const told: string[] = []
    broadcast.listen({ told: ({ says }) => told.push(says) })
    say('system.emergency_stop', stop)
    await settle()
    expect(told).toHaveLength(1)
    expect(letters.buried).toEqual([])
  })

  it('states nothing, whatever it sees', async () => {
    const { broadcast, sayAll, journal } = desk()
    await broadcast.initialize(signal)
    broadcast.listen({ changed: () => broadcast.picture })
    const events = deskDay(5)
    sayAll(events)
    await settle()
    expect(journal.head).toBe(events.length)
  })

  it('is after a restart what it would have been without, and reads only what came after the last close', async () => {
    const first = desk()
    await first.broadcast.initialize(signal)
    first.sayAll(deskDay(40))
    await settle()
    first.sayAll(deskDay(1).slice(0, -1))
    await settle()
    // No close: the process is gone, and what was put away at the close of the day is what there is.
    const { journal, views } = first
    const atClose = deskDay(40).length
    const second = desk(journal, views)
    journal.rowsRead = 0
    await second.broadcast.initialize(signal)
    expect(journal.rowsRead).toBe(journal.head - atClose)
    expect(second.broadcast.picture).toEqual(first.broadcast.picture)
    const view = new DeskView()
    for (const event of await journal.read(0, journal.head)) view.apply(event)
    expect(second.broadcast.picture).toEqual(view.view())
  })

  it('puts the view away when it closes, so that the next start reads nothing', async () => {
    const first = desk()
    await first.broadcast.initialize(signal)
    first.sayAll(deskDay(1).slice(0, -1))
    await settle()
    await first.broadcast.close()
    const second = desk(first.journal, first.views)
    first.journal.rowsRead = 0
    await second.broadcast.initialize(signal)
    expect(first.journal.rowsRead).toBe(0)
    expect(second.broadcast.picture).toEqual(first.broadcast.picture)
  })

  it('loses nothing when the view cannot be put away: the journal is read instead', async () => {
    const views = new Shelf()
    views.isBroken = true
    const first = desk(new LastingJournal(), views)
    await first.broadcast.initialize(signal)
    first.sayAll(deskDay(2))
    await settle()
    await first.broadcast.close()
    expect(first.letters.buried).toEqual([])
    const second = desk(first.journal, views)
    await second.broadcast.initialize(signal)
    expect(second.broadcast.picture).toEqual(first.broadcast.picture)
  })

  it('B124 reads from the journal what its mailbox had no room for', async () => {
    const { broadcast, say } = desk()
    await broadcast.initialize(signal)
    for (let count = 1; count <= 10_000; count++) say('system.emergency_stop', stop)
    await settle(200)
    expect(broadcast.picture.seq).toBe(10_000)
  })
})
