import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../src/core/clock.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'

const TTL_MS = 15_000
const first = { pid: 4_711, host: 'desk' }
const second = { pid: 4_712, host: 'desk' }

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let state: StateManager
  let other: StateManager

  beforeAll(async () => {
    database = await testDatabase(server)
    state = await database.open()
    other = await database.open()
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const acquire = (by: StateManager, book: string, holder: typeof first, clock: VirtualClock) =>
    Lease.acquire({ state: by, book, holder, clock, ttlMs: TTL_MS })

  it('a living holder keeps others out, and the refusal names it', async () => {
    const clock = new VirtualClock(START)
    const lease = await acquire(state, 'held', first, clock)
    expect(lease.epoch).toBe(1)
    const attempt = acquire(other, 'held', second, clock)
    await expect(attempt).rejects.toThrow(
      /process 4711 on desk since 2026-11-23T09:15:00.000\+05:30/,
    )
    await expect(acquire(other, 'held', second, clock)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
    })
  })

  it('a lease that ran out is taken over with the next epoch, and the old holder notices', async () => {
    const clock = new VirtualClock(START)
    const lease = await acquire(state, 'expired', first, clock)
    clock.advance(epochMs(START + TTL_MS))
    const next = await acquire(other, 'expired', second, clock)
    expect(next.epoch).toBe(2)
    await expect(lease.renew()).rejects.toMatchObject({ code: 'JOURNAL_FENCED' })
    await next.renew()
  })

  it('a holder whose connections are gone loses the lease at once', async () => {
    const clock = new VirtualClock(START)
    const dying = await database.open()
    await acquire(dying, 'orphaned', first, clock)
    await dying.close()
    // The server takes note of a closed connection a moment later.
    const attempt = () => acquire(other, 'orphaned', second, clock).catch(() => null)
    await expect.poll(async () => (await attempt())?.epoch).toBe(2)
  })

  it('a released lease is free at once', async () => {
    const clock = new VirtualClock(START)
    const lease = await acquire(state, 'released', first, clock)
    await lease.release()
    const next = await acquire(other, 'released', second, clock)
    expect(next.epoch).toBe(2)
  })

  it('is renewed by the clock, and never runs out while it is kept', async () => {
    const clock = new VirtualClock(START)
    const lease = await acquire(state, 'kept', first, clock)
    const stop = new AbortController()
    const keeping = lease.keep(stop.signal)
    for (let step = 1; step <= 9; step++) {
      clock.advance(epochMs(START + step * 5_000))
      await expect.poll(() => expiryOf('kept')).toBe(START + step * 5_000 + TTL_MS)
      await turn()
    }
    const attempt = acquire(other, 'kept', second, clock)
    await expect(attempt).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    stop.abort('done')
    await keeping
  })

  it('of many that try at once one gets it', async () => {
    const clock = new VirtualClock(START)
    const tries = Array.from({ length: 8 }, () => acquire(state, 'raced', first, clock))
    const results = await Promise.allSettled(tries)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  async function expiryOf(book: string): Promise<number | undefined> {
    const query = state.db.selectFrom('leases').select('expires_at').where('book', '=', book)
    return (await query.executeTakeFirst())?.expires_at
  }
})
