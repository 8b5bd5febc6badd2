import {
  BrokerClient,
  type BrokerHint,
  type BrokerOrder,
  type BrokerPosition,
  type BrokerTrade,
  type Change,
} from '../../src/core/ports.ts'
import type { Paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'

/** A wire with something around it: what is not overridden passes through. */
export class WrappedClient extends BrokerClient {
  protected readonly wire: BrokerClient

  constructor(wire: BrokerClient) {
    super()
    this.wire = wire
  }

  override place(order: Order, signal: AbortSignal): Promise<{ readonly brokerOrderId: string }> {
    return this.wire.place(order, signal)
  }

  override modify(brokerOrderId: string, change: Change, signal: AbortSignal): Promise<void> {
    return this.wire.modify(brokerOrderId, change, signal)
  }

  override cancel(brokerOrderId: string, signal: AbortSignal): Promise<void> {
    return this.wire.cancel(brokerOrderId, signal)
  }

  override orders(signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    return this.wire.orders(signal)
  }

  override trades(signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    return this.wire.trades(signal)
  }

  override positions(signal: AbortSignal): Promise<readonly BrokerPosition[] | null> {
    return this.wire.positions(signal)
  }

  override cash(signal: AbortSignal): Promise<Paise | null> {
    return this.wire.cash(signal)
  }

  override updates(listener: (hint: BrokerHint) => void): Disposable {
    return this.wire.updates(listener)
  }
}
