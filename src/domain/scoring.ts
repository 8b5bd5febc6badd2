import type { ScoreFeatures } from './score-features.ts'

/** Parts of a score on 0 to 100; null where too little is known. Of `risk` more is riskier. */
export interface ScoreParts {
  readonly fundamental: number | null
  readonly valuation: number | null
  readonly growth: number | null
  readonly risk: number | null
  readonly qualitative: number | null
}

/** What the figures say without any model. */
export interface Score {
  readonly parts: ScoreParts
  /** 0 to 100; null where less than 0.6 of the weight is known. */
  readonly overall: number | null
  readonly verdict: 'BUY' | 'SELL' | 'HOLD'
  /** Why it is not more, and which parts are missing. */
  readonly says: string
}

/** One figure of a part: how good it is on 0 to 100, and how much it counts. */
interface Measure {
  readonly weight: number
  readonly of: (features: ScoreFeatures) => number | null
}

/** 0 at the worst, 100 at the best, straight between, level beyond; null for what is no number. */
function between(value: number | null, worst: number, best: number): number | null {
  if (value === null || !Number.isFinite(value)) return null
  const share = (value - worst) / (best - worst)
  return Math.min(1, Math.max(0, share)) * 100
}

/** What is zero or less is the worst: a loss has no price-earnings ratio, a company in debt beyond its means no book. */
const aboveZero = (value: number | null, worst: number, best: number): number | null =>
  value !== null && value <= 0 ? 0 : between(value, worst, best)

/** Negative equity is the most debt there is. */
const debt = (value: number | null, worst: number, best: number): number | null =>
  value !== null && value < 0 ? between(worst, worst, best) : between(value, worst, best)

/**
 * Business: return on equity 0 to 20 % (the screen's 10 % is the middle), debt to equity 1.5 to 0 (its 0.5 is two
 * thirds), net margin 0 to 20 %, share of quarters with a profit. trading.md, defaults: ROE ≥ 10, D/E ≤ 0.5.
 */
const FUNDAMENTAL: readonly Measure[] = [
  { weight: 0.4, of: ({ roePercent }) => between(roePercent, 0, 20) },
  { weight: 0.25, of: ({ debtToEquity }) => debt(debtToEquity, 1.5, 0) },
  { weight: 0.2, of: ({ marginPercent }) => between(marginPercent, 0, 20) },
  { weight: 0.15, of: ({ profitableShare }) => between(profitableShare, 0, 1) },
]

/**
 * Price: price-earnings 40 to 10 (trading.md's PE ≤ 25 is the middle), price-book 6 to 1 (Graham, The Intelligent Investor,
 * 1949, pays 1.5 at most), dividend yield 0 to 4 %.
 */
const VALUATION: readonly Measure[] = [
  { weight: 0.6, of: ({ pe }) => aboveZero(pe, 40, 10) },
  { weight: 0.3, of: ({ pb }) => aboveZero(pb, 6, 1) },
  { weight: 0.1, of: ({ dividendYieldPercent }) => between(dividendYieldPercent, 0, 4) },
]

/** Growth over a year: revenue −10 to 20 %, profit −20 to 30 %. A standstill is a third and two fifths. */
const GROWTH: readonly Measure[] = [
  { weight: 0.45, of: ({ revenueGrowthPercent }) => between(revenueGrowthPercent, -10, 20) },
  { weight: 0.55, of: ({ profitGrowthPercent }) => between(profitGrowthPercent, -20, 30) },
]

const log10 = (value: number | null): number | null =>
  value === null || value <= 0 ? null : Math.log10(value)
/** Turnover of a usual day in paise: ₹10 lakh is hardly traded, ₹10 crore is easily left. */
const THIN = 8
const LIQUID = 10

/** Risk, more is riskier: volatility of a year 15 to 60 %, fall from the year's high 0 to 50 %, debt to equity 0 to 2, thin trading. */
const RISK: readonly Measure[] = [
  { weight: 0.4, of: ({ volatilityPercent }) => between(volatilityPercent, 15, 60) },
  { weight: 0.25, of: ({ fallPercent }) => between(fallPercent, 0, 50) },
  { weight: 0.2, of: ({ debtToEquity }) => inverse(debt(debtToEquity, 2, 0)) },
  { weight: 0.15, of: ({ turnoverPaise }) => between(log10(turnoverPaise), LIQUID, THIN) },
]

const QUALITATIVE: readonly Measure[] = [
  { weight: 1, of: ({ sentiment }) => between(sentiment, -2, 2) },
]

const inverse = (score: number | null): number | null => (score === null ? null : 100 - score)

/** trading.md: weights and thresholds of the recommendation score. */
const WEIGHTS = {
  fundamental: 0.35,
  valuation: 0.25,
  growth: 0.2,
  risk: 0.15,
  qualitative: 0.05,
} as const
const BUY = { overall: 75, fundamental: 70, growth: 65, riskMax: 30 } as const
const SELL = { overallMax: 44, fundamentalMax: 40, risk: 70 } as const
/** Below so much known weight a score would be a guess. */
const PART_KNOWN_MIN = 0.5
const KNOWN_MIN = 0.6
/** Weights add up to this much less than they should in binary. */
const ROUNDING = 1e-9

type Part = keyof ScoreParts
const PARTS = ['fundamental', 'valuation', 'growth', 'risk', 'qualitative'] as const

interface Weighed {
  readonly value: number | null
  readonly weight: number
}

/** The mean by weight over what is known; null where less than that share of the weight is. */
function blend(each: readonly Weighed[], knownMin: number): number | null {
  let known = 0
  let sum = 0
  let whole = 0
  for (const { value, weight } of each) {
    whole += weight
    if (value === null) continue
    known += weight
    sum += value * weight
  }
  return known > 0 && known >= whole * knownMin - ROUNDING ? sum / known : null
}

const scored = (measures: readonly Measure[], features: ScoreFeatures): number | null =>
  blend(
    measures.map(({ weight, of }) => ({ weight, value: of(features) })),
    PART_KNOWN_MIN,
  )

/** Scores the figures of one instrument. The same figures give the same score. */
export function scoreOf(features: ScoreFeatures): Score {
  const parts = {
    fundamental: scored(FUNDAMENTAL, features),
    valuation: scored(VALUATION, features),
    growth: scored(GROWTH, features),
    risk: scored(RISK, features),
    qualitative: scored(QUALITATIVE, features),
  }
  return verdictOn(parts)
}

/** The verdict over parts that were scored: overall by weight, risk counted as its reverse. */
export function verdictOn(parts: ScoreParts): Score {
  const overall = blend(
    PARTS.map((part) => ({
      weight: WEIGHTS[part],
      value: part === 'risk' ? inverse(parts.risk) : parts[part],
    })),
    KNOWN_MIN,
  )
  const missing = PARTS.filter((part) => parts[part] === null)
  const unknown = missing.length === 0 ? '' : `; nothing is known of ${missing.join(', ')}`
  if (overall === null) {
    const says = `too little is known for a score${unknown}`
    return { parts, overall, verdict: 'HOLD', says }
  }
  const known = `${round(overall)} of 100`
  const against = sellReasons(parts, overall)
  if (against.length > 0)
    return { parts, overall, verdict: 'SELL', says: `${known}: ${against.join(', ')}${unknown}` }
  const lacking = buyLacks(parts, overall)
  if (lacking.length === 0) {
    return { parts, overall, verdict: 'BUY', says: `${known}: every threshold is met${unknown}` }
  }
  return { parts, overall, verdict: 'HOLD', says: `${known}: ${lacking.join(', ')}${unknown}` }
}

function sellReasons({ fundamental, risk }: ScoreParts, overall: number): readonly string[] {
  return [
    ...(overall <= SELL.overallMax ? [`overall is at most ${SELL.overallMax}`] : []),
    ...(fundamental !== null && fundamental <= SELL.fundamentalMax
      ? [`fundamental ${roundUp(fundamental)} is at most ${SELL.fundamentalMax}`]
      : []),
    ...(risk !== null && risk >= SELL.risk ? [`risk ${round(risk)} is at least ${SELL.risk}`] : []),
  ]
}

/** Stated positively: what is not known fulfils nothing. */
function buyLacks({ fundamental, growth, risk }: ScoreParts, overall: number): readonly string[] {
  const least = (name: Part | 'overall', value: number | null, min: number): readonly string[] =>
    value === null
      ? [`${name} is unknown`]
      : value >= min
        ? []
        : [`${name} ${round(value)} is below ${min}`]
  return [
    ...least('overall', overall, BUY.overall),
    ...least('fundamental', fundamental, BUY.fundamental),
    ...least('growth', growth, BUY.growth),
    ...(risk === null
      ? ['risk is unknown']
      : risk <= BUY.riskMax
        ? []
        : [`risk ${roundUp(risk)} is above ${BUY.riskMax}`]),
  ]
}

/** Down, so that what is below a threshold never reads as if it met it. */
const round = (value: number): string => (Math.floor(value * 10) / 10).toString()
const roundUp = (value: number): string => (Math.ceil(value * 10) / 10).toString()
