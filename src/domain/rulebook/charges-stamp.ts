import type { Nano } from '../money.ts'
import { type Confidence, type Start, since, type Table, table } from './dated.ts'

/** Stamp duty, billionths of value, and the most it came to in a day (null: no limit). */
export interface StampRule {
  readonly deliveryBuy: Nano
  readonly deliverySell: Nano
  readonly intradayBuy: Nano
  readonly intradaySell: Nano
  readonly dayCapPaise: number | null
}

/** Where the client lived decided the duty until July 2020; `other` is charged as Maharashtra. */
export const STAMP_STATES = [
  'maharashtra',
  'delhi',
  'gujarat',
  'kerala',
  'karnataka',
  'tamil_nadu',
  'andhra_pradesh',
  'odisha',
  'other',
] as const
export type StampState = (typeof STAMP_STATES)[number]

const onBoth = (delivery: Nano, intraday: Nano, dayCapPaise: number | null): StampRule => ({
  deliveryBuy: delivery,
  deliverySell: delivery,
  intradayBuy: intraday,
  intradaySell: intraday,
  dayCapPaise,
})

/** One duty for the whole country, on purchases only. */
const UNIFORM: Start<StampRule> = since(
  '2020-07-01',
  {
    deliveryBuy: 150_000,
    deliverySell: 0,
    intradayBuy: 30_000,
    intradaySell: 0,
    dayCapPaise: null,
  },
  'sure',
  'Indian Stamp Act as amended; Zerodha bulletin 259741; NSE stamp duty page',
  'how the exchange rounds it is not known: stated with every note',
)

const BROKERS = 'sasonline.in, tradingbells.com, samco.in'

function ofState(
  state: StampState,
  rule: StampRule,
  confidence: Confidence,
  note: string | null = null,
): Table<StampRule> {
  const before = since(null, rule, confidence, BROKERS, note)
  return table(`stamp-${state.replaceAll('_', '-')}`, 'Stamp duty, billionths of value', [
    before,
    UNIFORM,
  ])
}

const COMMON = onBoth(100_000, 20_000, null)

/** Stamp duty by the client's state. */
export const STAMP_DUTY: Readonly<Record<StampState, Table<StampRule>>> = {
  maharashtra: ofState('maharashtra', COMMON, 'likely'),
  delhi: ofState('delhi', COMMON, 'likely'),
  gujarat: ofState('gujarat', COMMON, 'likely'),
  kerala: ofState('kerala', COMMON, 'likely'),
  karnataka: ofState(
    'karnataka',
    onBoth(100_000, 100_000, 5_000),
    'unverified',
    'later 0.003 %, from a day that is not known; also Zerodha’s early rule for every client',
  ),
  tamil_nadu: ofState('tamil_nadu', onBoth(60_000, 60_000, null), 'likely'),
  andhra_pradesh: ofState('andhra_pradesh', onBoth(50_000, 50_000, 5_000), 'likely'),
  odisha: ofState('odisha', onBoth(50_000, 50_000, 5_000), 'likely'),
  other: ofState(
    'other',
    COMMON,
    'unverified',
    'sources disagree on the other states; charged as Maharashtra',
  ),
}
