import { ALGO_FRAMEWORK } from './algo-framework.ts'
import { BAND_PERCENTS, DYNAMIC_BAND, ETF_BAND_BASE } from './bands.ts'
import { INDEX_BREAKERS } from './breakers.ts'
import { AFTER_MARKET_HOURS, KITE_LIMITS } from './broker-limits.ts'
import {
  DDPI_FEE,
  DEBIT_BROKERAGE_CAP,
  DELIVERY_BROKERAGE,
  DP_FEE,
  INTRADAY_BROKERAGE,
  IS_DP_FEE_ON_BTST,
  SQUARE_OFF_BLOCK,
  SQUARE_OFF_FEE,
} from './charges-broker.ts'
import { IPFT, TRANSACTION_CHARGES } from './charges-exchange.ts'
import { SEBI_FEE, SERVICE_TAX, STT } from './charges-government.ts'
import { STAMP_DUTY } from './charges-stamp.ts'
import { SETTLEMENT_CLOSURES } from './closures.ts'
import type { Row, Table } from './dated.ts'
import {
  DERIVATIVES_FREEZE,
  DERIVATIVES_HOURS,
  DERIVATIVES_STAMP,
  DERIVATIVES_STT,
  DERIVATIVES_TRANSACTION,
} from './derivatives.ts'
import { FREEZE_QUANTITY } from './freeze.ts'
import {
  INTRADAY_MARGIN_BPS,
  IS_INTRADAY_PROFIT_USABLE,
  SALE_PROCEEDS,
  UPFRONT_MARGIN,
} from './margins.ts'
import { MARKET_PROTECTION } from './market-protection.ts'
import { SELLING_AUTHORITY } from './selling-authority.ts'
import { SETTLEMENT_CYCLE, T0_SHARES, T1_ROLLOUT } from './settlement.ts'
import { SHORT_SELLING } from './short-selling.ts'
import { SPECIAL_SESSIONS } from './special-sessions.ts'
import { SQUARE_OFF } from './square-off.ts'
import {
  CESS_BPS,
  GRANDFATHERING,
  INTRADAY_INCOME,
  LONG_TERM_BPS,
  LONG_TERM_EXEMPT,
  SHORT_TERM_BPS,
} from './tax.ts'
import { TICKS } from './ticks.ts'
import { REGULAR_DAY } from './timetable.ts'

/** Every dated rule of the product, so that a screen can show it and a test can check it. */
export const RULEBOOK: readonly Table<unknown>[] = [
  ...Object.values(TRANSACTION_CHARGES),
  IPFT.NSE,
  IPFT.BSE,
  ...Object.values(STT),
  SEBI_FEE,
  SERVICE_TAX,
  ...Object.values(STAMP_DUTY),
  DELIVERY_BROKERAGE,
  INTRADAY_BROKERAGE,
  DEBIT_BROKERAGE_CAP,
  DP_FEE,
  IS_DP_FEE_ON_BTST,
  SQUARE_OFF_FEE,
  SQUARE_OFF_BLOCK,
  DDPI_FEE,
  ...Object.values(REGULAR_DAY),
  ...Object.values(SQUARE_OFF),
  ...Object.values(TICKS),
  BAND_PERCENTS,
  DYNAMIC_BAND,
  ETF_BAND_BASE,
  INDEX_BREAKERS,
  FREEZE_QUANTITY,
  SETTLEMENT_CYCLE,
  T1_ROLLOUT,
  T0_SHARES,
  INTRADAY_MARGIN_BPS,
  UPFRONT_MARGIN,
  SALE_PROCEEDS,
  IS_INTRADAY_PROFIT_USABLE,
  SHORT_TERM_BPS,
  LONG_TERM_BPS,
  LONG_TERM_EXEMPT,
  CESS_BPS,
  INTRADAY_INCOME,
  GRANDFATHERING,
  SELLING_AUTHORITY,
  SHORT_SELLING,
  ALGO_FRAMEWORK,
  KITE_LIMITS,
  AFTER_MARKET_HOURS,
  MARKET_PROTECTION,
  DERIVATIVES_STT,
  DERIVATIVES_TRANSACTION,
  DERIVATIVES_STAMP,
  DERIVATIVES_HOURS,
  DERIVATIVES_FREEZE,
]

/** A rule that no good source confirms: shown, and never used silently. */
export interface OpenQuestion {
  readonly table: string
  readonly title: string
  readonly row: Omit<Row<unknown>, 'value'>
}

/** Rows and days that are not sure enough to be trusted without a look. */
export function unverified(): readonly OpenQuestion[] {
  const rows = RULEBOOK.flatMap(({ name, title, rows }) =>
    rows
      .filter(({ confidence }) => confidence === 'unverified')
      .map((row): OpenQuestion => ({ table: name, title, row })),
  )
  const days = [...SPECIAL_SESSIONS, ...SETTLEMENT_CLOSURES]
    .filter(({ confidence }) => confidence === 'unverified')
    .map(({ date, name, source, confidence }): OpenQuestion => {
      return {
        table: 'calendar',
        title: name,
        row: { from: date, to: date, source, confidence, note: null },
      }
    })
  return [...rows, ...days]
}
