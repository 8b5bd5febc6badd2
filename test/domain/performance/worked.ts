import type { PerformanceSettings } from '../../../src/domain/performance/settings.ts'
import type { TradeResult } from '../../../src/domain/performance/trade-ledger.ts'
import {
  type DayMark,
  type Opening,
  PerformanceCalculator,
} from '../../../src/domain/performance.ts'
import { tradeDate } from '../../../src/domain/time.ts'

/** Nothing withheld, nothing earned without risk. */
export const PLAIN: PerformanceSettings = {
  riskFreeBps: 0,
  targetBps: 0,
  tradingDaysAYear: 250,
  minTrades: 1,
  minDays: 2,
}

export const OPENING: Opening = {
  date: tradeDate('2026-11-05'),
  equityPaise: 1_000_000,
  benchmark: null,
}

/** The account at a close. */
export const mark = (date: string, equityPaise: number, more: Partial<DayMark> = {}): DayMark => ({
  date: tradeDate(date),
  equityPaise,
  deployedPaise: 0,
  flowPaise: 0,
  benchmark: null,
  ...more,
})

/** +1 %, −1 %, +2 % over five calendar days. */
export const THREE = [
  mark('2026-11-06', 1_010_000),
  mark('2026-11-09', 999_900),
  mark('2026-11-10', 1_019_898),
]

/** A calculator that was fed days. */
export function calculate(marks: readonly DayMark[], settings = PLAIN, opening = OPENING) {
  const calculator = new PerformanceCalculator(settings, opening)
  for (const each of marks) calculator.addDay(each)
  return calculator
}

/** A trade that came to a net after ₹1 of charges. */
export const trade = (netPaise: number, more: Partial<TradeResult> = {}): TradeResult => ({
  strategy: 'momentum',
  entryPaise: 100_000,
  exitPaise: 100_000 + netPaise + 100,
  grossPaise: netPaise + 100,
  chargesPaise: 100,
  holdingDays: 2,
  maePaise: null,
  mfePaise: null,
  ...more,
})

/** The report of a calculator that was fed trades. */
export function traded(trades: readonly TradeResult[], settings = PLAIN) {
  const calculator = new PerformanceCalculator(settings, OPENING)
  for (const each of trades) calculator.addTrade(each)
  return calculator.report(null)
}
