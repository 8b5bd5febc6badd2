import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SilentLogger } from '../src/core/log.ts'
import { PostgresSupervisor } from '../src/core/state/postgres-supervisor.ts'

/** `npm run bench` starts in the project's folder and has built the program. */
const ROOT = process.cwd()
const PROGRAM = join(ROOT, 'dist', 'main.js')
const START_MS_MAX = 60_000
/** The limiter counts every request; none of these runs comes to its end. */
const PLENTY = Object.fromEntries(
  ['AGENTS', 'AUTH', 'DASHBOARD', 'SOCKET', 'TRADES', 'WRITES'].map((group) => [
    `RATE_LIMIT_${group}`,
    '999999/second',
  ]),
)

/** What is open, closed in reverse; handed over to whoever goes on with it, or closed when that could not be made. */
export class Held implements AsyncDisposable {
  readonly #all: AsyncDisposable[] = []

  keep<T extends AsyncDisposable>(one: T): T {
    this.#all.push(one)
    return one
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#all.splice(0).toReversed()) await one[Symbol.asyncDispose]()
  }
}

/** A data folder and a warm database, for ours and for peers. */
export interface Place extends AsyncDisposable {
  readonly folder: string
  readonly url: string
}

/** Opens one; `config` is what the installation's own file says. */
export async function openPlace(config: Readonly<Record<string, unknown>> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-bench-'))
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 })
  const server = await PostgresSupervisor.start(
    { dataDir: folder, log: new SilentLogger() },
    AbortSignal.timeout(START_MS_MAX),
  )
  const { access } = server
  if ('connectionString' in access) throw new RangeError('the bundled server has no URL')
  const { host, port, user, database } = access
  return {
    folder,
    url: `postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const environment = ({ url }: Place) => ({
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  DATABASE_URL: url,
  ...PLENTY,
})

/** Another program in a process of its own, by a file of this project. */
export class Started implements AsyncDisposable {
  readonly process: ChildProcessWithoutNullStreams
  #said = ''

  constructor(file: string, args: readonly string[], place: Place) {
    this.process = spawn(process.execPath, [join(ROOT, file), ...args], { env: environment(place) })
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text
      })
    }
  }

  /** Resolves with the match when what it has said matches; rejects when it ends before. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const late = AbortSignal.timeout(START_MS_MAX)
    for (;;) {
      const found = pattern.exec(this.#said)
      if (found !== null) return found
      if (this.#isOver) throw new RangeError(`it ended before it was ready: ${this.#said}`)
      await Promise.race([
        once(this.process.stdout, 'data', { signal: late }),
        once(this.process.stderr, 'data', { signal: late }),
        once(this.process, 'close', { signal: late }),
      ])
    }
  }

  /** Resolves when it has ended well; rejects when it ended otherwise. */
  async ended(): Promise<void> {
    if (!this.#isOver) await once(this.process, 'close')
    if (this.process.exitCode !== 0) throw new RangeError(`it failed: ${this.#said}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return
    const gone = once(this.process, 'exit')
    this.process.kill('SIGTERM')
    await gone
  }

  get #isOver(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null
  }
}

/** The program as it is installed, told to run; it says where its dashboard is. */
export const startDesk = (place: Place, args: readonly string[]): Started =>
  new Started('dist/main.js', ['run', '--port', '0', '--data-dir', place.folder, ...args], place)

/** Where a desk's dashboard is. */
export async function addressOf(desk: Started): Promise<string> {
  const [, url = ''] = await desk.said(/Dashboard: (http:\S+)/)
  return url
}

/** What a program needs to ask a desk, as the desk's own command makes it. */
export async function makeToken(place: Place): Promise<string> {
  const words = ['token', 'create', 'bench', '--scope', 'operate', '--json']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [PROGRAM, ...words, '--data-dir', place.folder],
    { env: environment(place) },
  )
  const [, token = ''] = /"token": "([^"]+)"/.exec(stdout) ?? []
  return token
}
