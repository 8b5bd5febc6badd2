import type { ShareRatio } from '../../domain/adjustment.ts'
import type { Fundamentals } from './research.ts'

/** Ratios that are told of companies. */
export const RATIO_NAMES = [
  'marketCapPaise',
  'pe',
  'pb',
  'roePercent',
  'debtToEquity',
  'dividendYieldPercent',
  'revenueGrowthPercent',
  'profitGrowthPercent',
] as const
export type RatioName = (typeof RATIO_NAMES)[number]

/** A ratio, who published it, and of which day it is. */
export interface KnownRatio {
  readonly value: number
  readonly source: string
  readonly asOf: string
}

/** A price that ratios may be made with. */
export interface RatioPrice {
  readonly paise: number
  readonly source: string
  readonly asOf: string
}

/** Profit and shares as reported, in the shares of today: `ratios` are splits since, oldest first. */
function priced(
  line: Fundamentals,
  price: RatioPrice,
  ratios: readonly ShareRatio[],
): Fundamentals {
  const factor = ratios
    .filter(({ exDate }) => exDate > line.asOf)
    .reduce((product, { newShares, oldShares }) => (product * newShares) / oldShares, 1)
  const { epsYearPaise = null, shares = null } = line
  const earned = epsYearPaise === null ? null : epsYearPaise / factor
  return {
    ...line,
    source: `${line.source}, price of ${price.source}`,
    asOf: price.asOf,
    pe: earned === null || earned <= 0 ? null : Math.round((price.paise / earned) * 100) / 100,
    marketCapPaise: shares === null ? null : Math.round(shares * factor * price.paise),
  }
}

/**
 * The newest known value of each ratio with its source: as published, and where there is a price and reported earnings,
 * as they make it. A made value is newer than any published one, for its price is.
 */
export function knownRatios(
  lines: readonly Fundamentals[],
  price: RatioPrice | null,
  splits: readonly ShareRatio[],
): Readonly<Partial<Record<RatioName, KnownRatio>>> {
  const made = price === null ? [] : lines.map((line) => priced(line, price, splits))
  const known: Partial<Record<RatioName, KnownRatio>> = {}
  for (const name of RATIO_NAMES) {
    const isMade = name === 'pe' || name === 'marketCapPaise'
    for (const { [name]: value, source, asOf } of isMade ? [...lines, ...made] : lines) {
      const before = known[name]
      if (value === null || (before !== undefined && before.asOf > asOf)) continue
      known[name] = { value, source, asOf }
    }
  }
  return known
}
