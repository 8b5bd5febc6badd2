import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.ts'
import { chain, eventOf, GENESIS, lineOf } from '../../src/core/journal.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import type { Order } from '../../src/domain/order.ts'
import { testDatabase } from '../postgres.ts'
import { type FromDesk, type LifePlan, POINTS, type Point, type ToDesk } from './messages.ts'
import { PatientBroker } from './patient-broker.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const program = join(ROOT, 'node_modules', `.robo-test-desk-${process.pid}.mjs`)
/** Each point is met several times in a life: a process ends at the first of them, another at the second. */
const TIMES = [1, 2]
const running = new Set<ChildProcess>()

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./desk-child.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})
afterAll(() => unlink(program))
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

interface Life {
  readonly acknowledged: readonly string[]
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
}

/** One process from its start to its end, the broker beside it. */
async function live(plan: LifePlan, broker: PatientBroker): Promise<Life> {
  const child = fork(program, [JSON.stringify(plan)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  running.add(child)
  const acknowledged: string[] = []
  child.on('message', (message: FromDesk) => {
    if (message.kind === 'acknowledged') acknowledged.push(message.key)
    const answer: ToDesk | null = broker.answer(message)
    // Whoever asked may be dead.
    if (answer !== null && child.connected) child.send(answer, () => {})
  })
  const [code, signal] = await once(child, 'close')
  running.delete(child)
  return { acknowledged, code, signal }
}

/** What is stored, every link of its chain intact. */
async function journalOf(state: StateManager): Promise<readonly Event[]> {
  const log = new PostgresJournalLog({
    database: state.lane('test', { max: 1 }),
    book: 'durability',
    lease: null,
  })
  const rows = await log.read(0, 1_000_000)
  let hash = GENESIS
  for (const row of rows) hash = chain(hash, lineOf(row))
  expect(hash).toBe(rows.at(-1)?.hash ?? GENESIS)
  return rows.map(eventOf)
}

const keysIn = (events: readonly Event[]): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) =>
      event.type === 'strategy.intent_received' && event.data.key !== null ? [event.data.key] : [],
    ),
  )

const ordersIn = (events: readonly Event[]): readonly Order[] =>
  events.flatMap((event) => (event.type === 'execution.order_submitted' ? [event.data.order] : []))

const LIVES_MAX = 24

describe('a desk whose process is killed', () => {
  it('D1 at every write point: nothing acknowledged is lost, nothing is sent twice, nothing is orphaned', async () => {
    await using database = await testDatabase()
    const state = await database.open()
    const broker = new PatientBroker()
    const ends: readonly { readonly point: Point; readonly time: number }[] = TIMES.flatMap(
      (time) => POINTS.map((point) => ({ point, time })),
    )
    const acknowledged = new Set<string>()
    const killed: string[] = []
    const left = [...ends]
    let life = -1
    for (let end = left.shift(); end && life < LIVES_MAX; end = left.shift()) {
      life += 1
      const key = `wish ${life}`
      const wishes = [
        { key, instrument: 2 * life },
        { key: `${key} too`, instrument: 2 * life + 1 },
      ]
      const plan = { databaseUrl: database.url, life, wishes, end, isLast: false }
      const { acknowledged: heard, signal } = await live(plan, broker)
      // Where two answers came as one there was no second: another life may meet it.
      if (signal === 'SIGKILL') killed.push(`${end.point} ${end.time}`)
      else left.push(end)
      for (const one of heard) acknowledged.add(one)
      const events = await journalOf(state)
      const stored = keysIn(events)
      expect([...acknowledged].filter((one) => !stored.has(one))).toEqual([])
      expect(broker.twice).toEqual([])
      const submitted = new Set(ordersIn(events).map(({ id }) => id))
      expect(broker.tags.filter((tag) => !submitted.has(tag))).toEqual([])
    }
    // A last life picks up whatever the others left.
    const last = {
      databaseUrl: database.url,
      life: life + 1,
      wishes: [],
      end: null,
      isLast: true,
    }
    expect(await live(last, broker)).toMatchObject({ code: 0 })
    const events = await journalOf(state)
    const filled = events.flatMap((event) =>
      event.type === 'execution.order_filled' ? [event.data.orderId] : [],
    )
    expect(filled.toSorted()).toEqual(broker.tags.toSorted())
    const rejected = events.flatMap((event) =>
      event.type === 'execution.order_rejected' || event.type === 'execution.order_cancelled'
        ? [event.data.orderId]
        : [],
    )
    const approved = events.flatMap((event) =>
      event.type === 'risk.order_approved' ? [event.data.order.id] : [],
    )
    expect([...filled, ...rejected].toSorted()).toEqual(approved.toSorted())
    expect(events.filter(({ type }) => type === 'system.error')).toEqual([])
    // Each end was met, or this test would show little.
    expect(killed.toSorted()).toEqual(ends.map(({ point, time }) => `${point} ${time}`).toSorted())
  }, 120_000)
})
