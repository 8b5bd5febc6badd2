import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import type { Drift } from '../../src/core/events/execution-events.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { Intake } from '../../src/core/intake.ts'
import type { Journal } from '../../src/core/journal.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { BrokerClient, BrokerPosition } from '../../src/core/ports.ts'
import { instrumentId, type OrderId, orderId } from '../../src/domain/brand.ts'
import type { DayPlan } from '../../src/domain/day-plan.ts'
import { paise } from '../../src/domain/money.ts'
import type { Approved, Order, OrderStatus } from '../../src/domain/order.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { epochMs, MINUTE_MS, tradeDate } from '../../src/domain/time.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { OrderGateway } from '../../src/services/order-gateway.ts'
import { OrderLives } from '../../src/services/order-life.ts'
import { FaultyWire, NO_FAULTS, Wire, type WireFaults } from './faulty-wire.ts'
import { SimBroker } from './sim-broker.ts'
import { BAR_MS, SESSIONS, SHARES, SimTape, tradingDays } from './sim-market.ts'
import { Life, SimClock, World } from './world.ts'

const HANDLES = [
  'execution.order_submitted',
  'execution.order_placed',
  'execution.order_accepted',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'execution.order_unknown',
  'execution.reconciliation_drift',
  'execution.reconciliation_complete',
] as const

const FIRST = instrumentId('NSE:ANAR')

/** What the kernel was told of orders. */
class Told extends KernelHandler<(typeof HANDLES)[number]> {
  readonly statuses = new Map<OrderId, OrderStatus>()
  readonly filled = new Map<OrderId, number>()
  readonly unknowns = new Set<OrderId>()
  readonly drifts: Drift[] = []
  agreements = 0

  constructor(bus: EventBus) {
    super(bus, HANDLES)
  }

  override handleEvent(event: Event<(typeof HANDLES)[number]>): void {
    switch (event.type) {
      case 'execution.order_submitted':
        this.statuses.set(event.data.order.id, 'submitted')
        return
      case 'execution.reconciliation_drift':
        this.drifts.push(...event.data.drifts)
        return
      case 'execution.reconciliation_complete':
        this.agreements += 1
        return
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        this.filled.set(event.data.orderId, event.data.filledQuantity)
        break
      case 'execution.order_unknown':
        this.unknowns.add(event.data.orderId)
        break
      default:
    }
    const [, status] = event.type.split('.order_')
    this.statuses.set(event.data.orderId, status as OrderStatus)
  }
}

export interface GatewayPlan {
  readonly seed?: number
  readonly days?: number
  readonly faults?: Partial<WireFaults>
  readonly client?: (wire: BrokerClient) => BrokerClient
  readonly journal?: Pick<Journal, 'durable'>
  readonly positions?: () => readonly BrokerPosition[]
}

/** A gateway between an execution service and a simulated broker, without strategies and risk around it. */
export class GatewayWorld {
  readonly world: World
  readonly broker: SimBroker
  readonly wire: Wire
  readonly gateway: OrderGateway
  readonly execution: ExecutionService
  readonly told: Told
  readonly plans: readonly DayPlan[]
  readonly clock: SimClock
  readonly #bus: EventBus
  readonly #market: VirtualClock
  readonly #intake: Intake
  readonly #tape: SimTape
  #orders = 0

  constructor({ seed = 1, days = 1, faults = {}, client, journal, positions }: GatewayPlan = {}) {
    this.plans = tradingDays(tradeDate('2026-06-01'), days)
    const startsAt = epochMs((this.plans[0]?.opensAt ?? 0) - 20 * MINUTE_MS)
    const log = new SilentLogger()
    const life = new Life()
    this.world = new World(seed, startsAt)
    this.broker = new SimBroker(startsAt)
    this.wire = new Wire(this.world, this.broker, { ...NO_FAULTS, ...faults })
    this.clock = new SimClock(this.world, life)
    this.#market = new VirtualClock(startsAt)
    this.#tape = new SimTape(this.world.random)
    const memory = new MemoryJournal({ keeps: 'nothing' })
    const ids = new EventIds('6a7e6a7e6a7e6a7')
    this.#bus = new EventBus({ clock: this.#market, journal: memory, ids, log })
    const own = new FaultyWire(this.wire, life)
    this.gateway = new OrderGateway({
      client: client?.(own) ?? own,
      journal: journal ?? memory,
      clock: this.clock,
      marketNow: () => this.#market.now(),
      lives: new OrderLives(SESSIONS),
      positions: positions ?? (() => this.broker.positions()),
      budget: DEFAULT_LIMITS,
      pace: { liveMs: 120_000, nightMs: 600_000 },
      log,
    })
    this.execution = new ExecutionService({
      bus: this.#bus,
      broker: this.gateway,
      log,
      orders: new OrderBook(),
    })
    this.told = new Told(this.#bus)
    this.#intake = new Intake(this.#bus, memory)
    this.world.onRest = () => this.#admit()
  }

  /** Connects, as after a start over what is stored. */
  begin(): void {
    this.gateway.begin(this.#intake, this.execution.working)
  }

  /** An approved order enters, to buy one share at the market unless told otherwise. */
  approve(part: Partial<Order> = {}): Order {
    this.#orders += 1
    this.#market.advance(epochMs(this.world.now))
    const order: Order = {
      id: orderId(`G${this.#orders.toString(36)}`),
      strategy: 'manual',
      instrument: SHARES[this.#orders % SHARES.length]?.id ?? FIRST,
      side: 'buy',
      effect: 'close',
      quantity: 1,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: 'CNC',
      validity: 'DAY',
      ttlMinutes: null,
      variety: 'regular',
      decisionPrice: paise(50_000),
      decisionAt: this.#market.now(),
      protection: null,
      guards: null,
      reason: 'a test gave it',
      ...part,
    }
    const approved = { order: order as Approved<Order>, held: paise(0), heldQuantity: 0 }
    this.#bus.inject('risk.order_approved', approved, { source: 'test' })
    return order
  }

  /** The same order comes to the gateway again. */
  repeat(order: Order): void {
    this.gateway.place(order as Approved<Order>, this.#bus.head)
  }

  statusOf({ id }: Order): OrderStatus | undefined {
    return this.told.statuses.get(id)
  }

  /** Plans the market of a day. */
  openDay({ opensAt, closesAt }: Pick<DayPlan, 'opensAt' | 'closesAt'>): void {
    const { world, broker } = this
    broker.turnDay()
    for (let start = opensAt; start < closesAt; start += BAR_MS) {
      world.plan(start + BAR_MS - world.now, null, () => broker.deliver(this.#tape.bars(start)))
    }
    for (let minute = 1; minute < 60; minute++) {
      world.plan(closesAt + minute * MINUTE_MS - world.now, null, () => this.#tellTime())
    }
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.world.run(this.world.now + ms)
    this.#admit()
  }

  #tellTime(): void {
    this.broker.deliver({ kind: 'quiet', until: epochMs(this.world.now) })
  }

  #admit(): void {
    this.#market.advance(epochMs(this.world.now))
    if (!this.#intake.isEmpty) this.#intake.admit()
  }
}
