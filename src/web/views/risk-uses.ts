import { fallBps } from '../../domain/performance/drawdown.ts'
import type { RiskLimits } from '../../domain/risk-limits.ts'
import { dateOf } from '../../domain/time.ts'
import type { UseRow } from '../contract/desk.ts'
import type { DeskMoment } from './desk-moment.ts'
import { shareBps } from './figures.ts'
import { openRiskPaise } from './open-risk.ts'

/** Every limit but the switch. */
export type LimitKey = Exclude<keyof RiskLimits, 'isOn'>

/** How much of a limit is used now; null for one that is met order by order. */
export type Uses = Readonly<Partial<Record<LimitKey, number | null>>>

/** The largest sum of absolute values that fall under one name, paise. */
function largest(moment: DeskMoment, nameOf: (row: Row) => string | null): number {
  const sums = new Map<string, number>()
  let most = 0
  for (const row of Object.values(moment.positions)) {
    const name = nameOf(row)
    if (name === null) continue
    const sum = (sums.get(name) ?? 0) + Math.abs(row.valuePaise)
    sums.set(name, sum)
    most = Math.max(most, sum)
  }
  return most
}
type Row = DeskMoment['positions'][string]

/** Losses in a row among the trades that ended today, newest first. */
function lossStreak({ picture }: DeskMoment): number {
  const { date } = picture.today
  const today = picture.trades.filter(({ closedAt }) => dateOf(closedAt) === date)
  const end = today.findIndex(({ grossPaise }) => grossPaise >= 0)
  return end < 0 ? today.length : end
}

/** What is used of each limit that can be used up, at the prices of the moment. */
export function usageOf(moment: DeskMoment): Uses {
  const { valuation, picture, positions } = moment
  const { equityPaise, deployedPaise } = valuation
  const { startPaise } = picture.today
  const loss = Math.max(0, startPaise - equityPaise)
  const fall = fallBps(equityPaise, picture.money.peakPaise)
  return {
    symbolBpsMax: shareBps(
      largest(moment, ({ instrument }) => instrument),
      equityPaise,
    ),
    sectorBpsMax: shareBps(
      largest(moment, ({ sector }) => sector),
      equityPaise,
    ),
    riskBpsMax: shareBps(openRiskPaise(valuation.positions), equityPaise),
    deployedBpsMax: shareBps(deployedPaise, equityPaise),
    openPositionsMax: Object.keys(positions).length,
    entriesADayMax: picture.today.entries,
    dailyLossBpsMax: shareBps(loss, startPaise),
    lossStreakMax: lossStreak(moment),
    drawdownBpsMax: Number.isFinite(fall) ? Math.round(Math.max(0, fall)) : null,
    ordersADayMax: picture.today.approved,
  }
}

const SHOWN = [
  ['deployedBpsMax', 'Deployed', 'bps'],
  ['riskBpsMax', 'Open risk', 'bps'],
  ['openPositionsMax', 'Open positions', 'count'],
  ['dailyLossBpsMax', 'Loss today', 'bps'],
  ['drawdownBpsMax', 'Drawdown', 'bps'],
  ['entriesADayMax', 'Entries today', 'count'],
] as const satisfies readonly (readonly [LimitKey, string, UseRow['unit']])[]

/** The lines of risk that an overview shows; one that cannot be reckoned yet is not among them. */
export function usesOf(moment: DeskMoment): readonly UseRow[] {
  const uses = usageOf(moment)
  return SHOWN.flatMap(([id, says, unit]) => {
    const value = uses[id] ?? null
    return value === null ? [] : [{ id, says, value, limit: moment.limits[id], unit }]
  })
}
