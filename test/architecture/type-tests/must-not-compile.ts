import { DependencyContainer } from '../../../src/core/di.ts'
import { TradingError } from '../../../src/core/errors.ts'
import type { EventBus } from '../../../src/core/event-bus.ts'
import type { Event } from '../../../src/core/events.ts'
import type { Broker } from '../../../src/core/ports.ts'
import { fillId } from '../../../src/domain/brand.ts'
import { Holds } from '../../../src/domain/holds.ts'
import type { Paise } from '../../../src/domain/money.ts'
import type { Order } from '../../../src/domain/order.ts'
import type { EpochMs } from '../../../src/domain/time.ts'

// Each line below a directive must stay a compile error: an error that goes away is one itself.

export function states(bus: EventBus): void {
  const by = { source: 'TypeTest' }
  // @ts-expect-error B32 an event type that nobody declared
  bus.publish('order_placed', { orderId: 'R1' }, by)
  // @ts-expect-error B32 a payload of another shape
  bus.publish('risk.breach', { rule: 1 }, by)
  // @ts-expect-error B32 a notice stated as a fact of the book
  bus.publish('system.health_check', { health: 'ready' }, by)
}

export function places(broker: Broker, order: Order): void {
  // @ts-expect-error B128 an order that risk has not approved
  broker.place(order, 1)
}

export function changesAnOrder(bus: EventBus, order: Order): void {
  const by = { source: 'TypeTest' }
  const terms = { quantity: 1, cash: 1, charges: 0, risk: 0 }
  const anonymous = { orderId: order.id, reason: 'late' }
  // @ts-expect-error B128 a change that risk has not approved
  bus.publish('risk.change_approved', { order, terms }, by)
  // @ts-expect-error B32 a wish that nobody made
  bus.inject('execution.cancel_requested', anonymous, by)
}

export function handles(event: Event<'market.open' | 'market.close'>): string {
  switch (event.type) {
    case 'market.open':
      return 'opened'
    default:
      // @ts-expect-error B35 a type that is subscribed and has no case
      event satisfies never
      return 'closed'
  }
}

export function finds(holds: Holds): void {
  // @ts-expect-error B127 the id of a fill where that of an order is asked for
  holds.of(fillId('T1'))
}

export function fails(): TradingError {
  // @ts-expect-error B47 a code without a row
  return new TradingError('SOMETHING_WRONG', 'nobody knows this code')
}

export function changes(event: Event<'risk.breach'>, later: EpochMs): void {
  // @ts-expect-error B31 a write to an event
  event.at = later
  // @ts-expect-error B31 a write to what an event says
  event.data.value = 0
}

export function pays(): Paise {
  // @ts-expect-error B132 rupees, or any number, where whole paise are asked for
  return 99.5
}

export function asks(container: DependencyContainer): void {
  // @ts-expect-error B27 a token that is a text
  container.get('RiskService')
  // @ts-expect-error B27 a factory of another part
  container.register(Holds, () => new DependencyContainer())
}
