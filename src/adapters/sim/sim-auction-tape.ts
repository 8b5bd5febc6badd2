import { bitsAt, keyOf, roughNormal } from './sim-random.ts'
import { priceOf, type SharePlan } from './sim-share-plan.ts'
import { type INDICATIVE, type QUOTE, SILENT, type SimTape, TRADE } from './sim-tape.ts'

const TWO_TO_32 = 4_294_967_296
/** While orders gather, a share speaks this much less often than in continuous trading. */
const GATHERING_RATE = 0.2
/** How far off the auction's price may seem at its beginning, as a fraction. */
const GATHERING_NOISE = 0.0025
/** In an auction few stand near the price, so its book is this much wider. */
const GATHERING_WIDTH = 3

/** How an auction's price comes about: from one price to another as `progress` goes from 0 to 1. */
interface Gathering {
  readonly from: number
  readonly to: number
  readonly progress: number
  /** An opening auction shows its price to be; in a closing one the last trade stays what it was. */
  readonly kind: typeof INDICATIVE | typeof QUOTE
}

/** Fills the tape with a minute in which orders gather; `minute` is of the day. */
export function gatherMinute(
  tape: SimTape,
  plan: SharePlan,
  { from, to, progress, kind }: Gathering,
  minute: number,
): void {
  const key = keyOf(plan.key, 10_000 + minute)
  const chance = (plan.day.share.ticksAMinute * GATHERING_RATE) / tape.steps
  const doubt = 1 - progress
  for (let step = 0; step < tape.steps; step++) {
    const isTick = bitsAt(key, 2 * step) / TWO_TO_32 < chance
    tape.kind[step] = isTick ? kind : SILENT
    if (!isTick) continue
    const noise = GATHERING_NOISE * doubt * roughNormal(bitsAt(key, 2 * step + 1))
    const worth = (to + (from - to) * doubt) * (1 + noise)
    tape.quote(step, plan, worth, GATHERING_WIDTH * plan.day.share.spread)
    tape.price[step] = priceOf(plan.day, worth)
  }
}

/** What an auction, or trading at the closing price, ends in. */
interface Print {
  readonly price: number
  readonly shares: number
  /** Worth around which a book stands afterwards; null when no orders are left. */
  readonly bookAround: number | null
}

/** Fills the tape with one trade at a step of its own. */
export function printMinute(
  tape: SimTape,
  plan: SharePlan,
  { price, shares, bookAround }: Print,
  minute: number,
): void {
  tape.kind.fill(SILENT)
  const step = bitsAt(keyOf(plan.key, 10_000 + minute), 0) % tape.steps
  tape.kind[step] = TRADE
  tape.price[step] = price
  tape.shares[step] = shares
  tape.bid[step] = 0
  tape.ask[step] = 0
  if (bookAround !== null) {
    tape.quote(step, plan, bookAround, GATHERING_WIDTH * plan.day.share.spread)
  }
}
