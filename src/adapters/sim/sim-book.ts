import { DEPTH_LEVELS, type TickColumns } from '../../domain/tick.ts'
import type { SharePlan } from './sim-share-plan.ts'

/** Sizes at a level, from 6 random bits: between nearly nothing and three times the usual, which is their mean. */
const SIZES = Float64Array.from({ length: 64 }, (_, bits) => 3 * ((bits + 0.5) / 64) ** 2)
/** By how much of the usual size each deeper level grows. */
const DEEPER = 0.6
/** Times the usual size that queue at a limit. */
const LOCKED_QUEUE = 400
/** Levels lie about this part of the spread apart. */
const LEVEL_GAP = 0.4

function writeSide(
  prices: Float64Array,
  quantities: Float64Array,
  first: number,
  { day, size }: SharePlan,
  best: number,
  way: 1 | -1,
  queue: number,
  bits: number,
): void {
  const gap = LEVEL_GAP * day.share.spread * best * (0.5 + (bits >>> 30) / 3)
  const apart = way * Math.max(1, Math.round(gap / day.tick)) * day.tick
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const price = best + level * apart
    const isOpen = best > 0 && price >= day.lower && price <= day.upper
    const usual = size * (1 + DEEPER * level) * (level === 0 ? queue : 1)
    const quantity = Math.round(usual * (SIZES[(bits >>> (6 * level)) & 63] ?? 1))
    prices[first + level] = isOpen ? price : 0
    quantities[first + level] = isOpen ? Math.max(1, quantity) : 0
  }
}

/**
 * Five levels a side, paise and shares. A best price of 0 leaves its side empty, and the side that faces an empty one
 * holds the queue of those who wait for the share to unlock.
 */
export function writeBook(
  columns: TickColumns,
  row: number,
  plan: SharePlan,
  bid: number,
  ask: number,
  bidBits: number,
  askBits: number,
): void {
  const first = row * DEPTH_LEVELS
  const { bidPrice, bidQuantity, askPrice, askQuantity } = columns
  writeSide(bidPrice, bidQuantity, first, plan, bid, -1, ask === 0 ? LOCKED_QUEUE : 1, bidBits)
  writeSide(askPrice, askQuantity, first, plan, ask, 1, bid === 0 ? LOCKED_QUEUE : 1, askBits)
}
