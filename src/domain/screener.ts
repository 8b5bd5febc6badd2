import type { BarColumns } from './bar.ts'
import type { InstrumentId } from './brand.ts'
import { changeOver, type DailyStudy, emaAt, highestBefore, studyOf } from './daily-study.ts'

/** What a share must fulfil; null leaves a rule out. Prices in paise, bars are days. */
export interface ScreenRules {
  readonly rsiBelow: number | null
  readonly rsiAbove: number | null
  /** Close above the exponential average over so many bars. */
  readonly aboveEma: number | null
  /** Close above the highest price of so many bars before. */
  readonly breakout: number | null
  /** Of the median day of the last 20. */
  readonly minTurnoverPaise: number | null
  readonly minVolume: number | null
  /** Bars over which growth is ranked. */
  readonly momentumBars: number
  /** How many are shown, the strongest first. */
  readonly top: number
}

/** A share and its daily bars in time order, in the shares of the last one. */
export interface ScreenedShare {
  readonly instrument: InstrumentId
  readonly bars: BarColumns
}

/** A share that fulfils every rule. */
export interface Candidate extends DailyStudy {
  readonly instrument: InstrumentId
  /** Growth over the momentum bars; null where the history is too short. */
  readonly momentumBps: number | null
  /** Place by it among everything screened, 1 is the strongest; null where it has none. */
  readonly momentumRank: number | null
}

/** What came of a screening. */
export interface Screening {
  readonly candidates: readonly Candidate[]
  readonly screened: number
  readonly matched: number
  /** Shares whose history is too short for a rule: what cannot be judged does not pass. */
  readonly tooShort: number
}

/** Judges every share; the strongest come first, those without a momentum last. */
export function screen(shares: readonly ScreenedShare[], rules: ScreenRules): Screening {
  const studied = shares.flatMap(({ instrument, bars }) => {
    const study = studyOf(bars)
    if (study === null) return []
    const momentumBps = changeOver(bars, rules.momentumBars)
    return [{ instrument, bars, study, momentumBps }]
  })
  const order = studied
    .flatMap(({ instrument, momentumBps }) =>
      momentumBps === null ? [] : [{ instrument, momentumBps }],
    )
    .sort((a, b) => b.momentumBps - a.momentumBps)
  const ranks = new Map(order.map(({ instrument }, index) => [instrument, index + 1]))
  const judged = studied.map((share) => ({ ...share, isFit: fits(share.study, share.bars, rules) }))
  const matched = judged
    .filter(({ isFit }) => isFit === true)
    .map(({ instrument, study, momentumBps }): Candidate => {
      const momentumRank = ranks.get(instrument) ?? null
      return { instrument, ...study, momentumBps, momentumRank }
    })
    .sort((a, b) => (a.momentumRank ?? studied.length) - (b.momentumRank ?? studied.length))
  return {
    candidates: matched.slice(0, rules.top),
    screened: studied.length,
    matched: matched.length,
    tooShort: judged.filter(({ isFit }) => isFit === null).length,
  }
}

/** Whether every rule holds; null when one cannot be judged and none is broken. */
function fits(study: DailyStudy, bars: BarColumns, rules: ScreenRules): boolean | null {
  const { closePaise: close, rsi, turnoverPaise, volume } = study
  const { aboveEma, breakout } = rules
  const verdicts = [
    holds(rules.rsiBelow, rsi, (limit, value) => value < limit),
    holds(rules.rsiAbove, rsi, (limit, value) => value > limit),
    holds(rules.minTurnoverPaise, turnoverPaise, (limit, value) => value >= limit),
    holds(rules.minVolume, volume, (limit, value) => value >= limit),
    aboveEma === null || holds(close, emaAt(bars, aboveEma), (price, mean) => price > mean),
    breakout === null || holds(close, highestBefore(bars, breakout), (price, high) => price > high),
  ]
  if (verdicts.includes(false)) return false
  return verdicts.includes(null) ? null : true
}

const holds = (
  limit: number | null,
  value: number | null,
  rule: (limit: number, value: number) => boolean,
): boolean | null => (limit === null ? true : value === null ? null : rule(limit, value))
