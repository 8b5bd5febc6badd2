import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { SystemClock } from '../src/core/clock.ts'
import { SilentLogger } from '../src/core/log.ts'
import { clientConfig, Database, SCHEMA, STATEMENT_MS_MAX } from '../src/core/state/database.ts'
import { migrate } from '../src/core/state/migrate.ts'
import { PostgresSupervisor } from '../src/core/state/postgres-supervisor.ts'
import { processState } from '../src/core/state/postmaster-file.ts'
import { StateManager } from '../src/core/state/state-manager.ts'

/** A server for tests: its name for test titles, and how to reach it. */
export interface TestServer {
  readonly name: string
  readonly url: string
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: readonly TestServer[]
  }
}

const TEMPLATE = 'robo_template'

/** A database of a server, by its URL. */
function urlOf(server: TestServer, database: string): string {
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return url.href
}

async function administer(server: TestServer, statement: string): Promise<void> {
  const access = { connectionString: server.url }
  const client = new pg.Client(clientConfig(access, 'public', 'robo test'))
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The schema is made once a server and run; each test then gets a copy of its files. */
async function makeTemplate(server: TestServer): Promise<void> {
  await administer(server, `drop database if exists ${TEMPLATE} with (force)`)
  await administer(server, `create database ${TEMPLATE}`)
  const access = { connectionString: urlOf(server, TEMPLATE) }
  const log = new SilentLogger()
  const database = new Database({
    access,
    schema: SCHEMA,
    name: 'robo template',
    max: 2,
    statementMs: STATEMENT_MS_MAX,
    log,
  })
  await migrate(database)
  await database.close()
}

/** Servers of runs that were killed, found by the process number in their folder's name. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.match(/^robo-test-(\d+)-/) ?? []
    if (pid === undefined || (await processState(Number(pid))) !== 'gone') continue
    const dataDir = join(tmpdir(), name)
    const options = { dataDir, log: new SilentLogger() }
    const supervisor = await PostgresSupervisor.start(options, AbortSignal.timeout(60_000))
    await supervisor.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** One bundled server for the whole run, and Debian's PostgreSQL 15 beside it when its URL is given. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const folder = await mkdtemp(join(tmpdir(), `robo-test-${process.pid}-`))
  await chmod(folder, 0o755)
  const options = { dataDir: folder, log: new SilentLogger() }
  const supervisor = await PostgresSupervisor.start(options, AbortSignal.timeout(60_000))
  const access = supervisor.access
  if ('connectionString' in access) throw new RangeError('the bundled server has no URL')
  const { host, port, user, database } = access
  const socket = encodeURIComponent(host)
  const bundled = `postgres:///${database}?host=${socket}&port=${port}&user=${user}`
  const fifteen = env['TEST_DATABASE_URL_15']
  const servers = [
    { name: 'bundled PostgreSQL', url: bundled },
    ...(fifteen === undefined ? [] : [{ name: 'PostgreSQL 15', url: fifteen }]),
  ]
  const stop = async () => {
    await supervisor.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const server of servers) await makeTemplate(server)
  } catch (error) {
    await stop()
    throw error
  }
  provide('postgres', servers)
  return stop
}

/** The servers of this run, to go over with `describe.each`. */
export const servers = (): readonly TestServer[] => inject('postgres')

/** A database of one's own with all tables in it. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  /** The door to it; closed with the database. */
  open(): Promise<StateManager>
}

/** Copies the template: about 30 ms. The first server of the run when none is named. */
export async function testDatabase(server?: TestServer): Promise<TestDatabase> {
  const chosen = server ?? servers()[0]
  if (chosen === undefined) throw new RangeError('no server was started for the tests')
  const name = `robo_${randomUUID().replaceAll('-', '')}`
  await administer(chosen, `create database ${name} template ${TEMPLATE} strategy wal_log`)
  const url = urlOf(chosen, name)
  const opened: StateManager[] = []
  return {
    url,
    async open() {
      const options = {
        source: { databaseUrl: url },
        clock: new SystemClock(),
        log: new SilentLogger(),
      }
      const state = await StateManager.open(options, AbortSignal.timeout(30_000))
      opened.push(state)
      return state
    },
    async [Symbol.asyncDispose]() {
      for (const state of opened) await state.close()
      await administer(chosen, `drop database if exists ${name} with (force)`)
    },
  }
}
