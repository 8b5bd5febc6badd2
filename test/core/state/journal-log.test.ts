import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import { chain, GENESIS, type JournalRow, lineOf } from '../../../src/core/journal.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { halts, rowsOf } from './journal-fixture.ts'

const clock = new SystemClock()
const holder = { pid: process.pid, host: 'test' }

/** Cuts after which the rest may come whole. */
const CUTS_MAX = 10

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let state: StateManager
  let book = 0

  beforeAll(async () => {
    database = await testDatabase(server)
    state = await database.open()
  })
  afterAll(() => database[Symbol.asyncDispose]())

  async function newLog(): Promise<{ log: PostgresJournalLog; lease: Lease; name: string }> {
    const name = `book-${++book}`
    const lease = await Lease.acquire({ state, book: name, holder, clock })
    return { log: new PostgresJournalLog({ database: lease.lane, book: name, lease }), lease, name }
  }

  it('stores one event and many, and reads back the very rows', async () => {
    const { log } = await newLog()
    const rows = rowsOf(halts(1, 500))
    await log.append(rows.slice(0, 1))
    await log.append(rows.slice(1, 6))
    await log.append(rows.slice(6))
    expect(await log.read(0, 1_000)).toEqual(rows)
    expect(await log.read(490, 5)).toEqual(rows.slice(490, 495))
    expect(await log.head()).toEqual({ seq: 500, hash: rows.at(-1)?.hash })
  })

  it('an empty journal begins at zero with the first hash', async () => {
    const { log } = await newLog()
    expect(await log.head()).toEqual({ seq: 0, hash: GENESIS })
    expect(await log.read(0, 10)).toEqual([])
  })

  it('keeps any text byte for byte, whichever way it is written', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
    const number = fc.oneof(
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const uuid = fc.uuid()
    const event = fc.record({
      id: uuid,
      correlationId: uuid,
      causationId: fc.option(uuid),
      version: fc.integer({ min: 1, max: 9 }),
      at: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      cause: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      isInput: fc.boolean(),
      source: fc.string({ unit: 'grapheme' }).map((source) => source.replaceAll('\0', '')),
      data: fc.dictionary(text, fc.oneof(text, number)).map((data) => JSON.stringify(data)),
    })
    const distinct = { selector: ({ id }: { id: string }) => id, maxLength: 60 }
    const events = fc.uniqueArray(event, { minLength: 1, ...distinct })
    const run = fc.asyncProperty(events, async (drafts) => {
      const { log, lease } = await newLog()
      let hash = GENESIS
      const rows = drafts.map((draft, index): JournalRow => {
        const row = { ...draft, seq: index + 1, type: 'market.halt' }
        hash = chain(hash, lineOf(row))
        return { ...row, hash }
      })
      await log.append(rows)
      expect(await log.read(0, 100)).toEqual(rows)
      await lease.release()
    })
    await fc.assert(run, { numRuns: 40 })
  })

  it.each([1, 100])(
    'refuses %i rows that do not follow the last one, and stores none',
    async (count) => {
      const { log } = await newLog()
      const rows = rowsOf(halts(1, 300))
      await log.append(rows.slice(0, 10))
      const gap = rows.slice(11, 11 + count)
      await expect(log.append(gap)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
      const again = rows.slice(9, 9 + count)
      await expect(log.append(again)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
      expect((await log.head()).seq).toBe(10)
      await log.append(rows.slice(10, 10 + count))
      expect((await log.head()).seq).toBe(10 + count)
    },
  )

  it('refuses rows with a hole inside', async () => {
    const { log } = await newLog()
    const rows = rowsOf(halts(1, 5))
    const holed = rows.filter(({ seq }) => seq !== 3)
    await expect(log.append(holed)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
    expect((await log.head()).seq).toBe(0)
  })

  it.each([1, 100])('fences out a writer of %i rows whose lease was taken over', async (count) => {
    const { log, lease, name } = await newLog()
    const rows = rowsOf(halts(1, 200))
    await log.append(rows.slice(0, 5))
    await state.db.updateTable('leases').set({ expires_at: 0 }).where('book', '=', name).execute()
    const next = await Lease.acquire({ state, book: name, holder, clock })
    expect(next.epoch).toBe(lease.epoch + 1)
    const stale = log.append(rows.slice(5, 5 + count))
    await expect(stale).rejects.toMatchObject({ code: 'JOURNAL_FENCED' })
    const successor = new PostgresJournalLog({ database: next.lane, book: name, lease: next })
    await successor.append(rows.slice(5, 5 + count))
    expect((await successor.head()).seq).toBe(5 + count)
    await next.release()
  })

  it('a reader without a lease reads, and may not write', async () => {
    const { log, name } = await newLog()
    const rows = rowsOf(halts(1, 3))
    await log.append(rows)
    const lane = state.lane('reader')
    const reader = new PostgresJournalLog({ database: lane, book: name, lease: null })
    expect(await reader.read(0, 10)).toEqual(rows)
    const write = reader.append(rowsOf(halts(4, 4), rows.at(-1)?.hash))
    await expect(write).rejects.toMatchObject({ code: 'JOURNAL_FENCED' })
  })

  it('B43 the same event id a second time is refused whole', async () => {
    const { log } = await newLog()
    const [first, second] = rowsOf(halts(1, 2))
    if (first === undefined || second === undefined) throw new RangeError('two rows were made')
    await log.append([first])
    await expect(log.append([{ ...second, id: first.id }])).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect((await log.head()).seq).toBe(1)
    expect(await log.placeOf(first.id)).toBe(1)
    expect(await log.placeOf(second.id)).toBeNull()
  })

  it.each([
    { groups: 10, size: 2_000 },
    { groups: 400, size: 4 },
  ])(
    'D4 a connection that breaks while groups of $size are on their way loses none and stores none twice',
    async ({ groups, size }) => {
      const { log, name } = await newLog()
      const rows = rowsOf(halts(1, groups * size))
      const cutter = state.lane('cutter')
      const text = `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = (select token from leases where book = $1) and state = 'active'`
      let cuts = 0
      // A small group is seldom met by the cut: there are many, and enough were met after a few.
      for (let start = 0; start < rows.length; start += size) {
        let isWriting = true
        const writing = log.append(rows.slice(start, start + size)).finally(() => {
          isWriting = false
        })
        let cut = 0
        while (isWriting && cut === 0 && cuts < CUTS_MAX)
          cut = (await cutter.query({ text, values: [name] })).rowCount ?? 0
        cuts += cut
        await writing
      }
      expect(cuts).toBeGreaterThan(0)
      // Over another connection: the last cut may have come when all was written.
      const reader = new PostgresJournalLog({ database: cutter, book: name, lease: null })
      expect(await reader.read(0, 100_000)).toEqual(rows)
    },
  )

  it('goes on after a row that the database refuses in the middle of many', async () => {
    const { log } = await newLog()
    const rows = rowsOf(halts(1, 3_000))
    const spoilt = rows.map((row) => (row.seq === 7 ? { ...row, id: rows[0]?.id ?? '' } : row))
    await expect(log.append(spoilt)).rejects.toMatchObject({ code: 'CONFLICT' })
    await log.append(rows)
    expect((await log.head()).seq).toBe(3_000)
  })
})
