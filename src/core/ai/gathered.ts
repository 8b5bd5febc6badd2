import type { InstrumentId } from '../../domain/brand.ts'
import type { DailyStudy } from '../../domain/daily-study.ts'
import type { TechnicalReading } from '../../domain/technical-reading.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { EarningsReport, Fundamentals, NewsItem } from './research.ts'

/** What code found of one instrument before any model was asked: kept, so that a resume and a replay reason about the same. */
export interface Gathered {
  readonly instrument: InstrumentId
  /** Market time: nothing later was looked at. */
  readonly asOf: EpochMs
  /** Who made the bars; `none` where there are none. */
  readonly source: string
  readonly price: { readonly paise: number; readonly at: EpochMs } | null
  readonly study: DailyStudy | null
  readonly readings: readonly TechnicalReading[]
  /** Daily closes of the last year at most, oldest first, paise, in the shares of today. */
  readonly closes: readonly number[]
  /** Newest first. */
  readonly fundamentals: readonly Fundamentals[]
  readonly earnings: readonly EarningsReport[]
  readonly news: readonly NewsItem[]
  /** Shares held by the desk, signed. */
  readonly held: number
}
