import { ConfigurationError } from '../core/errors.ts'
import {
  addDays,
  type EpochMs,
  epochMs,
  midnightOf,
  type TradeDate,
  tradeDate,
} from '../domain/time.ts'

/** The day of an option. Throws CONFIGURATION_INVALID naming it. */
export function dayOption(field: string, text: string): TradeDate {
  try {
    return tradeDate(text)
  } catch (error) {
    const says = `--${field} ${text} is not a day, write it like 2024-01-31`
    throw new ConfigurationError(field, says, { cause: error })
  }
}

const BEGINNING = epochMs(0)
const END = epochMs(253_402_300_799_999)

/** From the first moment of one day to the last of another; open where no day is given. Throws CONFIGURATION_INVALID. */
export function momentsBetween(range: { readonly from?: string; readonly to?: string }): {
  readonly from: EpochMs
  readonly to: EpochMs
} {
  const first = range.from === undefined ? null : dayOption('from', range.from)
  const last = range.to === undefined ? null : dayOption('to', range.to)
  if (first !== null && last !== null && first > last) {
    throw new ConfigurationError('from', `--from ${first} is after --to ${last}: swap them`)
  }
  return {
    from: first === null ? BEGINNING : midnightOf(first),
    to: last === null ? END : epochMs(midnightOf(addDays(last, 1)) - 1),
  }
}
