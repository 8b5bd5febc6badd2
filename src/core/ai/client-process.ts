import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  spawn,
} from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import { promisify } from 'node:util'
import { isSystemError } from '../state/system-error.ts'

/** A program to run: replaced environment, folder of its own. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** What a program said until it ended. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const PACKAGE = '@anthropic-ai/claude-agent-sdk'

/** Where the client is that came with the SDK; null when its package was left out. */
export function bundledClient(
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string | null {
  const { platform, arch } = process
  const program = platform === 'win32' ? 'claude.exe' : 'claude'
  for (const flavour of ['', '-musl']) {
    try {
      return resolve(`${PACKAGE}-${platform}-${arch}${flavour}/${program}`)
    } catch (error) {
      if (!isSystemError(error, 'MODULE_NOT_FOUND')) throw error
    }
  }
  return null
}

const HAS_GROUPS = process.platform !== 'win32'
/** Ends the group when our end of its pipe closes before a line came: also when we are killed outright. */
const WATCH = 'read -r over || kill -KILL "-$0"'

/** Clients that run, none of which outlives us: not after `close`, not after an exit, not when we are killed. */
export class ClientProcesses implements AsyncDisposable {
  readonly #running = new Set<ClientProcess>()
  readonly #killAll = () => {
    for (const client of this.#running) client.kill()
  }

  add(client: ClientProcess): void {
    if (this.#running.size === 0) process.on('exit', this.#killAll)
    this.#running.add(client)
  }

  remove(client: ClientProcess): void {
    if (this.#running.delete(client) && this.#running.size === 0) process.off('exit', this.#killAll)
  }

  get pids(): readonly number[] {
    return [...this.#running].flatMap(({ pid }) => (pid === null ? [] : [pid]))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((client) => client.end(0)))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** One client, in a group of its own: Ctrl-C is ours to hear, and what it began ends with it. */
export class ClientProcess {
  readonly #others: ClientProcesses
  #gone: Promise<void> = Promise.resolve()
  #child: ChildProcessWithoutNullStreams | null = null
  #isOver = false
  #lastWords = ''

  constructor(others: ClientProcesses) {
    this.#others = others
  }

  start({ command, args, cwd, env }: Command): ChildProcessWithoutNullStreams {
    const child = spawn(command, [...args], { cwd, env, detached: HAS_GROUPS, windowsHide: true })
    this.#child = child
    stepBehind(child)
    this.#others.add(this)
    const watch = watchOver(child)
    this.#gone = new Promise((resolve) => {
      const end = () => {
        this.#isOver = true
        this.#others.remove(this)
        watch?.kill('SIGKILL')
        resolve()
      }
      child.once('exit', end)
      child.once('error', (error) => {
        this.#lastWords = error.message
        end()
      })
    })
    child.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.#lastWords = (this.#lastWords + words).slice(-LAST_WORDS_MAX)
    })
    return child
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The end of what it said of itself. */
  get lastWords(): string {
    return this.#lastWords
  }

  kill(): void {
    const { pid } = this
    if (pid === null || this.#isOver) return
    try {
      process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL')
    } catch (error) {
      if (!isSystemError(error, 'ESRCH')) throw error
    }
  }

  /** Leaves it some time to end by itself, kills it, and waits until it is gone. */
  async end(graceMs: number): Promise<void> {
    if (this.pid === null || this.#isOver) return
    const timer = setTimeout(() => this.kill(), graceMs)
    await this.#gone
    clearTimeout(timer)
  }
}

const LAST_WORDS_MAX = 2_000

/** Whoever trades goes before whoever thinks: the threads that a client makes inherit its place (setpriority(2)). */
function stepBehind({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    if (!isSystemError(error, 'ERR_SYSTEM_ERROR')) throw error
  }
}

function watchOver({ pid }: ChildProcess): ChildProcess | null {
  if (!HAS_GROUPS || pid === undefined) return null
  const watch = spawn('/bin/sh', ['-c', WATCH, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  })
  watch.unref()
  return watch
}

const run = promisify(execFile)
const SAID_MAX = 1_000_000

/** Runs a short program to its end within a time; whatever its exit code, what it said is the answer. Rejects when there is no such program, and when it was stopped. */
export async function runOnce(
  { command, args, env, cwd }: Command,
  limitMs: number,
  signal: AbortSignal,
): Promise<Ran> {
  const options = { env, cwd, timeout: limitMs, signal, maxBuffer: SAID_MAX }
  try {
    return { code: 0, ...(await run(command, args, options)) }
  } catch (error) {
    const ran = ranIn(error)
    if (ran === null) throw error
    return ran
  }
}

/** A program that ended by itself with another code than 0 is told as an error. */
function ranIn(error: unknown): Ran | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return null
  const [stdout, stderr] = [
    'stdout' in error ? String(error.stdout) : '',
    'stderr' in error ? String(error.stderr) : '',
  ]
  return { code: error.code, stdout, stderr }
}

/** Runs a program that speaks with the person at the terminal; its exit code, or 1 when it was killed. */
export async function runWithPerson(
  { command, args, env, cwd }: Command,
  signal: AbortSignal,
): Promise<number> {
  const child = spawn(command, [...args], { env, cwd, stdio: 'inherit' })
  const stop = () => child.kill()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await once(child, 'exit')
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return child.exitCode ?? 1
}

const PS_MS_MAX = 2_000
const KIBIBYTE = 1_024

/** Bytes that a process keeps in memory; null where the system does not say, or the process is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'win32') return null
  try {
    const said =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await psOf(pid)).trim()
    return said === undefined || said === '' ? null : Number(said) * KIBIBYTE
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ESRCH')) return null
    throw error
  }
}

async function psOf(pid: number): Promise<string> {
  const command = { command: '/bin/ps', args: ['-o', 'rss=', '-p', String(pid)], env: {}, cwd: '/' }
  return (await runOnce(command, PS_MS_MAX, AbortSignal.timeout(PS_MS_MAX))).stdout
}
