import type { InstrumentId } from './brand.ts'
import type { CorporateAction } from './corporate-action.ts'
import { type Side, signOf } from './order.ts'
import { addDays, type TradeDate } from './time.ts'

/** What was foretold of a price, until its day. */
export interface Forecast {
  readonly forecastId: string
  readonly recommendationId: string | null
  readonly instrument: InstrumentId
  /** `buy` expects a higher price, `sell` a lower one. */
  readonly side: Side
  /** 0 to 1; null where nothing was foretold and only the outcome is measured. */
  readonly probability: number | null
  /** Paise, restated for splits and bonuses since. */
  readonly price: number
  readonly benchmark: InstrumentId | null
  readonly benchmarkPrice: number | null
  readonly resolvesOn: TradeDate
}

/** Calendar days that a forecast may look ahead. */
export const HORIZON_DAYS_MAX = 365
/** After so many days without a price nobody can say what came. */
const WAIT_DAYS = 30

const BPS = 10_000

/** Whether a number is a horizon: whole days from 1 to a year. */
export const isHorizon = (days: number): boolean =>
  Number.isInteger(days) && days >= 1 && days <= HORIZON_DAYS_MAX

/** Whether a number is a probability. */
export const isProbability = (share: number): boolean => share >= 0 && share <= 1

export const isDue = ({ resolvesOn }: Forecast, date: TradeDate): boolean => date >= resolvesOn

/** Whether it is no use to wait for a price any longer. */
export const isHopeless = ({ resolvesOn }: Forecast, date: TradeDate): boolean =>
  date > addDays(resolvesOn, WAIT_DAYS)

/** Change from one price to another in basis points, of a side. Not a number without both. */
export const changeBps = (from: number, to: number, side: Side): number =>
  Math.round(signOf(side) * (to / from - 1) * BPS)

/** After a split or bonus fewer paise are as much: what was paid before is restated. */
export function restated(forecast: Forecast, action: CorporateAction): Forecast {
  if (action.kind !== 'split' && action.kind !== 'bonus') return forecast
  const { instrument, newShares, oldShares } = action
  if (instrument !== forecast.instrument) return forecast
  return { ...forecast, price: (forecast.price * oldShares) / newShares }
}
