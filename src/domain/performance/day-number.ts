import { DAY_MS, type TradeDate, tradeDate } from '../time.ts'

/** Days from 1970-01-01 to a date: how columns hold dates. */
export const dayOfDate = (date: TradeDate): number => Date.parse(date) / DAY_MS

export const dateOfDay = (day: number): TradeDate =>
  tradeDate(new Date(day * DAY_MS).toISOString().slice(0, 10))
