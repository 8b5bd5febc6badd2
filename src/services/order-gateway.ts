import { setMaxListeners } from 'node:events'
import { isCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { Drift } from '../core/events/execution-events.ts'
import type { Intake } from '../core/intake.ts'
import type { Journal } from '../core/journal.ts'
import type { Logger } from '../core/log.ts'
import type { Broker, BrokerClient, BrokerPosition, BrokerReport, Change } from '../core/ports.ts'
import type { OrderId } from '../domain/brand.ts'
import type { Approved, Order } from '../domain/order.ts'
import type { OrderRecord } from '../domain/order-book.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'
import { BookReconciler, SETTLE_MS } from './book-reconciler.ts'
import { type BookReading, BookWatch } from './book-watch.ts'
import type { BudgetLimits } from './order-budget.ts'
import { OrderCourier } from './order-courier.ts'
import type { OrderLives } from './order-life.ts'
import { OrderTrack } from './order-track.ts'

export interface GatewayDeps {
  readonly client: BrokerClient
  readonly journal: Pick<Journal, 'durable'>
  /** The machine's time. */
  readonly clock: Clock
  /** The market's time: a machine's clock that jumps cannot end a session. */
  readonly marketNow: () => EpochMs
  /** The session for which an order was given at a moment. */
  readonly lives: Pick<OrderLives, 'of'>
  /** Net shares of our own book, to be held against the broker's. */
  readonly positions: () => readonly BrokerPosition[]
  readonly budget: BudgetLimits
  readonly pace: ReadingPace
  readonly log: Logger
}

/** Longest pause between two readings of the book while an order can trade, and while none can. */
export interface ReadingPace {
  readonly liveMs: number
  readonly nightMs: number
}

/** Updates tell sooner; this is for those that are lost. */
export const READING_PACE: ReadingPace = { liveMs: 16_000, nightMs: 600_000 }

const CLOSE_MS_MAX = 2_000

/**
 * The road to a broker outside the process. An order leaves once, and only when its submission is durable. Whatever the
 * broker's answer leaves open is looked up in its book, by tag, until it is found there or its session is over and a
 * book read after that does not have it; it is never sent again. The book is the truth: answers and updates only say
 * when to read it. What it says enters the kernel as an input, so a re-run can be handed it again. After a start, and
 * whenever orders have come to an end, both sides' positions are compared.
 */
export class OrderGateway implements Broker {
  readonly #deps: GatewayDeps
  readonly #tracks = new Map<OrderId, OrderTrack>()
  readonly #courier: OrderCourier
  readonly #reconciler: BookReconciler
  readonly #watch: BookWatch
  readonly #closing = new AbortController()
  readonly #requests = new Set<Promise<void>>()
  /** What the kernel was handed and has not made durable yet. */
  #posting = 0
  #isCompareDue = true
  #intake: Intake | null = null
  #updates: Disposable | null = null

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    const { client, clock, log, marketNow } = deps
    // Each request under way listens to it: there are as many as there are orders.
    setMaxListeners(0, this.#closing.signal)
    const tell = (reports: readonly BrokerReport[]) => this.#tell(reports)
    this.#watch = new BookWatch({
      book: client,
      clock,
      log,
      now: marketNow,
      pauseMsMax: () => this.#pauseMsMax(),
      wantsPositions: () => this.#mayCompare,
      onReading: (reading) => this.#onReading(reading),
    })
    this.#courier = new OrderCourier({
      ...deps,
      closing: this.#closing.signal,
      tell,
      hint: () => this.#watch.hint(),
    })
    this.#reconciler = new BookReconciler({
      tracks: this.#tracks,
      tell,
      alarm: (drifts) => this.#alarm(drifts),
      takeBack: (track) => this.#run(track, () => this.#courier.takeBack(track)),
      forget: ({ order: { id } }) => {
        this.#tracks.delete(id)
        this.#courier.forget(id)
      },
    })
  }

  /** Nothing is reported past the intake: see `begin`. */
  report(): void {}

  /**
   * From now on orders leave and the book is read. `working` are the orders that the kernel holds for open: one that
   * may have left in an earlier life is looked up and never sent again, one that cannot have left is ended.
   */
  begin(intake: Intake, working: readonly OrderRecord[]): void {
    if (this.#intake !== null) return
    this.#intake = intake
    for (const record of working) this.#resume(record)
    this.#updates = this.#deps.client.updates(() => this.#watch.hint())
    void this.#watch.run(this.#closing.signal)
  }

  /** Orders whose outcome nobody knows yet. */
  get unclear(): readonly Order[] {
    return [...this.#tracks.values()].flatMap(({ stage, order }) =>
      stage === 'unclear' ? [order] : [],
    )
  }

  /** Before `begin` the kernel only goes over what is stored: such orders are of the past and stay. */
  place(order: Approved<Order>, seq: number): void {
    if (this.#intake === null || this.#tracks.has(order.id)) return
    const { lives, marketNow } = this.#deps
    const track = new OrderTrack(order, lives.of(order, marketNow()))
    this.#tracks.set(order.id, track)
    this.#run(track, () => this.#courier.carry(track, seq))
  }

  cancel(order: Order, seq: number): void {
    const track = this.#tracks.get(order.id)
    if (!track?.isOpen) return
    track.isCancelWished = true
    if (track.stage === 'waiting') {
      return this.#tell(track.end('cancelled', 'taken back before it was sent'))
    }
    this.#run(track, async () => {
      await this.#deps.journal.durable(seq)
      await this.#courier.takeBack(track)
    })
  }

  modify(order: Order, change: Change, seq: number): void {
    const track = this.#tracks.get(order.id)
    if (!track?.isOpen) return
    this.#run(track, async () => {
      await this.#deps.journal.durable(seq)
      await this.#courier.change(track, change)
    })
  }

  /** Orders that have not left are ended; requests under way may be answered within a bound. */
  async close(): Promise<void> {
    const { clock } = this.#deps
    this.#updates?.[Symbol.dispose]()
    for (const track of this.#tracks.values()) {
      if (track.stage === 'waiting')
        this.#tell(track.end('cancelled', 'the desk closed before it was sent'))
    }
    const late = new AbortController()
    const limit = clock
      .until(epochMs(clock.now() + CLOSE_MS_MAX), late.signal)
      .catch(() => undefined)
    await Promise.race([Promise.allSettled(this.#requests), limit])
    late.abort('closed')
    this.#closing.abort('closing')
  }

  /** How seldom the book may be read: seldom by night, when nothing is open or to be compared not at all. */
  #pauseMsMax(): number {
    const { marketNow, pace } = this.#deps
    const now = marketNow()
    let pause = this.#mayCompare ? pace.nightMs : Number.POSITIVE_INFINITY
    for (const { stage, life } of this.#tracks.values()) {
      if (stage === 'waiting' || stage === 'ended') continue
      const isLive = now >= life.from && now <= life.until + SETTLE_MS
      pause = Math.min(pause, isLive ? pace.liveMs : pace.nightMs)
    }
    return pause
  }

  #resume(record: OrderRecord): void {
    const { order, status, cause } = record
    const track = OrderTrack.resume(record, this.#deps.lives.of(order, cause.at))
    this.#tracks.set(order.id, track)
    if (status === 'approved') {
      this.#tell(track.end('cancelled', 'the desk stopped before it was submitted: it never left'))
    }
    if (status !== 'submitted') return
    const reason = 'the desk stopped before the broker answered: it may have left'
    this.#tell([{ kind: 'unknown', orderId: order.id, reason }])
  }

  /** Runs what waits; an error is told to the log, as nobody waits for the end. */
  #run({ order }: OrderTrack, work: () => Promise<void>): void {
    const request = work().catch((error: unknown) => {
      if (isCancellation(error) && this.#closing.signal.aborted) return
      const { code } = toTradingError(error)
      this.#deps.log.error('a request to the broker failed', { code, orderId: order.id, error })
    })
    this.#requests.add(request)
    void request.finally(() => this.#requests.delete(request))
  }

  /** Whether the reading settled what was open. */
  #onReading(reading: BookReading): boolean {
    const isSettled = this.#reconciler.read(reading)
    if (reading.positions !== null && this.#mayCompare) this.#compare(reading.positions)
    return isSettled && !this.#isCompareDue
  }

  /** Two books can be compared while nothing is on its way between them. */
  get #mayCompare(): boolean {
    if (!this.#isCompareDue || this.#posting > 0) return false
    for (const track of this.#tracks.values()) if (track.isOpen) return false
    return true
  }

  /** While the books differ they are compared again and again; when they agree, that is a fact which lets entries in. */
  #compare(theirs: readonly BrokerPosition[]): void {
    if (!this.#reconciler.comparePositions(this.#deps.positions(), theirs)) return
    this.#isCompareDue = false
    const agreed = { orders: this.#tracks.size, positions: theirs.length }
    this.#post(this.#intake?.post('execution.reconciliation_complete', agreed, SOURCE, false))
  }

  #tell(reports: readonly BrokerReport[]): void {
    for (const report of reports) {
      if (ENDS.has(report.kind)) this.#isCompareDue = true
      this.#post(this.#intake?.post('execution.report_received', report, SOURCE, false))
    }
  }

  /** Differences that are nobody's move: a fact that blocks entries until the books agree. */
  #alarm(drifts: readonly Drift[]): void {
    this.#isCompareDue = true
    this.#deps.log.error('the broker’s book contradicts ours', { drifts })
    this.#post(this.#intake?.post('execution.reconciliation_drift', { drifts }, SOURCE, false))
  }

  /** A closed intake takes nothing more; the next life reads it in the book. */
  #post(posting: Promise<unknown> | undefined): void {
    if (posting === undefined) return
    this.#posting += 1
    const over = posting.catch((error: unknown) => {
      if (error instanceof TradingError && error.code === 'CLOSED') return
      const { code } = toTradingError(error)
      this.#deps.log.error('the kernel could not be told of an order', { code, error })
    })
    void over.then(() => {
      this.#posting -= 1
      if (this.#mayCompare) this.#watch.hint()
    })
  }
}

/** News after which the positions may have changed for good. */
const ENDS: ReadonlySet<BrokerReport['kind']> = new Set(['filled', 'cancelled', 'expired'])
const SOURCE = { source: 'OrderGateway' } as const
