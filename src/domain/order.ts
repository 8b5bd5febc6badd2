import type { Brand, InstrumentId, OrderId } from './brand.ts'
import type { Paise } from './money.ts'
import type { EpochMs } from './time.ts'

export type Side = 'buy' | 'sell'
/** SL and SL-M rest until the trigger trades. Market types carry market protection at the broker (Kite Connect v3). */
export type OrderType = 'MARKET' | 'LIMIT' | 'SL' | 'SL-M'
/** CNC is delivery, MIS must be flat by the broker's square-off the same day. */
export type Product = 'CNC' | 'MIS'
export type Validity = 'DAY' | 'IOC' | 'TTL'
/** An amo order is given while the exchange is closed and enters at the next session's start. */
export type Variety = 'regular' | 'amo'
/** Whether an order enlarges exposure or reduces it: exits are never blocked by size, pace or budget. */
export type Effect = 'open' | 'close'

/** Exits that stand guard over a position, in paise; null where there is none. */
export interface Protection {
  readonly stop: Paise | null
  readonly target: Paise | null
  /** Distance by which the stop follows the best price since entry. */
  readonly trail: Paise | null
}

/** An instruction, complete enough to be checked, placed and explained by itself. */
export interface Order {
  readonly id: OrderId
  /** The strategy that wished it, `manual` for a person, `protection` for a stop or target. */
  readonly strategy: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly effect: Effect
  readonly quantity: number
  readonly type: OrderType
  /** Required by LIMIT and SL, absent otherwise. */
  readonly limit: Paise | null
  /** Required by SL and SL-M, absent otherwise. */
  readonly trigger: Paise | null
  readonly product: Product
  readonly validity: Validity
  /** Life of a TTL order in minutes, absent otherwise. */
  readonly ttlMinutes: number | null
  readonly variety: Variety
  /** The price that the decision used, and when that price was made. */
  readonly decisionPrice: Paise
  readonly decisionAt: EpochMs
  readonly protection: Protection | null
  /** Of a protective exit: the entry whose shares it closes. */
  readonly guards: OrderId | null
  /** Why, in one sentence for a person. */
  readonly reason: string
}

/** Only `assess` makes one, so an order that nobody checked cannot be placed. */
export type Approved<T> = Brand<T, 'Approved'>

/** Where an order stands. `placed`: the broker took it; `accepted`: it stands in the exchange's book. */
export type OrderStatus =
  | 'approved'
  | 'submitted'
  | 'placed'
  | 'accepted'
  | 'partially_filled'
  | 'filled'
  | 'rejected'
  | 'cancelled'
  | 'expired'
  | 'unknown'

/**
 * Every legal move. A fill may overtake its acknowledgement, and the exchange may reject what the broker took;
 * `unknown` (no answer) is left only by what reconciliation finds; an end is never left.
 */
export const MOVES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  approved: ['submitted', 'cancelled'],
  submitted: [
    'placed',
    'accepted',
    'partially_filled',
    'filled',
    'rejected',
    'cancelled',
    'expired',
    'unknown',
  ],
  placed: ['accepted', 'partially_filled', 'filled', 'rejected', 'cancelled', 'expired'],
  accepted: ['partially_filled', 'filled', 'rejected', 'cancelled', 'expired'],
  partially_filled: ['partially_filled', 'filled', 'cancelled', 'expired'],
  unknown: ['placed', 'accepted', 'partially_filled', 'filled', 'rejected', 'cancelled', 'expired'],
  filled: [],
  rejected: [],
  cancelled: [],
  expired: [],
}

/** Whether an order may go from one status to another. */
export const mayMove = (from: OrderStatus, to: OrderStatus): boolean => MOVES[from].includes(to)

/** Whether the order can still change. */
export const isWorking = (status: OrderStatus): boolean => MOVES[status].length > 0

/** What a share is reckoned to cost until it trades, paise: the limit, else the trigger waited for, else the decision's price. */
export const reckonedPrice = ({
  limit,
  trigger,
  decisionPrice,
}: Pick<Order, 'limit' | 'trigger' | 'decisionPrice'>): Paise => limit ?? trigger ?? decisionPrice

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

/** +1 for a buy, −1 for a sell. */
export const signOf = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1)
