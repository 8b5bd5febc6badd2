import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SilentLogger } from '../src/core/log.ts'
import { PostgresSupervisor } from '../src/core/state/postgres-supervisor.ts'
import { defineBench } from './define-bench.ts'

const log = new SilentLogger()
/** `npm run bench` starts in the project's folder and has built the program. */
const ROOT = process.cwd()
const START_MS_MAX = 30_000

interface Place {
  readonly folder: string
  readonly url: string
}

/** A warm database that both find ready. */
async function withServer<R>(work: (place: Place) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-start-bench-'))
  await chmod(folder, 0o755)
  const server = await PostgresSupervisor.start(
    { dataDir: folder, log },
    AbortSignal.timeout(60_000),
  )
  try {
    const { access } = server
    if ('connectionString' in access) throw new RangeError('the bundled server has no URL')
    const { host, port, user, database } = access
    const url = `postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`
    return await work({ folder, url })
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function start(args: readonly string[], { url }: Place): ChildProcessWithoutNullStreams {
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), DATABASE_URL: url }
  return spawn(process.execPath, [...args], { env })
}

async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Seconds from the start of a process to its first word, which it says when all is ready. */
async function untilReady(args: readonly string[], place: Place): Promise<number> {
  const begun = performance.now()
  const child = start(args, place)
  try {
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(START_MS_MAX) })
    return (performance.now() - begun) / 1_000
  } finally {
    await end(child)
  }
}

async function starts(count: number, args: (place: Place) => Promise<readonly string[]>) {
  return withServer(async (place) => {
    const line = await args(place)
    await untilReady(line, place)
    let seconds = 0
    for (let each = 0; each < count; each++) seconds += await untilReady(line, place)
    return seconds
  })
}

const program = join(ROOT, 'dist', 'main.js')

const desk = async ({ folder }: Place) => [program, 'doctor', '--json', '--data-dir', folder]

const memory: string[] = []

/** What a desk keeps resident once its market runs; only Linux says so. */
async function weigh(): Promise<void> {
  if (process.platform !== 'linux' || memory.length > 0) return
  await withServer(async (place) => {
    const words = [program, 'run', '--speed', '600', '--data-dir', place.folder]
    const child = start(words, place)
    try {
      // What happens is told beside the answers.
      await once(child.stderr, 'data', { signal: AbortSignal.timeout(START_MS_MAX) })
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? []
      memory.push(`${Math.round(Number(kilobytes) / 1_024)} MiB`)
    } finally {
      await end(child)
    }
  })
}

const peer = async () => [join(ROOT, 'bench', 'nest-peer.mjs')]

export default defineBench({
  row: 'P10',
  title: 'Process start until ready, warm database',
  unit: 'starts/s',
  goal: { first: 1 / 1.5, goal: 1 },
  sizes: [2, 4, 8],
  ours: async (count) => {
    await weigh()
    return starts(count, desk)
  },
  peers: { 'Nest and the same database': (count) => starts(count, peer) },
  get notes() {
    return [
      'Ours is `doctor`: the database open and its schema checked, the calendar read, the stored bars listed. The dashboard comes with the next stage.',
      ...memory.map(
        (size) =>
          `A desk on the simulated market keeps ${size} resident, database processes not counted; the first bar is 200 MiB, the goal 120.`,
      ),
    ]
  },
})
