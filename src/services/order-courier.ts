import { BrokerRefusal } from '../core/broker-refusal.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { Journal } from '../core/journal.ts'
import type { Logger } from '../core/log.ts'
import type { BrokerClient, BrokerReport, Change } from '../core/ports.ts'
import type { OrderId } from '../domain/brand.ts'
import { epochMs } from '../domain/time.ts'
import { type BudgetLimits, OrderBudget } from './order-budget.ts'
import type { OrderTrack } from './order-track.ts'
import { TimeLimit } from './time-limit.ts'
import { WireGate } from './wire-gate.ts'

export interface CourierDeps {
  readonly client: Pick<BrokerClient, 'place' | 'modify' | 'cancel'>
  readonly journal: Pick<Journal, 'durable'>
  readonly clock: Clock
  readonly budget: BudgetLimits
  readonly log: Logger
  /** Aborts when the desk closes. */
  readonly closing: AbortSignal
  /** Takes what became of orders. */
  readonly tell: (reports: readonly BrokerReport[]) => void
  /** The broker's book may hold news. */
  readonly hint: () => void
}

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

/**
 * Carries requests to the broker: each within the budget, each once its fact is durable, an order once in its life
 * unless it is sure that nothing came of it. What stays open is left to whoever reads the book.
 */
export class OrderCourier {
  readonly #deps: CourierDeps
  readonly #budget: OrderBudget
  readonly #gate = new WireGate()
  /** Of requests that are over: the next ones take them up. */
  readonly #limits: TimeLimit[] = []

  constructor(deps: CourierDeps) {
    this.#deps = deps
    this.#budget = new OrderBudget(deps.budget)
  }

  /** Sends an order whose submission has this place in the journal. */
  async carry(track: OrderTrack, seq: number): Promise<void> {
    const { journal, clock, closing, tell } = this.#deps
    const givenAt = clock.now()
    await journal.durable(seq)
    this.#gate.admit(track.order.id)
    for (let tries = 1; track.stage === 'waiting'; tries++) {
      const isInTime = await this.#hasRoom(track, givenAt)
      if (!isInTime || track.stage !== 'waiting') return
      const refusal = await this.#send(track)
      if (refusal === null) return
      if (track.isCancelWished) return tell(track.end('cancelled', refusal.message))
      if (tries >= TRIES_MAX || !MAY_PASS.has(refusal.code)) {
        return tell(track.end('rejected', refusal.message))
      }
      this.#gate.takeBack(track.order.id)
      track.stage = 'waiting'
      const pause = refusal.details.retryAfterMs ?? AGAIN_MS
      await clock.until(epochMs(clock.now() + pause), closing)
    }
  }

  /** Asks for an order's end, as soon as its number is known, and not more often than makes sense. */
  async takeBack(track: OrderTrack): Promise<void> {
    const { client, clock } = this.#deps
    const { brokerOrderId } = track
    const isAsked = Math.abs(clock.now() - track.cancelledAt) < CANCEL_AGAIN_MS
    if (brokerOrderId === null || isAsked || !track.isOpen) return
    track.cancelledAt = clock.now()
    if (!(await this.#hasRoom(track))) return
    await this.#ask((signal) => client.cancel(brokerOrderId, signal))
  }

  async change(track: OrderTrack, change: Change): Promise<void> {
    const { client } = this.#deps
    const { brokerOrderId } = track
    if (brokerOrderId === null || !(await this.#hasRoom(track))) return
    await this.#ask((signal) => client.modify(brokerOrderId, change, signal))
  }

  /** The order's life is over. */
  forget(id: OrderId): void {
    this.#gate.forget(id)
  }

  /** Waits for its turn in the budget and takes it; false when the wait would be too long. */
  async #hasRoom(track: OrderTrack, givenAt = Number.NaN): Promise<boolean> {
    const { clock, closing, tell } = this.#deps
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
        if (track.stage === 'waiting') tell(track.end('rejected', `not sent: ${reason}`))
        return false
      }
      if (readyAt <= now) {
        this.#budget.spend(now)
        return true
      }
      await clock.until(epochMs(Math.ceil(readyAt)), closing)
    }
    return false
  }

  /** null unless it is sure that nothing happened. */
  async #send(track: OrderTrack): Promise<BrokerRefusal | null> {
    const { client, tell, hint } = this.#deps
    const { order } = track
    this.#gate.pass(order.id)
    track.stage = 'sent'
    try {
      const placed = await this.#inTime((inner) => client.place(order, inner))
      tell(track.taken(placed.brokerOrderId))
      hint()
      if (track.isCancelWished) await this.takeBack(track)
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
    const { closing, log, tell, hint } = this.#deps
    if (closing.aborted) return
    const { order } = track
    track.stage = 'unclear'
    const { code, message } = toTradingError(error)
    log.error('nobody knows what became of an order', { code, orderId: order.id, error })
    tell([{ kind: 'unknown', orderId: order.id, reason: message }])
    hint()
  }

  /** A request that may be repeated without harm: whatever the answer, the book tells what came of it. */
  async #ask(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await this.#inTime(work)
    } finally {
      this.#deps.hint()
    }
  }

  /** Requests under way at the same time share no limit: one that is given up gives up no other. */
  async #inTime<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> {
    const { clock, closing } = this.#deps
    const limit = this.#limits.pop() ?? new TimeLimit(ANSWER_MS_MAX, clock)
    try {
      return await limit.run(closing, work)
    } finally {
      this.#limits.push(limit)
    }
  }
}
