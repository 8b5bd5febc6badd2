import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../../src/core/clock.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import {
  binariesIn,
  type EmbeddedBinaries,
  embeddedBinaries,
} from '../../../src/core/state/embedded-binaries.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { verifyJournal } from '../../../src/core/state/journal-verify.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { PostgresSupervisor } from '../../../src/core/state/postgres-supervisor.ts'
import { processState, readPostmaster } from '../../../src/core/state/postmaster-file.ts'
import { requirePassage, serverAccount } from '../../../src/core/state/server-account.ts'
import { StateManager } from '../../../src/core/state/state-manager.ts'

const USER = fileURLToPath(new URL('./database-user.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const isRoot = process.getuid?.() === 0
const log = new SilentLogger()
const clock = new SystemClock()

/** Left running by tests on purpose, so that none outlives them. */
const started: ChildProcess[] = []
let program: string
let dataDir: string

beforeAll(async () => {
  program = join(ROOT, 'node_modules', `.robo-test-user-${process.pid}.mjs`)
  const packages = 'external'
  await build({
    entryPoints: [USER],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages,
  })
})
afterAll(() => unlink(program))

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'robo-server-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  const postmaster = await readPostmaster(join(dataDir, 'postgres', 'data'))
  if (postmaster !== null && (await processState(postmaster.pid)) === 'server') {
    process.kill(postmaster.pid, 'SIGQUIT')
    await expect.poll(() => processState(postmaster.pid)).not.toBe('server')
  }
  const sockets = postmaster?.socketFolder ?? ''
  if (sockets.startsWith('/tmp/robo-')) await rm(sockets, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
})

const start = () => PostgresSupervisor.start({ dataDir, log }, AbortSignal.timeout(60_000))
const openState = () =>
  StateManager.open({ source: { dataDir }, clock, log }, AbortSignal.timeout(60_000))
const serverPid = async () => (await readPostmaster(join(dataDir, 'postgres', 'data')))?.pid ?? 0

async function runUser(task: 'hold' | 'write'): Promise<ChildProcess> {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
  const child = spawn(process.execPath, [program, task, dataDir], { stdio: [...stdio] })
  started.push(child)
  await once(child, 'message')
  return child
}

async function closeUser(child: ChildProcess): Promise<void> {
  child.send('close')
  await once(child, 'exit')
}

describe('PostgresSupervisor', () => {
  it('makes the database on the first start, says so, and finds it on the second', async () => {
    const steps: string[] = []
    const onProgress = (step: string) => steps.push(step)
    const options = { dataDir, log, onProgress }
    const first = await PostgresSupervisor.start(options, AbortSignal.timeout(60_000))
    const pid = await serverPid()
    expect(await processState(pid)).toBe('server')
    await first.close()
    expect(await processState(pid)).not.toBe('server')
    const second = await PostgresSupervisor.start(options, AbortSignal.timeout(60_000))
    await second.close()
    expect(steps).toEqual(['Making the database (first start)'])
  })

  it('several processes share one server, and the last one stops it', async () => {
    const state = await openState()
    const pid = await serverPid()
    const other = await runUser('hold')
    expect(await serverPid()).toBe(pid)
    await state.close()
    expect(await processState(pid)).toBe('server')
    await closeUser(other)
    expect(await processState(pid)).not.toBe('server')
  })

  it('processes that all start first at once end up with one server', async () => {
    const all = await Promise.all([openState(), runUser('hold'), runUser('hold'), openState()])
    const [one, two, three, four] = all
    expect((await one.health()).health).toBe('ready')
    expect(
      (await readdir(join(dataDir, 'postgres'))).filter((name) => name.startsWith('new-')),
    ).toEqual([])
    await Promise.all([one.close(), closeUser(two), closeUser(three), four.close()])
    expect(await readPostmaster(join(dataDir, 'postgres', 'data'))).toBeNull()
  })

  it('who comes while the last one closes gets a server all the same', async () => {
    for (let round = 0; round < 5; round++) {
      const leaving = await start()
      const closing = leaving.close()
      const coming = await openState()
      await closing
      expect((await coming.health()).health).toBe('ready')
      await coming.close()
    }
  })

  it('D1 a killed process leaves its server, which the next one adopts, with nothing lost', async () => {
    const state = await openState()
    const pid = await serverPid()
    for (let round = 1; round <= 4; round++) {
      const writer = await runUser('write')
      let acknowledged = 0
      writer.on('message', (message: { durable?: number }) => {
        acknowledged = message.durable ?? acknowledged
      })
      await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(round * 40)
      const ended = once(writer, 'exit')
      writer.kill('SIGKILL')
      await ended
      const report = await verifyJournal(state, 'paper', AbortSignal.timeout(30_000))
      expect(report.findings).toEqual([])
      expect(report.events).toBeGreaterThanOrEqual(acknowledged)
    }
    await state.close()
    expect(await processState(pid)).not.toBe('server')
  })

  it('D1 the only process killed, the next one adopts its server and its lease', async () => {
    const writer = await runUser('write')
    const pid = await serverPid()
    const ended = once(writer, 'exit')
    writer.kill('SIGKILL')
    await ended
    const state = await openState()
    expect(await serverPid()).toBe(pid)
    const take = () =>
      Lease.acquire({ state, book: 'paper', holder: { pid: 1, host: 'x' }, clock }).catch(
        () => null,
      )
    await expect.poll(async () => (await take())?.book).toBe('paper')
    await state.close()
  })

  it('D1 D4 a killed server is started again, and who was writing goes on, nothing lost and nothing twice', async () => {
    const writer = await runUser('write')
    let acknowledged = 0
    writer.on('message', (message: { durable?: number }) => {
      acknowledged = message.durable ?? acknowledged
    })
    const state = await openState()
    for (let kill = 0; kill < 3; kill++) {
      const before = acknowledged
      await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(before + 200)
      const pid = await serverPid()
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => processState(pid)).not.toBe('server')
    }
    const killed = acknowledged
    await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(killed + 200)
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    const report = await verifyJournal(state, 'paper', AbortSignal.timeout(30_000))
    expect(report.findings).toEqual([])
    expect(report.events).toBeGreaterThanOrEqual(acknowledged)
    await state.close()
  })

  it('D4 a database that is gone blocks, and is back without a hand', async () => {
    const state = await openState()
    const pid = await serverPid()
    process.kill(pid, 'SIGSTOP')
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => processState(pid)).not.toBe('server')
    const { health, reason } = await state.health()
    if (health !== 'ready') expect(reason).not.toBe('')
    await expect.poll(async () => (await state.health()).health, { timeout: 20_000 }).toBe('ready')
    await state.db.selectFrom('books').selectAll().execute()
    await state.close()
  })

  it('server and process killed together: the next start finds everything', async () => {
    const writer = await runUser('write')
    let acknowledged = 0
    writer.on('message', (message: { durable?: number }) => {
      acknowledged = message.durable ?? acknowledged
    })
    await expect.poll(() => acknowledged).toBeGreaterThan(200)
    const pid = await serverPid()
    const ended = once(writer, 'exit')
    writer.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await ended
    const state = await openState()
    const reader = new PostgresJournalLog({
      database: state.lane('look'),
      book: 'paper',
      lease: null,
    })
    expect((await reader.head()).seq).toBeGreaterThanOrEqual(acknowledged)
    await state.close()
  })

  describe('what a dead server leaves behind', () => {
    /** A folder whose server was killed and whose mark names another process. */
    async function markOf(pid: number): Promise<void> {
      const supervisor = await start()
      const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
      const server = await serverPid()
      const mark = await readFile(file, 'utf8')
      const held = await supervisorKilled(supervisor, server)
      await writeFile(file, mark.replace(String(server), String(pid)))
      if (held !== null) await writeFile(held.lock, held.text.replace(String(server), String(pid)))
    }

    async function supervisorKilled(supervisor: PostgresSupervisor, pid: number) {
      const postmaster = await readPostmaster(join(dataDir, 'postgres', 'data'))
      const lock = join(postmaster?.socketFolder ?? '', `.s.PGSQL.${postmaster?.port}.lock`)
      const text = await readFile(lock, 'utf8')
      const closing = supervisor.close()
      process.kill(pid, 'SIGKILL')
      await closing
      await expect.poll(() => processState(pid)).not.toBe('server')
      return { lock, text }
    }

    it('the number of a process that is gone does not keep it from starting', async () => {
      await markOf(2_147_483_000)
      const supervisor = await start()
      expect(await processState(await serverPid())).toBe('server')
      await supervisor.close()
    })

    it('the number of another program does not keep it from starting', async () => {
      const stranger = spawn('sleep', ['60'])
      started.push(stranger)
      await markOf(stranger.pid ?? 0)
      const supervisor = await start()
      expect(await processState(stranger.pid ?? 0)).toBe('stranger')
      await supervisor.close()
    })

    it('the number of a zombie does not keep it from starting', async () => {
      // The shell becomes a program that never asks after the child it was given, before that one ends.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      started.push(parent)
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const zombie = Number(line.toString())
      await expect.poll(() => processState(zombie), { timeout: 10_000 }).toBe('zombie')
      await markOf(zombie)
      const supervisor = await start()
      expect(await processState(zombie)).toBe('zombie')
      await supervisor.close()
    })

    it('a set-up that was cut off is cleared away', async () => {
      const cut = join(dataDir, 'postgres', 'new-2147483000-x')
      await mkdir(cut, { recursive: true })
      const supervisor = await start()
      await expect(readdir(cut)).rejects.toMatchObject({ code: 'ENOENT' })
      await supervisor.close()
    })
  })

  it('files of another major version are refused with the way out', async () => {
    const supervisor = await start()
    await supervisor.close()
    await writeFile(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow(
      /written by PostgreSQL 17, this release brings 18.*db export/,
    )
  })

  it('a start that is called off stops what it began', async () => {
    const stop = new AbortController()
    const starting = PostgresSupervisor.start({ dataDir, log }, stop.signal)
    await expect.poll(serverPid, { timeout: 20_000 }).not.toBe(0)
    stop.abort('changed my mind')
    const result = await starting.catch((error: unknown) => error)
    if (result instanceof PostgresSupervisor) await result.close()
    else expect(result).toMatchObject({ name: 'AbortError' })
    await expect.poll(serverPid, { timeout: 20_000 }).toBe(0)
  })
})

describe('the bundled server', () => {
  it('where there is none, the way out is named', async () => {
    await expect(embeddedBinaries('linux', 'mips')).rejects.toThrow(
      /no bundled database for linux on mips.*DATABASE_URL/,
    )
  })

  it('runs from a package whose install script never ran', async () => {
    const bundled = await embeddedBinaries()
    const bare = await withoutLinks(bundled)
    const supervisor = await PostgresSupervisor.start(
      { dataDir, log, binaries: bare.binaries },
      AbortSignal.timeout(60_000),
    )
    expect(await processState(await serverPid())).toBe('server')
    await supervisor.close()
    await rm(bare.folder, { recursive: true, force: true })
  })

  /** The package with its large files linked to, and without the short names of its libraries. */
  async function withoutLinks({ folder }: EmbeddedBinaries) {
    const copy = await mkdtemp(join(tmpdir(), 'robo-package-'))
    await chmod(copy, 0o755)
    const native = join(copy, 'native')
    await mkdir(join(native, 'lib'), { recursive: true })
    await cp(join(dirname(folder), 'package.json'), join(copy, 'package.json'))
    await cp(join(folder, 'pg-symlinks.json'), join(native, 'pg-symlinks.json'))
    // Programs look for their libraries and data beside themselves, so they must be copies.
    await cp(join(folder, 'bin'), join(native, 'bin'), { recursive: true })
    await symlink(join(folder, 'share'), join(native, 'share'))
    const links = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')) as {
      target: string
    }[]
    const short = new Set(links.map(({ target }) => target.split('/').at(-1)))
    for (const name of await readdir(join(folder, 'lib'))) {
      if (!short.has(name)) await symlink(join(folder, 'lib', name), join(native, 'lib', name))
    }
    return { folder: copy, binaries: await binariesIn(copy, process.platform) }
  }
})

describe('running as root', () => {
  it('uses postgres, else nobody, else says what to do', async () => {
    const list = join(dataDir, 'passwd')
    await writeFile(list, 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n')
    expect(await serverAccount(0, list)).toEqual({ name: 'nobody', uid: 65_534, gid: 65_533 })
    await writeFile(list, 'nobody:x:65534:65533::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n')
    expect(await serverAccount(0, list)).toEqual({ name: 'postgres', uid: 101, gid: 104 })
    await writeFile(list, 'root:x:0:0::/root:/bin/sh\n')
    await expect(serverAccount(0, list)).rejects.toThrow(/no user named postgres or nobody/)
    expect(await serverAccount(1_000, list)).toBeNull()
  })

  it.runIf(isRoot)(
    'works in a home that is closed to others, where the system has the means',
    async () => {
      const home = join(dataDir, 'home')
      await mkdir(home, { mode: 0o700 })
      const options = { dataDir: join(home, 'data'), log }
      const supervisor = await PostgresSupervisor.start(options, AbortSignal.timeout(60_000))
      await supervisor.close()
    },
  )

  it.runIf(isRoot)('a folder that the server cannot reach is named in plain words', async () => {
    const inner = join(dataDir, 'private', 'project')
    await mkdir(inner, { recursive: true })
    await chmod(dataDir, 0o755)
    await chmod(join(dataDir, 'private'), 0o700)
    const account = await serverAccount()
    if (account === null) throw new RangeError('root needs an account for the server')
    const check = requirePassage(inner, 'the program', account)
    await expect(check).rejects.toThrow(
      /cannot reach the program: the folder "private" is closed to others/,
    )
    await expect(check).rejects.not.toThrow(dataDir)
  })
})
