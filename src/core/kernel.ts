import type { Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { ContractNote } from '../domain/contract-note.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import type { FillModel } from '../domain/fill-model.ts'
import type { MergedBars } from '../domain/merge-bars.ts'
import type { Paise } from '../domain/money.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import type { RiskUse } from '../domain/risk-use.ts'
import type { MarketCalendar } from '../domain/rulebook/calendar.ts'
import type { ChargeTerms } from '../domain/rulebook/charge-rates.ts'
import type { Signal } from '../domain/signal.ts'
import type { StrategyPlan } from '../domain/strategy.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { Universe } from '../domain/universe.ts'
import type { VirtualClock } from './clock.ts'
import { TradingError } from './errors.ts'
import type { EventBus } from './event-bus.ts'
import type { Event } from './events.ts'
import type { Intake } from './intake.ts'
import type { Journal } from './journal.ts'
import type { Logger } from './log.ts'
import type { MarketLane } from './market-lane.ts'
import type { MarketSession } from './market-session.ts'
import type { MarketBlock } from './ports.ts'
import type { Quotes } from './quotes.ts'

/** A part of the kernel that can be put away and taken up again: its state is plain JSON. */
export interface Persistent {
  save(): unknown
  load(state: never): void
  /** A checkpoint made before there was such a part holds nothing of it, and that is what it had to remember. */
  readonly beganEmpty?: boolean
}

/** All that the kernel remembers at one place of the journal. */
export interface KernelState {
  readonly seq: number
  readonly at: number
  readonly parts: Readonly<Record<string, unknown>>
}

/** Everything a kernel is made from. The same settings and the same market give the same journal. */
export interface KernelSettings {
  /** At least 15 hexadecimal digits: the book's name, from which its ids follow. */
  readonly name: string
  readonly mode: 'dry-run' | 'paper' | 'live'
  readonly capital: Paise
  readonly startsAt: EpochMs
  readonly universe: Universe
  readonly calendar: MarketCalendar
  readonly actions: readonly CorporateAction[]
  readonly plans: readonly StrategyPlan[]
  readonly feed: 'ticks' | Interval
  /** Daily bars before the first moment: usual volumes, correlations, and what daily strategies remember. */
  readonly past: MergedBars
  readonly limits: RiskLimits
  readonly terms: ChargeTerms
  readonly fills: FillModel
  /** Whether a person is asked before a proposal of the AI's becomes a wish; absent is automatic, a live book always asks. */
  readonly approvals?: 'automatic' | 'manual'
  /** What outcomes of the AI's decisions are compared with; absent is the NIFTY 50. */
  readonly benchmark?: InstrumentId
  /** Whether the account begins anew with each month; absent is never, and a live one never does. */
  readonly resets?: 'monthly' | 'never'
  /** A step in price that nothing explains is told and traded through, as other backtesters do: for comparing only. */
  readonly isStepBelieved?: boolean
  readonly journal: Journal
  readonly log: Logger
}

export interface KernelDeps {
  readonly bus: EventBus
  readonly lane: MarketLane
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly universe: Universe
  readonly clock: VirtualClock
  readonly journal: Journal
  /** In the order in which they are saved and loaded. */
  readonly parts: Readonly<Record<string, Persistent>>
  /** The contract note of the last day that traded. */
  readonly note: () => ContractNote | null
  /** What a wish would meet now. */
  readonly preview: (wish: Signal) => TradePreview
  readonly riskUse: () => RiskUse
  /** States the first facts of a new book. */
  readonly begin: () => void
  /** Lets orders leave for a broker outside, whose answers come in by the intake. */
  readonly connect: (intake: Intake) => void
  readonly close: () => Promise<void>
}

/** One book at work: market data in, facts out. Backtest, paper and live differ only in what they hand to it. */
export class Kernel {
  readonly bus: EventBus
  readonly clock: VirtualClock
  /** The last prices, for whoever shows them. */
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly universe: Universe
  readonly #deps: KernelDeps
  #isConnected = false

  constructor(deps: KernelDeps) {
    this.bus = deps.bus
    this.clock = deps.clock
    this.quotes = deps.quotes
    this.session = deps.session
    this.universe = deps.universe
    this.#deps = deps
  }

  /** Opens the account and states which strategies run: once a book. */
  begin(): void {
    this.#deps.begin()
  }

  /** From now on what happens is new, so orders may leave; a repetition changes nothing. */
  connect(intake: Intake): void {
    if (this.#isConnected) return
    this.#isConnected = true
    this.#deps.connect(intake)
  }

  /** The contract note of the last day that traded, or null. */
  get note(): ContractNote | null {
    return this.#deps.note()
  }

  /** What a wish would meet and cost now, by the assessment that it would get; nothing is stated and nothing changes. */
  preview(wish: Signal): TradePreview {
    return this.#deps.preview(wish)
  }

  /** How much of each limit is used up now. */
  riskUse(): RiskUse {
    return this.#deps.riskUse()
  }

  deliver(block: MarketBlock): void {
    this.#deps.lane.deliver(block)
  }

  /** Folds stored events into the state, as after a restart. */
  fold(events: Iterable<Event>): void {
    for (const event of events) {
      this.clock.advance(event.at)
      this.bus.replay(event)
    }
  }

  save(): KernelState {
    const parts: Record<string, unknown> = {}
    for (const [name, part] of Object.entries(this.#deps.parts)) parts[name] = part.save()
    return { seq: this.bus.head, at: this.clock.now(), parts }
  }

  /** Why a saved state is not one of this kernel at this place of its journal; null when it is. */
  misfitOf({ seq, parts }: KernelState): string | null {
    if (seq !== this.bus.head)
      return `it is of event ${seq}, the journal stands at ${this.bus.head}`
    const lacking = Object.entries(this.#deps.parts).find(
      ([name, { beganEmpty = false }]) => !beganEmpty && !Object.hasOwn(parts, name),
    )?.[0]
    if (lacking !== undefined) return `it holds nothing of "${lacking}"`
    const unknown = Object.keys(parts).find((name) => !Object.hasOwn(this.#deps.parts, name))
    return unknown === undefined ? null : `it holds "${unknown}", which this program does not know`
  }

  /** Takes a saved state up; the clock stands where it stood. Throws CONFLICT for one that does not fit. */
  load(state: KernelState): void {
    const misfit = this.misfitOf(state)
    if (misfit !== null)
      throw new TradingError('CONFLICT', `The checkpoint does not fit: ${misfit}`)
    this.clock.advance(epochMs(state.at))
    for (const [name, part] of Object.entries(this.#deps.parts))
      if (Object.hasOwn(state.parts, name)) part.load(state.parts[name] as never)
  }

  /** The journal that the kernel writes. */
  get journal(): Journal {
    return this.#deps.journal
  }

  close(): Promise<void> {
    return this.#deps.close()
  }
}

/** Builds kernels: only the container knows how. */
export abstract class KernelFactory {
  abstract open(settings: KernelSettings): Kernel
}
