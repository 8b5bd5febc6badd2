import type { Event } from '../core/events.ts'
import type { EquityLine, FillLine, PositionLine, TradeLine } from '../domain/backtest.ts'
import type { Charges } from '../domain/charges.ts'
import type { ContractNote } from '../domain/contract-note.ts'
import type { DenialReason } from '../domain/denial.ts'
import type { PerformanceSettings } from '../domain/performance/settings.ts'
import { PerformanceCalculator, type PerformanceReport } from '../domain/performance.ts'
import { addDays, dateOf } from '../domain/time.ts'
import { positionLines } from './backtest-words.ts'
import { RunLedger } from './run-ledger.ts'

/** What became of a book from its first event on: one document, the same whoever folds the journal. */
export interface SessionSummary {
  readonly book: string
  /** Where prices came from, as every screen says it. */
  readonly market: string
  readonly capitalPaise: number
  /** What resets put into the account since then (negative: took out of it): no result. */
  readonly flowPaise: number
  readonly finalEquityPaise: number
  readonly cashPaise: number
  readonly positions: readonly PositionLine[]
  readonly trades: readonly TradeLine[]
  readonly fills: readonly FillLine[]
  readonly charges: Charges
  readonly metrics: PerformanceReport
  readonly equity: readonly EquityLine[]
  readonly sessions: number
  readonly orders: {
    readonly approved: number
    readonly denied: number
    readonly dropped: number
    readonly denials: Readonly<Partial<Record<DenialReason, number>>>
  }
  /** Of the last day that traded; its lines add up to its charges. */
  readonly contractNote: ContractNote | null
  readonly warnings: readonly string[]
  readonly seed: number
  readonly events: number
  readonly journalHash: string
}

/** How a book began. */
export interface BookBeginning {
  readonly capitalPaise: number
  /** Epoch ms. */
  readonly startsAt: number
}

/** What a summary says of its book beyond what the journal holds. */
export type BookWords = Pick<
  SessionSummary,
  'book' | 'market' | 'contractNote' | 'seed' | 'journalHash'
>

const LINES_MAX = 100_000
const UNWATCHED = { maePaise: null, mfePaise: null } as const

/** A book from its first event on, folded into its figures. */
export class SessionFold {
  readonly #capitalPaise: number
  readonly #calculator: PerformanceCalculator
  readonly #ledger: RunLedger
  #seq = 0

  constructor({ capitalPaise, startsAt }: BookBeginning, performance: PerformanceSettings) {
    const date = addDays(dateOf(startsAt), -1)
    const opening = { date, equityPaise: capitalPaise, benchmark: null }
    this.#capitalPaise = capitalPaise
    this.#calculator = new PerformanceCalculator(performance, opening)
    this.#ledger = new RunLedger({
      calculator: this.#calculator,
      excursion: () => UNWATCHED,
      benchmark: new Map(),
      linesMax: LINES_MAX,
    })
  }

  /** Place of the last event that counts. */
  get seq(): number {
    return this.#seq
  }

  /** In order; an event that counts already changes nothing. */
  apply(event: Event): void {
    if (event.seq <= this.#seq) return
    this.#seq = event.seq
    this.#ledger.apply(event)
  }

  /** Every metric at this moment. */
  report(): PerformanceReport {
    return this.#calculator.report(null)
  }

  summary(words: BookWords, events: number): SessionSummary {
    const ledger = this.#ledger
    const positions = positionLines(ledger)
    const { approved, denied, dropped, denials } = ledger
    return {
      ...words,
      capitalPaise: this.#capitalPaise,
      flowPaise: ledger.flowPaise,
      finalEquityPaise: positions.reduce((sum, { valuePaise }) => sum + valuePaise, ledger.cash),
      cashPaise: ledger.cash,
      positions,
      trades: ledger.trades,
      fills: ledger.fills,
      charges: ledger.charges,
      metrics: this.report(),
      equity: ledger.equity,
      sessions: ledger.equity.length,
      orders: { approved, denied, dropped, denials },
      warnings: ledger.halts.map((reason) => `Trading halted: ${reason}`),
      events,
    }
  }
}
