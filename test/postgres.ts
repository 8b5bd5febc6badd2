import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { env } from 'node:process'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { SystemClock } from '../src/core/clock.ts'
import { SilentLogger } from '../src/core/log.ts'
import { readIfThere } from '../src/core/state/atomic-file.ts'
import { clientConfig, Database, SCHEMA, STATEMENT_MS_MAX } from '../src/core/state/database.ts'
import { migrate } from '../src/core/state/migrate.ts'
import { PostgresSupervisor } from '../src/core/state/postgres-supervisor.ts'
import { processState } from '../src/core/state/postmaster-file.ts'
import { StateManager } from '../src/core/state/state-manager.ts'

/** A server for tests, by its name in test titles. */
export interface TestServer {
  readonly name: string
  /** null for the bundled one, which the first test that needs it starts. */
  readonly url: string | null
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: { readonly folder: string; readonly servers: readonly TestServer[] }
  }
}

const log = new SilentLogger()
/** Held while the template is made: the test files of a run come in several processes. */
const TEMPLATE_LOCK = 5_150

const startIn = (dataDir: string): Promise<PostgresSupervisor> =>
  PostgresSupervisor.start({ dataDir, log }, AbortSignal.timeout(60_000))

/** Servers of runs that were killed, found by the process number in their folder's name. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.match(/^robo-test-(\d+)-/) ?? []
    if (pid === undefined || (await processState(Number(pid))) !== 'gone') continue
    await removeServer(join(tmpdir(), name))
  }
}

async function removeServer(folder: string): Promise<void> {
  const isMade = (await readIfThere(join(folder, 'postgres', 'data', 'PG_VERSION'))) !== null
  // Whoever comes last stops it.
  if (isMade) await (await startIn(folder)).close()
  await rm(folder, { recursive: true, force: true })
}

/** A folder for one bundled server a run, and Debian's PostgreSQL 15 beside it when its URL is given. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const folder = await mkdtemp(join(tmpdir(), `robo-test-${process.pid}-`))
  await chmod(folder, 0o755)
  const fifteen = env['TEST_DATABASE_URL_15']
  const servers = [
    { name: 'bundled PostgreSQL', url: null },
    ...(fifteen === undefined ? [] : [{ name: 'PostgreSQL 15', url: fifteen }]),
  ]
  provide('postgres', { folder, servers })
  return async () => {
    await removeServer(folder)
    if (fifteen !== undefined) {
      await administer(fifteen, `drop database if exists ${templateOf(folder)} with (force)`)
    }
  }
}

/** The servers of this run, to go over with `describe.each`. */
export const servers = (): readonly TestServer[] => inject('postgres').servers

/** Of this run alone, on a server that others may use too. */
const templateOf = (folder: string): string =>
  `robo_template_${basename(folder).replaceAll(/\W/g, '_').toLowerCase()}`

/** A database of a server, by its URL. */
function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function administer(server: string, statement: string): Promise<void> {
  const access = { connectionString: server }
  const client = new pg.Client(clientConfig(access, 'public', 'robo test'))
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Starts the bundled server, or joins the one that another test file has started. */
async function bundledUrl(folder: string): Promise<string> {
  const { access } = await startIn(folder)
  if ('connectionString' in access) throw new RangeError('the bundled server has no URL')
  const { host, port, user, database } = access
  const socket = encodeURIComponent(host)
  return `postgres:///${database}?host=${socket}&port=${port}&user=${user}`
}

/** The schema is made once a server and run; each test then gets a copy of its files. */
async function makeTemplate(server: string, template: string): Promise<void> {
  const access = { connectionString: server }
  const client = new pg.Client(clientConfig(access, 'public', 'robo test'))
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`)
    const found = await client.query('select 1 from pg_database where datname = $1', [template])
    if (found.rowCount !== 0) return
    const draft = `${template}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft}`)
    await migrateDatabase(urlOf(server, draft))
    await client.query(`alter database ${draft} rename to ${template}`)
  } finally {
    await client.end()
  }
}

async function migrateDatabase(url: string): Promise<void> {
  const database = new Database({
    access: { connectionString: url },
    schema: SCHEMA,
    name: 'robo template',
    max: 2,
    statementMs: STATEMENT_MS_MAX,
    log,
  })
  await migrate(database)
  await database.close()
}

const ready = new Map<string, Promise<string>>()

/** URL of a server that has the template, made ready by the first who asks. */
function readyUrl({ name, url }: TestServer): Promise<string> {
  const known = ready.get(name)
  if (known !== undefined) return known
  const { folder } = inject('postgres')
  const making = (async () => {
    const found = url ?? (await bundledUrl(folder))
    await makeTemplate(found, templateOf(folder))
    return found
  })()
  ready.set(name, making)
  return making
}

/** A database of one's own with all tables in it. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  /** The door to it; closed with the database. */
  open(): Promise<StateManager>
}

/** Copies the template: about 30 ms. The first server of the run when none is named. */
export async function testDatabase(server?: TestServer): Promise<TestDatabase> {
  const chosen = server ?? servers()[0]
  if (chosen === undefined) throw new RangeError('the run knows no server')
  const base = await readyUrl(chosen)
  const name = `robo_${randomUUID().replaceAll('-', '')}`
  const template = templateOf(inject('postgres').folder)
  await administer(base, `create database ${name} template ${template} strategy wal_log`)
  const url = urlOf(base, name)
  const opened: StateManager[] = []
  return {
    url,
    async open() {
      const options = { source: { databaseUrl: url }, clock: new SystemClock(), log }
      const state = await StateManager.open(options, AbortSignal.timeout(30_000))
      opened.push(state)
      return state
    },
    async [Symbol.asyncDispose]() {
      for (const state of opened) await state.close()
      await administer(base, `drop database if exists ${name} with (force)`)
    },
  }
}
