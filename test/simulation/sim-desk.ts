import type { VirtualClock } from '../../src/core/clock.ts'
import type { Events, Origin } from '../../src/core/events.ts'
import type { FactType } from '../../src/core/flow.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { Intake } from '../../src/core/intake.ts'
import { eventOf } from '../../src/core/journal.ts'
import type { KernelState } from '../../src/core/kernel.ts'
import type { MarketBlock } from '../../src/core/ports.ts'
import { epochMs } from '../../src/domain/time.ts'
import type { OrderGateway } from '../../src/services/order-gateway.ts'
import { lifeOf } from '../../src/services/order-life.ts'
import { FaultyWire, type Wire } from './faulty-wire.ts'
import { BOOK, type DeskSettings, foldOf, type Kit, type SimKernel, simKernel } from './kit.ts'
import type { SimDisk } from './sim-disk.ts'
import { SESSIONS } from './sim-market.ts'
import { Life, SimClock, type World } from './world.ts'

/** What stands around a desk and outlives it. */
export interface Surroundings {
  readonly world: World
  readonly disk: SimDisk
  readonly wire: Wire
  readonly kit: Kit
  readonly settings: DeskSettings
}

/** How long the pump waits at most before it lets others in. */
const LISTEN_MS = 50

/** One life of a desk's process: from its start over what the disk holds to the cut that ends it. */
export class SimDesk {
  readonly life: Life
  readonly clock: SimClock
  readonly parts: SimKernel
  readonly gateway: OrderGateway
  readonly journal: GroupedJournal
  /** The state after the start, as far as it follows from events. */
  readonly started: string
  readonly #around: Surroundings
  readonly #intake: Intake
  #isAdmitting = false

  private constructor(around: Surroundings, life: Life, clock: SimClock, journal: GroupedJournal) {
    const { kit, wire, settings } = around
    this.#around = around
    this.life = life
    this.clock = clock
    this.journal = journal
    const made: { gateway?: OrderGateway } = {}
    this.parts = simKernel(kit, settings, journal, (market) => {
      made.gateway = this.#gateway(market, new FaultyWire(wire, life))
      return kit.broker(made.gateway)
    })
    if (made.gateway === undefined) throw new RangeError('the kernel asked for no broker')
    this.gateway = made.gateway
    this.#intake = new Intake(this.parts.bus, journal)
    this.#restore()
    this.started = foldOf(this.parts)
    this.#begin()
  }

  /** Starts a process on the book. Its end comes with the world's next cut, or with its journal's failure. */
  static async open(around: Surroundings, onFailure: (desk: SimDesk) => void): Promise<SimDesk> {
    const life = new Life()
    const clock = new SimClock(around.world, life)
    const log = around.disk.take(life)
    const journal = await GroupedJournal.open({ log, logger: around.kit.log, clock })
    const desk = new SimDesk(around, life, clock, journal)
    journal.onFailure(() => onFailure(desk))
    return desk
  }

  get isAlive(): boolean {
    return !this.life.isDead
  }

  /** A moment of the market. */
  deliver(block: MarketBlock): void {
    this.parts.kernel.deliver(block)
    this.#admitSoon()
  }

  /** States a fact from outside; once it is durable it is acknowledged. */
  post<T extends FactType>(type: T, data: Events[T], origin: Origin): void {
    const { disk } = this.#around
    this.#intake.post(type, data, origin).then(
      (event) => {
        if (event !== null) disk.acknowledged = Math.max(disk.acknowledged, event.seq)
      },
      () => undefined,
    )
    this.#admitSoon()
  }

  /** Called when everything is at rest: whoever waits is let in within the pump's patience. */
  rest(): void {
    if (!this.#intake.isEmpty) this.#admitSoon()
  }

  /** Puts the state away, as it is when all of it is durable. */
  async checkpoint(): Promise<void> {
    const { disk } = this.#around
    const { kernel, bus } = this.parts
    const { head: seq } = bus
    const { hash } = this.journal
    const text = JSON.stringify(kernel.save())
    await this.journal.durable(seq)
    disk.state = { seq, hash, text }
  }

  /** The power goes. */
  cut(): void {
    this.life.isDead = true
    this.#around.disk.cut(this.life)
  }

  #gateway(market: VirtualClock, wire: FaultyWire): OrderGateway {
    const { kit, settings } = this.#around
    return kit.gateway({
      client: kit.client(wire),
      journal: kit.durability(this.journal),
      clock: this.clock,
      marketNow: () => market.now(),
      lifeOf: (order, givenAt) => lifeOf(order, givenAt, SESSIONS),
      positions: () => this.parts.portfolio.book.positions(),
      budget: settings.limits,
      pace: { liveMs: 600_000, nightMs: 600_000 },
      log: kit.log,
    })
  }

  /** From the state that was put away and the events since, or from the first event. */
  #restore(): void {
    const { disk } = this.#around
    const { kernel } = this.parts
    const { state, rows } = disk
    let from = 0
    if (state !== null && rows[state.seq - 1]?.hash === state.hash) {
      const saved: KernelState = JSON.parse(state.text)
      kernel.load(saved)
      from = state.seq
    }
    kernel.fold(rows.slice(from).map(eventOf))
  }

  #begin(): void {
    const { kernel, execution, risk } = this.parts
    if (this.journal.head === 0) kernel.begin()
    this.gateway.begin(this.#intake, this.#around.kit.working(execution.working))
    if (risk.tradingState === 'halted') execution.cancelAll()
  }

  #admitSoon(): void {
    if (this.#isAdmitting) return
    this.#isAdmitting = true
    const { world } = this.#around
    world.plan(world.between(1, LISTEN_MS), this.life, () => {
      this.#isAdmitting = false
      this.parts.kernel.deliver({ kind: 'quiet', until: epochMs(world.now) })
      this.#intake.admit()
    })
  }
}

/** The order ids of a book begin with this. */
export const ORDER_PREFIX = BOOK.slice(0, 6)
