import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { type Snapshot, SnapshotStore } from '../../../src/core/state/snapshot-store.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { halts, rowsOf, START } from './journal-fixture.ts'

const rows = rowsOf(halts(1, 50))

const snapshot = (seq: number, part: Partial<Snapshot> = {}): Snapshot => ({
  seq,
  at: START,
  journalHash: rows[seq - 1]?.hash ?? '',
  state: JSON.stringify({ cash: seq, note: 'ünïcode' }),
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

  async function storeOf(book: string): Promise<SnapshotStore> {
    const holder = { pid: process.pid, host: 'test' }
    const lease = await Lease.acquire({ state, book, holder, clock: new SystemClock() })
    await new PostgresJournalLog({ database: lease.lane, book, lease }).append(rows)
    return new SnapshotStore({ state, book, log: new SilentLogger() })
  }

  it('gives back the newest, and null when there is none', async () => {
    const store = await storeOf('newest')
    expect(await store.latest()).toBeNull()
    for (const seq of [10, 30, 20]) await store.save(snapshot(seq))
    expect(await store.latest()).toEqual(snapshot(30))
  })

  it('keeps the newest three', async () => {
    const store = await storeOf('three')
    for (const seq of [10, 20, 30, 40, 50]) await store.save(snapshot(seq))
    const kept = await state.db
      .selectFrom('snapshots')
      .select('seq')
      .where('book', '=', 'three')
      .execute()
    expect(kept.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual([30, 40, 50])
  })

  it('passes over one that is damaged or of another journal', async () => {
    const store = await storeOf('damaged')
    await store.save(snapshot(10))
    await store.save(snapshot(20, { journalHash: 'f'.repeat(64) }))
    await store.save(snapshot(30))
    await state.db
      .updateTable('snapshots')
      .set({ state: '{"cash":1000000}' })
      .where('book', '=', 'damaged')
      .where('seq', '=', 30)
      .execute()
    expect(await store.latest()).toEqual(snapshot(10))
  })
})
