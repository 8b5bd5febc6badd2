import { CLOSING_AUCTION_BAND_BPS, type Segment } from '../../domain/rulebook/phase.ts'
import type { DayShape } from './sim-day-shape.ts'
import { keyOf, normalAt, unitAt } from './sim-random.ts'
import { isLockedAt, type ShareDay } from './sim-share-day.ts'

/** What a share's day by the minute is drawn from. */
interface Course {
  readonly day: ShareDay
  readonly segment: Segment
  /** Stream of chance of this share on this day. */
  readonly key: number
  /** Log return since the open at each minute's start. */
  readonly path: Float64Array
  /** Standard deviation of a log return over the whole session. */
  readonly volatility: number
  /** Minutes of continuous trading. */
  readonly continuous: number
  readonly hasOpeningAuction: boolean
  readonly hasClosingAuction: boolean
}

/** A share's day by the minute: what it is worth and how much of it has been traded. */
export interface SharePlan extends Course {
  /** Worth at the start of each trading minute and at the end of the last, paise; beyond a limit when locked. */
  readonly worth: Float64Array
  /** Shares traded by then, the opening auction included. */
  readonly traded: Float64Array
  readonly openingPrice: number
  /** Volume of the opening auction; 0 without one. */
  readonly openingVolume: number
  /** Volume of the closing auction; 0 without one. */
  readonly closingVolume: number
  /** Volume traded at the closing price after the close. */
  readonly lateVolume: number
  /** Shares that usually stand at the best price. */
  readonly size: number
}

const OPENING_SHARE = 0.01
const CLOSING_SHARE = 0.05
const LATE_SHARE = 0.0005
/** Shares that tick less often than this a minute have minutes without a trade. */
const BUSY_TICKS = 8
/** Hardly anybody sells at the upper limit. */
const LOCKED_VOLUME = 0.08
const BURSTS = 0.6
/** Part of the closing auction's band that a closing price may use. */
const AUCTION_REACH = (0.95 * CLOSING_AUCTION_BAND_BPS) / 10_000
/** An ordinary book holds at its best price what trades in so many parts of a day, or ₹20,000 if that is more. */
const BOOK_PART = 1 / 15_000
const BOOK_PAISE_MIN = 2_000_000
/** Minutes that the price has to come to where its average must be, before the minutes averaged. */
const SETTLING_MINUTES = 30

/** How much of the continuous volume falls into each minute; any scale. */
function weightsOf(course: Course, shape: DayShape, worth: Float64Array): Float64Array {
  const { day, volatility } = course
  const key = keyOf(course.key, 1)
  const silence = Math.max(0, 0.55 - day.share.ticksAMinute / BUSY_TICKS)
  return Float64Array.from({ length: course.continuous }, (_, minute) => {
    if (unitAt(key, 4 * minute) < silence) return 0
    const now = worth[minute] ?? 0
    const usual = volatility * Math.sqrt(shape.variance[minute] ?? 0)
    const stir = Math.min(4, Math.abs(Math.log((worth[minute + 1] ?? now) / now)) / usual)
    const burst = Math.exp(BURSTS * normalAt(key, 2 * minute + 1))
    const quiet = isLockedAt(now, day) ? LOCKED_VOLUME : 1
    return (shape.volume[minute] ?? 0) * burst * (0.5 + 0.6 * stir) * quiet
  })
}

/** Shares traded by each minute's start, beginning with those of the auction. */
function tradedBy(weights: Float64Array, minutes: number, opening: number, total: number) {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const traded = new Float64Array(minutes + 1).fill(opening)
  let weight = 0
  for (let minute = 0; minute < minutes; minute++) {
    weight += weights[minute] ?? 0
    traded[minute + 1] = opening + (sum > 0 ? Math.floor(total * (weight / sum)) : 0)
  }
  return traded
}

/** Average price of the last minutes before the continuous session's end, paise, or null without a trade. */
function averageOfLast(
  count: number,
  { continuous, day }: Course,
  worth: Float64Array,
  traded: Float64Array,
): number | null {
  let value = 0
  let volume = 0
  for (let minute = Math.max(0, continuous - count); minute < continuous; minute++) {
    const shares = (traded[minute + 1] ?? 0) - (traded[minute] ?? 0)
    const middle = ((worth[minute] ?? 0) + (worth[minute + 1] ?? 0)) / 2
    value += shares * Math.min(Math.max(middle, day.lower), day.upper)
    volume += shares
  }
  return volume > 0 ? value / volume : null
}

/**
 * Log return by which the session's last hour must be shifted: a close without auction is the average of the last
 * half hour, one by auction lies within 3 % of the average of the last quarter (NSE/CMTR/74466).
 */
function correction(course: Course, worth: Float64Array, traded: Float64Array): number {
  const { day, hasClosingAuction } = course
  const average = averageOfLast(hasClosingAuction ? 15 : 30, course, worth, traded)
  if (average === null || day.close >= day.upper || day.close <= day.lower) return 0
  const distance = Math.log(day.close / average)
  if (!hasClosingAuction) return distance
  return distance - Math.min(Math.max(distance, -AUCTION_REACH), AUCTION_REACH)
}

/** The price nearest to a worth that may trade on the day, paise. */
export const priceOf = ({ tick, lower, upper }: ShareDay, worth: number): number =>
  Math.min(Math.max(Math.round(worth / tick) * tick, lower), upper)

/** Draws a share's minutes between its open and its close. */
export function sharePlan(course: Course, shape: DayShape): SharePlan {
  const { day, path, continuous, hasOpeningAuction, hasClosingAuction } = course
  const worth = path.map((move) => Math.exp(day.worthAtOpen + move))
  const openingVolume = hasOpeningAuction ? Math.max(1, Math.floor(day.volume * OPENING_SHARE)) : 0
  const closingVolume = hasClosingAuction ? Math.max(1, Math.floor(day.volume * CLOSING_SHARE)) : 0
  const lateVolume = Math.max(1, Math.floor(day.volume * LATE_SHARE))
  const total = day.volume - openingVolume - closingVolume - lateVolume
  const traded = tradedBy(weightsOf(course, shape, worth), shape.minutes, openingVolume, total)
  const shift = correction(course, worth, traded)
  if (shift !== 0) {
    const settled = continuous - 30
    for (let minute = 1; minute < worth.length; minute++) {
      const part = Math.min(1, Math.max(0, 1 - (settled - minute) / SETTLING_MINUTES))
      worth[minute] = (worth[minute] ?? 0) * Math.exp(shift * part)
    }
  }
  const size = Math.max(day.share.dailyVolume * day.multiple * BOOK_PART, BOOK_PAISE_MIN / day.base)
  const openingPrice = priceOf(day, worth[0] ?? day.base)
  const volumes = { openingVolume, closingVolume, lateVolume }
  return { ...course, worth, traded, openingPrice, ...volumes, size }
}
