import { setTimeout as delay } from 'node:timers/promises'
import { deskContainer } from '../../src/container.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { Intake } from '../../src/core/intake.ts'
import { eventOf, JournalLog, type JournalRow } from '../../src/core/journal.ts'
import { Kernel } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { BrokerClient, type BrokerOrder, type BrokerTrade } from '../../src/core/ports.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { Lease } from '../../src/core/state/lease.ts'
import { StateManager } from '../../src/core/state/state-manager.ts'
import { emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs, momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { JournalFrom } from '../simulation/journal-from.ts'
import type { FromDesk, LifePlan, Point, ToDesk } from './messages.ts'

const DATE = tradeDate('2026-06-01')
const BOOK = 'durability'
const NAME = 'd0ab1ed0ab1ed0ab'
const SHARES = 64
const PRICE = 10_000
/** Market minutes that each life brings: longer than a breaker stays open. */
const MINUTES_A_LIFE = 6
const LOCKED_MS_MAX = 10_000

const plan: LifePlan = JSON.parse(process.argv[2] ?? '')
const clock = new SystemClock()
const log = new SilentLogger()
const passed: Record<string, number> = {}

/** The process ends here when its plan says so: no handler runs, nothing is flushed. */
function pass(point: Point): void {
  const time = (passed[point] ?? 0) + 1
  passed[point] = time
  if (plan.end?.point === point && plan.end.time === time) process.kill(process.pid, 'SIGKILL')
}

const tell = (message: FromDesk): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve())
  })

/** The database with an end before, amid and after each write. */
class MortalLog extends JournalLog {
  readonly #inner: JournalLog

  constructor(inner: JournalLog) {
    super()
    this.#inner = inner
  }

  override async append(rows: readonly JournalRow[]): Promise<void> {
    pass('journal.before')
    const writing = this.#inner.append(rows)
    await new Promise(setImmediate)
    pass('journal.during')
    await writing
    pass('journal.after')
  }

  override read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#inner.read(after, limit)
  }

  override head(): Promise<{ readonly seq: number; readonly hash: string }> {
    return this.#inner.head()
  }
}

/** The broker lives in the parent process, at the end of a pipe. */
class PipedBroker extends BrokerClient {
  readonly #waiting = new Map<number, (answer: ToDesk) => void>()
  #requests = 0

  constructor() {
    super()
    process.on('message', (answer: ToDesk) => {
      if (answer.kind === 'placed') pass('receive')
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  override async place(order: Order): Promise<{ readonly brokerOrderId: string }> {
    pass('send.before')
    const id = ++this.#requests
    const answered = this.#answer(id)
    await tell({ kind: 'place', id, order })
    pass('send.after')
    const answer = await answered
    return { brokerOrderId: answer.kind === 'placed' ? answer.brokerOrderId : '' }
  }

  override async modify(): Promise<void> {}

  override async cancel(): Promise<void> {}

  override async orders(): Promise<readonly BrokerOrder[]> {
    return (await this.#book()).orders
  }

  override async trades(): Promise<readonly BrokerTrade[]> {
    return (await this.#book()).trades
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

  async #book() {
    const id = ++this.#requests
    const answered = this.#answer(id)
    await tell({ kind: 'book', id })
    const answer = await answered
    return answer.kind === 'book' ? answer.book : { orders: [], trades: [] }
  }

  #answer(id: number): Promise<ToDesk> {
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }
}

/** A killed holder's connections are gone as soon as the database has noticed. */
async function acquire(state: StateManager): Promise<Lease> {
  const holder = { pid: process.pid, host: 'test' }
  for (const since = clock.now(); ; await delay(10)) {
    try {
      return await Lease.acquire({ state, book: BOOK, holder, clock })
    } catch (error) {
      const isLocked = error instanceof TradingError && error.code === 'STATE_LOCKED'
      if (!isLocked || clock.now() - since > LOCKED_MS_MAX) throw error
    }
  }
}

function bars(minute: number) {
  const columns = emptyBars(SHARES)
  const instrument = new Int32Array(SHARES)
  for (let share = 0; share < SHARES; share++) {
    instrument[share] = share
    columns.at[share] = momentOf(DATE, minute)
    for (const prices of [columns.open, columns.high, columns.low, columns.close]) {
      prices[share] = PRICE
    }
    columns.volume[share] = 100_000
  }
  return { kind: 'bars', interval: '1m', instrument, bars: columns } as const
}

const wishOf = (share: number, key: string): Signal => ({
  strategy: 'manual',
  instrument: instrumentId(`NSE:S${share}`),
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
  decisionAt: momentOf(DATE, 555),
  reason: 'a test asked for it',
  key,
  guards: null,
})

const state = await StateManager.open(
  { source: { databaseUrl: plan.databaseUrl }, clock, log },
  AbortSignal.timeout(30_000),
)
const lease = await acquire(state)
const stored = new PostgresJournalLog({ database: lease.lane, book: BOOK, lease })
const past = await stored.read(0, 1_000_000)
const journal = await GroupedJournal.open({ log: new MortalLog(stored), logger: log, clock })
const from = new JournalFrom(journal, 0)
const desk = deskContainer(
  {
    name: NAME,
    mode: 'paper',
    capital: paise(10_00_000_00),
    startsAt: momentOf(DATE, 9 * 60),
    universe: new Universe(
      Array.from({ length: SHARES }, (_, share) => ({
        ...plainEquity(instrumentId(`NSE:S${share}`)),
        tickPaise: 5,
      })),
    ),
    calendar: new MarketCalendar(),
    actions: [],
    plans: [],
    feed: '1m',
    past: NO_BARS,
    limits: { ...DEFAULT_LIMITS, isOn: false },
    terms: DEFAULT_TERMS,
    fills: EXACT_FILLS,
    journal: from,
    log,
  },
  { client: new PipedBroker(), clock, pace: { liveMs: 250, nightMs: 250 } },
)
for (const token of desk.tokens) desk.get(token)
const kernel = desk.get(Kernel)
kernel.fold(past.map(eventOf))
from.folded()
if (past.length === 0) kernel.begin()
const intake = new Intake(kernel.bus, from)
kernel.connect(intake)
const first = 555 + plan.life * MINUTES_A_LIFE
for (let minute = first; minute < first + MINUTES_A_LIFE; minute++) kernel.deliver(bars(minute))

/** Between two moments, as the pump does. */
const pump = setInterval(() => {
  if (intake.isEmpty) return
  pass('apply.before')
  intake.admit()
  pass('apply.after')
}, 1)

for (const { key, instrument } of plan.wishes) {
  await intake.post('strategy.intent_received', wishOf(instrument, key), { source: 'test' })
  await tell({ kind: 'acknowledged', key })
}
if (plan.isLast) kernel.deliver({ kind: 'quiet', until: epochMs(momentOf(DATE, 17 * 60)) })
const isOpen = () =>
  desk
    .get(ExecutionService)
    .working.some(({ status }) => plan.isLast || !['unknown', 'submitted'].includes(status))
do await delay(20)
while (isOpen() || !intake.isEmpty)
await journal.durable(journal.head)
clearInterval(pump)
await tell({ kind: 'settled', passed })
await desk.close()
await journal.close()
await lease.release()
await state.close()
process.disconnect()
