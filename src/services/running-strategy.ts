import type { Bar } from '../domain/bar.ts'
import type {
  Desk,
  InstrumentStrategy,
  PortfolioDesk,
  PortfolioStrategy,
  StrategyPlan,
} from '../domain/strategy.ts'

/** A strategy's memory as plain JSON: one list of columns an instance. */
export interface SavedStrategy {
  readonly name: string
  readonly memories: readonly (readonly [number, readonly (readonly (number | null)[])[]])[]
  readonly positions: readonly (readonly [number, number])[]
  readonly waiting: readonly (readonly [number, number])[]
  /** Why it was stopped, or null while it runs. */
  readonly stopped: string | null
}

/** Index under which a portfolio strategy's one memory is saved. */
const WHOLE = -1

/** One strategy at work: its instances, what it holds, and what it waits for. */
export class RunningStrategy {
  readonly plan: StrategyPlan
  /** Signed shares that it holds, by instrument. */
  readonly positions: Float64Array
  /** Its orders still working, by instrument. */
  readonly waiting: Uint16Array
  /** Why it was stopped, or null while it runs. */
  stopped: string | null = null
  readonly #instances: (InstrumentStrategy | undefined)[]
  readonly #portfolio: PortfolioStrategy | null

  constructor(plan: StrategyPlan, size: number) {
    this.plan = plan
    this.positions = new Float64Array(size)
    this.waiting = new Uint16Array(size)
    this.#instances = new Array<InstrumentStrategy | undefined>(size).fill(undefined)
    const { definition, values } = plan
    this.#portfolio = definition.scope === 'portfolio' ? definition.create(values, size) : null
  }

  get name(): string {
    return this.plan.definition.name
  }

  onBar(instrument: number, bar: Bar, desk: Desk): void {
    if (this.#portfolio === null)
      (this.#instances[instrument] ?? this.#make(instrument))?.onBar(bar, desk)
    else this.#portfolio.onBar(instrument, bar)
  }

  onMoment(at: number, desk: PortfolioDesk): void {
    this.#portfolio?.onMoment(at, desk)
  }

  /** It holds nothing and waits for nothing; what it remembers of prices stays. */
  beginAnew(): void {
    this.positions.fill(0)
    this.waiting.fill(0)
  }

  save(): SavedStrategy {
    const memories: [number, (number | null)[][]][] = []
    if (this.#portfolio) memories.push([WHOLE, plain(this.#portfolio.memory)])
    for (const [index, instance] of this.#instances.entries()) {
      if (instance) memories.push([index, plain(instance.memory)])
    }
    const { name, stopped } = this
    const held = { positions: sparse(this.positions), waiting: sparse(this.waiting) }
    return { name, memories, ...held, stopped }
  }

  load({ memories, positions, waiting, stopped }: SavedStrategy): void {
    this.stopped = stopped
    for (const [index, columns] of memories) {
      const instance = index === WHOLE ? this.#portfolio : this.#make(index)
      for (const [place, column] of (instance?.memory ?? []).entries()) {
        column.set((columns[place] ?? []).map((value) => value ?? Number.NaN))
      }
    }
    for (const [index, quantity] of positions) this.positions[index] = quantity
    for (const [index, count] of waiting) this.waiting[index] = count
  }

  #make(instrument: number): InstrumentStrategy | undefined {
    const { definition, values } = this.plan
    if (definition.scope !== 'instrument') return undefined
    const instance = definition.create(values)
    this.#instances[instrument] = instance
    return instance
  }
}

const plain = (memory: readonly Float64Array[]): (number | null)[][] =>
  memory.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value)))

function sparse(column: Float64Array | Uint16Array): (readonly [number, number])[] {
  const entries: (readonly [number, number])[] = []
  for (const [index, value] of column.entries()) if (value !== 0) entries.push([index, value])
  return entries
}
