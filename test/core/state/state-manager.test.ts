import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { BookStore } from '../../../src/core/state/book-store.ts'
import { accessOf, Database, STATEMENT_MS_MAX } from '../../../src/core/state/database.ts'
import { databaseError } from '../../../src/core/state/database-error.ts'
import { migrate, migrationsOf } from '../../../src/core/state/migrate.ts'
import { MIGRATIONS } from '../../../src/core/state/migrations/migrations.ts'
import { StateManager } from '../../../src/core/state/state-manager.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'

const log = new SilentLogger()
const clock = new SystemClock()
const book = {
  name: 'paper',
  namespace: '0123456789abcde',
  identity: { mode: 'paper' },
  createdAt: START,
}

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase

  beforeEach(async () => {
    database = await testDatabase(server)
  })
  afterEach(() => database[Symbol.asyncDispose]())

  /** Connections to one schema of the test's database. */
  const schemaOf = (schema: string): Database => {
    const access = accessOf(database.url)
    return new Database({
      access,
      schema,
      name: 'robo test',
      max: 4,
      statementMs: STATEMENT_MS_MAX,
      log,
    })
  }

  describe('B97 changes of the schema', () => {
    it('a second start changes nothing', async () => {
      const fresh = schemaOf('second')
      expect(await migrate(fresh)).toEqual(Object.keys(MIGRATIONS))
      expect(await migrate(fresh)).toEqual([])
      expect(await migrationsOf(fresh)).toEqual(Object.keys(MIGRATIONS))
      await fresh.close()
    })

    it('an older database is brought up to date and keeps what is in it', async () => {
      const old = schemaOf('older')
      await migrate(old, ['0001_journal'])
      const identity = JSON.stringify(book.identity)
      const { name, namespace } = book
      await old.db
        .insertInto('books')
        .values({ name, namespace, identity, created_at: START })
        .execute()
      const made = await migrate(old)
      expect(made).toEqual(Object.keys(MIGRATIONS).slice(1))
      const kept = await old.db.selectFrom('books').selectAll().execute()
      expect(kept).toEqual([{ name, namespace, identity: book.identity, created_at: START }])
      await old.close()
    })

    it('several processes that start at once make them once', async () => {
      const starts = Array.from({ length: 4 }, () => schemaOf('raced'))
      const made = await Promise.all(starts.map((fresh) => migrate(fresh)))
      const [winner, ...rest] = made.toSorted((a, b) => b.length - a.length)
      expect(winner).toEqual(Object.keys(MIGRATIONS))
      expect(rest.flat()).toEqual([])
      await Promise.all(starts.map((fresh) => fresh.close()))
    })

    it('a database of a newer release is refused', async () => {
      const newer = schemaOf('newer')
      await migrate(newer)
      const row = sql`insert into kysely_migration (name, timestamp) values ('9999_later', '')`
      await row.execute(newer.db)
      await expect(migrate(newer)).rejects.toThrow(/newer release/)
      await newer.close()
    })
  })

  it('B96 reads go on beside a long transaction, and nobody meets a lock', async () => {
    const state = await database.open()
    await new BookStore(state).open(book)
    await state.transaction(async (tx) => {
      await tx.updateTable('books').set({ created_at: 1 }).execute()
      const reads = Array.from({ length: 30 }, () =>
        state.db.selectFrom('books').selectAll().execute(),
      )
      for (const rows of await Promise.all(reads)) expect(rows[0]?.created_at).toBe(START)
    })
    const [row] = await state.db.selectFrom('books').selectAll().execute()
    expect(row?.created_at).toBe(1)
  })

  it('a transaction that fails leaves nothing', async () => {
    const state = await database.open()
    const failing = state.transaction(async (tx) => {
      const { name, namespace } = book
      await tx
        .insertInto('books')
        .values({ name, namespace, identity: '{}', created_at: 1 })
        .execute()
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await new BookStore(state).list()).toEqual([])
  })

  it('a book keeps the namespace with which it was first opened', async () => {
    const store = new BookStore(await database.open())
    expect(await store.open(book)).toEqual(book)
    const again = { ...book, namespace: 'fffffffffffffff', createdAt: START }
    expect(await store.open(again)).toEqual(book)
    expect(await store.find('other')).toBeNull()
    const bad = store.open({ ...book, name: "x'; drop table journal; --" })
    await expect(bad).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('says how it stands and when it looked', async () => {
    const state = await database.open()
    const before = clock.now()
    const { health, reason, checkedAt } = await state.health()
    expect([health, reason]).toEqual(['ready', 'The database answers'])
    expect(checkedAt).toBeGreaterThanOrEqual(before)
    await state.close()
    expect((await state.health()).health).toBe('blocked')
  })

  it('D4 goes on by itself after the server cut its connections', async () => {
    const state = await database.open()
    const woken: string[] = []
    using _ = await state.listen('robo_test', () => woken.push('woken'))
    await sql`notify robo_test`.execute(state.db)
    await expect.poll(() => woken.length).toBeGreaterThan(0)
    const other = await database.open()
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db)
    await expect.poll(async () => (await state.health()).health).toBe('ready')
    const before = woken.length
    await expect.poll(() => woken.length, { timeout: 10_000 }).toBeGreaterThan(before)
  })

  it('whole numbers come back as numbers, and one that cannot be held exactly is refused', async () => {
    const state = await database.open()
    const lane = state.lane('numbers')
    const largest = Number.MAX_SAFE_INTEGER
    const exact = await lane.query<{ n: number }>({ text: `select ${largest}::bigint as n` })
    expect(exact.rows[0]?.n).toBe(largest)
    const huge = lane.query({ text: `select 9007199254740993::bigint as n` })
    await expect(huge).rejects.toThrow(/larger than can be held exactly/)
    expect((await lane.query<{ n: number }>({ text: 'select 1::bigint as n' })).rows[0]?.n).toBe(1)
  })

  it('a statement that takes too long is cancelled and named so', async () => {
    const state = await database.open()
    const lane = state.lane('slow', { statementMs: 50 })
    const slow = lane.query({ text: 'select pg_sleep(20)' })
    await expect(slow).rejects.toMatchObject({ code: 'TIMED_OUT' })
  })

  it('no message holds SQL, names of columns or values', async () => {
    const state = await database.open()
    const failures = [
      () => state.lane('a').query({ text: 'select secret_column from nowhere' }),
      () => state.lane('b').query({ text: `select 'canary'::int` }),
      () => sql`insert into books values ('canary', 'x', '{}', 1)`.execute(state.db),
    ]
    for (const fail of failures) {
      const error: unknown = await fail().catch((reason: unknown) => reason)
      const shown = JSON.stringify(error)
      expect(shown).toMatch(/"code":/)
      expect(shown).not.toMatch(/select|insert|canary|secret_column|nowhere|books/)
    }
  })
})

describe('DATABASE_URL', () => {
  const open = (databaseUrl: string) =>
    StateManager.open({ source: { databaseUrl }, clock, log }, AbortSignal.timeout(30_000))

  it.each(['', 'localhost', 'mysql://localhost/db'])('"%s" is refused by name', async (url) => {
    await expect(open(url)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      field: 'DATABASE_URL',
    })
  })

  it('a server that is not there is unavailable, and its address is not told', async () => {
    const failing = open('postgres://user:canary@127.0.0.1:1/robo')
    await expect(failing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await expect(failing).rejects.not.toThrow(/canary|127/)
  })

  it('cannot carry settings of its own that would move the tables', () => {
    const access = accessOf('postgres://u@h/db?options=-c%20search_path%3Devil&sslmode=require')
    expect(access).toEqual({ connectionString: 'postgres://u@h/db?sslmode=require' })
  })
})

describe('failures of the database', () => {
  const failure = (code: string) => Object.assign(new Error('select canary from x'), { code })

  it.each([
    ['53100', 'DATABASE_UNAVAILABLE', /disk of the database is full/],
    ['58030', 'DATABASE_UNAVAILABLE', /cannot read or write its files/],
    ['57P01', 'DATABASE_UNAVAILABLE', /cannot be reached/],
    ['57014', 'TIMED_OUT', /longer than it is given/],
    ['08006', 'DATABASE_UNAVAILABLE', /cannot be reached/],
    ['ECONNREFUSED', 'DATABASE_UNAVAILABLE', /cannot be reached/],
    ['28P01', 'DATABASE_UNAVAILABLE', /refused the login/],
    ['3D000', 'DATABASE_UNAVAILABLE', /does not exist/],
    ['25006', 'DATABASE_UNAVAILABLE', /read-only/],
    ['40001', 'CONFLICT', /Two pieces of work met/],
    ['23505', 'CONFLICT', /exists already/],
    ['23503', 'CONFLICT', /does not go with/],
    ['42601', 'INTERNAL', /refused a statement/],
  ] as const)('%s is %s', (state, code, message) => {
    const error = databaseError(failure(state))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(JSON.stringify(error)).not.toContain('canary')
  })
})
