import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SystemClock } from '../src/core/clock.ts'
import { type Event, EventIds, stamp } from '../src/core/events.ts'
import { GroupedJournal } from '../src/core/grouped-journal.ts'
import { GENESIS, type JournalRow, rowOf } from '../src/core/journal.ts'
import { SilentLogger } from '../src/core/log.ts'
import { PostgresJournalLog } from '../src/core/state/journal-log.ts'
import { Lease } from '../src/core/state/lease.ts'
import { StateManager } from '../src/core/state/state-manager.ts'
import { fillId, instrumentId, orderId } from '../src/domain/brand.ts'
import type { Fill } from '../src/domain/fill.ts'
import { paise } from '../src/domain/money.ts'
import { epochMs } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'

const AT = 1_795_406_400_000
const STATED_A_TURN = 64
const log = new SilentLogger()
const clock = new SystemClock()
const ids = new EventIds('5eed5eed5eed5ee')

const fill = (seq: number): Fill => ({
  id: fillId(`T${seq}`),
  orderId: orderId(`R${seq}`),
  strategy: 'ema-cross',
  instrument: instrumentId('NSE:INFY'),
  side: 'buy',
  effect: 'open',
  product: 'CNC',
  quantity: 10,
  price: paise(152_340 + (seq % 100)),
  at: epochMs(AT + seq),
  decisionPrice: paise(152_300),
  filledQuantity: 10,
  leavesQuantity: 0,
  protection: null,
  reason: 'the fast average rose above the slow one',
})

const event = (seq: number): Event =>
  stamp(
    ids,
    seq,
    epochMs(AT + seq),
    {
      type: 'execution.order_filled',
      data: fill(seq),
      origin: { source: 'ExecutionService' },
    },
    false,
  )

/** A database of its own for one run, started before and removed after the clock runs. */
async function withBook<R>(work: (state: StateManager, lease: Lease) => Promise<R>): Promise<R> {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-journal-bench-'))
  await chmod(dataDir, 0o755)
  const state = await StateManager.open(
    { source: { dataDir }, clock, log },
    AbortSignal.timeout(60_000),
  )
  try {
    const holder = { pid: process.pid, host: 'bench' }
    return await work(
      state,
      await Lease.acquire({ state, book: 'bench', holder, clock, ttlMs: 600_000 }),
    )
  } finally {
    await state.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const loopDelays: number[] = []
const readRates: number[] = []
const READ_ROWS = 10_000

/** Reads a whole journal back, as a start without a snapshot does. */
async function readBack(storage: PostgresJournalLog, count: number): Promise<void> {
  const start = performance.now()
  let last = 0
  for (let rows = await storage.read(0, READ_ROWS); rows.length > 0; ) {
    last = rows.at(-1)?.seq ?? last
    rows = await storage.read(last, READ_ROWS)
  }
  if (last !== count) throw new RangeError(`${last} of ${count} events were read back`)
  readRates.push((count * 1_000) / (performance.now() - start))
}

/** States events as fast as storage takes them, a handful a turn, as a kernel under full load does. */
const grouped = (count: number): Promise<number> =>
  withBook(async (_, lease) => {
    const storage = new PostgresJournalLog({ database: lease.lane, book: 'bench', lease })
    const journal = await GroupedJournal.open({ log: storage, logger: log, clock })
    const events = Array.from({ length: count }, (_, index) => event(index + 1))
    const delays = monitorEventLoopDelay({ resolution: 1 })
    delays.enable()
    const start = performance.now()
    for (let next = 0; next < count; next += STATED_A_TURN) {
      for (const stated of events.slice(next, next + STATED_A_TURN)) journal.append(stated)
      await (journal.isPressed ? journal.relieved() : new Promise(setImmediate))
    }
    await journal.durable(count)
    const seconds = (performance.now() - start) / 1_000
    delays.disable()
    // The timer's own millisecond is in every reading.
    loopDelays.push(delays.percentile(99.9) / 1e6 - 1)
    await readBack(storage, count)
    return seconds
  })

const ONE = `insert into journal (book, seq, id, type, version, at, source, correlation_id, cause, causation_id,
  is_input, data, hash) values ('single', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

/** The same rows as ready as can be, by the same driver, prepared once, each its own transaction. */
const single = (count: number): Promise<number> =>
  withBook(async (_, lease) => {
    const rows: JournalRow[] = []
    let hash = GENESIS
    for (let seq = 1; seq <= count; seq++) {
      const row = rowOf(event(seq), hash)
      hash = row.hash
      rows.push(row)
    }
    const start = performance.now()
    for (const row of rows) {
      const values = [
        row.seq,
        row.id,
        row.type,
        row.version,
        row.at,
        row.source,
        row.correlationId,
        row.cause,
        row.causationId,
        row.isInput,
        row.data,
        `\\x${row.hash}`,
      ]
      await lease.lane.query({ name: 'one', text: ONE, values })
    }
    return (performance.now() - start) / 1_000
  })

/** A row each takes long: the rate of a part of them stands for all. */
const SINGLES_MAX = 5_000

const NOTES = [
  `The peer writes at most ${SINGLES_MAX} rows and its time is scaled up to the size.`,
  'The peer gets its rows ready made; ours encodes and hashes while it writes.',
]

/** What was seen beside the rate, once something ran. */
function measured(): readonly string[] {
  if (loopDelays.length === 0) return []
  const delay = Math.max(...loopDelays).toFixed(1)
  const read = Math.max(...readRates)
  return [
    `Event loop delay p99.9 while journalling at full rate: ${delay} ms in the worst run; the goal is 2 ms.`,
    `Read back at ${Math.round(read).toLocaleString('en-IN')} rows/s: a journal of a million in ${(1e6 / read).toFixed(1)} s, and behind a snapshot only its tail is read.`,
  ]
}

export default defineBench({
  row: 'P3',
  title: 'Durable event journal, written in groups',
  unit: 'events/s',
  goal: { first: 10, goal: 40 },
  sizes: [10_000, 100_000, 300_000],
  ours: grouped,
  peers: {
    'one transaction a row': async (count) => {
      const part = Math.min(count, SINGLES_MAX)
      return (await single(part)) * (count / part)
    },
  },
  get notes() {
    return [...measured(), ...NOTES]
  },
})
