import { formatPaise } from './money.ts'

/** Why an order was denied: a stable code, its group of checks, and how it reads. */
export const DENIALS = {
  dry_run: { group: 'mode', says: 'Dry run places nothing' },
  live_not_granted: { group: 'mode', says: 'Live trading has not been granted' },
  approval_missing: { group: 'mode', says: 'A live order needs an approval of its own' },
  trading_halted: { group: 'state', says: 'Trading is halted; resume it first' },
  trading_reducing: { group: 'state', says: 'Trading only reduces exposure now' },
  breaker_open: { group: 'state', says: 'A circuit breaker is open' },
  drift_unresolved: { group: 'state', says: 'Our book and the broker’s differ; reconcile first' },
  instrument_unknown: { group: 'form', says: 'The instrument is not known' },
  instrument_not_tradable: { group: 'form', says: 'The instrument cannot be traded here' },
  quantity_invalid: { group: 'form', says: 'Quantity must be a whole number of lots' },
  quantity_frozen: { group: 'form', says: 'Quantity is above the exchange’s freeze limit' },
  price_form: { group: 'form', says: 'Order type, limit and trigger do not agree' },
  off_tick: { group: 'form', says: 'A price is not on the tick' },
  outside_band: { group: 'form', says: 'A price is outside the price band' },
  combination_illegal: { group: 'form', says: 'Product, variety and validity do not go together' },
  market_closed: { group: 'session', says: 'The exchange is closed for this instrument' },
  phase_forbids: { group: 'session', says: 'This session phase does not take such an order' },
  price_missing: { group: 'data', says: 'There is no price of this instrument' },
  price_stale: { group: 'data', says: 'The last price is too old' },
  price_suspect: { group: 'data', says: 'The price stepped without a known reason' },
  cash_short: { group: 'money', says: 'Free cash does not cover it with charges' },
  holdings_short: { group: 'money', says: 'Not enough free shares to sell' },
  short_forbidden: { group: 'money', says: 'This share may not be sold short' },
  against_position: {
    group: 'money',
    says: 'The strategy holds or enters the other side of this share; leave that first',
  },
  order_value: { group: 'size', says: 'Order value is above the limit' },
  position_size: { group: 'size', says: 'The position would be too large' },
  symbol_exposure: { group: 'size', says: 'Exposure to the share would be too large' },
  sector_exposure: { group: 'size', says: 'Exposure to the sector would be too large' },
  correlated_exposure: {
    group: 'size',
    says: 'Exposure to shares that move together would be too large',
  },
  portfolio_risk: { group: 'size', says: 'Too much would be lost if every stop were hit' },
  deployed: { group: 'size', says: 'Too much of the equity would be deployed' },
  open_positions: { group: 'size', says: 'Too many positions are open' },
  illiquid: { group: 'size', says: 'The order is too large for the usual volume' },
  charges_senseless: { group: 'size', says: 'Charges would eat too much of the target' },
  stop_missing: { group: 'protection', says: 'An entry needs a stop' },
  target_missing: { group: 'protection', says: 'An entry needs a target' },
  stop_distance: { group: 'protection', says: 'The stop is too near or too far' },
  reward_risk: { group: 'protection', says: 'The target is too near for the stop' },
  entries_a_day: { group: 'pace', says: 'Enough entries for today' },
  daily_loss: { group: 'pace', says: 'The daily loss limit is reached' },
  loss_streak: { group: 'pace', says: 'Losses in a row pause entries until the next session' },
  drawdown: { group: 'pace', says: 'The drawdown stop is reached' },
  cool_down: { group: 'pace', says: 'The share cools down after the last entry' },
  budget_second: { group: 'pace', says: 'The order budget of this second is used' },
  budget_minute: { group: 'pace', says: 'The order budget of this minute is used' },
  budget_day: { group: 'pace', says: 'The order budget of this day is used' },
  repeated: { group: 'once', says: 'This wish was already handled' },
  key_conflict: { group: 'once', says: 'The key was used for a different wish' },
} as const satisfies Record<string, { readonly group: string; readonly says: string }>

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
export function explain({ reason, value, limit, unit }: Denial): string {
  const { says } = DENIALS[reason]
  if (value === null || !Number.isFinite(value)) return says
  if (limit === null || !Number.isFinite(limit)) return `${says}: ${figure(value, unit)}`
  return `${says}: ${figure(value, unit)}, limit ${figure(limit, unit)}`
}
