import { type EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import type { EventType } from '../../src/core/events.ts'
import { FLOW } from '../../src/core/flow.ts'
import type { OrderId } from '../../src/domain/brand.ts'
import { isWorking } from '../../src/domain/order.ts'
import type { RiskLimits } from '../../src/domain/risk-limits.ts'
import type { SimParts } from './kit.ts'

/** Every fact of the book. */
export const FACTS: readonly EventType[] = (Object.keys(FLOW) as EventType[]).filter(
  (type) => FLOW[type].kept === 'journal',
)

/** What is wrong with a desk's state as it is now, or null. */
export function faultOf(parts: SimParts, limits: RiskLimits): string | null {
  const { portfolio, account, holds } = parts
  const { uses, sources } = portfolio.balance
  if (uses !== sources) return `cash equation: uses ${uses}, sources ${sources}`
  if (Number.isNaN(account.cash)) return null
  const free = account.cash - holds.cash - account.lockedByShorts(limits.intradayMarginBps)
  if (free < 0) return `free cash is ${free}`
  let held = 0
  for (const { orderId, cash, quantity, settling } of holds.all) {
    held += cash
    const isSound = cash >= 0 && quantity > 0 && settling >= 0 && settling <= quantity
    if (!isSound)
      return `hold of ${orderId}: cash ${cash}, ${quantity} shares, ${settling} settling`
  }
  if (held !== holds.cash) return `holds add up to ${held}, but ${holds.cash} is held`
  return null
}

/** What is wrong with a desk that has nothing under way: cash and holds in step with orders and positions. */
export function faultAtRest(parts: SimParts): string | null {
  const { portfolio, account, holds, execution } = parts
  if (!Number.isNaN(account.cash) && account.cash !== portfolio.cash) {
    return `risk knows cash of ${account.cash}, the portfolio of ${portfolio.cash}`
  }
  const working = new Map(execution.working.map((record) => [record.order.id, record]))
  for (const { orderId, settling } of holds.all) {
    if (settling > 0) return `hold of ${orderId} still settles`
    if (!working.has(orderId)) return `hold of ${orderId}, which is over`
  }
  for (const { order, status, filledQuantity } of working.values()) {
    const hold = holds.of(order.id)
    if (!isWorking(status)) return `order ${order.id} works as ${status}`
    if (hold === undefined) return `order ${order.id} works without a hold`
    if (hold.quantity !== order.quantity - filledQuantity) {
      return `hold of ${order.id} is of ${hold.quantity} shares, the order leaves ${order.quantity - filledQuantity}`
    }
    const isCovered =
      order.effect === 'close' ||
      hold.cash >= hold.quantity * (order.limit ?? order.decisionPrice) * 0.99
    if (!isCovered) return `order ${order.id} for ${hold.quantity} shares holds ${hold.cash}`
  }
  const unguarded = faultOfGuards(parts, new Set(working.keys()))
  if (unguarded !== null) return unguarded
  for (const { instrument, product, quantity } of portfolio.book.positions()) {
    if (account.quantity(instrument, product) !== quantity) {
      return `risk knows ${account.quantity(instrument, product)} ${instrument}, the portfolio ${quantity}`
    }
  }
  return null
}

/** Every share has its guard, and a guard that keeps quiet for good has an exit under way. */
function faultOfGuards(
  { protection, account, guards }: SimParts,
  working: ReadonlySet<OrderId>,
): string | null {
  const { guards: saved, exits } = protection.save()
  const served = new Set(exits.flatMap(([exit, guard]) => (working.has(exit) ? [guard] : [])))
  for (const { orderId, quietUntil } of saved) {
    if (quietUntil === null && !served.has(orderId)) return `the guard of ${orderId} is dead`
  }
  for (const { strategy, product, instrument, shares } of account.save().owned) {
    let guarded = 0
    for (const guard of guards.of(instrument)) {
      if (guard.strategy === strategy && guard.product === product) guarded += guard.quantity
    }
    if (guarded !== shares) return `${strategy} owns ${shares} ${instrument} and guards ${guarded}`
  }
  return null
}

/** Looks at a desk's state after every event, when all other handlers are through. */
export class StateChecks extends KernelHandler<EventType> {
  readonly #check: () => string | null
  readonly #onFault: (fault: string) => void

  constructor(bus: EventBus, check: () => string | null, onFault: (fault: string) => void) {
    super(bus, FACTS)
    this.#check = check
    this.#onFault = onFault
  }

  override handleEvent(event: { readonly seq: number; readonly type: string }): void {
    const fault = this.#check()
    if (fault !== null) this.#onFault(`after event ${event.seq}, ${event.type}: ${fault}`)
  }
}
