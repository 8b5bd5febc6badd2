import { fallBps } from './performance/drawdown.ts'
import { momentsOf } from './performance/moments.ts'

/** Figures that are scored; null where nobody knows them. Percent are percent, money is paise. */
export interface ScoreFeatures {
  readonly roePercent: number | null
  readonly debtToEquity: number | null
  /** Profit of the last quarters as a share of their revenue. */
  readonly marginPercent: number | null
  /** Quarters with a profit among the last ones, 0 to 1. */
  readonly profitableShare: number | null
  readonly pe: number | null
  readonly pb: number | null
  readonly dividendYieldPercent: number | null
  /** Over the same quarter a year before. */
  readonly revenueGrowthPercent: number | null
  readonly profitGrowthPercent: number | null
  /** Deviation of daily returns, of a year. */
  readonly volatilityPercent: number | null
  /** Below the highest close of a year. */
  readonly fallPercent: number | null
  /** Of a usual day. */
  readonly turnoverPaise: number | null
  /** −2 to 2: what the news of it say, weighed by how much they matter. */
  readonly sentiment: number | null
}

/** Ratios as somebody published them on a day. */
interface Ratios {
  readonly asOf: string
  readonly pe: number | null
  readonly pb: number | null
  readonly roePercent: number | null
  readonly debtToEquity: number | null
  readonly dividendYieldPercent: number | null
  readonly revenueGrowthPercent: number | null
  readonly profitGrowthPercent: number | null
  /** Profit of four quarters for each share. */
  readonly epsYearPaise?: number | null
}

/** A quarter as it was reported; one with doubts is not relied on. */
interface Quarter {
  readonly periodEnd: string
  readonly isConsolidated: boolean
  readonly revenuePaise: number | null
  readonly profitPaise: number | null
  readonly doubts: readonly string[]
}

/** What was found of one instrument, as of one moment. */
export interface ScoreSources {
  readonly fundamentals: readonly Ratios[]
  readonly earnings: readonly Quarter[]
  /** Daily, oldest first, in the shares of today. */
  readonly closes: readonly number[]
  readonly study: { readonly turnoverPaise: number | null } | null
  readonly price: { readonly paise: number } | null
}

/** What one story says, in bounded numbers. */
export interface ScoredNews {
  /** −2 to 2. */
  readonly sentiment: number
  /** 0 to 3. */
  readonly materiality: number
  readonly isRumour: boolean
}

const YEAR_DAYS = 250
/** Fewer days tell a month's mood. */
const DAYS_MIN = 60
const QUARTERS = 4
/** A rumour counts for so much of what is known. */
const RUMOUR_SHARE = 0.25
/** So much weight says "nothing happened" before any story is read: one story is not the whole truth. */
const SILENCE_WEIGHT = 3

/** The figures that can be scored; each is the newest that is known of it. */
export function featuresOf(
  { fundamentals, earnings, closes, study, price }: ScoreSources,
  news: readonly ScoredNews[],
): ScoreFeatures {
  const newest = [...fundamentals].sort((a, b) => (a.asOf < b.asOf ? 1 : -1))
  const known = (name: keyof Omit<Ratios, 'asOf'>): number | null =>
    newest.map((row) => row[name] ?? null).find((value) => value !== null) ?? null
  return {
    roePercent: known('roePercent'),
    debtToEquity: known('debtToEquity'),
    ...quartersOf(earnings),
    pe: known('pe') ?? peOf(price?.paise ?? null, known('epsYearPaise')),
    pb: known('pb'),
    dividendYieldPercent: known('dividendYieldPercent'),
    revenueGrowthPercent: known('revenueGrowthPercent'),
    profitGrowthPercent: known('profitGrowthPercent'),
    ...movesOf(closes),
    turnoverPaise: study?.turnoverPaise ?? null,
    sentiment: sentimentOf(news),
  }
}

const peOf = (price: number | null, eps: number | null): number | null =>
  price === null || eps === null || eps === 0 ? null : price / eps

/** The last four quarters of one kind, consolidated where the newest is. */
function quartersOf(
  earnings: readonly Quarter[],
): Pick<ScoreFeatures, 'marginPercent' | 'profitableShare'> {
  const relied = earnings
    .filter(({ doubts }) => doubts.length === 0)
    .sort((a, b) => (a.periodEnd < b.periodEnd ? 1 : -1))
  const last = relied[0]?.periodEnd
  const isConsolidated = relied.some((one) => one.periodEnd === last && one.isConsolidated)
  const quarters = relied.filter((one) => one.isConsolidated === isConsolidated).slice(0, QUARTERS)
  const profits = quarters.flatMap(({ profitPaise }) => (profitPaise === null ? [] : [profitPaise]))
  let revenue = 0
  let profit = 0
  for (const { revenuePaise, profitPaise } of quarters) {
    if (revenuePaise === null || profitPaise === null) continue
    revenue += revenuePaise
    profit += profitPaise
  }
  return {
    marginPercent: revenue > 0 ? (profit / revenue) * 100 : null,
    profitableShare:
      profits.length < 2 ? null : profits.filter((each) => each > 0).length / profits.length,
  }
}

function movesOf(
  closes: readonly number[],
): Pick<ScoreFeatures, 'volatilityPercent' | 'fallPercent'> {
  const year = closes.slice(-YEAR_DAYS)
  const last = year.at(-1)
  if (last === undefined || year.length < DAYS_MIN)
    return { volatilityPercent: null, fallPercent: null }
  const returns = Float64Array.from(year.slice(1), (close, day) => close / (year[day] ?? 0) - 1)
  return {
    volatilityPercent: momentsOf(returns).deviation * Math.sqrt(YEAR_DAYS) * 100,
    fallPercent: fallBps(last, Math.max(...year)) / 100,
  }
}

/** null without a story: that nobody wrote is not that nothing happened. */
function sentimentOf(news: readonly ScoredNews[]): number | null {
  if (news.length === 0) return null
  let weights = SILENCE_WEIGHT
  let sum = 0
  for (const { sentiment, materiality, isRumour } of news) {
    const weight = materiality * (isRumour ? RUMOUR_SHARE : 1)
    weights += weight
    sum += weight * sentiment
  }
  return sum / weights
}
