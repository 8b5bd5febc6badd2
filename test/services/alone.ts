import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds, type EventType } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { Broker, type BrokerReport, type Change } from '../../src/core/ports.ts'
import type { Approved, Order } from '../../src/domain/order.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'

export const DATE = tradeDate('2026-06-01')

/** A bus of one's own, for a part that is tested alone: nothing here knows the container. */
export class Alone {
  readonly clock = new VirtualClock(momentOf(DATE, 9 * 60))
  readonly journal = new MemoryJournal()
  readonly log = new SilentLogger()
  readonly bus = new EventBus({
    clock: this.clock,
    journal: this.journal,
    ids: new EventIds('a10ea10ea10ea10e'),
    log: this.log,
  })

  async told<T extends EventType>(type: T): Promise<readonly Event<T>[]> {
    const events = await this.journal.read(0, 100_000)
    return events.filter((event): event is Extract<Event, Event<T>> => event.type === type)
  }

  async types(): Promise<readonly EventType[]> {
    return (await this.journal.read(0, 100_000)).map(({ type }) => type)
  }
}

/** A broker that does nothing but remember what it was asked. */
export class IdleBroker extends Broker {
  readonly placed: (readonly [Order, number])[] = []
  readonly cancelled: Order[] = []
  say: (report: BrokerReport) => void = () => undefined

  override report(listener: (report: BrokerReport) => void): void {
    this.say = listener
  }
  override place(order: Approved<Order>, seq: number): void {
    this.placed.push([order, seq])
  }
  override modify(_order: Order, _change: Change, _seq: number): void {}
  override cancel(order: Order, _seq: number): void {
    this.cancelled.push(order)
  }
}
