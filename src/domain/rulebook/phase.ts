import type { Instrument } from '../instrument.ts'
import type { OrderType, Product, Validity } from '../order.ts'

/**
 * Shares with derivatives leave continuous trading early for a closing auction (from 3 August 2026, NSE/CMTR/74466),
 * so each of the two kinds of share has its own timetable.
 */
export const SEGMENTS = ['cash', 'cash_with_derivatives'] as const
export type Segment = (typeof SEGMENTS)[number]

/** The timetable that an instrument trades by. */
export const segmentOf = (instrument: Instrument): Segment =>
  instrument.isDerivativeEligible ? 'cash_with_derivatives' : 'cash'

/** Every phase of a day, in the order of the day. */
export const PHASES = [
  'closed',
  'pre_open',
  'pre_open_limit_only',
  'pre_open_matching',
  'buffer',
  'continuous',
  'closing_reference',
  'closing_auction',
  'closing_limit_only',
  'closing_matching',
  'post_close',
] as const
export type Phase = (typeof PHASES)[number]

/** What a phase means for an order. */
export interface PhaseRule {
  /** For a person: what happens now. */
  readonly label: string
  /** Order types that may be entered, changed or withdrawn. */
  readonly types: readonly OrderType[]
  readonly validities: readonly Validity[]
  readonly products: readonly Product[]
  /** Whether orders meet each other as they come; in an auction they wait for one price. */
  readonly isContinuous: boolean
}

const DAY: readonly Validity[] = ['DAY']
const ANY: readonly Product[] = ['CNC', 'MIS']
const NOTHING = { types: [], validities: [], products: [], isContinuous: false } as const

/**
 * Auctions take limit and market orders for the day only: no stop-loss, no immediate-or-cancel (BSE session timings;
 * NSE/CMTR/74466 for the closing auction, NSE/CMTR/74969 for the pre-open from 7 September 2026). After the close
 * only market orders for delivery, at the closing price (5paisa, Kotak Securities).
 */
export const PHASE_RULES: Readonly<Record<Phase, PhaseRule>> = {
  closed: { label: 'Closed', ...NOTHING },
  pre_open: {
    label: 'Pre-open: orders gather for the opening auction',
    types: ['MARKET', 'LIMIT'],
    validities: DAY,
    products: ANY,
    isContinuous: false,
  },
  pre_open_limit_only: {
    label: 'Pre-open: limit orders only, ends at random in its last two minutes',
    types: ['LIMIT'],
    validities: DAY,
    products: ANY,
    isContinuous: false,
  },
  pre_open_matching: { label: 'Pre-open: the opening price is being found', ...NOTHING },
  buffer: { label: 'Between the opening auction and continuous trading', ...NOTHING },
  continuous: {
    label: 'Continuous trading',
    types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    validities: ['DAY', 'IOC', 'TTL'],
    products: ANY,
    isContinuous: true,
  },
  closing_reference: {
    label: 'Closing auction: the reference price is being reckoned',
    ...NOTHING,
  },
  closing_auction: {
    label: 'Closing auction: orders gather within 3 % of the reference price',
    types: ['MARKET', 'LIMIT'],
    validities: DAY,
    products: ANY,
    isContinuous: false,
  },
  closing_limit_only: {
    label: 'Closing auction: limit orders only, ends at random in its last two minutes',
    types: ['LIMIT'],
    validities: DAY,
    products: ANY,
    isContinuous: false,
  },
  closing_matching: { label: 'Closing auction: the closing price is being found', ...NOTHING },
  post_close: {
    label: 'After the close: trades at the closing price',
    types: ['MARKET'],
    validities: DAY,
    products: ['CNC'],
    isContinuous: false,
  },
}

/** Half-width of the closing auction's band around its reference price, basis points (NSE/CMTR/74466). */
export const CLOSING_AUCTION_BAND_BPS = 300

/** Whether a phase takes an order of this type, validity and product. */
export function isLegalIn(
  phase: Phase,
  order: { readonly type: OrderType; readonly validity: Validity; readonly product: Product },
): boolean {
  const rule = PHASE_RULES[phase]
  return (
    rule.types.includes(order.type) &&
    rule.validities.includes(order.validity) &&
    rule.products.includes(order.product)
  )
}

/** Whether a standing order of this type may be changed or withdrawn: in auctions only what could be entered. */
export const mayChangeIn = (phase: Phase, type: OrderType): boolean =>
  PHASE_RULES[phase].types.includes(type)

/** Whether trading is going on or orders are gathering, as opposed to closed. */
export const isOpenIn = (phase: Phase): boolean => phase !== 'closed'
