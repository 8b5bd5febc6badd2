import type { ShareRatio } from '../../domain/adjustment.ts'
import { at, type BarColumns } from '../../domain/bar.ts'
import { dateOf, dayNumber, midnightOf, type TradeDate } from '../../domain/time.ts'

/** A night over which the price changed by more than shares do. */
export interface PriceStep {
  readonly date: TradeDate
  /** Close before ÷ open after: 2 for a bonus of one to one. */
  readonly ratio: number
  /** The usual ratio of a split or bonus next to it, or null when none is near. */
  readonly nearest: number | null
}

/** How well two series of one instrument agree about its daily returns. */
export interface Agreement {
  /** Days on which both have a return. */
  readonly days: number
  /** Share of them on which the returns are the same, in basis points of the days. */
  readonly agreeingBps: number
}

/** Nights that change a price by this much either way are looked at. */
const STEP_MIN = 1.3
/** An open may gap this far from what a split alone would make of the close. */
const STEP_GAP = 0.12
/** A usual ratio explains a step within this part. */
const NEAREST_ERROR = 0.06
/** New shares for each old one as boards decide them. */
const USUAL = [6 / 5, 5 / 4, 4 / 3, 7 / 5, 3 / 2, 5 / 3, 2, 5 / 2, 3, 4, 5, 6, 10, 20, 50, 100]
/** After a longer pause a price may be anywhere. */
const PAUSE_DAYS_MAX = 10
/** Two sources round and close differently by no more than this. */
const RETURN_ERROR = 0.005
/** A night of a split tells nothing: one of the two shows it, the other does not. */
const ORDINARY_RETURN = 0.2

/** The usual ratio nearest to a step, or null when it is farther than six percent. */
export function nearestRatio(ratio: number): number | null {
  const size = Math.max(ratio, 1 / ratio)
  const error = (usual: number) => Math.abs(size / usual - 1)
  const nearest = USUAL.reduce((best, usual) => (error(usual) < error(best) ? usual : best))
  if (error(nearest) > NEAREST_ERROR) return null
  return ratio >= 1 ? nearest : 1 / nearest
}

/** Steps between the close of a raw daily bar and the open of the next that no known split or bonus explains. */
export function unexplainedSteps(
  bars: BarColumns,
  ratios: readonly ShareRatio[],
): readonly PriceStep[] {
  const steps: PriceStep[] = []
  for (let row = 1; row < bars.length; row++) {
    const ratio = at(bars.close, row - 1) / at(bars.open, row)
    if (ratio < STEP_MIN && ratio > 1 / STEP_MIN) continue
    const before = dayNumber(at(bars.at, row - 1))
    const day = dayNumber(at(bars.at, row))
    if (day - before > PAUSE_DAYS_MAX) continue
    const known = ratios
      .filter(({ exDate }) => {
        const exDay = dayNumber(midnightOf(exDate))
        return exDay > before && exDay <= day
      })
      .reduce((product, { newShares, oldShares }) => (product * newShares) / oldShares, 1)
    if (known !== 1 && Math.abs(ratio / known - 1) <= STEP_GAP) continue
    steps.push({ date: dateOf(at(bars.at, row)), ratio, nearest: nearestRatio(ratio) })
  }
  return steps
}

/** Compares the daily returns of two series over the days that follow each other in both. */
export function agreementOf(one: BarColumns, other: BarColumns): Agreement {
  let days = 0
  let agreeing = 0
  let match = 0
  let before = Number.NaN
  let beforeOther = Number.NaN
  for (let row = 0; row < one.length; row++) {
    const moment = at(one.at, row)
    while (match < other.length && at(other.at, match) < moment) match++
    if (match >= other.length || at(other.at, match) !== moment) continue
    const close = at(one.close, row)
    const closeOther = at(other.close, match)
    const change = close / before - 1
    const changeOther = closeOther / beforeOther - 1
    before = close
    beforeOther = closeOther
    if (!(Math.abs(change) < ORDINARY_RETURN && Math.abs(changeOther) < ORDINARY_RETURN)) continue
    days++
    if (Math.abs(change - changeOther) <= RETURN_ERROR) agreeing++
  }
  return { days, agreeingBps: days === 0 ? 0 : Math.round((agreeing / days) * 10_000) }
}

/** Bars in which nothing was traded. */
export function idleBars(bars: BarColumns): number {
  let idle = 0
  for (let row = 0; row < bars.length; row++) if (at(bars.volume, row) === 0) idle++
  return idle
}
