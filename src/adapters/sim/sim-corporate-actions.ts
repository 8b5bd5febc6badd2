import type { CorporateAction } from '../../domain/corporate-action.ts'
import type { Instrument } from '../../domain/instrument.ts'
import type { TradeDate } from '../../domain/time.ts'
import { unitAt } from './sim-random.ts'

const SOURCE = 'simulated market'
const TRADING_DAYS = 250
/** A share pays about once a year, and changes its number once in seven. */
const DIVIDEND_CHANCE = 1 / TRADING_DAYS
const STEP_CHANCE = 1 / (7 * TRADING_DAYS)
/** Companies do not split cheap shares. */
const STEP_PRICE_MIN = 50_000

/** New shares for old ones, the steepest for the dearest shares. */
const STEPS = [
  { kind: 'split', newShares: 10, oldShares: 1, above: 1_000_000 },
  { kind: 'split', newShares: 5, oldShares: 1, above: 300_000 },
  { kind: 'split', newShares: 2, oldShares: 1, above: STEP_PRICE_MIN },
  { kind: 'bonus', newShares: 2, oldShares: 1, above: STEP_PRICE_MIN },
  { kind: 'bonus', newShares: 3, oldShares: 2, above: STEP_PRICE_MIN },
] as const

/** What, if anything, a share goes ex on a day, given its close (paise) before it. */
export function actionOf(
  key: number,
  instrument: Instrument,
  exDate: TradeDate,
  close: number,
): CorporateAction | null {
  const chance = unitAt(key, 0)
  const common = { instrument: instrument.id, exDate, source: SOURCE }
  if (chance < DIVIDEND_CHANCE) {
    const cash = close * (0.003 + 0.012 * unitAt(key, 1))
    // Companies declare multiples of ten paise.
    return { ...common, kind: 'dividend', dividendPaise: Math.max(10, Math.round(cash / 10) * 10) }
  }
  if (chance > 1 - STEP_CHANCE && close >= STEP_PRICE_MIN) {
    const open = STEPS.filter((step) => close >= step.above)
    const step = open[Math.floor(unitAt(key, 2) * open.length)]
    if (step === undefined) return null
    const { kind, newShares, oldShares } = step
    return { ...common, kind, newShares, oldShares }
  }
  return null
}

/** Shares after it for each share before. */
export const sharesAfter = (action: CorporateAction | null): number =>
  action?.kind === 'split' || action?.kind === 'bonus' ? action.newShares / action.oldShares : 1

/** Cash (paise) that a share loses by it. */
export const cashPaid = (action: CorporateAction | null): number =>
  action?.kind === 'dividend' ? action.dividendPaise : 0
