import type { InstrumentId } from './brand.ts'

/** What kind of thing it is: only the first two can be traded here. */
export type InstrumentKind = 'equity' | 'etf' | 'index'

/** A tradable thing as it is known on a day; what changes by date (tick, band, session) is asked of the rulebook. */
export interface Instrument {
  readonly id: InstrumentId
  readonly exchange: 'NSE' | 'BSE'
  readonly symbol: string
  readonly name: string
  readonly kind: InstrumentKind
  /** Industry as NSE's index lists write it, or null when unknown. */
  readonly sector: string | null
  readonly isin: string | null
  /** Shares are traded in whole multiples of it: 1 in the cash market. */
  readonly lotSize: number
  /** Tick in paise as the exchange's instrument file states it; null asks the rulebook. */
  readonly tickPaise: number | null
  /** Most shares one order may hold; null when unknown. */
  readonly freezeQuantity: number | null
  /** Daily price band in percent of the previous close; null when the share has none (F&O shares). */
  readonly bandPercent: 2 | 5 | 10 | 20 | null
  /** Whether derivatives exist on it: decides closing auction, band and short eligibility. */
  readonly isDerivativeEligible: boolean
}

/** The symbol part of `NSE:INFY`. */
export const symbolOf = (id: InstrumentId): string => id.slice(id.indexOf(':') + 1)

/** An equity of which nothing more is known than its name; the strictest reading of each unknown. */
export function plainEquity(id: InstrumentId): Instrument {
  return {
    id,
    exchange: id.startsWith('BSE:') ? 'BSE' : 'NSE',
    symbol: symbolOf(id),
    name: symbolOf(id),
    kind: 'equity',
    sector: null,
    isin: null,
    lotSize: 1,
    tickPaise: null,
    freezeQuantity: null,
    bandPercent: null,
    isDerivativeEligible: false,
  }
}
