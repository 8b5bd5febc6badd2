import { readFile } from 'node:fs/promises'
import { defineBench } from './define-bench.ts'
import { addressOf, Held, openPlace, type Place, Started, startDesk } from './running-desk.ts'

/** A market by the clock, as a person starts it. */
const WORDS = ['--speed', '1']
/** A desk is weighed once it has traded for a while. */
const WEIGHED_AFTER_MS = 5_000

const held = new Held()
let opening: Promise<Place> | null = null
/** The same warm database for all. */
const place = (): Promise<Place> => {
  opening ??= openPlace().then((opened) => held.keep(opened))
  return opening
}

/** Seconds from the start of a process to the first answer over HTTP. */
async function untilAnswered(): Promise<number> {
  const begun = performance.now()
  await using desk = startDesk(await place(), WORDS)
  const answer = await fetch(`${await addressOf(desk)}/api/dashboard`)
  await answer.arrayBuffer()
  if (!answer.ok) throw new RangeError(`the desk answered ${answer.status}`)
  return (performance.now() - begun) / 1_000
}

/** The peer asks itself before it says its first word. */
async function untilSaid(): Promise<number> {
  const begun = performance.now()
  await using peer = new Started('bench/nest-peer.mjs', [], await place())
  await peer.said(/ready/)
  return (performance.now() - begun) / 1_000
}

async function starts(count: number, one: () => Promise<number>): Promise<number> {
  await one()
  let seconds = 0
  for (let each = 0; each < count; each++) seconds += await one()
  return seconds
}

const memory: string[] = []

/** What a desk keeps resident while its market runs and its dashboard is followed; only Linux says so. */
async function weigh(): Promise<void> {
  if (process.platform !== 'linux' || memory.length > 0) return
  await using desk = startDesk(await place(), ['--speed', '60'])
  const url = await addressOf(desk)
  const end = performance.now() + WEIGHED_AFTER_MS
  while (performance.now() < end) await (await fetch(`${url}/api/dashboard`)).arrayBuffer()
  const status = await readFile(`/proc/${desk.process.pid}/status`, 'utf8')
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? []
  memory.push(`${Math.round(Number(kilobytes) / 1_024)} MiB`)
}

export default defineBench({
  row: 'P10',
  title: 'Process start until the dashboard answers, warm database',
  unit: 'starts/s',
  goal: { first: 1 / 1.5, goal: 1 },
  sizes: [1, 4],
  ours: async (count) => {
    await weigh()
    return starts(count, untilAnswered)
  },
  peers: { 'Nest and the same database': (count) => starts(count, untilSaid) },
  close: () => held[Symbol.asyncDispose](),
  get notes() {
    return [
      'Ours is `run`: the database open and its schema checked, the book taken up, the market running, the dashboard answering. The goal is 400 ms.',
      ...memory.map(
        (size) =>
          `A desk on the simulated market whose dashboard is asked for keeps ${size} resident, database processes not counted; the first bar is 200 MiB, the goal 120.`,
      ),
    ]
  },
})
