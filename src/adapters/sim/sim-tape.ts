import type { DayShape } from './sim-day-shape.ts'
import { bitsAt, keyOf, roughNormal, unitAt } from './sim-random.ts'
import { isLockedAt } from './sim-share-day.ts'
import type { SharePlan } from './sim-share-plan.ts'

/** A step at which a share says nothing; kinds are numbers in an order, so that a tape is a column. */
export const SILENT = 0
/** Only the quotes moved. */
export const QUOTE = 1
/** An opening auction's price to be. */
export const INDICATIVE = 2
/** Shares changed hands. */
export const TRADE = 3

/** A minute of one share, step by step; made to be filled again for each minute. */
export class SimTape {
  readonly steps: number
  readonly kind: Uint8Array
  /** Best prices, paise; 0 where nobody stands. */
  readonly bid: Float64Array
  readonly ask: Float64Array
  /** Price of a trade or of an auction to be, paise. */
  readonly price: Float64Array
  /** Shares of a trade. */
  readonly shares: Float64Array
  readonly walk: Float64Array

  constructor(steps: number) {
    this.steps = steps
    this.kind = new Uint8Array(steps)
    this.bid = new Float64Array(steps)
    this.ask = new Float64Array(steps)
    this.price = new Float64Array(steps)
    this.shares = new Float64Array(steps)
    this.walk = new Float64Array(steps + 1)
  }

  /** Puts the best prices around a worth: a locked share has one side only. */
  quote(step: number, plan: SharePlan, worth: number, width: number): void {
    const { tick, lower, upper } = plan.day
    if (isLockedAt(worth, plan.day)) {
      this.bid[step] = worth >= upper ? upper : 0
      this.ask[step] = worth >= upper ? 0 : lower
      return
    }
    const middle = Math.min(Math.max(worth, lower), upper)
    const spread = Math.max(1, Math.round((width * middle) / tick)) * tick
    const low = Math.round((middle - spread / 2) / tick) * tick
    const bid = Math.min(Math.max(low, lower), upper - tick)
    this.bid[step] = bid
    this.ask[step] = Math.min(bid + spread, upper)
  }
}

const TWO_TO_24 = 16_777_216
/** Part of the price updates that are trades, in 128ths; the others only move the quotes. */
const TRADES = 90
/** Chance in 128ths that a trade follows the price's way. */
const FOLLOWS = 84
const LOCKED_RATE = 0.3

/** Which steps have a row, and of what kind; at least one trade where shares change hands. */
function layOut(tape: SimTape, key: number, chance: number, shares: number): number {
  const { kind, steps } = tape
  let trades = 0
  let latest = -1
  for (let step = 0; step < steps; step++) {
    const bits = bitsAt(key, step)
    const isTick = (bits >>> 8) / TWO_TO_24 < chance
    const isTrade = isTick && shares > 0 && (bits & 127) < TRADES
    kind[step] = isTrade ? TRADE : isTick ? QUOTE : SILENT
    if (isTick) latest = step
    if (isTrade) trades++
  }
  if (shares === 0 || trades > 0) return trades
  kind[latest >= 0 ? latest : bitsAt(key, steps) % steps] = TRADE
  return 1
}

/** Splits a minute's shares among its trades; a trade of nothing is a quote. */
function share(tape: SimTape, key: number, trades: number, total: number): void {
  const { kind, shares } = tape
  let trade = 0
  let before = 0
  for (let step = 0; step < tape.steps; step++) {
    if (kind[step] !== TRADE) continue
    trade++
    const part = trade === trades ? 1 : (trade - 1 + unitAt(key, step)) / trades
    const upTo = Math.floor(total * part)
    if (upTo === before) kind[step] = QUOTE
    shares[step] = upTo - before
    before = upTo
  }
}

/** Fills the tape with a minute of continuous trading; `minute` counts trading minutes. */
export function tradeMinute(tape: SimTape, plan: SharePlan, shape: DayShape, minute: number): void {
  const { steps, kind, walk, bid, ask, price } = tape
  const { worth, traded, day } = plan
  const key = keyOf(plan.key, 1_000 + minute)
  const from = worth[minute] ?? 0
  const to = worth[minute + 1] ?? 0
  const pace = Math.sqrt(shape.volume[minute] ?? 0) * (isLockedAt(from, day) ? LOCKED_RATE : 1)
  const total = (traded[minute + 1] ?? 0) - (traded[minute] ?? 0)
  const tickKey = keyOf(key, 0)
  const trades = layOut(tape, tickKey, (day.share.ticksAMinute * pace) / steps, total)
  share(tape, keyOf(key, 1), trades, total)

  const unrest = (shape.variance[minute] ?? 0) * shape.minutes
  const noise = (from * plan.volatility * Math.sqrt(unrest / shape.minutes)) / Math.sqrt(steps)
  const width = day.share.spread * (0.6 + 0.4 * Math.sqrt(unrest))
  const walkKey = keyOf(key, 2)
  for (let step = 0; step < steps; step++) {
    walk[step + 1] = (walk[step] ?? 0) + roughNormal(bitsAt(walkKey, step))
  }
  const end = walk[steps] ?? 0
  let before = from
  for (let step = 0; step < steps; step++) {
    if (kind[step] === SILENT) continue
    const part = step / steps
    const middle = from + (to - from) * part + noise * ((walk[step] ?? 0) - part * end)
    const bits = bitsAt(tickKey, steps + 1 + step)
    tape.quote(step, plan, middle, width * (0.5 + (bits >>> 16) / 65_536))
    const isBuy = (bits & 127) < FOLLOWS === middle >= before
    const low = bid[step] ?? 0
    const high = ask[step] ?? 0
    price[step] = low === 0 ? high : high === 0 ? low : isBuy ? high : low
    before = middle
  }
}
