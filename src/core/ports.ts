import type { Bar, BarColumns, Interval } from '../domain/bar.ts'
import type { InstrumentId, OrderId } from '../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../domain/corporate-action.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { Paise } from '../domain/money.ts'
import type { Approved, Effect, Order, OrderType, Product, Side } from '../domain/order.ts'
import type { TickColumns } from '../domain/tick.ts'
import type { EpochMs } from '../domain/time.ts'

/** What a feed hands over: many moments at once in history, one at a time when live. Time never goes back. */
export type MarketBlock =
  | {
      readonly kind: 'bars'
      readonly interval: Interval
      /** Index in the universe, a row each. Rows of one moment are neighbours. */
      readonly instrument: Int32Array
      readonly bars: BarColumns
    }
  | { readonly kind: 'ticks'; readonly ticks: TickColumns }
  /** Nothing traded up to this moment; time went on. */
  | { readonly kind: 'quiet'; readonly until: EpochMs }

/** Where prices come from, as every screen and report must say it. */
export interface FeedLabel {
  readonly source: 'SIMULATED' | 'REPLAY' | 'DELAYED' | 'LIVE'
  readonly detail: string
}

/** History and live are the same iterator. */
export abstract class MarketFeed {
  abstract readonly label: FeedLabel
  /** Everything after a moment, in time order, until the end of the data or the abort. */
  abstract blocks(after: EpochMs, signal: AbortSignal): AsyncIterable<MarketBlock>
}

/** What a broker says of an order. Reports may come twice, late or out of order. */
export type BrokerReport =
  | { readonly kind: 'placed'; readonly orderId: OrderId; readonly brokerOrderId: string }
  | { readonly kind: 'accepted'; readonly orderId: OrderId; readonly at: EpochMs }
  | {
      readonly kind: 'filled'
      readonly orderId: OrderId
      /** The exchange's trade number: the same one is the same fill. */
      readonly tradeId: string
      readonly quantity: number
      readonly price: Paise
      readonly at: EpochMs
    }
  | {
      /** A fill of an order that was not placed through us: taken into the book, never fought. */
      readonly kind: 'foreign'
      /** Made of the broker's number for the order. */
      readonly orderId: OrderId
      readonly tradeId: string
      readonly instrument: InstrumentId
      readonly side: Side
      readonly effect: Effect
      readonly product: Product
      readonly quantity: number
      readonly price: Paise
      readonly at: EpochMs
    }
  | {
      readonly kind: 'rejected' | 'cancelled' | 'expired' | 'unknown'
      readonly orderId: OrderId
      readonly reason: string
    }
  | {
      readonly kind: 'modified'
      readonly orderId: OrderId
      readonly quantity: number
      readonly limit: Paise | null
      readonly trigger: Paise | null
    }

export interface Change {
  readonly quantity: number
  readonly limit: Paise | null
  readonly trigger: Paise | null
}

/** Where an order stands in the broker's book. `pending`: the broker has it, the exchange not yet, or not so far as is known. */
export type BrokerStatus = 'pending' | 'open' | 'filled' | 'rejected' | 'cancelled' | 'expired'

/** A line of the broker's order book of the day. */
export interface BrokerOrder {
  readonly brokerOrderId: string
  /** Our order id; null when the order was not placed through us. */
  readonly tag: OrderId | null
  readonly instrument: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly product: Product
  readonly quantity: number
  /** Price of a LIMIT and SL order; null of market types, whatever protection the broker made of it. */
  readonly limit: Paise | null
  readonly trigger: Paise | null
  readonly status: BrokerStatus
  readonly filledQuantity: number
  /** Paise a share, perhaps with a fraction: for comparing, never for booking. null without a fill. */
  readonly averagePrice: number | null
  /** What the broker says of the status; empty when nothing. */
  readonly reason: string
  /** Last change, by the broker's clock. */
  readonly at: EpochMs
}

/** A line of the broker's trade book of the day: the only proof of a fill. */
export interface BrokerTrade {
  /** The exchange's number: the same one is the same fill. */
  readonly tradeId: string
  readonly brokerOrderId: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly product: Product
  readonly quantity: number
  readonly price: Paise
  readonly at: EpochMs
}

/** Net shares of one instrument and product, delivery holdings included. */
export interface BrokerPosition {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly quantity: number
}

/** What the other side has on its books. Each call reads it afresh. */
export abstract class BrokerBook {
  /** Every order of the broker's day, in no particular order. */
  abstract orders(signal: AbortSignal): Promise<readonly BrokerOrder[]>
  abstract trades(signal: AbortSignal): Promise<readonly BrokerTrade[]>
  /** null where the other side keeps none. */
  abstract positions(signal: AbortSignal): Promise<readonly BrokerPosition[] | null>
  /** Cash in paise; null where the other side keeps none, or not to the paisa. */
  abstract cash(signal: AbortSignal): Promise<Paise | null>
}

/** That something about an order may have changed: a reason to read the book, never a fact. */
export interface BrokerHint {
  readonly tag: OrderId | null
  readonly brokerOrderId: string
}

/**
 * The wire to a broker. A `BrokerRefusal` says that nothing happened; any other error leaves open whether it did.
 * Nothing is tried twice here.
 */
export abstract class BrokerClient extends BrokerBook {
  /** Resolves when the broker took the order, with the broker's number for it. The order's id goes along as its tag. */
  abstract place(order: Order, signal: AbortSignal): Promise<{ readonly brokerOrderId: string }>
  abstract modify(brokerOrderId: string, change: Change, signal: AbortSignal): Promise<void>
  abstract cancel(brokerOrderId: string, signal: AbortSignal): Promise<void>
  /** Calls back on news of orders, as they come: perhaps twice, late, out of order, or never. */
  abstract updates(listener: (hint: BrokerHint) => void): Disposable
}

/** Where approved orders go. Calls return at once; what became of them comes back as reports. */
export abstract class Broker {
  /** Reports arrive inside the kernel's order. Called once, before anything is placed. */
  abstract report(listener: (report: BrokerReport) => void): void
  /** `seq` is the journal place of the submission: it must be durable before anything leaves the process. */
  abstract place(order: Approved<Order>, seq: number): void
  abstract modify(order: Order, change: Change, seq: number): void
  abstract cancel(order: Order, seq: number): void
}

/** The account's say on a fill that costs more than was held for it. */
export abstract class Funds {
  /** Whether what is held for the order and free cash together pay the cost, in paise. */
  abstract covers(orderId: OrderId, cost: number): boolean
}

export interface SeriesKey {
  readonly instrument: InstrumentId
  readonly interval: Interval
  /** Who made the bars: `nse`, `kite`, `yahoo`, `ohlcv`, `sim`. */
  readonly source: string
  /** Raw prices are as traded; adjusted ones were changed by their source for splits (and perhaps dividends). */
  readonly basis: 'raw' | 'adjusted'
}

/** One stored series and what is known to be missing from it. */
export interface SeriesInfo extends SeriesKey {
  readonly first: EpochMs
  readonly last: EpochMs
  readonly count: number
  /** Trading days between first and last without a bar. */
  readonly gaps: number
}

export interface BarQuery {
  readonly instruments: readonly InstrumentId[] | 'all'
  readonly interval: Interval
  readonly basis: 'raw' | 'adjusted'
  /** null takes the best source of each instrument: nse, kite, ohlcv, yahoo, sim. */
  readonly source: string | null
  /** Both inclusive, of bar starts. */
  readonly from: EpochMs
  readonly to: EpochMs
}

/** Read side of the stored bars. */
export abstract class BarStore {
  abstract list(signal: AbortSignal): Promise<readonly SeriesInfo[]>
  /** One entry an instrument that has bars in the range, in time order. */
  abstract read(
    query: BarQuery,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, { readonly series: SeriesKey; readonly bars: BarColumns }>>
}

/** What is known of instruments from imported files. */
export abstract class ReferenceStore {
  abstract instruments(): Promise<readonly Instrument[]>
  abstract corporateActions(): Promise<readonly CorporateAction[]>
  abstract symbolChanges(): Promise<readonly SymbolChange[]>
}

/** Who is shown complete bars, in kernel order. */
export interface BarStage {
  onBar(instrument: number, interval: Interval, bar: Bar): void
  /** All bars of an interval that end now are in. */
  onMoment(interval: Interval): void
}
