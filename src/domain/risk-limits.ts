import type { Paise } from './money.ts'
import { paise } from './money.ts'

/** Every number a check compares with. Defaults are the configuration's; each change is journalled. */
export interface RiskLimits {
  /** Off leaves the checks of mode, state, form, session, money and repetition. */
  readonly isOn: boolean
  readonly orderValueMax: Paise
  /** Shares of equity, in basis points. */
  readonly positionBpsMax: number
  readonly symbolBpsMax: number
  readonly sectorBpsMax: number
  readonly correlatedBpsMax: number
  /** What is lost if every stop is hit. */
  readonly riskBpsMax: number
  readonly deployedBpsMax: number
  readonly openPositionsMax: number
  /** Share of the 20-day median volume that one order may be. */
  readonly liquidityBpsMax: number
  /** Share of the gain at the target that charges may eat. */
  readonly chargesBpsOfTargetMax: number
  readonly stopBpsMin: number
  readonly stopBpsMax: number
  /** Distance to the target over distance to the stop, in hundredths: 200 is 2 to 1. */
  readonly rewardRiskMin: number
  readonly entriesADayMax: number
  readonly dailyLossBpsMax: number
  readonly lossStreakMax: number
  readonly drawdownBpsMax: number
  readonly coolDownMs: number
  readonly ordersASecondMax: number
  readonly ordersAMinuteMax: number
  readonly ordersADayMax: number
  /** Share of each order budget that entries may not touch. */
  readonly exitReserveBps: number
  readonly priceAgeMsMax: number
  /** Equity risked on one entry when risk sizes it. */
  readonly riskPerTradeBps: number
  readonly stopBpsDefault: number
  readonly targetBpsDefault: number
  /** Cash locked for intraday value; 10,000 is no leverage. */
  readonly intradayMarginBps: number
}

/** trading.md "Checks before an order" and "Defaults"; order budgets stay below Kite's 10 a second, 400 a minute, 5,000 a day. */
export const DEFAULT_LIMITS: RiskLimits = {
  isOn: true,
  orderValueMax: paise(50_000_00),
  positionBpsMax: 500,
  symbolBpsMax: 1_500,
  sectorBpsMax: 2_000,
  correlatedBpsMax: 4_000,
  riskBpsMax: 1_000,
  deployedBpsMax: 8_000,
  openPositionsMax: 10,
  liquidityBpsMax: 100,
  chargesBpsOfTargetMax: 2_500,
  stopBpsMin: 50,
  stopBpsMax: 1_500,
  rewardRiskMin: 200,
  entriesADayMax: 10,
  dailyLossBpsMax: 300,
  lossStreakMax: 3,
  drawdownBpsMax: 2_000,
  coolDownMs: 1_800_000,
  ordersASecondMax: 8,
  ordersAMinuteMax: 350,
  ordersADayMax: 4_500,
  exitReserveBps: 2_000,
  priceAgeMsMax: 60_000,
  riskPerTradeBps: 100,
  stopBpsDefault: 200,
  targetBpsDefault: 500,
  intradayMarginBps: 10_000,
}
