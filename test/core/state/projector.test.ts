import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import type { Event } from '../../../src/core/events.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { verifyJournal } from '../../../src/core/state/journal-verify.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { PROJECTED_TYPES, Projector } from '../../../src/core/state/projector.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { deskDay } from './desk-fixture.ts'
import { rowsOf } from './journal-fixture.ts'

const TABLES = [
  'orders',
  'fills',
  'positions',
  'closed_trades',
  'cash_ledger',
  'equity_marks',
  'charges',
] as const
const signal = AbortSignal.timeout(120_000)

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let state: StateManager
  let books = 0

  beforeAll(async () => {
    database = await testDatabase(server)
    state = await database.open()
  })
  afterAll(() => database[Symbol.asyncDispose]())

  /** A book with a stored journal. */
  async function bookOf(
    events: readonly Event[],
  ): Promise<{ book: string; log: PostgresJournalLog }> {
    const book = `book-${++books}`
    const holder = { pid: process.pid, host: 'test' }
    const lease = await Lease.acquire({ state, book, holder, clock: new SystemClock() })
    const log = new PostgresJournalLog({ database: lease.lane, book, lease })
    await log.append(rowsOf(events))
    return { book, log }
  }

  /** Everything the tables show of a book. */
  async function shown(book: string): Promise<Record<string, readonly unknown[]>> {
    const all: Record<string, readonly unknown[]> = {}
    for (const table of TABLES) {
      const rows = await state.db.selectFrom(table).selectAll().where('book', '=', book).execute()
      all[table] = rows
        .map((row) => JSON.stringify({ ...row, book: '' }))
        .toSorted((a, b) => a.localeCompare(b))
    }
    return all
  }

  it('shows orders, fills, positions, trades, cash, marks and charges of a day', async () => {
    const { book, log } = await bookOf(deskDay(2))
    const projector = new Projector({ state, book })
    await projector.catchUp(log, signal)
    const order = await state.db
      .selectFrom('orders')
      .selectAll()
      .where('book', '=', book)
      .where('order_id', '=', 'B1')
      .executeTakeFirst()
    expect(order).toMatchObject({
      status: 'filled',
      broker_order_id: 'K1',
      filled_quantity: 10,
      filled_value_paise: 1_523_400,
      limit_paise: 152_400,
    })
    const rejected = await state.db
      .selectFrom('orders')
      .select(['status', 'status_reason'])
      .where('book', '=', book)
      .where('order_id', '=', 'X2')
      .executeTakeFirst()
    expect(rejected).toEqual({ status: 'rejected', status_reason: 'no margin' })
    const tables = await shown(book)
    const counts = Object.fromEntries(TABLES.map((table) => [table, tables[table]?.length]))
    expect(counts).toEqual({
      orders: 6,
      fills: 6,
      positions: 1,
      closed_trades: 2,
      cash_ledger: 3,
      equity_marks: 1,
      charges: 2,
    })
  })

  it('counts each event once, however the journal is cut and however often it is handed in', async () => {
    const events = deskDay(3)
    const whole = await bookOf(events)
    await new Projector({ state, book: whole.book }).apply(events)
    const expected = await shown(whole.book)
    const cuts = fc.array(fc.tuple(fc.nat(events.length), fc.nat(events.length)), { maxLength: 8 })
    const run = fc.asyncProperty(cuts, async (pieces) => {
      const { book, log } = await bookOf(events)
      const projector = new Projector({ state, book })
      for (const [a, b] of pieces) {
        const from = Math.min(await projector.position(), a)
        await projector.apply(events.slice(from, Math.max(from, b)))
      }
      await projector.catchUp(log, signal)
      expect(await shown(book)).toEqual(expected)
    })
    await fc.assert(run, { numRuns: 12 })
  })

  it('an event that fails leaves tables and cursor as they were', async () => {
    const events = deskDay(1)
    const { book } = await bookOf(events)
    const projector = new Projector({ state, book })
    await projector.apply(events.slice(0, 4))
    const before = await shown(book)
    const broken = events
      .slice(4)
      .map((event) =>
        event.type === 'execution.order_filled'
          ? Object.assign(Object.create(event), { data: { ...event.data, quantity: 'ten' } })
          : event,
      )
    await expect(projector.apply(broken)).rejects.toThrow()
    expect(await projector.position()).toBe(4)
    expect(await shown(book)).toEqual(before)
    await projector.apply(events.slice(4))
    expect(await projector.position()).toBe(events.length)
  })

  it('two projectors of one book do not count anything twice', async () => {
    const events = deskDay(5)
    const { book, log } = await bookOf(events)
    const pair = [new Projector({ state, book }), new Projector({ state, book })]
    await Promise.all(pair.map((projector) => projector.catchUp(log, signal)))
    const { findings } = await verifyJournal(state, book, signal)
    expect(findings).toEqual([])
  })

  it('can be emptied and filled anew', async () => {
    const events = deskDay(2)
    const { book, log } = await bookOf(events)
    const projector = new Projector({ state, book })
    await projector.catchUp(log, signal)
    const before = await shown(book)
    await projector.reset()
    expect((await shown(book))['orders']).toEqual([])
    await projector.catchUp(log, signal)
    expect(await shown(book)).toEqual(before)
  })

  it('an account that begins anew has no positions, and keeps its history', async () => {
    const [reset, ...day] = deskDay(1)
    if (reset === undefined) throw new RangeError('a day begins with a reset')
    const { book } = await bookOf([reset, ...day])
    const projector = new Projector({ state, book })
    await projector.apply([reset, ...day])
    const again = Object.assign(Object.create(reset), { seq: day.length + 2 })
    await projector.apply([again])
    const tables = await shown(book)
    expect(tables['positions']).toEqual([])
    expect(tables['closed_trades']).toHaveLength(1)
  })

  it('names the types that it is made from', () => {
    expect(PROJECTED_TYPES.has('execution.order_filled')).toBe(true)
    expect(PROJECTED_TYPES.has('strategy.signal')).toBe(false)
  })

  describe('verification', () => {
    it('B139 a whole journal with true tables has nothing to find, and leaves nothing behind', async () => {
      const events = deskDay(4)
      const { book, log } = await bookOf(events)
      await new Projector({ state, book }).catchUp(log, signal)
      const before = await shown(book)
      const report = await verifyJournal(state, book, signal)
      const hash = rowsOf(events).at(-1)?.hash
      const { length } = events
      expect(report).toEqual({ book, events: length, comparedTo: length, hash, findings: [] })
      expect(await shown(book)).toEqual(before)
    })

    it('B139 a row that was changed, added or lost in a table is found', async () => {
      const { book, log } = await bookOf(deskDay(2))
      await new Projector({ state, book }).catchUp(log, signal)
      const mine = { book, order_id: 'B1' }
      await state.db
        .updateTable('orders')
        .set({ status: 'cancelled' })
        .where('book', '=', book)
        .where('order_id', '=', mine.order_id)
        .execute()
      await state.db
        .deleteFrom('fills')
        .where('book', '=', book)
        .where('fill_id', '=', 'FS2')
        .execute()
      const { findings } = await verifyJournal(state, book, signal)
      expect(findings.map(({ table }) => table)).toEqual(['orders', 'orders', 'fills'])
      expect(findings[2]?.message).toMatch(/^fills: a row is missing in the table: .*"FS2"/)
    })

    it('tables are compared up to where the projector is', async () => {
      const events = deskDay(2)
      const { book } = await bookOf(events)
      await new Projector({ state, book }).apply(events.slice(0, 7))
      const { comparedTo, findings } = await verifyJournal(state, book, signal)
      expect([comparedTo, findings]).toEqual([7, []])
    })

    it('one changed character of the journal is found at its place', async () => {
      const { book } = await bookOf(deskDay(2))
      await state.db
        .updateTable('journal')
        .set(({ fn, val }) => ({ data: fn('replace', ['data', val('K1'), val('K2')]) }))
        .where('book', '=', book)
        .where('seq', '=', 4)
        .execute()
      const { findings } = await verifyJournal(state, book, signal)
      expect(findings).toEqual([
        { kind: 'hash', seq: 4, table: null, message: expect.stringContaining('Event 4') },
      ])
    })

    it('a lost event is found', async () => {
      const { book } = await bookOf(deskDay(2))
      await state.db.deleteFrom('journal').where('book', '=', book).where('seq', '=', 9).execute()
      const { findings } = await verifyJournal(state, book, signal)
      expect(findings.map(({ kind, seq }) => [kind, seq])).toEqual([['gap', 10]])
    })
  })
})
