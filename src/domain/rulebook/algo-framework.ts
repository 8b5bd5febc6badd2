import type { TradeDate } from '../time.ts'
import { asOf, since, table } from './dated.ts'

/** What SEBI's framework asks of orders that a program sends for a retail client. */
export interface AlgoRules {
  readonly stage: string
  /** Orders in one second of the clock that need no registration; more are refused (null: the broker's own limit). */
  readonly ordersPerClockSecond: number | null
  readonly isStaticIpRequired: boolean
  /** Every order carries the exchange's generic algo id. */
  readonly isAlgoIdRequired: boolean
  /** MARKET and SL-M orders must carry market protection. */
  readonly isProtectionRequired: boolean
  readonly auditYears: number | null
}

const NONE = {
  ordersPerClockSecond: null,
  isStaticIpRequired: false,
  isAlgoIdRequired: false,
  isProtectionRequired: false,
  auditYears: null,
} as const

/** The framework's steps for orders of the client's own program; own use and family is not "algo provider". */
export const ALGO_FRAMEWORK = table<AlgoRules>('algo-framework', 'SEBI retail-algo framework', [
  since(null, { stage: 'no framework', ...NONE }, 'sure', 'before the circular'),
  since(
    '2025-02-04',
    { stage: 'announced', ...NONE },
    'sure',
    'SEBI 2025/0000013; NSE/INVG/67858',
    'due 1 Aug 2025, put off to 1 Oct 2025 on 30 Jul 2025',
  ),
  since(
    '2025-10-01',
    { stage: 'glide path: ready brokers are live', ...NONE },
    'sure',
    'NSE and BSE of 30 Sep 2025; SEBI 2025/132',
    'milestones 31 Oct and 30 Nov 2025 and 3 Jan 2026: apply, register, mock',
  ),
  since(
    '2026-01-05',
    { stage: 'glide path: late brokers take no new clients', ...NONE },
    'sure',
    'NSE and BSE of 30 Sep 2025',
  ),
  since(
    '2026-04-01',
    {
      stage: 'in force for every broker',
      ordersPerClockSecond: 10,
      isStaticIpRequired: true,
      isAlgoIdRequired: true,
      isProtectionRequired: true,
      auditYears: 5,
    },
    'sure',
    'SEBI 2025/132; NSE and BSE of 30 Sep 2025; Kite forum 15912 and 52991',
    'counted at the broker in seconds of the clock, for each exchange; texts differ on exchange or segment',
  ),
])

/** The framework's rules on a day. */
export const algoRulesOn = (date: TradeDate): AlgoRules => asOf(ALGO_FRAMEWORK, date)
