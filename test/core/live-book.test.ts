import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeskFactory } from '../../src/container.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { bookOf, LiveBook } from '../../src/core/live-book.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { SnapshotStore } from '../../src/core/state/snapshot-store.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { eventId } from '../../src/domain/brand.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { Lines } from './bus-fixture.ts'
import { rowsOf } from './state/journal-fixture.ts'
import { draw, openKernel, stateHash, walkingMarket, walkingSettings } from './walking-desk.ts'

const PLAN = { kind: 'paper-test', key: { seed: 7 }, beginning: {} }
const ID = eventId('5f0c1c3e-6a0e-4f5e-9a51-0d1f6a3b2c4d')
const blocks = walkingMarket(7)
const clock = new SystemClock()
const stop = { reason: 'a bad day', by: 'owner' }

let database: TestDatabase
let state: StateManager
let open: LiveBook | null = null

beforeEach(async () => {
  database = await testDatabase()
  state = await database.open()
})
afterEach(async () => {
  await open?.close()
  open = null
  vi.restoreAllMocks()
  await database[Symbol.asyncDispose]()
})

async function openBook(log = new Lines()): Promise<LiveBook> {
  const book = await bookOf(state, PLAN, clock)
  const holder = { pid: process.pid, host: 'test' }
  const deps = { state, kernels: new DeskFactory(), clock, log, holder }
  open = await LiveBook.open(book, walkingSettings(), deps)
  return open
}

/** The checkpoint of the book as storage has it, changed, and put back. */
async function changeCheckpoint(change: (parts: Record<string, unknown>) => void): Promise<number> {
  const book = await bookOf(state, PLAN, clock)
  const store = new SnapshotStore({ state, book: book.name, log: new Lines() })
  const snapshot = await store.latest()
  if (snapshot === null) throw new RangeError('there is no checkpoint')
  const saved: { parts: Record<string, unknown> } = JSON.parse(snapshot.state)
  change(saved.parts)
  await store.save({ ...snapshot, state: JSON.stringify(saved) })
  return snapshot.seq
}

describe('a book that is opened again', () => {
  it('D5 goes on from its checkpoint, and comes to the state that it left', async () => {
    const first = await openBook()
    expect(first.isNew).toBe(true)
    await draw(first.kernel, blocks.slice(0, 200), first)
    await first.checkpoint()
    const { head } = first.kernel.bus
    await draw(first.kernel, blocks.slice(0, 230), first)
    const left = stateHash(first.kernel)
    const { hash } = first.kernel.journal
    await first.close()
    const second = await openBook()
    expect(second.isNew).toBe(false)
    expect(second.kernel.bus.head).toBe(head)
    expect(second.isResumed).toBe(false)
    await draw(second.kernel, blocks.slice(0, 230), second)
    expect(second.isResumed).toBe(true)
    expect([second.kernel.journal.hash, stateHash(second.kernel)]).toEqual([hash, left])
  })

  it('D5 reads the tail behind its checkpoint alone, however long the journal is', async () => {
    const first = await openBook()
    const { bus, journal } = first.kernel
    for (let told = 0; told < 20_000; told++) {
      bus.inject(
        'system.emergency_resume',
        { reason: 'still well', by: 'test' },
        { source: 'test' },
      )
    }
    await first.checkpoint()
    const behind = bus.head
    bus.inject('system.emergency_stop', stop, { source: 'test' })
    const tail = bus.head - behind
    const left = stateHash(first.kernel)
    const { hash } = journal
    await first.close()
    const read = vi.spyOn(PostgresJournalLog.prototype, 'read')
    const second = await openBook()
    const rows = await Promise.all(read.mock.results.map(({ value }) => value))
    expect(rows.flat()).toHaveLength(tail)
    await draw(second.kernel, [], second)
    second.hand(second.kernel)
    expect([second.kernel.journal.hash, stateHash(second.kernel)]).toEqual([hash, left])
  })

  it('whose checkpoint was written before a part existed goes over the whole journal, and says why', async () => {
    const first = await openBook()
    await draw(first.kernel, blocks.slice(0, 200), first)
    await first.checkpoint()
    const left = stateHash(first.kernel)
    const { hash } = first.kernel.journal
    await first.close()
    const seq = await changeCheckpoint((parts) => {
      delete parts['protection']
    })
    const log = new Lines()
    const second = await openBook(log)
    const said = log.said('a checkpoint is not used, and the whole journal is gone over')
    expect(said).toEqual([{ seq, misfit: 'it holds nothing of "protection"' }])
    expect(second.isResumed).toBe(false)
    await draw(second.kernel, blocks.slice(0, 200), second)
    expect(second.isResumed).toBe(true)
    expect([second.kernel.journal.hash, stateHash(second.kernel)]).toEqual([hash, left])
  })

  it('B43 an id stated before the restart is not stated again, from a checkpoint or by going over the past', async () => {
    const origin = { source: 'test', id: ID }
    const first = await openBook()
    expect(first.kernel.bus.inject('system.emergency_stop', stop, origin)).not.toBeNull()
    await draw(first.kernel, blocks.slice(0, 30), first)
    await first.close()
    const gone = await openBook()
    await draw(gone.kernel, blocks.slice(0, 30), gone)
    expect(gone.kernel.bus.inject('system.emergency_stop', stop, origin)).toBeNull()
    await gone.checkpoint()
    await gone.close()
    const kept = await openBook()
    expect(kept.isResumed).toBe(true)
    expect(kept.kernel.bus.inject('system.emergency_stop', stop, origin)).toBeNull()
    expect(kept.kernel.bus.head).toBeGreaterThan(1)
  })

  it('B125 limits that a person changed hold after a restart, by going over the past or from a checkpoint', async () => {
    const limits = { ...walkingSettings().limits, entriesADayMax: 3 }
    const first = await openBook()
    first.kernel.bus.inject('risk.limits_change', { limits, by: 'owner' }, { source: 'web' })
    await draw(first.kernel, blocks.slice(0, 30), first)
    await first.close()
    const gone = await openBook()
    await draw(gone.kernel, blocks.slice(0, 30), gone)
    expect(gone.kernel.riskUse().limits).toEqual(limits)
    await gone.checkpoint()
    await gone.close()
    const kept = await openBook()
    expect(kept.kernel.riskUse().limits).toEqual(limits)
  })

  it('that could not be opened is left free for the next one', async () => {
    const book = await bookOf(state, PLAN, clock)
    const holder = { pid: process.pid, host: 'test' }
    const kernels = {
      open: () => {
        throw new RangeError('no kernel today')
      },
    }
    const log = new Lines()
    const failed = LiveBook.open(book, walkingSettings(), { state, kernels, clock, log, holder })
    await expect(failed).rejects.toThrow('no kernel today')
    expect((await openBook()).isNew).toBe(true)
  })

  it('writes what a desk in memory writes', async () => {
    const book = await openBook()
    await draw(book.kernel, blocks.slice(0, 120), book)
    const { bus, journal } = book.kernel
    await journal.durable(bus.head)
    const memory = new MemoryJournal()
    const kernel = openKernel(memory, book.book.namespace)
    kernel.begin()
    await draw(kernel, blocks.slice(0, 120), { isResumed: true, hand: () => {} })
    expect(journal.hash).toBe(memory.hash)
    const stored = await journal.read(0, bus.head)
    expect(rowsOf(stored).at(-1)?.hash).toBe(memory.hash)
  })

  it('refuses what comes after it is closed', async () => {
    const book = await openBook()
    const waiting = book.intake.post('system.emergency_stop', stop, { source: 'test' })
    const refused = expect(waiting).rejects.toMatchObject({ code: 'CLOSED' })
    await book.close()
    open = null
    await refused
    const late = book.intake.post('system.emergency_stop', stop, { source: 'test' })
    await expect(late).rejects.toMatchObject({ code: 'CLOSED' })
    const state = () => book.kernel.bus.publish('system.emergency_stop', stop, { source: 'test' })
    expect(state).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })
})
