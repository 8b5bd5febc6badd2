import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock, VirtualClock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import type { ObserverDeps } from '../../src/core/observer.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { Lease } from '../../src/core/state/lease.ts'
import { PostgresObserverLog } from '../../src/core/state/observer-log.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { eventId } from '../../src/domain/brand.ts'
import { epochMs } from '../../src/domain/time.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { BOOK, Doing, Lines, ORIGIN, settle, stop } from './bus-fixture.ts'
import { Watching } from './observer-fixture.ts'
import { START } from './state/journal-fixture.ts'

const { signal } = new AbortController()
const STOP = { reason: 'a bad day', by: 'owner' }
const ID = eventId('5f0c1c3e-6a0e-4f5e-9a51-0d1f6a3b2c4d')

let database: TestDatabase
let state: StateManager

beforeEach(async () => {
  database = await testDatabase()
  state = await database.open()
})
afterEach(() => database[Symbol.asyncDispose]())

/** A process of the desk: kernel, journal and observers over real storage. */
async function processOver(storage: StateManager) {
  const holder = { pid: process.pid, host: 'test' }
  const lease = await Lease.acquire({
    state: storage,
    book: 'paper',
    holder,
    clock: new SystemClock(),
  })
  const rows = new PostgresJournalLog({ database: lease.lane, book: 'paper', lease })
  const log = new Lines()
  const clock = new VirtualClock(START)
  const journal = await GroupedJournal.open({ log: rows, logger: log, clock })
  const bus = new EventBus({ clock, journal, ids: new EventIds(BOOK), log })
  const observerLog = new PostgresObserverLog({ state: storage, book: 'paper' })
  const deps: ObserverDeps = { bus, journal, observerLog, clock, log, jitter: () => 1 }
  const watch = async (name: string, work: (event: Event) => Promise<void> = async () => {}) => {
    const observer = new Watching(deps, ['system.emergency_stop'], name, work)
    await observer.initialize(signal)
    return observer
  }
  return { bus, clock, journal, log, rows, observerLog, watch, lease }
}

describe('delivery over real storage', () => {
  it('B41 an event that always fails is tried three times and lies in one row with the reason', async () => {
    const desk = await processOver(state)
    const failing = await desk.watch('Telegram', async () => {
      throw new TradingError('BROKER_UNREACHABLE', 'the network is down')
    })
    const event = stop(desk.bus)
    await desk.journal.durable(1)
    await settle()
    for (const ms of [1_000, 3_000]) {
      desk.clock.advance(epochMs(START + ms))
      await settle()
    }
    await failing.idle()
    expect(failing.seen).toEqual([1, 1, 1])
    expect(await desk.observerLog.deadLetters()).toEqual([
      {
        handler: 'Telegram',
        seq: 1,
        eventId: event.id,
        attempts: 3,
        code: 'BROKER_UNREACHABLE',
        reason: 'the network is down',
        at: START + 3_000,
        resolvedAt: null,
      },
    ])
    expect(await desk.observerLog.cursor('Telegram')).toBe(1)
    await failing.close()
  })

  it('B42 what one handler gives up another has handled: one letter, one cursor each', async () => {
    const desk = await processOver(state)
    const failing = await desk.watch('Telegram', async () => {
      throw new RangeError('x')
    })
    const fine = await desk.watch('Web')
    stop(desk.bus)
    await desk.journal.durable(1)
    await fine.idle()
    for (const ms of [1_000, 3_000]) {
      await settle()
      desk.clock.advance(epochMs(START + ms))
    }
    await settle()
    await failing.idle()
    expect([failing.seen.length, fine.seen.length]).toEqual([3, 1])
    const letters = await desk.observerLog.deadLetters()
    expect(letters.map(({ handler }) => handler)).toEqual(['Telegram'])
    expect(await desk.observerLog.cursor('Web')).toBe(1)
    await failing.close()
    await fine.close()
  })

  it('B43 the same id twice is one row, and each handler is called once', async () => {
    const desk = await processOver(state)
    const kernel = new Doing(desk.bus, ['system.emergency_stop'])
    const observer = await desk.watch('Web')
    const origin = { source: 'test', id: ID }
    const first = desk.bus.inject('system.emergency_stop', STOP, origin)
    const second = desk.bus.inject('system.emergency_stop', STOP, origin)
    await desk.journal.durable(1)
    await observer.idle()
    expect([first?.seq, second]).toEqual([1, null])
    expect((await desk.rows.read(0, 10)).map(({ id }) => id)).toEqual([ID])
    expect([kernel.seen.length, observer.seen.length]).toEqual([1, 1])
    await observer.close()
  })

  it('B44 a desk that dies between storing and delivering delivers after its restart, in order, and nothing twice that was put down', async () => {
    const first = await processOver(state)
    const dying = await first.watch('Web', async ({ seq }) => {
      // The process ends while the third is on its way.
      if (seq === 3) await new Promise(() => {})
    })
    stop(first.bus)
    stop(first.bus)
    await first.journal.durable(2)
    await dying.idle()
    expect(await first.observerLog.cursor('Web')).toBe(2)
    for (let count = 3; count <= 5; count++) stop(first.bus)
    await first.journal.durable(5)
    await settle()
    expect(dying.seen).toEqual([1, 2, 3])
    // Nothing is closed: the process is gone, and its lease with the connection.
    await first.lease.lane.close()

    const second = await processOver(await database.open())
    const again = await second.watch('Web')
    await again.idle()
    expect(again.seen).toEqual([3, 4, 5])
    stop(second.bus, 'after the restart', ORIGIN)
    await second.journal.durable(6)
    await again.idle()
    expect(again.seen).toEqual([3, 4, 5, 6])
    expect(await second.observerLog.cursor('Web')).toBe(6)
    await again.close()
  })
})
