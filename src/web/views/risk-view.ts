import type { LimitLine } from '../../core/desk-view/limit-lines.ts'
import type { BreachLine } from '../../core/desk-view.ts'
import { DENIALS, type DenialReason, explain } from '../../domain/denial.ts'
import type { RiskLimits } from '../../domain/risk-limits.ts'
import { isoTime } from '../../domain/time.ts'
import type { LimitRow, RiskState } from '../contract/risk.ts'
import type { DeskMoment } from './desk-moment.ts'
import { keptRows } from './kept-rows.ts'
import { type LimitKey, type Uses, usageOf } from './risk-uses.ts'
import { tradingOf } from './status-view.ts'
import type { UseTrails } from './use-trails.ts'

interface Words {
  readonly says: string
  readonly unit: LimitRow['unit']
  /** What would pass it next. */
  readonly next: string
}

/** Every limit in words, in the order in which a person meets them. */
const WORDS: Readonly<Record<LimitKey, Words>> = {
  orderValueMax: { says: 'Value of one order', unit: 'paise', next: 'a larger order' },
  positionBpsMax: {
    says: 'One strategy’s position in one share',
    unit: 'bps',
    next: 'a larger entry',
  },
  symbolBpsMax: { says: 'Exposure to one share', unit: 'bps', next: 'more of the largest share' },
  sectorBpsMax: { says: 'Exposure to one sector', unit: 'bps', next: 'more of the largest sector' },
  correlatedBpsMax: {
    says: 'Exposure to shares that move together',
    unit: 'bps',
    next: 'an entry that moves with what is held',
  },
  riskBpsMax: {
    says: 'Lost if every stop were hit',
    unit: 'bps',
    next: 'another entry, or a stop farther away',
  },
  deployedBpsMax: { says: 'Share of equity that is deployed', unit: 'bps', next: 'another entry' },
  openPositionsMax: {
    says: 'Open positions',
    unit: 'count',
    next: 'an entry in a share that is not held',
  },
  liquidityBpsMax: {
    says: 'One order’s share of the usual daily volume',
    unit: 'bps',
    next: 'a large order in a share that trades little',
  },
  chargesBpsOfTargetMax: {
    says: 'Share of the gain at the target that charges may eat',
    unit: 'bps',
    next: 'a small order, or a near target',
  },
  stopBpsMin: { says: 'Nearest stop', unit: 'bps', next: 'a stop closer to the entry' },
  stopBpsMax: { says: 'Farthest stop', unit: 'bps', next: 'a stop farther from the entry' },
  rewardRiskMin: {
    says: 'Distance to the target over distance to the stop',
    unit: 'ratio',
    next: 'a nearer target, or a farther stop',
  },
  entriesADayMax: { says: 'Entries a day', unit: 'count', next: 'another entry today' },
  dailyLossBpsMax: { says: 'Loss of the day', unit: 'bps', next: 'a further fall of equity today' },
  lossStreakMax: { says: 'Losses in a row', unit: 'count', next: 'another losing trade today' },
  drawdownBpsMax: {
    says: 'Fall from the highest equity',
    unit: 'bps',
    next: 'a further fall of equity',
  },
  coolDownMs: {
    says: 'Pause of a share between two entries',
    unit: 'ms',
    next: 'an entry soon after the last one',
  },
  ordersASecondMax: { says: 'Orders a second', unit: 'count', next: 'a burst of orders' },
  ordersAMinuteMax: { says: 'Orders a minute', unit: 'count', next: 'a burst of orders' },
  ordersADayMax: { says: 'Orders a day', unit: 'count', next: 'another order today' },
  exitReserveBps: {
    says: 'Share of each order budget that is kept for exits',
    unit: 'bps',
    next: 'entries up to the rest of a budget',
  },
  priceAgeMsMax: {
    says: 'Age of a price that is traded on',
    unit: 'ms',
    next: 'an entry while prices are late',
  },
  riskPerTradeBps: {
    says: 'Equity risked on an entry that risk sizes',
    unit: 'bps',
    next: 'nothing: it is a size, not a bound',
  },
  stopBpsDefault: {
    says: 'Stop of an entry that brings none',
    unit: 'bps',
    next: 'nothing: it is a default',
  },
  targetBpsDefault: {
    says: 'Target of an entry that brings none',
    unit: 'bps',
    next: 'nothing: it is a default',
  },
  intradayMarginBps: {
    says: 'Cash locked for intraday value',
    unit: 'bps',
    next: 'nothing: it is a share that is locked',
  },
}

const isLimitKey = (key: string): key is LimitKey => Object.hasOwn(WORDS, key)

/** Every key of the limits, in the order of the screen. */
export const LIMIT_KEYS: readonly LimitKey[] = Object.keys(WORDS).filter(isLimitKey)

/** What a limit of a unit may be set to, as the configuration takes it. */
const MOST: Readonly<Record<LimitRow['unit'], number>> = {
  paise: 1_000_000_000_000,
  bps: 100_000,
  count: 1_000_000,
  ms: 86_400_000,
  ratio: 100_000,
}

/** Limits that stand for a share of equity: what is left of them can be said in rupees. */
function headroomPaise(key: LimitKey, value: number | null, moment: DeskMoment): number | null {
  const limit = moment.limits[key]
  if (value === null || WORDS[key].unit !== 'bps') return null
  const whole =
    key === 'dailyLossBpsMax' ? moment.picture.today.startPaise : moment.valuation.equityPaise
  return Math.round(((limit - value) * whole) / 10_000)
}

function limitRow(key: LimitKey, uses: Uses, trails: UseTrails, moment: DeskMoment): LimitRow {
  const { says, unit, next } = WORDS[key]
  const value = uses[key] ?? null
  return {
    key,
    says,
    unit,
    limit: moment.limits[key],
    value,
    trail: trails.of(key),
    headroomPaise: headroomPaise(key, value, moment),
    next,
    min: 0,
    max: MOST[unit],
  }
}

/** Losses that stop entries by themselves, and until when. */
const BREAKERS = [
  ['dailyLossBpsMax', 'Loss of the day', 'the next session'],
  ['lossStreakMax', 'Losses in a row', 'the next session'],
  ['drawdownBpsMax', 'Drawdown', 'equity recovers or the limit is changed'],
] as const satisfies readonly (readonly [LimitKey, string, string])[]

function breakersOf(uses: Uses, limits: RiskLimits): RiskState['breakers'] {
  const breakers: RiskState['breakers'] = {}
  for (const [id, says, until] of BREAKERS) {
    const value = uses[id] ?? null
    const isReached =
      value !== null && (id === 'lossStreakMax' ? value >= limits[id] : value > limits[id])
    const isOpen = limits.isOn && isReached
    breakers[id] = { id, says, isOpen, until: isOpen ? until : null }
  }
  return breakers
}

type Breach = RiskState['breaches'][number]
type Change = RiskState['history'][number]

/** In the words of the check that it stands for, with the figure and the limit. */
const breachRow = keptRows(({ seq, at, rule, value, limit }: BreachLine): Breach => {
  const unit = rule === 'loss_streak' ? 'count' : 'bps'
  const says = isDenialReason(rule)
    ? explain({ reason: rule, value, limit, unit })
    : `The limit "${rule}" is reached`
  return { seq, at: isoTime(at), says }
})

const changeRow = keptRows(
  ({ at, by, changes }: LimitLine): Change => ({
    at: isoTime(at),
    by,
    changes: changes.map((change) => ({ ...change })),
  }),
)

const isDenialReason = (rule: string): rule is DenialReason => Object.hasOwn(DENIALS, rule)

/** Topic `risk`. */
export function riskView(moment: DeskMoment, trails: UseTrails): RiskState {
  const uses = usageOf(moment)
  const { breaches, limits: past } = moment.picture
  const limits: RiskState['limits'] = {}
  for (const key of LIMIT_KEYS) limits[key] = limitRow(key, uses, trails, moment)
  return {
    isOn: moment.limits.isOn,
    trading: tradingOf(moment),
    limits,
    breakers: breakersOf(uses, moment.limits),
    breaches: breaches.map(breachRow),
    history: past.history.map(changeRow),
    version: past.version,
  }
}
