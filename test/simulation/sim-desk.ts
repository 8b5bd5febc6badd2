import type { Events, Origin } from '../../src/core/events.ts'
import type { FactType } from '../../src/core/flow.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { Intake } from '../../src/core/intake.ts'
import { eventOf } from '../../src/core/journal.ts'
import { SilentLogger } from '../../src/core/log.ts'
import type { MarketBlock } from '../../src/core/ports.ts'
import { epochMs } from '../../src/domain/time.ts'
import { FaultyWire, type Wire } from './faulty-wire.ts'
import { JournalFrom } from './journal-from.ts'
import { type DeskSettings, foldOf, type Plant, type SimKernel, simKernel } from './kit.ts'
import type { SimDisk, StoredState } from './sim-disk.ts'
import { Life, SimClock, type World } from './world.ts'

/** What stands around a desk and outlives it. */
export interface Surroundings {
  readonly world: World
  readonly disk: SimDisk
  readonly wire: Wire
  readonly plant: Plant
  readonly settings: DeskSettings
}

/** Seldom: the answers and updates that get through say when to look. */
const PACE = { liveMs: 900_000, nightMs: 600_000 }
/** How long the pump waits at most before it lets others in. */
const LISTEN_MS = 50

/** One life of a desk's process: from its start over what the disk holds to the cut that ends it. */
export class SimDesk {
  readonly life: Life
  readonly clock: SimClock
  readonly parts: SimKernel
  readonly journal: GroupedJournal
  /** The state after the start, as far as it follows from events. */
  readonly started: string
  readonly #around: Surroundings
  readonly #intake: Intake
  #isAdmitting = false

  private constructor(around: Surroundings, life: Life, clock: SimClock, journal: GroupedJournal) {
    const { plant, wire, settings } = around
    this.#around = around
    this.life = life
    this.clock = clock
    this.journal = journal
    const own = new FaultyWire(wire, life)
    const outside = { client: plant.client?.(own) ?? own, clock, pace: PACE }
    const saved = around.disk.checkpoint
    const from = new JournalFrom(journal, saved?.seq ?? 0)
    this.parts = simKernel(settings, from, outside, plant)
    this.#intake = new Intake(this.parts.bus, plant.answers?.(journal) ?? journal)
    this.#restore(saved)
    from.folded()
    this.started = foldOf(this.parts)
    this.#begin()
  }

  /** Starts a process on the book. Its end comes with the world's next cut, or with its journal's failure. */
  static async open(around: Surroundings, onFailure: (desk: SimDesk) => void): Promise<SimDesk> {
    const life = new Life()
    const clock = new SimClock(around.world, life)
    const log = around.disk.take(life)
    const journal = await GroupedJournal.open({ log, logger: new SilentLogger(), clock })
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

  /** From the state that was put away and the events since, or from the first event. */
  #restore(saved: StoredState | null): void {
    const { rows } = this.#around.disk
    const { kernel } = this.parts
    if (saved !== null) kernel.load(JSON.parse(saved.text))
    kernel.fold(rows.slice(saved?.seq ?? 0).map(eventOf))
  }

  #begin(): void {
    const { kernel, gateway } = this.parts
    if (this.journal.head === 0) kernel.begin()
    if (this.#around.plant.forgetsWorking) gateway.begin(this.#intake, [])
    kernel.connect(this.#intake)
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
