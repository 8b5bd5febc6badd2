import type { Journal } from '../core/journal.ts'
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

export interface SummaryDeps {
  readonly book: string
  readonly market: string
  readonly capitalPaise: number
  readonly startsAt: number
  readonly performance: PerformanceSettings
  readonly contractNote: ContractNote | null
  readonly seed: number
}

const PAGE = 5_000
const LINES_MAX = 100_000

const UNWATCHED = { maePaise: null, mfePaise: null } as const

/** Folds the journal of a book into its summary. Everything appended must be durable. */
export async function summarize(journal: Journal, deps: SummaryDeps): Promise<SessionSummary> {
  const { book, market, capitalPaise, contractNote, seed } = deps
  const date = addDays(dateOf(deps.startsAt), -1)
  const calculator = new PerformanceCalculator(deps.performance, {
    date,
    equityPaise: capitalPaise,
    benchmark: null,
  })
  const ledger = new RunLedger({
    calculator,
    excursion: () => UNWATCHED,
    benchmark: new Map(),
    linesMax: LINES_MAX,
  })
  let events = 0
  for (let after = 0; ; after = events) {
    const page = await journal.read(after, PAGE)
    for (const event of page) ledger.apply(event)
    events = page.at(-1)?.seq ?? events
    if (page.length < PAGE) break
  }
  const positions = positionLines(ledger)
  const { approved, denied, dropped, denials } = ledger
  return {
    book,
    market,
    capitalPaise,
    finalEquityPaise: positions.reduce((sum, { valuePaise }) => sum + valuePaise, ledger.cash),
    cashPaise: ledger.cash,
    positions,
    trades: ledger.trades,
    fills: ledger.fills,
    charges: ledger.charges,
    metrics: calculator.report(null),
    equity: ledger.equity,
    sessions: ledger.equity.length,
    orders: { approved, denied, dropped, denials },
    contractNote,
    warnings: ledger.halts.map((reason) => `Trading halted: ${reason}`),
    seed,
    events,
    journalHash: journal.hash,
  }
}
