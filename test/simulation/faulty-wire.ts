import { BrokerRefusal } from '../../src/core/broker-refusal.ts'
import { TradingError } from '../../src/core/errors.ts'
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
import { SECOND_MS } from '../../src/domain/time.ts'
import type { SimBroker } from './sim-broker.ts'
import { LEFT, type Life, type World } from './world.ts'

/** How a wire and the broker at its end behave: shares of requests, unless said otherwise. */
export interface WireFaults {
  /** The request never arrives. */
  readonly losesRequest: number
  /** It arrives long after everybody gave up. */
  readonly arrivesLate: number
  /** The broker took it, and its answer is lost. */
  readonly losesAnswer: number
  /** The broker took it, and a gateway in between says 502. */
  readonly failsAfter: number
  /** Refused, truly. */
  readonly refuses: number
  /** Too many requests, it says, also when there were few. */
  readonly limits: number
  /** Taken, and refused by the exchange seconds later. */
  readonly rejectsLate: number
  /** Withdrawn by the exchange on its own. */
  readonly withdraws: number
  /** A reading fails, hangs, is old, or its trades lag behind. */
  readonly failsReading: number
  readonly hangsReading: number
  readonly readsOld: number
  readonly tradesLag: number
  /** An update is lost, or told three times. */
  readonly losesUpdate: number
  readonly repeatsUpdate: number
  /** Outages a day. */
  readonly outagesADay: number
}

/** Nothing ever goes wrong. */
export const NO_FAULTS: WireFaults = {
  losesRequest: 0,
  arrivesLate: 0,
  losesAnswer: 0,
  failsAfter: 0,
  refuses: 0,
  limits: 0,
  rejectsLate: 0,
  withdraws: 0,
  failsReading: 0,
  hangsReading: 0,
  readsOld: 0,
  tradesLag: 0,
  losesUpdate: 0,
  repeatsUpdate: 0,
  outagesADay: 0,
}

/** What the broker takes in a calendar second of its clock; the desk aims lower. */
const REQUESTS_A_SECOND_MAX = 10

// Made once: an error with its stack costs more than all else that a simulated answer does.
const BAD_DOOR = new TradingError('API_HIGH', 'The broker’s door answered 502')
const UNREACHABLE = new BrokerRefusal('BROKER_UNREACHABLE', 'The connection was refused')
const BROKEN = new TradingError('BROKER_UNREACHABLE', 'The connection broke')
const TOO_MANY = new BrokerRefusal('RATE_LIMITED', 'too many requests', { retryAfterMs: SECOND_MS })
const NO_MARGIN = new BrokerRefusal('ORDER_REJECTED', 'not enough margin')

/** Everything between a desk and its broker, and what it does to messages. It outlives the desk. */
export class Wire {
  /** When no message passes, by the world's time. */
  outageUntil = 0
  /** Most order requests that ever arrived within one second of the broker's clock. */
  busiest = 0
  /** Order requests that ever arrived. */
  arrived = 0
  readonly world: World
  readonly broker: SimBroker
  faults: WireFaults
  /** Called when an order reaches the broker, before it is taken. */
  onArrival: (order: Order) => void = () => {}
  readonly #arrivals: number[] = []
  #old: { readonly at: number; readonly orders: readonly BrokerOrder[] } | null = null

  constructor(world: World, broker: SimBroker, faults: WireFaults) {
    this.world = world
    this.broker = broker
    this.faults = faults
  }

  get isOut(): boolean {
    return this.world.now < this.outageUntil
  }

  /** An order request reaches the broker. Throws a refusal when there were too many. */
  admit(): void {
    const second = Math.floor((this.world.now + this.broker.skewMs) / SECOND_MS)
    const arrivals = this.#arrivals
    this.arrived += 1
    if (arrivals[0] !== second) arrivals.length = 0
    arrivals.push(second)
    this.busiest = Math.max(this.busiest, arrivals.length)
    const isTooMany = arrivals.length > REQUESTS_A_SECOND_MAX
    if (isTooMany || this.world.chance(this.faults.limits)) {
      throw TOO_MANY
    }
  }

  /** The broker's orders, perhaps as they were some seconds ago, in no order. */
  orders(): readonly BrokerOrder[] {
    const { world, faults } = this
    if (this.#old !== null && world.now - this.#old.at < 20_000 && world.chance(faults.readsOld)) {
      return this.#old.orders
    }
    const orders = shuffled(this.broker.orders(), world)
    this.#old = { at: world.now, orders }
    return orders
  }

  /** The broker's trades, perhaps without the last ones, in no order. */
  trades(): readonly BrokerTrade[] {
    const { world, faults, broker } = this
    const trades = broker.trades()
    const known = world.chance(faults.tradesLag) ? trades.slice(0, -1) : trades
    return shuffled(known, world)
  }
}

function shuffled<T>(values: readonly T[], world: World): readonly T[] {
  if (values.length < 2) return values
  const at = world.random.int(values.length)
  return [...values.slice(at), ...values.slice(0, at)]
}

const LATE_MS_MAX = 20 * 60_000

/** One desk's end of the wire: what it asks goes on when the desk dies, what is answered then reaches nobody. */
export class FaultyWire extends BrokerClient {
  readonly #wire: Wire
  readonly #life: Life

  constructor(wire: Wire, life: Life) {
    super()
    this.#wire = wire
    this.#life = life
  }

  override place(order: Order, signal: AbortSignal): Promise<{ readonly brokerOrderId: string }> {
    const { world, faults, broker } = this.#wire
    return this.#request(signal, () => {
      this.#wire.onArrival(order)
      if (world.chance(faults.refuses)) throw NO_MARGIN
      const taken = broker.take(order, order.id)
      const { brokerOrderId } = taken
      const inMs = world.between(100, 60_000)
      if (world.chance(faults.rejectsLate))
        world.plan(inMs, null, () => broker.rejectLate(brokerOrderId))
      else if (world.chance(faults.withdraws)) {
        world.plan(inMs, null, () => withdraw(broker, brokerOrderId))
      }
      return taken
    })
  }

  override modify(brokerOrderId: string, change: Change, signal: AbortSignal): Promise<void> {
    return this.#request(signal, () => this.#wire.broker.modify(brokerOrderId, change))
  }

  override cancel(brokerOrderId: string, signal: AbortSignal): Promise<void> {
    return this.#request(signal, () => this.#wire.broker.cancel(brokerOrderId))
  }

  override orders(): Promise<readonly BrokerOrder[]> {
    return this.#reading(() => this.#wire.orders())
  }

  override trades(): Promise<readonly BrokerTrade[]> {
    return this.#reading(() => this.#wire.trades())
  }

  override positions(): Promise<readonly BrokerPosition[]> {
    return this.#reading(() => this.#wire.broker.positions())
  }

  override async cash(): Promise<Paise | null> {
    return null
  }

  override updates(listener: (hint: BrokerHint) => void): Disposable {
    const { world, broker, faults } = this.#wire
    broker.onChange = (hint) => {
      if (world.chance(faults.losesUpdate) || this.#wire.isOut) return
      const times = world.chance(faults.repeatsUpdate) ? 3 : 1
      for (let time = 0; time < times; time++) {
        world.plan(world.between(5, 400), this.#life, () => listener(hint))
      }
    }
    return { [Symbol.dispose]: () => {} }
  }

  /** An order request: it may be lost on the way there, at the broker's door, or on the way back. */
  #request<T>(signal: AbortSignal, work: () => T): Promise<T> {
    const { world, faults } = this.#wire
    let leave = (): void => {}
    const asked = new Promise<T>((resolve, reject) => {
      leave = () => reject(LEFT)
      signal.addEventListener('abort', leave, { once: true })
      if (this.#wire.isOut) return this.#bounce(reject)
      if (world.chance(faults.losesRequest)) return
      const isLate = world.chance(faults.arrivesLate)
      const inMs = isLate ? world.between(5_000, LATE_MS_MAX) : world.between(5, 120)
      world.plan(inMs, null, () => this.#arrive(work, resolve, reject))
    })
    return asked.finally(() => signal.removeEventListener('abort', leave))
  }

  #arrive<T>(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const { world, faults } = this.#wire
    const back = (act: () => void) => world.plan(world.between(5, 120), this.#life, act)
    try {
      this.#wire.admit()
      const answer = work()
      if (this.#wire.isOut || world.chance(faults.losesAnswer)) return
      if (world.chance(faults.failsAfter)) {
        return void back(() => reject(BAD_DOOR))
      }
      back(() => resolve(answer))
    } catch (error) {
      if (world.chance(faults.losesAnswer)) return
      back(() => reject(error))
    }
  }

  /** No way to the broker: known at once, or never. */
  #bounce(reject: (error: unknown) => void): void {
    const { world } = this.#wire
    if (world.chance(0.5)) return
    world.plan(world.between(1, 20), this.#life, () => reject(UNREACHABLE))
  }

  /** One that was given up is answered to nobody. */
  #reading<T>(read: () => T): Promise<T> {
    const { world, faults } = this.#wire
    return new Promise((resolve, reject) => {
      if (world.chance(faults.hangsReading)) return
      world.plan(world.between(10, 120), this.#life, () => {
        if (!this.#wire.isOut && !world.chance(faults.failsReading)) resolve(read())
        else reject(BROKEN)
      })
    })
  }
}

function withdraw(broker: SimBroker, brokerOrderId: string): void {
  try {
    broker.cancel(brokerOrderId, 'withdrawn by the exchange')
  } catch (error) {
    if (!(error instanceof BrokerRefusal)) throw error
  }
}
