import type { KnownRatios } from '../../../src/web/contract/research.ts'
import { crores, ratio } from '../../format.ts'

export type RatioName = keyof KnownRatios

const percentPoints = (value: number): string => `${ratio(value)}\u202f%`

/** A ratio with its name, how it is written, and what it says. */
interface Ratio {
  readonly id: RatioName
  readonly word: string
  readonly says: string
  readonly write: (value: number) => string
}

/** Ratios of a company in the order in which they are read. */
export const RATIOS: readonly Ratio[] = [
  { id: 'marketCapPaise', word: 'Market value', says: 'all shares at their price', write: crores },
  { id: 'pe', word: 'P/E', says: 'price over a year’s earnings a share', write: ratio },
  { id: 'pb', word: 'P/B', says: 'price over book value a share', write: ratio },
  {
    id: 'roePercent',
    word: 'Return on equity',
    says: 'profit over the owners’ money',
    write: percentPoints,
  },
  {
    id: 'debtToEquity',
    word: 'Debt to equity',
    says: 'borrowed over the owners’ money',
    write: ratio,
  },
  {
    id: 'dividendYieldPercent',
    word: 'Dividend yield',
    says: 'a year’s dividends over the price',
    write: percentPoints,
  },
  {
    id: 'revenueGrowthPercent',
    word: 'Growth of revenue',
    says: 'on the year before',
    write: percentPoints,
  },
  {
    id: 'profitGrowthPercent',
    word: 'Growth of profit',
    says: 'on the year before',
    write: percentPoints,
  },
]
