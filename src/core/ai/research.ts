import type { InstrumentId } from '../../domain/brand.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'

/** A story that somebody published: its words are untrusted wherever they go. */
export interface NewsItem {
  /** Digest of source, title and time: the same story is stored once. */
  readonly id: string
  readonly instruments: readonly InstrumentId[]
  readonly title: string
  readonly summary: string
  readonly link: string | null
  readonly source: string
  readonly publishedAt: EpochMs
  readonly fetchedAt: EpochMs
}

/** A quarter as it was reported. Paise; null where the report says nothing. */
export interface EarningsReport {
  readonly instrument: InstrumentId
  /** Last day of the quarter, `2024-12-31`. */
  readonly periodEnd: string
  readonly isConsolidated: boolean
  /** When it became public; null where the source does not say. */
  readonly announcedAt: EpochMs | null
  readonly revenuePaise: number | null
  readonly profitPaise: number | null
  /** Paise a share. */
  readonly epsPaise: number | null
  /** Paid-up shares at the end of the quarter; absent or null where the report says nothing. */
  readonly shares?: number | null
  /** As the report states it; absent or null where it does not. */
  readonly debtToEquity?: number | null
  readonly source: string
  /** What does not fit together in it, in words: shown, and not relied on. */
  readonly doubts: readonly string[]
}

/** A day on which a company is expected to report. */
export interface ExpectedEarnings {
  readonly instrument: InstrumentId
  readonly expectedOn: TradeDate
  /** Last day of the quarter it is about; null where nobody said. */
  readonly periodEnd: string | null
  /** When this became known; null where the source does not say. */
  readonly announcedAt: EpochMs | null
  /** What the company called it. */
  readonly purpose: string
  readonly source: string
  /** Nobody announced it: it follows from when the company reported before. */
  readonly isEstimate: boolean
}

/** Ratios of a company as somebody published them on a day; null where unknown. */
export interface Fundamentals {
  readonly instrument: InstrumentId
  readonly asOf: string
  readonly source: string
  readonly marketCapPaise: number | null
  readonly pe: number | null
  readonly pb: number | null
  readonly roePercent: number | null
  readonly debtToEquity: number | null
  readonly dividendYieldPercent: number | null
  readonly revenueGrowthPercent: number | null
  readonly profitGrowthPercent: number | null
  /** Profit of the last four quarters, paise for each of the shares below: for whoever has a price. */
  readonly epsYearPaise?: number | null
  readonly shares?: number | null
}

/** What was published of companies, as imported or fetched; asked as of a moment, so that nothing later is seen. */
export abstract class ResearchStore {
  /** Newest first. */
  abstract news(of: {
    readonly instrument: InstrumentId | null
    readonly before: EpochMs
    readonly most: number
  }): Promise<readonly NewsItem[]>
  abstract earnings(of: {
    readonly instrument: InstrumentId | null
    readonly before: EpochMs
    readonly most: number
  }): Promise<readonly EarningsReport[]>
  /** Days from the moment's own on, the nearest first: as announced until then, else as it follows from the reports. */
  abstract upcoming(of: {
    readonly instrument: InstrumentId | null
    readonly before: EpochMs
    readonly most: number
  }): Promise<readonly ExpectedEarnings[]>
  /** The newest of each source as of a day, and what the reports until then tell; empty when nothing is known. */
  abstract fundamentals(instrument: InstrumentId, before: EpochMs): Promise<readonly Fundamentals[]>
  /** The newest of each company and source as of a moment. */
  abstract everyFundamentals(before: EpochMs): Promise<readonly Fundamentals[]>
  /** Counts of new, same and changed rows. */
  abstract keepNews(items: readonly NewsItem[]): Promise<Kept>
  abstract keepEarnings(reports: readonly EarningsReport[]): Promise<Kept>
  abstract keepFundamentals(lines: readonly Fundamentals[]): Promise<Kept>
  /** All of it or nothing. */
  abstract keep(batch: ResearchBatch): Promise<Kept>
  /** What is stored, by kind and source. */
  abstract coverage(): Promise<readonly ResearchCoverage[]>
}

export interface Kept {
  readonly added: number
  readonly same: number
  readonly changed: number
}

/** What a file or an answer brought, to be kept together or not at all. */
export interface ResearchBatch {
  readonly news: readonly NewsItem[]
  readonly earnings: readonly EarningsReport[]
  readonly expected: readonly ExpectedEarnings[]
  readonly fundamentals: readonly Fundamentals[]
}

/** How much is stored of one kind from one source; days of publication. */
export interface ResearchCoverage {
  readonly kind: 'news' | 'earnings' | 'expected earnings' | 'fundamentals'
  readonly source: string
  readonly count: number
  readonly instruments: number
  /** Stories that name no known company; results that carry doubts. */
  readonly doubtful: number
  readonly first: TradeDate
  readonly last: TradeDate
}
