import { type InstrumentId, instrumentId } from '../../domain/brand.ts'
import { reportDeadline } from '../../domain/reporting.ts'
import { addDays, type EpochMs, epochMs, midnightOf, tradeDate } from '../../domain/time.ts'
import type { EarningsReport, ExpectedEarnings, Fundamentals, NewsItem } from '../ai/research.ts'

export type NewsRow = {
  readonly id: string
  readonly instruments: readonly string[]
  readonly title: string
  readonly summary: string
  readonly link: string | null
  readonly source: string
  readonly published_at: number
  readonly fetched_at: number
}

export type EarningsRow = {
  readonly instrument: string
  readonly period_end: string
  readonly is_consolidated: boolean
  readonly source: string
  readonly known_at: number
  readonly announced_at: number | null
  readonly revenue_paise: number | null
  readonly profit_paise: number | null
  readonly eps_paise: number | null
  readonly shares: number | null
  readonly debt_to_equity: number | null
  readonly doubts: readonly string[]
}

export type ExpectedRow = {
  readonly instrument: string
  readonly expected_on: string
  readonly source: string
  readonly period_end: string | null
  readonly known_at: number
  readonly announced_at: number | null
  readonly purpose: string
}

export type FundamentalsRow = {
  readonly instrument: string
  readonly as_of: string
  readonly source: string
  readonly known_at: number
  readonly market_cap_paise: number | null
  readonly pe: number | null
  readonly pb: number | null
  readonly roe_percent: number | null
  readonly debt_to_equity: number | null
  readonly dividend_yield_percent: number | null
  readonly revenue_growth_percent: number | null
  readonly profit_growth_percent: number | null
}

/** The tables of migration 0007. */
export type ResearchTables = {
  readonly research_news: NewsRow
  readonly earnings_reports: EarningsRow
  readonly expected_earnings: ExpectedRow
  readonly company_fundamentals: FundamentalsRow
}

/** Boards tell of a meeting on results so many days ahead at least (SEBI LODR Regulations 2015, regulation 29). */
const NOTICE_DAYS = 5

const momentOf = (at: number | null): EpochMs | null => (at === null ? null : epochMs(at))

export const newsRow = (item: NewsItem): NewsRow => ({
  id: item.id,
  instruments: [...new Set(item.instruments)].sort(),
  title: item.title,
  summary: item.summary,
  link: item.link,
  source: item.source,
  published_at: item.publishedAt,
  fetched_at: item.fetchedAt,
})

export const newsOf = (row: NewsRow): NewsItem => ({
  id: row.id,
  instruments: row.instruments.map(instrumentId),
  title: row.title,
  summary: row.summary,
  link: row.link,
  source: row.source,
  publishedAt: epochMs(row.published_at),
  fetchedAt: epochMs(row.fetched_at),
})

/** Where nobody says when a report came out, it counts as known once it had to be. */
const reportKnownAt = ({ announcedAt, periodEnd }: EarningsReport): EpochMs =>
  announcedAt ?? midnightOf(addDays(reportDeadline(tradeDate(periodEnd)), 1))

export const earningsRow = (report: EarningsReport): EarningsRow => ({
  instrument: report.instrument,
  period_end: report.periodEnd,
  is_consolidated: report.isConsolidated,
  source: report.source,
  known_at: reportKnownAt(report),
  announced_at: report.announcedAt,
  revenue_paise: report.revenuePaise,
  profit_paise: report.profitPaise,
  eps_paise: report.epsPaise,
  shares: report.shares ?? null,
  debt_to_equity: report.debtToEquity ?? null,
  doubts: report.doubts,
})

export const earningsOf = (row: EarningsRow, instrument: InstrumentId): EarningsReport => ({
  instrument,
  periodEnd: row.period_end,
  isConsolidated: row.is_consolidated,
  announcedAt: momentOf(row.announced_at),
  revenuePaise: row.revenue_paise,
  profitPaise: row.profit_paise,
  epsPaise: row.eps_paise,
  shares: row.shares,
  debtToEquity: row.debt_to_equity,
  source: row.source,
  doubts: row.doubts,
})

/** Where nobody says when a meeting was announced, it counts as known when it had to be, and at the latest when it is kept. */
const dayKnownAt = ({ announcedAt, expectedOn }: ExpectedEarnings, keptAt: EpochMs): EpochMs =>
  announcedAt ?? epochMs(Math.min(keptAt, midnightOf(addDays(expectedOn, -NOTICE_DAYS))))

export const expectedRow = (day: ExpectedEarnings, keptAt: EpochMs): ExpectedRow => ({
  instrument: day.instrument,
  expected_on: day.expectedOn,
  source: day.source,
  period_end: day.periodEnd,
  known_at: dayKnownAt(day, keptAt),
  announced_at: day.announcedAt,
  purpose: day.purpose,
})

export const expectedOf = (row: ExpectedRow, instrument: InstrumentId): ExpectedEarnings => ({
  instrument,
  expectedOn: tradeDate(row.expected_on),
  periodEnd: row.period_end,
  announcedAt: momentOf(row.announced_at),
  purpose: row.purpose,
  source: row.source,
  isEstimate: false,
})

/** Ratios of a day are known when it is over, or when they are kept on that very day. */
export const fundamentalsRow = (line: Fundamentals, keptAt: EpochMs): FundamentalsRow => ({
  instrument: line.instrument,
  as_of: line.asOf,
  source: line.source,
  known_at: Math.min(keptAt, midnightOf(addDays(tradeDate(line.asOf), 1))),
  market_cap_paise: line.marketCapPaise,
  pe: line.pe,
  pb: line.pb,
  roe_percent: line.roePercent,
  debt_to_equity: line.debtToEquity,
  dividend_yield_percent: line.dividendYieldPercent,
  revenue_growth_percent: line.revenueGrowthPercent,
  profit_growth_percent: line.profitGrowthPercent,
})

export const fundamentalsOf = (row: FundamentalsRow, instrument: InstrumentId): Fundamentals => ({
  instrument,
  asOf: row.as_of,
  source: row.source,
  marketCapPaise: row.market_cap_paise,
  pe: row.pe,
  pb: row.pb,
  roePercent: row.roe_percent,
  debtToEquity: row.debt_to_equity,
  dividendYieldPercent: row.dividend_yield_percent,
  revenueGrowthPercent: row.revenue_growth_percent,
  profitGrowthPercent: row.profit_growth_percent,
})
