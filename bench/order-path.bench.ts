import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { KiteConnect } from 'kiteconnect'
import { Client } from 'undici'
import * as z from 'zod'
import { deskContainer } from '../src/container.ts'
import { SystemClock } from '../src/core/clock.ts'
import { GroupedJournal } from '../src/core/grouped-journal.ts'
import { Intake } from '../src/core/intake.ts'
import { Kernel } from '../src/core/kernel.ts'
import { SilentLogger } from '../src/core/log.ts'
import { BrokerClient } from '../src/core/ports.ts'
import { PostgresJournalLog } from '../src/core/state/journal-log.ts'
import { Lease } from '../src/core/state/lease.ts'
import { StateManager } from '../src/core/state/state-manager.ts'
import { emptyBars } from '../src/domain/bar.ts'
import { instrumentId } from '../src/domain/brand.ts'
import { EXACT_FILLS } from '../src/domain/fill-model.ts'
import { plainEquity } from '../src/domain/instrument.ts'
import { NO_BARS } from '../src/domain/merge-bars.ts'
import { paise } from '../src/domain/money.ts'
import type { Order } from '../src/domain/order.ts'
import { DEFAULT_LIMITS } from '../src/domain/risk-limits.ts'
import { MarketCalendar } from '../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../src/domain/rulebook/charge-rates.ts'
import type { Signal } from '../src/domain/signal.ts'
import { momentOf, tradeDate } from '../src/domain/time.ts'
import { Universe } from '../src/domain/universe.ts'
import { BrokerDoor } from './broker-door.ts'
import { defineBench } from './define-bench.ts'

const DATE = tradeDate('2026-06-01')
const INFY = instrumentId('NSE:INFY')
const PRICE = 152_300
const UNBOUND = 100_000
/** A broker takes ten orders a second, so each begins at rest: ours, theirs and the disk’s page alike. */
const REST_MS = 2
const clock = new SystemClock()
const log = new SilentLogger()

const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded',
  'X-Kite-Version': '3',
}
const Placed = z.object({ data: z.object({ order_id: z.string() }) })

/** The wire of an order and nothing else: a form over a connection that is kept. */
class PlainClient extends BrokerClient {
  readonly #door: Client

  constructor(port: number) {
    super()
    this.#door = new Client(`http://127.0.0.1:${port}`)
  }

  override async place(
    order: Order,
    signal: AbortSignal,
  ): Promise<{ readonly brokerOrderId: string }> {
    const body = new URLSearchParams({
      exchange: 'NSE',
      tradingsymbol: order.instrument.slice(4),
      transaction_type: order.side.toUpperCase(),
      quantity: String(order.quantity),
      order_type: order.type,
      product: order.product,
      validity: order.validity,
      tag: order.id,
    }).toString()
    const reply = await this.#door.request({
      path: '/orders/regular',
      method: 'POST',
      headers: HEADERS,
      body,
      signal,
    })
    return { brokerOrderId: Placed.parse(await reply.body.json()).data.order_id }
  }

  override async modify(): Promise<void> {}
  override async cancel(): Promise<void> {}
  override async orders(): Promise<readonly []> {
    return []
  }
  override async trades(): Promise<readonly []> {
    return []
  }
  override async positions(): Promise<null> {
    return null
  }
  override async cash(): Promise<null> {
    return null
  }
  override updates(): Disposable {
    return { [Symbol.dispose]: () => {} }
  }

  async close(): Promise<void> {
    await this.#door.close()
  }
}

const wish = (): Signal => ({
  strategy: 'manual',
  instrument: INFY,
  side: 'buy',
  effect: 'open',
  quantity: 1,
  type: 'MARKET',
  limit: null,
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  protection: null,
  decisionPrice: paise(PRICE),
  decisionAt: momentOf(DATE, 560),
  reason: 'bench',
  key: null,
  guards: null,
})

function openMarket(kernel: Kernel): void {
  const bars = emptyBars(1)
  bars.at[0] = momentOf(DATE, 560)
  for (const column of [bars.open, bars.high, bars.low, bars.close]) column[0] = PRICE
  bars.volume[0] = 1_000_000
  kernel.deliver({ kind: 'bars', interval: '1m', instrument: new Int32Array(1), bars })
}

const limits = {
  ...DEFAULT_LIMITS,
  isOn: false,
  ordersASecondMax: UNBOUND,
  ordersAMinuteMax: UNBOUND,
  ordersADayMax: UNBOUND,
}

/** A desk on the real database with a door for a broker; what follows the run is not measured. */
async function withDesk<R>(work: (kernel: Kernel, intake: Intake, door: BrokerDoor) => Promise<R>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-order-bench-'))
  await chmod(dataDir, 0o755)
  const signal = AbortSignal.timeout(60_000)
  const state = await StateManager.open({ source: { dataDir }, clock, log }, signal)
  const holder = { pid: process.pid, host: 'bench' }
  const lease = await Lease.acquire({ state, book: 'bench', holder, clock, ttlMs: 600_000 })
  const rows = new PostgresJournalLog({ database: lease.lane, book: 'bench', lease })
  const journal = await GroupedJournal.open({ log: rows, logger: log, clock })
  const door = await BrokerDoor.open()
  const client = new PlainClient(door.port)
  const desk = deskContainer(
    {
      name: 'be4cbe4cbe4cbe4c',
      mode: 'paper',
      capital: paise(1e12),
      startsAt: momentOf(DATE, 540),
      universe: new Universe([{ ...plainEquity(INFY), tickPaise: 5 }]),
      calendar: new MarketCalendar(),
      actions: [],
      plans: [],
      feed: '1m',
      past: NO_BARS,
      limits,
      terms: DEFAULT_TERMS,
      fills: EXACT_FILLS,
      journal,
      log,
    },
    { client, clock },
  )
  for (const token of desk.tokens) desk.get(token)
  const kernel = desk.get(Kernel)
  const intake = new Intake(kernel.bus, journal)
  kernel.begin()
  openMarket(kernel)
  kernel.connect(intake)
  try {
    return await work(kernel, intake, door)
  } finally {
    await desk.close()
    intake.admit()
    await journal.close()
    await client.close()
    door.close()
    await state.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** So many times the median: one slow write must not stand for all. */
function medianTimes(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return ((sorted[sorted.length >> 1] ?? Number.NaN) * samples.length) / 1_000
}

const ours = (count: number): Promise<number> =>
  withDesk(async (kernel, intake, door) => {
    const samples: number[] = []
    for (let order = 0; order < count; order++) {
      await delay(REST_MS)
      const taken = await door.timed(() => {
        const posted = intake.post('strategy.intent_received', wish(), { source: 'bench' })
        intake.admit()
        return posted
      })
      samples.push(taken)
      // What follows from the answer is stored before the next order, or that would wait for it.
      await door.answered()
      await new Promise(setImmediate)
      intake.admit()
      await kernel.journal.durable(kernel.journal.head)
    }
    return medianTimes(samples)
  })

async function kite(count: number): Promise<number> {
  const door = await BrokerDoor.open()
  const api = new KiteConnect({ api_key: 'bench', root: `http://127.0.0.1:${door.port}` })
  api.setAccessToken('bench')
  const samples: number[] = []
  for (let order = 0; order < count; order++) {
    await delay(REST_MS)
    const form = {
      exchange: 'NSE',
      tradingsymbol: 'INFY',
      transaction_type: 'BUY',
      quantity: 1,
      order_type: 'MARKET',
      product: 'CNC',
      validity: 'DAY',
      tag: `B${order}`,
    } as const
    samples.push(await door.timed(() => api.placeOrder('regular', form)))
    await door.answered()
  }
  door.close()
  return medianTimes(samples)
}

/** What the disk alone asks for: one page, and the promise that it is there. */
async function synced(count: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-order-bench-'))
  const file = await open(join(folder, 'page'), 'w')
  const page = Buffer.alloc(4_096, 1)
  const samples: number[] = []
  try {
    for (let each = 0; each < count; each++) {
      await delay(REST_MS)
      const start = performance.now()
      await file.write(page, 0, page.length, each * page.length)
      await file.datasync()
      samples.push(performance.now() - start)
    }
  } finally {
    await file.close()
    await rm(folder, { recursive: true, force: true })
  }
  return medianTimes(samples)
}

export default defineBench({
  row: 'P5',
  title: 'Signal → risk → durable → request on the wire',
  unit: 'orders/s',
  goal: { first: 0.5, goal: 1 },
  sizes: [100, 300, 1_000],
  ours,
  peers: {
    'kiteconnect placeOrder, nothing durable': kite,
    'one page synced to this disk, nothing else': synced,
  },
  notes: [
    'One order after another to a broker in another process on loopback, from the wish to the last byte of the request; rates are of the median.',
    'Each order begins after a rest of 2 ms, theirs as ours: a desk sends a few a second, and a loop that never sleeps is no measure of that.',
    'Ours checks the order, writes three facts and waits for the database to sync them before anything leaves.',
  ],
})
