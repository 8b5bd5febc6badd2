import type { Bar } from '../domain/bar.ts'
import { loadColumn, type SavedColumn, savedColumn } from '../domain/saved-column.ts'
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
  readonly memories: readonly (readonly [number, readonly SavedColumn[]])[]
  readonly positions: readonly (readonly [number, number])[]
  readonly waiting: readonly (readonly [number, number])[]
  /** Why it was stopped, or null while it runs. */
  readonly stopped: string | null
  /** Why a person wants no entries of it; absent where nobody does. */
  readonly off?: string | null
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
  /** Why a person wants no entries of it: it goes on watching and may leave what it holds. */
  off: string | null = null
  #instances: (InstrumentStrategy | undefined)[] = []
  #portfolio: PortfolioStrategy | null = null

  constructor(plan: StrategyPlan, size: number) {
    this.plan = plan
    this.positions = new Float64Array(size)
    this.waiting = new Uint16Array(size)
    this.#learnAnew()
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

  /** Runs again after it failed: what it missed cannot be made good, so it begins to learn anew. */
  revive(): void {
    this.stopped = null
    this.#learnAnew()
  }

  /** It holds nothing and waits for nothing; what it remembers of prices stays. */
  beginAnew(): void {
    this.positions.fill(0)
    this.waiting.fill(0)
  }

  save(): SavedStrategy {
    const memories: [number, readonly SavedColumn[]][] = []
    if (this.#portfolio) memories.push([WHOLE, this.#portfolio.memory.map(savedColumn)])
    for (const [index, instance] of this.#instances.entries()) {
      if (instance) memories.push([index, instance.memory.map(savedColumn)])
    }
    const { name, stopped } = this
    const held = { positions: sparse(this.positions), waiting: sparse(this.waiting) }
    const { off } = this
    return { name, memories, ...held, stopped, ...(off === null ? {} : { off }) }
  }

  load({ memories, positions, waiting, stopped, off = null }: SavedStrategy): void {
    this.stopped = stopped
    this.off = off
    for (const [index, columns] of memories) {
      const instance = index === WHOLE ? this.#portfolio : this.#make(index)
      for (const [place, column] of (instance?.memory ?? []).entries()) {
        loadColumn(column, columns[place] ?? [])
      }
    }
    for (const [index, quantity] of positions) this.positions[index] = quantity
    for (const [index, count] of waiting) this.waiting[index] = count
  }

  #learnAnew(): void {
    const { definition, values } = this.plan
    const size = this.positions.length
    this.#instances = new Array<InstrumentStrategy | undefined>(size).fill(undefined)
    this.#portfolio = definition.scope === 'portfolio' ? definition.create(values, size) : null
  }

  #make(instrument: number): InstrumentStrategy | undefined {
    const { definition, values } = this.plan
    if (definition.scope !== 'instrument') return undefined
    const instance = definition.create(values)
    this.#instances[instrument] = instance
    return instance
  }
}

function sparse(column: Float64Array | Uint16Array): (readonly [number, number])[] {
  const entries: (readonly [number, number])[] = []
  for (const [index, value] of column.entries()) if (value !== 0) entries.push([index, value])
  return entries
}
