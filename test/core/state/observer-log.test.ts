import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import type { DeadLetter } from '../../../src/core/observer.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { PostgresObserverLog } from '../../../src/core/state/observer-log.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { halt, halts, rowsOf, START } from './journal-fixture.ts'

const letter = (handler: string, seq: number, part: Partial<DeadLetter> = {}): DeadLetter => ({
  handler,
  seq,
  eventId: halt(seq).id,
  attempts: 3,
  code: 'API_HIGH',
  reason: 'A connection failed or timed out',
  at: START + seq,
  ...part,
})

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let state: StateManager

  beforeAll(async () => {
    database = await testDatabase(server)
    state = await database.open()
  })
  afterAll(() => database[Symbol.asyncDispose]())

  it('B42 each handler has a cursor of its own, in each book', async () => {
    const log = new PostgresObserverLog({ state, book: 'paper' })
    const twin = new PostgresObserverLog({ state, book: 'twin' })
    expect(await log.cursor('Web')).toBeNull()
    await log.advance('Web', 7)
    await log.advance('Telegram', 3)
    await twin.advance('Web', 1)
    expect(await log.cursor('Web')).toBe(7)
    expect(await log.cursor('Telegram')).toBe(3)
    expect(await twin.cursor('Web')).toBe(1)
  })

  it('B44 what was stored but not handled before a crash is read from the cursor after it', async () => {
    const holder = { pid: process.pid, host: 'test' }
    const lease = await Lease.acquire({ state, book: 'crash', holder, clock: new SystemClock() })
    const stored = rowsOf(halts(1, 5))
    await new PostgresJournalLog({ database: lease.lane, book: 'crash', lease }).append(stored)
    await new PostgresObserverLog({ state, book: 'crash' }).advance('Web', 2)

    const restarted = await database.open()
    const cursor = await new PostgresObserverLog({ state: restarted, book: 'crash' }).cursor('Web')
    const lane = restarted.lane('after')
    const journal = new PostgresJournalLog({ database: lane, book: 'crash', lease: null })
    expect(await journal.read(cursor ?? 0, 10)).toEqual(stored.slice(2))
  })

  it('a cursor never goes back, in whatever order it is moved', async () => {
    const log = new PostgresObserverLog({ state, book: 'order' })
    const places = [5, 2, 9, 1, 8, 9, 3]
    await Promise.all(places.map((seq) => log.advance('Web', seq)))
    expect(await log.cursor('Web')).toBe(9)
  })

  it('B41 an event that was given up lies in the store with its reason until it is settled', async () => {
    const log = new PostgresObserverLog({ state, book: 'letters' })
    await log.bury(letter('Web', 4))
    await log.bury(letter('Web', 2, { reason: 'A value is not what it must be' }))
    const waiting = await log.deadLetters()
    expect(waiting.map(({ seq }) => seq)).toEqual([2, 4])
    expect(waiting[1]).toEqual({ ...letter('Web', 4), resolvedAt: null })
    await log.resolve('Web', halt(4).id, epochMs(START + 99))
    expect((await log.deadLetters()).map(({ seq }) => seq)).toEqual([2])
    const again = log.resolve('Web', halt(4).id, epochMs(START + 100))
    await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('B42 one event may be given up by one handler and not by another', async () => {
    const log = new PostgresObserverLog({ state, book: 'apart' })
    await log.bury(letter('Web', 1))
    await log.bury(letter('Telegram', 1))
    await log.resolve('Web', halt(1).id, START)
    expect((await log.deadLetters()).map(({ handler }) => handler)).toEqual(['Telegram'])
  })

  it('an event given up again after it was settled waits once more', async () => {
    const log = new PostgresObserverLog({ state, book: 'again' })
    await log.bury(letter('Web', 1))
    await log.resolve('Web', halt(1).id, START)
    await log.bury(letter('Web', 1, { attempts: 6 }))
    expect((await log.deadLetters()).map(({ attempts }) => attempts)).toEqual([6])
  })
})
