import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Access, covers } from '../../src/auth/access.ts'
import { isForeign, isLoopback, isOwnPage, namesLoopback } from '../../src/auth/origin.ts'
import { isPassword, passwordHash } from '../../src/auth/password.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { AccessStore } from '../../src/core/state/access-store.ts'
import { type EpochMs, epochMs } from '../../src/domain/time.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'

const HOUR = 3_600_000
const START = epochMs(Date.parse('2026-11-23T03:30:00Z'))

describe('who may come in', () => {
  let database: TestDatabase
  let clock: VirtualClock
  let access: Access
  beforeEach(async () => {
    database = await testDatabase()
    clock = new VirtualClock(START)
    access = await opened()
  })
  afterEach(async () => {
    access.close()
    await database[Symbol.asyncDispose]()
  })

  async function opened(): Promise<Access> {
    const store = new AccessStore(await database.open())
    const made = new Access({ store, clock, log: new SilentLogger() })
    await made.initialize()
    return made
  }
  const later = (ms: number): EpochMs => {
    clock.advance(epochMs(clock.now() + ms))
    return clock.now()
  }

  it('knows a session by its secret alone, also after a restart', async () => {
    const { secret, caller } = await access.begin()
    expect(access.sessionOf(secret)).toMatchObject({ id: caller.id, scope: 'operate' })
    for (const wrong of ['', caller.id, `${secret}x`, secret.slice(1), 'a'.repeat(43)]) {
      expect(access.sessionOf(wrong)).toBeNull()
    }
    const again = await opened()
    expect(again.sessionOf(secret)?.csrfToken).toBe(caller.csrfToken)
    again.close()
  })

  it('ends a session that nobody used for twelve hours, and any after seven days', async () => {
    const { secret } = await access.begin()
    later(11 * HOUR)
    expect(access.sessionOf(secret)).not.toBeNull()
    later(11 * HOUR)
    expect(access.sessionOf(secret)).not.toBeNull()
    later(12 * HOUR)
    expect(access.sessionOf(secret)).toBeNull()

    const used = (await access.begin()).secret
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      later(6 * HOUR)
      expect(access.sessionOf(used)).not.toBeNull()
    }
    later(6 * HOUR)
    expect(access.sessionOf(used)).toBeNull()
  })

  it('loses no session that begins while the table is read', async () => {
    const begun = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        if (index % 3 === 0) await access.initialize()
        return access.begin()
      }),
    )
    await access.end(begun[0]?.caller.id ?? '')
    await access.initialize()
    const known = begun.map(({ secret }) => access.sessionOf(secret) !== null)
    expect(known).toEqual(begun.map((_, index) => index !== 0))
  })

  it('keeps so many sessions and no more: the longest unused gives way', async () => {
    const first = await access.begin()
    later(1)
    for (let count = 0; count < 64; count++) await access.begin()
    expect(access.sessionOf(first.secret)).toBeNull()
  })

  it('tells whoever lasts that somebody was let out, and knows who is still in', async () => {
    const { caller } = await access.begin()
    let told = 0
    using _ = access.onEnded(() => {
      told += 1
    })
    expect(access.isStillIn(caller)).toBe(true)
    await access.end(null)
    expect([access.isStillIn(caller), told > 0]).toEqual([false, true])
  })

  it('stores hashes, so that the tables open nothing', async () => {
    const { secret } = await access.begin()
    const { secret: token } = await access.issue('a script', 'read')
    const state = await database.open()
    const rows = [
      await state.db.selectFrom('web_sessions').selectAll().execute(),
      await state.db.selectFrom('access_tokens').selectAll().execute(),
    ]
    for (const each of [secret, token]) expect(JSON.stringify(rows)).not.toContain(each)
  })

  it('a scope covers those below it', () => {
    expect(covers('operate', 'read')).toBe(true)
    expect(covers('propose', 'propose')).toBe(true)
    expect(covers('propose', 'operate')).toBe(false)
    expect(covers('read', 'propose')).toBe(false)
  })
})

describe('where a request comes from', () => {
  const from = (part: Record<string, string | undefined>) => ({
    host: '127.0.0.1:8010',
    origin: undefined,
    fetchSite: undefined,
    protocol: 'http',
    ...part,
  })

  it('is one of our pages only when the browser says so', () => {
    expect(isOwnPage(from({ origin: 'http://127.0.0.1:8010' }))).toBe(true)
    expect(isOwnPage(from({ fetchSite: 'same-origin' }))).toBe(true)
    expect(isOwnPage(from({}))).toBe(false)
    expect(isOwnPage(from({ fetchSite: 'none' }))).toBe(false)
    expect(isOwnPage(from({ host: 'localhost:80', origin: 'http://localhost' }))).toBe(true)
  })

  it('is foreign with another scheme, name or port, and with a site that the browser calls another', () => {
    for (const origin of [
      'https://127.0.0.1:8010',
      'http://127.0.0.1:8011',
      'http://localhost:8010',
      'http://127.0.0.1:8010.evil.example',
      'null',
      'file://',
      '',
    ]) {
      expect([origin, isForeign(from({ origin }))]).toEqual([origin, true])
    }
    for (const fetchSite of ['cross-site', 'same-site', 'nonsense']) {
      expect(isForeign(from({ fetchSite }))).toBe(true)
    }
    expect(isForeign(from({}))).toBe(false)
  })

  it('loopback is what only this machine reaches, by whichever name', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]']) {
      expect([host, isLoopback(host)]).toEqual([host, true])
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.x', '']) {
      expect([host, isLoopback(host)]).toEqual([host, false])
    }
    expect(namesLoopback(from({ host: 'LOCALHOST:8010' }))).toBe(true)
    expect(namesLoopback(from({ host: '[::1]:8010' }))).toBe(true)
    expect(namesLoopback(from({ host: undefined }))).toBe(false)
    expect(namesLoopback(from({ host: 'evil.example' }))).toBe(false)
  })
})

describe('passwords', () => {
  it('are kept as a hash of their own, which none but they fit', async () => {
    const hash = await passwordHash('correct horse battery')
    expect(hash).toMatch(/^scrypt:65536:8:2:[\w-]{22}:[\w-]{43}$/)
    expect(hash).not.toBe(await passwordHash('correct horse battery'))
    expect(await isPassword('correct horse battery', hash)).toBe(true)
    expect(await isPassword('correct horse batterz', hash)).toBe(false)
    expect(await isPassword('', hash)).toBe(false)
  })

  it('need twelve characters', async () => {
    await expect(passwordHash('short')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})
