import { createHash } from 'node:crypto'
import { type FeedLabel, type MarketBlock, MarketFeed } from '../core/ports.ts'
import { DEPTH_LEVELS } from '../domain/tick.ts'
import type { EpochMs } from '../domain/time.ts'

/** A feed that keeps the hash of everything it brought, so that a result can say which data it rests on. */
export class HashedFeed extends MarketFeed {
  readonly #feed: MarketFeed
  readonly #hash = createHash('sha256')

  constructor(feed: MarketFeed) {
    super()
    this.#feed = feed
  }

  override get label(): FeedLabel {
    return this.#feed.label
  }

  /** Of all that was brought so far, as hexadecimal digits. */
  get digest(): string {
    return this.#hash.copy().digest('hex')
  }

  override async *blocks(after: EpochMs, signal: AbortSignal): AsyncIterable<MarketBlock> {
    for await (const block of this.#feed.blocks(after, signal)) {
      this.#take(block)
      yield block
    }
  }

  #take(block: MarketBlock): void {
    switch (block.kind) {
      case 'bars': {
        const { interval, instrument, bars } = block
        this.#hash.update(interval)
        const { at, open, high, low, close, volume, length } = bars
        return this.#columns([instrument, at, open, high, low, close, volume], length)
      }
      case 'ticks': {
        const { instrument, at, last, volume, length } = block.ticks
        const { bidPrice, bidQuantity, askPrice, askQuantity } = block.ticks
        this.#columns([instrument, at, last, volume], length)
        const depth = length * DEPTH_LEVELS
        return this.#columns([bidPrice, bidQuantity, askPrice, askQuantity], depth)
      }
      case 'quiet':
        return
      default:
        block satisfies never
    }
  }

  /** Columns may be longer than what they hold. */
  #columns(columns: readonly (Float64Array | Int32Array)[], length: number): void {
    for (const column of columns) {
      const { buffer, byteOffset, byteLength } = column.subarray(0, length)
      this.#hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
}
