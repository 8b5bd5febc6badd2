import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'
import { buildProgram, SERVER } from '../../scripts/build.mjs'
import { type TestDatabase, testDatabase } from '../postgres.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Inside the project, so that the packages are found from there. */
const CACHE = join(ROOT, 'node_modules', '.cache')

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command under way. */
export interface Running {
  readonly pid: number | undefined
  /** Resolves with the match when what it wrote so far, on either stream, matches; rejects when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  signal(name: NodeJS.Signals): void
  /** Keys, as they are typed. */
  type(keys: string): void
  /** Nothing more will be typed. */
  hangUp(): void
  readonly ended: Promise<Ended>
}

/** Variables beside the least; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>

/** An installation of its own: a data folder, a database, and the program that was built for the tests. */
export interface Desk extends AsyncDisposable {
  /** The built file. */
  readonly program: string
  readonly dataDir: string
  readonly database: TestDatabase
  start(args: readonly string[], environment?: Environment): Running
  /** The same on a terminal of its own, by util-linux's `script`; what it wrote is `out`. */
  startOnTerminal(args: readonly string[], environment?: Environment): Running
  run(args: readonly string[], environment?: Environment): Promise<Ended>
  /** Runs with `--json`; what it answered. Throws when it ended otherwise than expected. */
  json<T>(args: readonly string[], code?: number): Promise<T>
  /** Writes a file beside the data; answers its path. */
  file(name: string, content: string | Buffer): Promise<string>
}

/** Builds the program once for the tests of a file; answers how to make installations. `complete` adds to its folder. */
export function useProgram(complete?: (folder: string) => Promise<void>): {
  desk(): Promise<Desk>
} {
  let folder = ''
  beforeAll(async () => {
    await mkdir(CACHE, { recursive: true })
    folder = await mkdtemp(join(CACHE, 'robo-cli-'))
    const common = { absWorkingDir: ROOT, bundle: true, logLevel: 'error', outdir: folder } as const
    await buildProgram(folder)
    await build({
      ...SERVER,
      ...common,
      entryPoints: ['src/cli/run-worker.ts', 'src/cli/trial-worker.ts'],
      entryNames: '[name]',
    })
    await build({
      ...common,
      entryPoints: ['src/cli/report/client/report-page.ts'],
      format: 'iife',
      platform: 'browser',
    })
    await complete?.(folder)
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return { desk: () => openDesk(join(folder, 'main.js')) }
}

async function openDesk(program: string): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-cli-'))
  const dataDir = join(folder, 'data')
  const database = await testDatabase()
  const children = new Set<ChildProcessWithoutNullStreams>()
  const wordsOf = (args: readonly string[]) => [program, '--data-dir', dataDir, ...args]
  const begin = (file: string, words: readonly string[], environment: Environment = {}) => {
    // Tests run side by side: each desk takes a free port.
    const least = { PATH: process.env['PATH'], DATABASE_URL: database.url, ROBO_PORT: '0' }
    const env = { ...least, ...environment }
    const child = spawn(file, words, { cwd: folder, env })
    children.add(child)
    return follow(child)
  }
  const desk: Desk = {
    program,
    dataDir,
    database,
    start: (args, environment) => begin(process.execPath, wordsOf(args), environment),
    startOnTerminal(args, environment) {
      const line = [process.execPath, ...wordsOf(args)].map((word) => `'${word}'`).join(' ')
      const words = ['--quiet', '--flush', '--return', '--command', line, '/dev/null']
      return begin('script', words, { TERM: 'xterm-256color', ...environment })
    },
    run: (args, environment) => desk.start(args, environment).ended,
    async json(args, code = 0) {
      const ended = await desk.run([...args, '--json'])
      if (ended.code === code) return JSON.parse(ended.out)
      throw new RangeError(`${args.join(' ')} ended with ${ended.code}: ${ended.out}${ended.err}`)
    },
    async file(name, content) {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      return path
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return desk
}

function follow(child: ChildProcessWithoutNullStreams): Running {
  let out = ''
  let err = ''
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    tell()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    tell()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
  return {
    pid: child.pid,
    ended,
    signal: (name) => child.kill(name),
    type: (keys) => child.stdin.write(keys),
    hangUp: () => child.stdin.end(),
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(`${out}\n${err}`)
          if (!match) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
        ended.then(
          () => reject(new RangeError(`it ended without saying ${pattern}: ${out}${err}`)),
          reject,
        )
      }),
  }
}
