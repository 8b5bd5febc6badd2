import { BrokerRefusal } from '../core/broker-refusal.ts'
import { isCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { Drift } from '../core/events/execution-events.ts'
import type { Intake } from '../core/intake.ts'
import type { Journal } from '../core/journal.ts'
import type { Logger } from '../core/log.ts'
import type {
  Broker,
  BrokerClient,
  BrokerOrder,
  BrokerReport,
  BrokerTrade,
  Change,
} from '../core/ports.ts'
import type { OrderId } from '../domain/brand.ts'
import type { Approved, Order } from '../domain/order.ts'
import type { OrderRecord } from '../domain/order-book.ts'
import { dateOf, type EpochMs, epochMs } from '../domain/time.ts'
import { type BookReading, BookWatch } from './book-watch.ts'
import { type BudgetLimits, OrderBudget } from './order-budget.ts'
import type { OrderLife } from './order-life.ts'
import { OrderTrack } from './order-track.ts'
import { withLimit } from './time-limit.ts'
import { WireGate } from './wire-gate.ts'

export interface GatewayDeps {
  readonly client: BrokerClient
  readonly journal: Pick<Journal, 'durable'>
  /** The machine's time. */
  readonly clock: Clock
  /** The market's time: a machine's clock that jumps cannot end a session. */
  readonly marketNow: () => EpochMs
  /** The session for which an order was given. */
  readonly lifeOf: (order: Order) => OrderLife
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

/** An answer later than this is none. */
const ANSWER_MS_MAX = 5_000
/** An entry that could not leave within this is given up: its price is of the past. */
const ENTRY_MS_MAX = 5_000
/** After a refusal that may pass: how long, and how many times in all. */
const AGAIN_MS = 1_000
const TRIES_MAX = 3
const MAY_PASS: ReadonlySet<string> = new Set(['RATE_LIMITED', 'BROKER_UNREACHABLE'])
/** An order that is to be taken back is asked for again this often, until the book shows its end. */
const CANCEL_AGAIN_MS = 5_000
/** This long after a session's end nothing of it can reach the exchange any more. */
const SETTLE_MS = 60_000
const CLOSE_MS_MAX = 2_000

/**
 * The road to a broker outside the process. An order leaves once, and only when its submission is durable. Whatever the
 * broker's answer leaves open is looked up in its book, by tag, until it is found there or its session is over and a
 * book read after that does not have it; it is never sent again. The book is the truth: answers and updates only say
 * when to read it. What it says enters the kernel as an input, so a re-run can be handed it again.
 */
export class OrderGateway implements Broker {
  readonly #deps: GatewayDeps
  readonly #budget: OrderBudget
  readonly #gate = new WireGate()
  readonly #tracks = new Map<OrderId, OrderTrack>()
  readonly #watch: BookWatch
  readonly #closing = new AbortController()
  readonly #requests = new Set<Promise<void>>()
  readonly #alarms = new Set<string>()
  #intake: Intake | null = null
  #updates: Disposable | null = null

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    const { client, clock, log, marketNow } = deps
    this.#budget = new OrderBudget(deps.budget)
    this.#watch = new BookWatch({
      book: client,
      clock,
      log,
      now: marketNow,
      pauseMsMax: () => this.#pauseMsMax(),
      onReading: (reading) => this.#onReading(reading),
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
    const track = new OrderTrack(order, this.#deps.lifeOf(order))
    this.#tracks.set(order.id, track)
    this.#run(track, () => this.#carry(track, seq))
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
      await this.#takeBack(track)
    })
  }

  modify(order: Order, change: Change, seq: number): void {
    const track = this.#tracks.get(order.id)
    if (!track?.isOpen) return
    this.#run(track, async () => {
      const { journal, client } = this.#deps
      await journal.durable(seq)
      const { brokerOrderId } = track
      if (brokerOrderId === null || !(await this.#hasRoom(track))) return
      await this.#ask((signal) => client.modify(brokerOrderId, change, signal))
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

  /** How seldom the book may be read: seldom by night, when nothing is open not at all. */
  #pauseMsMax(): number {
    const { marketNow, pace } = this.#deps
    const now = marketNow()
    let pause = Number.POSITIVE_INFINITY
    for (const { stage, life } of this.#tracks.values()) {
      if (stage === 'waiting' || stage === 'ended') continue
      const isLive = now >= life.from && now <= life.until + SETTLE_MS
      pause = Math.min(pause, isLive ? pace.liveMs : pace.nightMs)
    }
    return pause
  }

  #resume(record: OrderRecord): void {
    const { order, status } = record
    const track = OrderTrack.resume(record, this.#deps.lifeOf(order))
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

  async #carry(track: OrderTrack, seq: number): Promise<void> {
    const { journal, clock } = this.#deps
    const givenAt = clock.now()
    await journal.durable(seq)
    this.#gate.admit(track.order.id)
    for (let tries = 1; track.stage === 'waiting'; tries++) {
      const isInTime = await this.#hasRoom(track, givenAt)
      if (!isInTime || track.stage !== 'waiting') return
      const refusal = await this.#send(track)
      if (refusal === null) return
      if (track.isCancelWished) return this.#tell(track.end('cancelled', refusal.message))
      if (tries >= TRIES_MAX || !MAY_PASS.has(refusal.code)) {
        return this.#tell(track.end('rejected', refusal.message))
      }
      this.#gate.takeBack(track.order.id)
      track.stage = 'waiting'
      const pause = refusal.details.retryAfterMs ?? AGAIN_MS
      await clock.until(epochMs(clock.now() + pause), this.#closing.signal)
    }
  }

  /** Waits for its turn in the budget and takes it; false when the wait would be too long. */
  async #hasRoom(track: OrderTrack, givenAt = Number.NaN): Promise<boolean> {
    const { clock } = this.#deps
    const { effect } = track.order
    const isEntry = effect === 'open' && !Number.isNaN(givenAt)
    while (track.isOpen) {
      const now = clock.now()
      const readyAt = this.#budget.readyAt(isEntry ? 'open' : 'close', now)
      const isLate = isEntry && Math.max(now, readyAt) - givenAt > ENTRY_MS_MAX
      if (isLate || readyAt === Number.POSITIVE_INFINITY) {
        const reason = isLate
          ? 'it could not be sent in time'
          : 'the order budget of this day is used'
        if (track.stage === 'waiting') this.#tell(track.end('rejected', `not sent: ${reason}`))
        return false
      }
      if (readyAt <= now) {
        this.#budget.spend(now)
        return true
      }
      await clock.until(epochMs(Math.ceil(readyAt)), this.#closing.signal)
    }
    return false
  }

  /** null unless it is sure that nothing happened. */
  async #send(track: OrderTrack): Promise<BrokerRefusal | null> {
    const { client, clock } = this.#deps
    const { order } = track
    this.#gate.pass(order.id)
    track.stage = 'sent'
    try {
      const { signal } = this.#closing
      const placed = await withLimit(ANSWER_MS_MAX, clock, signal, (inner) =>
        client.place(order, inner),
      )
      this.#tell(track.taken(placed.brokerOrderId))
      this.#watch.hint()
      if (track.isCancelWished) await this.#takeBack(track)
    } catch (error) {
      // The book may have shown it meanwhile, and the book is right.
      if (track.stage !== 'sent') return null
      if (error instanceof BrokerRefusal) return error
      this.#lose(track, error)
    }
    return null
  }

  /** The outcome is open: an alarm, and the search begins. */
  #lose(track: OrderTrack, error: unknown): void {
    if (this.#closing.signal.aborted) return
    const { order } = track
    track.stage = 'unclear'
    const { code, message } = toTradingError(error)
    this.#deps.log.error('nobody knows what became of an order', { code, orderId: order.id, error })
    this.#tell([{ kind: 'unknown', orderId: order.id, reason: message }])
    this.#watch.hint()
  }

  async #takeBack(track: OrderTrack): Promise<void> {
    const { client, clock } = this.#deps
    const { brokerOrderId } = track
    const isAsked = Math.abs(clock.now() - track.cancelledAt) < CANCEL_AGAIN_MS
    if (brokerOrderId === null || isAsked || !track.isOpen) return
    track.cancelledAt = clock.now()
    if (!(await this.#hasRoom(track))) return
    await this.#ask((signal) => client.cancel(brokerOrderId, signal))
  }

  /** A request that may be repeated without harm: whatever the answer, the book tells what came of it. */
  async #ask(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await withLimit(ANSWER_MS_MAX, this.#deps.clock, this.#closing.signal, work)
    } finally {
      this.#watch.hint()
    }
  }

  /** Whether it brought news and left nothing open that the next reading should soon tell. */
  #onReading({ askedAt, orders, trades }: BookReading): boolean {
    const byOrder = new Map<string, BrokerTrade[]>()
    for (const trade of trades) {
      const known = byOrder.get(trade.brokerOrderId)
      if (known) known.push(trade)
      else byOrder.set(trade.brokerOrderId, [trade])
    }
    const seen = new Set<OrderId>()
    let hasNews = false
    let isBehind = false
    for (const line of orders) {
      const track = line.tag === null ? undefined : this.#tracks.get(line.tag)
      if (!track || !this.#isOurs(track, line)) continue
      seen.add(track.order.id)
      const fills = (byOrder.get(line.brokerOrderId) ?? []).filter((trade) =>
        this.#isSound(track, trade),
      )
      const news = track.read(line, fills)
      this.#tell(news)
      hasNews ||= news.length > 0
      isBehind ||= track.filled < line.filledQuantity || track.isCancelWished
      if (track.isCancelWished && track.isOpen) this.#run(track, () => this.#takeBack(track))
    }
    for (const track of this.#tracks.values()) {
      if (!seen.has(track.order.id)) this.#miss(track, askedAt)
      isBehind ||= track.stage === 'sent' || track.stage === 'unclear'
    }
    return hasNews && !isBehind
  }

  /** Another line under the same tag, or a line for what never left, is somebody's fault: never taken, always told. */
  #isOurs({ order, brokerOrderId, stage }: OrderTrack, line: BrokerOrder): boolean {
    if (stage === 'waiting') {
      this.#alarm(order, stage, `${line.brokerOrderId} stands under its tag`)
      return false
    }
    const isOther = brokerOrderId !== null && brokerOrderId !== line.brokerOrderId
    const isAlike = line.instrument === order.instrument && line.side === order.side
    if (isOther) this.#alarm(order, `placed as ${brokerOrderId}`, `${line.brokerOrderId} too`)
    else if (!isAlike)
      this.#alarm(order, `${order.side} ${order.instrument}`, `${line.side} ${line.instrument}`)
    return !isOther && isAlike
  }

  #isSound(
    { order }: OrderTrack,
    { tradeId, instrument, side, quantity, price }: BrokerTrade,
  ): boolean {
    const isAlike = instrument === order.instrument && side === order.side
    const isSound = isAlike && Number.isSafeInteger(quantity) && quantity > 0 && price > 0
    const what = `${side} ${quantity} ${instrument} at ${price} in trade ${tradeId}`
    if (!isSound) this.#alarm(order, `${order.side} ${order.instrument}`, what)
    return isSound
  }

  /** The proof that the broker does not have an order: its session is over, and a book asked for after that lacks it. */
  #miss(track: OrderTrack, askedAt: number): void {
    const isOver = askedAt >= track.life.until + SETTLE_MS
    if (!isOver) return
    if (!track.isOpen) {
      this.#tracks.delete(track.order.id)
      this.#gate.forget(track.order.id)
      return
    }
    if (track.stage === 'waiting' || track.stage === 'sent') return
    const isSameDay = dateOf(askedAt) === dateOf(track.life.until)
    const absent = 'the broker’s book, read after the session’s end, does not have it'
    const past = 'its session is over; whether it traded, the positions tell'
    this.#tell(
      isSameDay && !track.hasStood ? track.end('rejected', absent) : track.end('expired', past),
    )
  }

  #tell(reports: readonly BrokerReport[]): void {
    for (const report of reports) {
      this.#post(this.#intake?.post('execution.report_received', report, SOURCE, false))
    }
  }

  /** A difference that is nobody's move: a fact that blocks entries until the books are compared. Told once. */
  #alarm({ id, instrument }: Order, ours: string, theirs: string): void {
    const key = `${id} ${ours} ${theirs}`
    if (this.#alarms.has(key)) return
    this.#alarms.add(key)
    const drift: Drift = { kind: 'order', instrument, orderId: id, ours, theirs }
    this.#deps.log.error('the broker’s book contradicts ours', { drift })
    this.#post(
      this.#intake?.post('execution.reconciliation_drift', { drifts: [drift] }, SOURCE, false),
    )
  }

  /** A closed intake takes nothing more; the next life reads it in the book. */
  #post(posting: Promise<unknown> | undefined): void {
    posting?.catch((error: unknown) => {
      if (error instanceof TradingError && error.code === 'CLOSED') return
      const { code } = toTradingError(error)
      this.#deps.log.error('the kernel could not be told of an order', { code, error })
    })
  }
}

const SOURCE = { source: 'OrderGateway' } as const
