/** What a company must fulfil; null leaves a rule out. */
export interface ValueRules {
  readonly marketCapPaiseMin: number | null
  readonly peMax: number | null
  readonly roePercentMin: number | null
  readonly debtToEquityMax: number | null
}

/** trading.md, defaults that stay: market cap ≥ ₹100 crore, P/E ≤ 25, return on equity ≥ 10 %, debt to equity ≤ 0.5. */
export const VALUE_RULES: ValueRules = {
  marketCapPaiseMin: 100 * 1e7 * 100,
  peMax: 25,
  roePercentMin: 10,
  debtToEquityMax: 0.5,
}

/** Ratios of a company; null where unknown. */
export interface ValueRatios {
  readonly marketCapPaise: number | null
  readonly pe: number | null
  readonly roePercent: number | null
  readonly debtToEquity: number | null
}

/** How a rule stands; `unknown` is what cannot be judged, and does not pass. */
export type RuleVerdict = 'holds' | 'broken' | 'unknown' | 'not asked'

export interface ValueVerdicts {
  readonly marketCap: RuleVerdict
  readonly pe: RuleVerdict
  readonly roe: RuleVerdict
  readonly debtToEquity: RuleVerdict
}

function verdictOf(
  limit: number | null,
  value: number | null,
  rule: (limit: number, value: number) => boolean,
): RuleVerdict {
  if (limit === null) return 'not asked'
  if (value === null) return 'unknown'
  return rule(limit, value) ? 'holds' : 'broken'
}

/** Judges a company rule by rule. A price over a loss is no multiple, so it is not below any. */
export const judgeValue = (ratios: ValueRatios, rules: ValueRules): ValueVerdicts => ({
  marketCap: verdictOf(rules.marketCapPaiseMin, ratios.marketCapPaise, (min, is) => is >= min),
  pe: verdictOf(rules.peMax, ratios.pe, (max, is) => is > 0 && is <= max),
  roe: verdictOf(rules.roePercentMin, ratios.roePercent, (min, is) => is >= min),
  debtToEquity: verdictOf(
    rules.debtToEquityMax,
    ratios.debtToEquity,
    (max, is) => is >= 0 && is <= max,
  ),
})

/** Whether all that is asked holds; null when something cannot be judged and nothing is broken. */
export function isGoodValue(verdicts: ValueVerdicts): boolean | null {
  const all = Object.values(verdicts)
  if (all.includes('broken')) return false
  return all.includes('unknown') ? null : true
}
