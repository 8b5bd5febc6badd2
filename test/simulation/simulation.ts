import { setImmediate as nextTurn } from 'node:timers/promises'
import { eventOf, GENESIS } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { Paise } from '../../src/domain/money.ts'
import type { RiskLimits } from '../../src/domain/risk-limits.ts'
import { epochMs, type TradeDate } from '../../src/domain/time.ts'
import { lifeOf } from '../../src/services/order-life.ts'
import { ApprovalHistory } from './approval-history.ts'
import { Asks } from './asks.ts'
import { type Climate, climateOf } from './climate.ts'
import { runDay } from './day.ts'
import { FaultyWire, Wire } from './faulty-wire.ts'
import { History } from './history.ts'
import { Ideas } from './ideas.ts'
import {
  type DeskSettings,
  foldOf,
  type Plant,
  SIM_CAPITAL,
  SIM_LIMITS,
  type SimKernel,
  simKernel,
} from './kit.ts'
import { SimBroker } from './sim-broker.ts'
import { SimDesk, type Surroundings } from './sim-desk.ts'
import { SimDisk } from './sim-disk.ts'
import { firstDay, SESSIONS, SimTape, tradingDays } from './sim-market.ts'
import { faultAtRest, faultOf, StateChecks } from './state-checks.ts'
import { Wishes } from './wishes.ts'
import { Life, SimClock, World } from './world.ts'

/** What one world is to be. */
export interface SimPlan {
  readonly seed: number
  readonly days: number
  readonly plant?: Plant
  /** In place of what the seed would make of it. */
  readonly climate?: Climate
  readonly wishesADay?: number
  /** Changes of orders, positions and strategies that a person asks for. */
  readonly asksADay?: number
  /** What the AI recommends, with what a person answers. */
  readonly ideasADay?: number
  readonly approvals?: 'automatic' | 'manual'
  readonly limits?: RiskLimits
  readonly capital?: Paise
}

/** What became of a world. `fault` is null when nothing was found. */
export interface SimOutcome {
  readonly seed: number
  readonly days: number
  readonly intents: number
  readonly orders: number
  /** Proposals of the AI's that were let through. */
  readonly approvals: number
  readonly events: number
  readonly cuts: number
  readonly unknowns: number
  readonly fault: string | null
  /** Everything that was found, the first first. */
  readonly faults: readonly string[]
  /** The day of the fault. */
  readonly date: TradeDate | null
  /** Hash of the whole journal: the same seed gives the same. */
  readonly hash: string
}

const WISHES_A_DAY = 8
const IDEAS_A_DAY = 6
/** What is found later mostly follows from what was found first. */
const FAULTS_MAX = 50

/** One seed's world: a desk that is cut off, frozen and lied to, a broker, and somebody who checks every event. */
export class Simulation {
  readonly world: World
  readonly climate: Climate
  readonly broker: SimBroker
  readonly wire: Wire
  readonly disk: SimDisk
  readonly tape: SimTape
  readonly wishes: Wishes
  readonly wishesADay: number
  readonly asks: Asks
  readonly asksADay: number
  readonly ideas: Ideas
  readonly ideasADay: number
  readonly proposals: ApprovalHistory
  readonly history: History
  /** Folds the durable events as they come, beside the desk and through all its lives. */
  readonly #follower: SimKernel
  readonly #around: Surroundings
  readonly #settings: DeskSettings
  readonly #plans: ReturnType<typeof tradingDays>
  readonly #seed: number
  /** Processes on the book: more than one after one stood still. */
  readonly #processes = new Set<SimDesk>()
  #desk: SimDesk | null = null
  #isOpening = false
  #hasFrozen = false
  #followed = 0
  #cuts = 0
  #unknowns = 0
  readonly #faults = new Set<string>()
  #date: TradeDate | null = null

  constructor(plan: SimPlan) {
    const { seed, days, plant = {}, climate, wishesADay = WISHES_A_DAY } = plan
    const { limits = SIM_LIMITS, capital = SIM_CAPITAL } = plan
    this.#seed = seed
    const draws = new World(seed, epochMs(0))
    const from = firstDay(draws.random)
    this.#plans = tradingDays(from, days)
    const startsAt = epochMs((this.#plans[0]?.opensAt ?? 0) - 30 * 60_000)
    const world = new World(seed, startsAt)
    this.world = world
    this.climate = climate ?? climateOf(draws.random)
    this.broker = new SimBroker(startsAt)
    this.wire = new Wire(world, this.broker, this.climate.wire)
    this.disk = new SimDisk(world, this.climate.disk)
    this.disk.isFenceDown = plant.hasNoFence ?? false
    this.tape = new SimTape(draws.random)
    this.wishes = new Wishes(world)
    this.wishesADay = wishesADay
    this.asks = new Asks(world)
    this.asksADay = plan.asksADay ?? 0
    this.ideas = new Ideas(world)
    this.ideasADay = plan.ideasADay ?? IDEAS_A_DAY
    const approvals = plan.approvals ?? (seed % 3 === 0 ? 'automatic' : 'manual')
    const past = this.tape.past(from)
    this.#settings = { startsAt, past, limits, capital, approvals }
    this.#around = { world, disk: this.disk, wire: this.wire, plant, settings: this.#settings }
    const onFault = (fault: string) => this.fail(`followed: ${fault}`)
    const stranger = new Life()
    this.#follower = simKernel(this.#settings, new MemoryJournal({ keeps: 'nothing' }), {
      client: new FaultyWire(this.wire, stranger),
      clock: new SimClock(world, stranger),
    })
    const { bus } = this.#follower
    this.history = new History(bus, limits, onFault)
    this.proposals = new ApprovalHistory(bus, onFault)
    new StateChecks(bus, () => faultOf(this.#follower, limits), onFault)
    world.onRest = () => this.#rest()
    this.wire.onArrival = (order) => this.#arrive(order.id)
  }

  /** Until the last day is over or something is found. */
  async run(): Promise<SimOutcome> {
    let days = 0
    for (const plan of this.#plans) {
      this.#date = plan.date
      await runDay(this, plan)
      if (this.isOver) break
      // Whoever shares the process has a turn.
      await nextTurn()
      days += 1
      this.history.forgetBefore(plan.date)
    }
    // Only where two processes met can one have written behind the other's back.
    const broken = this.#hasFrozen ? this.disk.firstBreak() : null
    if (broken !== null) this.fail(`the journal breaks at ${broken}`)
    const { intents, approved } = this.history
    return {
      seed: this.#seed,
      days,
      intents,
      orders: approved,
      approvals: this.proposals.approved,
      events: this.disk.head,
      cuts: this.#cuts,
      unknowns: this.#unknowns,
      fault: [...this.#faults][0] ?? null,
      faults: [...this.#faults],
      date: this.isOver ? this.#date : null,
      hash: this.disk.rows.at(-1)?.hash ?? GENESIS,
    }
  }

  /** The desk at work, or null while there is none. */
  get desk(): SimDesk | null {
    const desk = this.#desk
    return desk !== null && desk.isAlive && desk.life.frozenUntil <= this.world.now ? desk : null
  }

  /** Whatever still runs, or will when it moves again. */
  get processes(): readonly SimDesk[] {
    return [...this.#processes]
  }

  get isOver(): boolean {
    return this.#faults.size > 0
  }

  fail(fault: string): void {
    if (this.#faults.size < FAULTS_MAX) this.#faults.add(fault)
  }

  /** Starts the desk's process, unless it runs. */
  start(): void {
    if (this.#isOpening || this.#desk?.isAlive === true) return
    this.#isOpening = true
    SimDesk.open(this.#around, (desk) => this.cut(desk)).then(
      (desk) => {
        this.#isOpening = false
        this.#desk = desk
        this.#processes.add(desk)
        this.#follow()
        const check = () => faultOf(desk.parts, this.#settings.limits)
        new StateChecks(desk.parts.bus, check, (fault) => this.fail(`live: ${fault}`))
        if (this.#followed > 0 && desk.started !== foldOf(this.#follower)) {
          this.fail(
            `a restart at ${this.#followed} is not what all events make: ${differenceOf(desk.started, foldOf(this.#follower))}`,
          )
        }
      },
      (error: unknown) => this.fail(`the desk does not start: ${String(error)}`),
    )
  }

  /** The power of one process goes; another one starts some time later. */
  cut(desk: SimDesk | null = this.#desk): void {
    if (desk === null || !desk.isAlive) return
    const { world } = this
    this.#cuts += 1
    this.#end(desk)
    world.plan(world.pick([1_000, 20_000, world.between(1_000, 600_000)]), null, () => this.start())
  }

  /** A process stands still; another takes the book over, and then the first one goes on for a while. */
  freeze(): void {
    const desk = this.desk
    if (desk === null) return
    this.#hasFrozen = true
    const { world } = this
    desk.life.frozenUntil = world.now + world.between(20_000, 120_000)
    world.plan(16_000, null, () => {
      this.#desk = null
      this.start()
    })
    world.plan(desk.life.frozenUntil - world.now + 10_000, null, () => this.#end(desk))
  }

  #end(desk: SimDesk): void {
    desk.cut()
    this.#processes.delete(desk)
  }

  /** With nothing under way the live state, its fold and the broker's book are one. */
  compare(): void {
    this.#follow()
    const { desk, history, broker } = this
    if (desk === null) return this.fail('there is no desk at the end of the day')
    const rest = faultAtRest(desk.parts)
    if (rest !== null) this.fail(`at rest: ${rest}`)
    if (foldOf(desk.parts) !== foldOf(this.#follower)) {
      this.fail(
        `the fold is not the live state: ${differenceOf(foldOf(desk.parts), foldOf(this.#follower))}`,
      )
    }
    const { unanswered } = this.proposals
    if (unanswered.size > 0) this.fail(`proposals without an answer: ${[...unanswered].join(', ')}`)
    if (history.unanswered.size > 0)
      this.fail(`wishes without an answer: ${[...history.unanswered].join(', ')}`)
    for (const { order, approvedAt, status, filled } of history.orders.values()) {
      const isDue = lifeOf(order, approvedAt, SESSIONS).until < this.world.now
      if (isDue && !['filled', 'rejected', 'cancelled', 'expired'].includes(status)) {
        this.fail(`order ${order.id} is ${status} at the end of the day`)
      }
      if (broker.filledOf(order.id) > filled)
        this.fail(`ghost: order ${order.id}, ${status}, filled more at the broker`)
    }
    for (const { instrument, product, quantity } of broker.positions()) {
      const ours = history.net.get(`${product} ${instrument}`) ?? 0
      if (ours !== quantity)
        this.fail(`${ours} ${instrument} ${product}, the broker has ${quantity}`)
    }
    if (history.flow !== broker.flow)
      this.fail(`fills of ${history.flow}, the broker’s are ${broker.flow}`)
  }

  #rest(): void {
    this.#follow()
    for (const desk of this.#processes) desk.rest()
    if (this.disk.acknowledged > this.disk.head) {
      this.fail(
        `event ${this.disk.acknowledged} was acknowledged, and the disk ends at ${this.disk.head}`,
      )
    }
  }

  #follow(): void {
    const { rows } = this.disk
    for (; this.#followed < rows.length; this.#followed++) {
      const row = rows[this.#followed]
      if (row === undefined) return
      const event = eventOf(row)
      if (event.seq !== this.#followed + 1)
        this.fail(`event ${event.seq} stands at place ${this.#followed + 1}`)
      if (event.type === 'execution.order_unknown') this.#unknowns += 1
      this.#follower.kernel.fold([event])
    }
  }

  /** What reaches the broker must be on the disk, approved, and there for the first time. */
  #arrive(id: Parameters<Wire['onArrival']>[0]['id']): void {
    this.#follow()
    const told = this.history.orders.get(id)
    if (told === undefined) this.fail(`order ${id} reached the broker without an approval`)
    else if (!told.isSubmitted) this.fail(`order ${id} reached the broker before it was durable`)
    if ((this.broker.takenOf.get(id) ?? 0) > 0) this.fail(`order ${id} reached the broker twice`)
    const { intents, shared } = this.history
    if (this.broker.takenOf.size >= intents + shared) this.fail('more orders out than wishes in')
  }
}

/** Where two texts part. */
function differenceOf(one: string, other: string): string {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const from = Math.max(0, at - 60)
  return `…${one.slice(from, at + 60)}… and …${other.slice(from, at + 60)}…`
}
