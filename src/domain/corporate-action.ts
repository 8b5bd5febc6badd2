import type { InstrumentId } from './brand.ts'
import type { TradeDate } from './time.ts'

/**
 * What a company does to its shares, in force from the ex-date. `ratio` is new shares for each old one as a
 * fraction (a 1:1 bonus is 2/1, a split of ₹10 into ₹2 is 5/1); `dividendPaise` is cash a share.
 */
export type CorporateAction =
  | {
      readonly kind: 'split' | 'bonus'
      readonly instrument: InstrumentId
      readonly exDate: TradeDate
      readonly newShares: number
      readonly oldShares: number
      readonly source: string
    }
  | {
      readonly kind: 'dividend'
      readonly instrument: InstrumentId
      readonly exDate: TradeDate
      readonly dividendPaise: number
      readonly source: string
    }
  | {
      /** Rights, demerger, merger: the price steps, and by how much is not certain. */
      readonly kind: 'other'
      readonly instrument: InstrumentId
      readonly exDate: TradeDate
      readonly purpose: string
      readonly source: string
    }

/** From a day on, the shares of one symbol trade under another. */
export interface SymbolChange {
  readonly before: InstrumentId
  readonly after: InstrumentId
  readonly from: TradeDate
}
