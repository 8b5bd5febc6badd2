import { type Paise, paise } from '../money.ts'
import { type TradeDate, tradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** Gains of a resident individual on listed shares with transaction tax paid; surcharge is not collected here. */
export type GainKind =
  /** Bought and sold the same day: speculative business income, taxed by the person's own slab. */
  | 'speculative'
  /** Held for twelve months or less. */
  | 'short_term'
  | 'long_term'

const SPECULATIVE_SOURCE = 'ClearTax; section 43(5) of the 1961 Act'

/** Tax on short-term gains by day of transfer, basis points. */
export const SHORT_TERM_BPS: Table<number> = table(
  'tax-short-term',
  'Tax on short-term gains, basis points',
  [
    since(null, 1_500, 'sure', 'section 111A; taxfilr.com'),
    since('2024-07-23', 2_000, 'sure', 'Finance (No. 2) Act 2024; section 196 of the 2025 Act'),
  ],
)

/** Tax on long-term gains by day of transfer, basis points. */
export const LONG_TERM_BPS: Table<number> = table(
  'tax-long-term',
  'Tax on long-term gains, basis points',
  [
    since(null, 0, 'sure', 'HDFC Securities; exempt until the Finance Act 2018'),
    since('2018-04-01', 1_000, 'sure', 'Finance Act 2018; section 112A', 'no indexation'),
    since('2024-07-23', 1_250, 'sure', 'section 112A as amended; section 198 of the 2025 Act'),
  ],
)

/** Long-term gains of a tax year that stay free, paise: one amount for the whole year, whatever the rates in it. */
export const LONG_TERM_EXEMPT: Table<number> = table(
  'tax-long-term-exempt',
  'Long-term gains a year that stay free, paise',
  [
    since(null, 0, 'sure', 'long-term gains were not taxed at all'),
    since('2018-04-01', 1_00_000_00, 'sure', 'Finance Act 2018'),
    since(
      '2024-04-01',
      1_25_000_00,
      'sure',
      'section 112A (cabkgoyal.com, taxtmi)',
      'the whole year 2024-25',
    ),
  ],
)

/** Health and education cess on the tax, basis points. */
export const CESS_BPS: Table<number> = table('tax-cess', 'Cess on the tax, basis points', [
  since(null, 300, 'sure', 'getmutualfund.com, moneyvedam'),
  since('2018-04-01', 400, 'sure', 'Finance Act 2018'),
])

/** How gains within a day count. */
export const INTRADAY_INCOME: Table<GainKind> = table('tax-intraday', 'Kind of intraday gains', [
  since(null, 'speculative', 'sure', SPECULATIVE_SOURCE),
])

/** Shares bought before this day have their cost raised to their price of the day before. */
export const GRANDFATHERED_BEFORE: TradeDate = tradeDate('2018-02-01')

/** The first day from which the raised cost counts: before it long-term gains were free. */
export const GRANDFATHERING: Table<boolean> = table(
  'tax-grandfathering',
  'Cost raised to the price of 31 January 2018',
  [
    since(null, false, 'sure', 'long-term gains were not taxed'),
    since(
      '2018-04-01',
      true,
      'likely',
      'Budget notes of 2018; section 55(2)(ac)',
      'the rule is sure, its formula from memory',
    ),
  ],
)

/** The rates that a sale falls under, before cess. */
export interface GainTax {
  readonly kind: GainKind
  /** null: the person's own slab decides. */
  readonly rateBps: number | null
  readonly cessBps: number
  /** What of the year's long-term gains stays free, paise; 0 for other kinds. */
  readonly yearlyExemptPaise: number
}

/** The day up to which shares are short-term: the same day of the next year (a leap day's is 28 February). */
export function shortTermUntil(boughtOn: TradeDate): TradeDate {
  const year = Number(boughtOn.slice(0, 4)) + 1
  const day = boughtOn.slice(4)
  return tradeDate(`${year}${day === '-02-29' ? '-02-28' : day}`)
}

/** Held for more than twelve months is long-term; within a day is speculative. */
export function gainKindOf(boughtOn: TradeDate, soldOn: TradeDate): GainKind {
  if (boughtOn === soldOn) return 'speculative'
  return soldOn > shortTermUntil(boughtOn) ? 'long_term' : 'short_term'
}

/** What tax a sale of shares falls under: the rate by its own day, the free amount by its tax year. */
export function gainTax(boughtOn: TradeDate, soldOn: TradeDate): GainTax {
  const kind = gainKindOf(boughtOn, soldOn)
  const cessBps = asOf(CESS_BPS, soldOn)
  if (kind === 'speculative') return { kind, rateBps: null, cessBps, yearlyExemptPaise: 0 }
  if (kind === 'short_term') {
    return { kind, rateBps: asOf(SHORT_TERM_BPS, soldOn), cessBps, yearlyExemptPaise: 0 }
  }
  return {
    kind,
    rateBps: asOf(LONG_TERM_BPS, soldOn),
    cessBps,
    yearlyExemptPaise: asOf(LONG_TERM_EXEMPT, soldOn),
  }
}

/** The tax year of a day, `2024-25`: April to March. */
export function taxYearOf(date: TradeDate): string {
  const year = Number(date.slice(0, 4)) - (date.slice(5, 7) < '04' ? 1 : 0)
  return `${year}-${String((year + 1) % 100).padStart(2, '0')}`
}

/**
 * Cost of shares for a long-term gain: the larger of the cost and the smaller of their highest price on 31 January 2018
 * and the sale price. All three are for the same shares, paise.
 */
export function grandfatheredCost(
  cost: Paise,
  dates: { readonly boughtOn: TradeDate; readonly soldOn: TradeDate },
  highOnThatDay: Paise | null,
  salePrice: Paise,
): Paise {
  const isOld = dates.boughtOn < GRANDFATHERED_BEFORE && asOf(GRANDFATHERING, dates.soldOn)
  if (!isOld || highOnThatDay === null) return cost
  return paise(Math.max(cost, Math.min(highOnThatDay, salePrice)))
}
