import type { InstrumentId } from './brand.ts'
import type { TradeDate } from './time.ts'

/** Shares held and what was paid for them, paise. */
export interface HeldShares {
  readonly instrument: InstrumentId
  readonly quantity: number
  readonly costPaise: number
}

/** The newest price that is known of a share. */
export interface KnownPrice {
  readonly pricePaise: number
  readonly madeOn: TradeDate
  /** Whose price it is: a source of stored bars, or `file`. */
  readonly source: string
}

/** What a review suggests. */
export type Advice = 'outsized' | 'take_profit' | 'cut'

/** One holding, valued; without a price it has no value, and none is made up. */
export interface ReviewedHolding extends HeldShares {
  readonly sector: string | null
  readonly price: KnownPrice | null
  readonly valuePaise: number | null
  readonly profitPaise: number | null
  /** Of what was paid. */
  readonly profitBps: number | null
  /** Of everything that has a value. */
  readonly weightBps: number | null
  readonly advice: readonly Advice[]
}

/** Everything held in one sector. */
export interface SectorExposure {
  /** null where no list names it. */
  readonly sector: string | null
  readonly holdings: number
  readonly valuePaise: number
  readonly weightBps: number
}

/** A portfolio at its newest known prices. */
export interface PortfolioReview {
  /** The largest value first; those without one last. */
  readonly holdings: readonly ReviewedHolding[]
  readonly sectors: readonly SectorExposure[]
  /** Of the holdings that have a price. */
  readonly costPaise: number
  readonly valuePaise: number
  readonly profitPaise: number
  /** Holdings without a price: in none of the sums. */
  readonly unpriced: number
}

/** Above this share of the portfolio a holding is outsized (trading.md, strategy review). */
const OUTSIZED_BPS = 1_000
/** From this gain on profit should be taken, from this loss on the holding be cut (trading.md, strategy review). */
const TAKE_PROFIT_BPS = 2_500
const CUT_BPS = -1_500

const BPS = 10_000
const shareOf = (part: number, whole: number): number => (part / whole) * BPS

/** Values holdings and says what stands out. */
export function reviewPortfolio(
  held: readonly HeldShares[],
  priceOf: (instrument: InstrumentId) => KnownPrice | null,
  sectorOf: (instrument: InstrumentId) => string | null,
): PortfolioReview {
  const valued = held.map((holding) => {
    const price = priceOf(holding.instrument)
    const valuePaise = price === null ? null : price.pricePaise * holding.quantity
    return { ...holding, sector: sectorOf(holding.instrument), price, valuePaise }
  })
  const priced = valued.flatMap(({ valuePaise, costPaise }) =>
    valuePaise === null ? [] : [{ valuePaise, costPaise }],
  )
  const total = priced.reduce((sum, { valuePaise }) => sum + valuePaise, 0)
  const cost = priced.reduce((sum, { costPaise }) => sum + costPaise, 0)
  const holdings = valued.map((holding): ReviewedHolding => {
    const { valuePaise, costPaise } = holding
    if (valuePaise === null) {
      return { ...holding, profitPaise: null, profitBps: null, weightBps: null, advice: [] }
    }
    const profitPaise = valuePaise - costPaise
    const profitBps = costPaise > 0 ? shareOf(profitPaise, costPaise) : null
    const weightBps = total > 0 ? shareOf(valuePaise, total) : null
    return { ...holding, profitPaise, profitBps, weightBps, advice: adviceOn(profitBps, weightBps) }
  })
  return {
    holdings: holdings.toSorted((a, b) => (b.valuePaise ?? -1) - (a.valuePaise ?? -1)),
    sectors: sectorsOf(holdings, total),
    costPaise: cost,
    valuePaise: total,
    profitPaise: total - cost,
    unpriced: valued.length - priced.length,
  }
}

function adviceOn(profitBps: number | null, weightBps: number | null): readonly Advice[] {
  const advice: Advice[] = []
  if (weightBps !== null && weightBps > OUTSIZED_BPS) advice.push('outsized')
  if (profitBps !== null && profitBps >= TAKE_PROFIT_BPS) advice.push('take_profit')
  if (profitBps !== null && profitBps <= CUT_BPS) advice.push('cut')
  return advice
}

function sectorsOf(holdings: readonly ReviewedHolding[], total: number): readonly SectorExposure[] {
  const sums = new Map<string | null, { holdings: number; valuePaise: number }>()
  for (const { sector, valuePaise } of holdings) {
    if (valuePaise === null) continue
    const sum = sums.get(sector) ?? { holdings: 0, valuePaise: 0 }
    sums.set(sector, { holdings: sum.holdings + 1, valuePaise: sum.valuePaise + valuePaise })
  }
  return [...sums]
    .map(([sector, sum]) => ({ sector, ...sum, weightBps: shareOf(sum.valuePaise, total) }))
    .sort((a, b) => b.valuePaise - a.valuePaise)
}
