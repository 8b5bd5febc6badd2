import type { InstrumentId } from '../../domain/brand.ts'
import type { CorporateAction } from '../../domain/corporate-action.ts'
import type { Paise } from '../../domain/money.ts'
import type { Phase } from '../../domain/rulebook/phase.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'

/** Facts about the market. Ticks and bars ride the market lane and are not events. */
export interface MarketEvents {
  /** A price that a valuation rests on: journalled because market data is not. */
  'market.price_update': {
    readonly instrument: InstrumentId
    readonly price: Paise
    readonly previousClose: Paise | null
    readonly madeAt: EpochMs
    readonly why: 'session_close' | 'quote'
  }
  'market.volume_spike': {
    readonly instrument: InstrumentId
    readonly volume: number
    /** Average volume of the bars before it, shares. */
    readonly usual: number
  }
  'market.news': {
    readonly instrument: InstrumentId
    readonly title: string
    readonly source: string
    readonly publishedAt: EpochMs
  }
  'market.earnings': {
    readonly instrument: InstrumentId
    readonly period: string
    readonly reportedAt: EpochMs
  }
  'market.open': { readonly date: TradeDate; readonly isSpecial: boolean }
  'market.close': { readonly date: TradeDate }
  'market.fundamentals': { readonly instrument: InstrumentId; readonly asOf: TradeDate }
  'market.corporate_action': CorporateAction
  'market.halt': {
    readonly instrument: InstrumentId | null
    readonly until: EpochMs | null
    readonly reason: string
  }
  'market.session_phase_change': {
    readonly date: TradeDate
    /** Shares with derivatives have sessions of their own since 3 Aug 2026. */
    readonly segment: 'cash' | 'cash_with_derivatives'
    readonly phase: Phase
  }
  'market.feed_stale': { readonly feed: string; readonly lastAt: EpochMs }
  'market.feed_restored': { readonly feed: string; readonly silentMs: number }
}
