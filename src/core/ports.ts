import type { Bar, BarColumns, Interval } from '../domain/bar.ts'
import type { InstrumentId, OrderId } from '../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../domain/corporate-action.ts'
import type { Instrument } from '../domain/instrument.ts'
import type { Paise } from '../domain/money.ts'
import type { Approved, Order } from '../domain/order.ts'
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
