import { formatPaise } from './money.ts'

interface Check {
  readonly group: string
  readonly says: string
  readonly passed: string
}

/**
 * Why an order was denied: a stable code, its group of checks, how it reads, and what holds where the check is passed.
 * Those of the group `change` are met by changes of working orders alone.
 */
export const DENIALS = {
  dry_run: { group: 'mode', says: 'Dry run places nothing', passed: 'This is not a dry run' },
  live_not_granted: {
    group: 'mode',
    says: 'Live trading has not been granted',
    passed: 'Live trading is granted, or not asked for',
  },
  approval_missing: {
    group: 'mode',
    says: 'A live order needs an approval of its own',
    passed: 'The order is approved, or needs no approval',
  },
  trading_halted: {
    group: 'state',
    says: 'Trading is halted; resume it first',
    passed: 'Trading is not halted',
  },
  trading_reducing: {
    group: 'state',
    says: 'Trading only reduces exposure now',
    passed: 'Trading may open positions',
  },
  breaker_open: {
    group: 'state',
    says: 'A circuit breaker is open',
    passed: 'No circuit breaker is open',
  },
  drift_unresolved: {
    group: 'state',
    says: 'Our book and the broker’s differ; reconcile first',
    passed: 'Our book and the broker’s agree',
  },
  instrument_unknown: {
    group: 'form',
    says: 'The instrument is not known',
    passed: 'The instrument is known',
  },
  instrument_not_tradable: {
    group: 'form',
    says: 'The instrument cannot be traded here',
    passed: 'The instrument can be traded here',
  },
  quantity_invalid: {
    group: 'form',
    says: 'Quantity must be a whole number of lots',
    passed: 'Quantity is a whole number of lots',
  },
  quantity_frozen: {
    group: 'form',
    says: 'Quantity is above the exchange’s freeze limit',
    passed: 'Quantity is within the exchange’s freeze limit',
  },
  price_form: {
    group: 'form',
    says: 'Order type, limit and trigger do not agree',
    passed: 'Order type, limit and trigger agree',
  },
  off_tick: {
    group: 'form',
    says: 'A price is not on the tick',
    passed: 'The price is on the tick',
  },
  outside_band: {
    group: 'form',
    says: 'A price is outside the price band',
    passed: 'The price is within the price band',
  },
  combination_illegal: {
    group: 'form',
    says: 'Product, variety and validity do not go together',
    passed: 'Product, variety and validity go together',
  },
  market_closed: {
    group: 'session',
    says: 'The exchange is closed for this instrument',
    passed: 'The exchange is open for this instrument',
  },
  phase_forbids: {
    group: 'session',
    says: 'This session phase does not take such an order',
    passed: 'This session phase takes such an order',
  },
  price_missing: {
    group: 'data',
    says: 'There is no price of this instrument',
    passed: 'There is a price of this instrument',
  },
  price_stale: {
    group: 'data',
    says: 'The last price is too old',
    passed: 'The last price is fresh',
  },
  price_suspect: {
    group: 'data',
    says: 'The price stepped without a known reason',
    passed: 'The price did not step without a known reason',
  },
  cash_short: {
    group: 'money',
    says: 'Free cash does not cover it with charges',
    passed: 'Free cash covers it with charges',
  },
  holdings_short: {
    group: 'money',
    says: 'Not enough free shares to sell',
    passed: 'There are enough free shares to sell',
  },
  short_forbidden: {
    group: 'money',
    says: 'This share may not be sold short',
    passed: 'The share may be sold on this side',
  },
  against_position: {
    group: 'money',
    says: 'The strategy holds or enters the other side of this share; leave that first',
    passed: 'Nobody holds or enters the other side of this share',
  },
  order_value: {
    group: 'size',
    says: 'Order value is above the limit',
    passed: 'Order value is within the limit',
  },
  position_size: {
    group: 'size',
    says: 'The position would be too large',
    passed: 'The position stays within its limit',
  },
  symbol_exposure: {
    group: 'size',
    says: 'Exposure to the share would be too large',
    passed: 'Exposure to the share stays within its limit',
  },
  sector_exposure: {
    group: 'size',
    says: 'Exposure to the sector would be too large',
    passed: 'Exposure to the sector stays within its limit',
  },
  correlated_exposure: {
    group: 'size',
    says: 'Exposure to shares that move together would be too large',
    passed: 'Exposure to shares that move together stays within its limit',
  },
  portfolio_risk: {
    group: 'size',
    says: 'Too much would be lost if every stop were hit',
    passed: 'What is lost if every stop is hit stays within its limit',
  },
  deployed: {
    group: 'size',
    says: 'Too much of the equity would be deployed',
    passed: 'Deployed equity stays within its limit',
  },
  open_positions: {
    group: 'size',
    says: 'Too many positions are open',
    passed: 'Open positions stay within their limit',
  },
  illiquid: {
    group: 'size',
    says: 'The order is too large for the usual volume',
    passed: 'The order is small beside the usual volume',
  },
  charges_senseless: {
    group: 'size',
    says: 'Charges would eat too much of the target',
    passed: 'Charges leave enough of the target',
  },
  stop_missing: {
    group: 'protection',
    says: 'An entry needs a stop',
    passed: 'The entry has a stop',
  },
  target_missing: {
    group: 'protection',
    says: 'An entry needs a target',
    passed: 'The entry has a target',
  },
  stop_distance: {
    group: 'protection',
    says: 'The stop is too near or too far',
    passed: 'The stop is at a sensible distance',
  },
  reward_risk: {
    group: 'protection',
    says: 'The target is too near for the stop',
    passed: 'The target is far enough for the stop',
  },
  entries_a_day: {
    group: 'pace',
    says: 'Enough entries for today',
    passed: 'There are entries left for today',
  },
  daily_loss: {
    group: 'pace',
    says: 'The daily loss limit is reached',
    passed: 'The daily loss is within its limit',
  },
  loss_streak: {
    group: 'pace',
    says: 'Losses in a row pause entries until the next session',
    passed: 'Losses in a row do not pause entries',
  },
  drawdown: {
    group: 'pace',
    says: 'The drawdown stop is reached',
    passed: 'The drawdown is within its limit',
  },
  cool_down: {
    group: 'pace',
    says: 'The share cools down after the last entry',
    passed: 'The share has cooled down since the last entry',
  },
  budget_second: {
    group: 'pace',
    says: 'The order budget of this second is used',
    passed: 'There is room in the order budget of this second',
  },
  budget_minute: {
    group: 'pace',
    says: 'The order budget of this minute is used',
    passed: 'There is room in the order budget of this minute',
  },
  budget_day: {
    group: 'pace',
    says: 'The order budget of this day is used',
    passed: 'There is room in the order budget of this day',
  },
  repeated: { group: 'once', says: 'This wish was already handled', passed: 'This wish is new' },
  key_conflict: {
    group: 'once',
    says: 'The key was used for a different wish',
    passed: 'The key was not used for a different wish',
  },
  not_working: {
    group: 'change',
    says: 'There is no such order that still works',
    passed: 'The order still works',
  },
  below_filled: {
    group: 'change',
    says: 'So many shares are filled already',
    passed: 'More shares are wished than are filled',
  },
} as const satisfies Record<string, Check>

export type DenialReason = keyof typeof DENIALS

/** How a figure of a denial is written. */
export type Unit = 'paise' | 'bps' | 'shares' | 'count' | 'ms' | 'ratio' | 'none'

/** One failed check: the rule, the number and the limit. */
export interface Denial {
  readonly reason: DenialReason
  readonly value: number | null
  readonly limit: number | null
  readonly unit: Unit
}

function figure(value: number, unit: Unit): string {
  switch (unit) {
    case 'paise':
      return formatPaise(value)
    case 'bps':
      return `${(value / 100).toFixed(1)} %`
    case 'ms':
      return `${(value / 1_000).toFixed(0)} s`
    case 'ratio':
      return (value / 100).toFixed(1)
    default:
      return String(value)
  }
}

/** A denial as a sentence with its numbers: "Exposure to the sector would be too large: 21.0 %, limit 20.0 %". */
export const explain = (denial: Denial): string => withFigures(DENIALS[denial.reason].says, denial)

/** The same check where it is passed: "Exposure to the sector stays within its limit: 9.0 %, limit 20.0 %". */
export const explainPassed = (check: Denial): string =>
  withFigures(DENIALS[check.reason].passed, check)

function withFigures(says: string, { value, limit, unit }: Denial): string {
  if (value === null || !Number.isFinite(value)) return says
  if (limit === null || !Number.isFinite(limit)) return `${says}: ${figure(value, unit)}`
  return `${says}: ${figure(value, unit)}, limit ${figure(limit, unit)}`
}
