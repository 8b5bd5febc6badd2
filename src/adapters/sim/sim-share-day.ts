import type { CorporateAction } from '../../domain/corporate-action.ts'
import { paise } from '../../domain/money.ts'
import { startingBand } from '../../domain/rulebook/bands.ts'
import { tickOf } from '../../domain/rulebook/ticks.ts'
import type { TradeDate } from '../../domain/time.ts'
import { actionOf, cashPaid, sharesAfter } from './sim-corporate-actions.ts'
import { keyOf, normalAt, restlessnessAt, unitAt } from './sim-random.ts'
import type { SimShare } from './sim-universe.ts'
import type { Move } from './sim-weather.ts'

/** A share's day in outline; the path between its open and its close is drawn inside it. Prices are paise. */
export interface ShareDay {
  readonly share: SimShare
  /** Close before, stepped by a split or bonus: what bands and gaps are measured from. */
  readonly base: number
  /** The close that the month's tick review looked at, and the tick that it gave. */
  readonly reviewed: number
  readonly tick: number
  /** Lowest and highest price that may trade. */
  readonly lower: number
  readonly upper: number
  /** Whether a price at a limit finds nobody on the other side: not where the band gives way (derivatives). */
  readonly mayLock: boolean
  /** What the share is worth at the open and the close, log of paise; a circuit keeps prices from following. */
  readonly worthAtOpen: number
  readonly worthAtClose: number
  /** Closing price on the tick. */
  readonly close: number
  /** The part of the session's log return that is the share's own, and its volatility. */
  readonly ownMove: number
  readonly ownVolatility: number
  /** Shares traded in the whole day. */
  readonly volume: number
  /** Slow swing of the share's own volatility, log. */
  readonly swing: number
  /** Shares now for each share before the first day. */
  readonly multiple: number
  readonly action: CorporateAction | null
}

/** What an evening leaves to the next day. */
type Evening = Pick<ShareDay, 'close' | 'worthAtClose' | 'reviewed' | 'swing' | 'multiple'>

/** The evening before the market's first day. */
export const firstEvening = ({ price }: SimShare): Evening => ({
  close: price,
  worthAtClose: Math.log(price),
  reviewed: price,
  swing: 0,
  multiple: 1,
})

/** What a day brings to a share from outside. */
interface Setting {
  readonly date: TradeDate
  /** Whether the day is the first of a month, on which a tick review comes into force. */
  readonly isReview: boolean
  /** Trading minutes in ordinary sessions. */
  readonly length: number
  /** How much more restless than ordinary the market is, as a factor. */
  readonly stress: number
  readonly market: Move
  readonly sector: Move
}

const SWING_KEPT = 0.93
const SWING_ADDED = 0.14
/** Variance of the swing once it has forgotten its start: taken off, so that the mean stays the share's own. */
const SWING_VARIANCE = SWING_ADDED ** 2 / (1 - SWING_KEPT ** 2)
/** Part of a share's own variance that happens overnight. */
const OVERNIGHT = 0.22
/** Once in so many days a share has news of its own, worth several ordinary days, most of it before the open. */
const NEWS_CHANCE = 1 / 70
const NEWS_SIZE = 3
const NEWS_LATER = 0.3
/** Derivative shares stay inside the 10 % that their band starts with: its widening is not simulated. */
const RANGE_USED = 0.095
const CALM_RANGE = 0.07
/** How far worth may run ahead of a locked price, in widths of the band. */
const OVERHANG = 1.4
/** What still trades on a day that begins and ends locked. */
const SHUT_VOLUME = 0.15

/** The part of a share's returns that nobody else has. */
function ownReturns(key: number, volatility: number, length: number) {
  const hasNews = unitAt(key, 0) < NEWS_CHANCE
  const news = hasNews ? NEWS_SIZE * volatility * normalAt(key, 1) : 0
  const night = volatility * Math.sqrt(OVERNIGHT) * restlessnessAt(key, 2)
  const usual = volatility * Math.sqrt((1 - OVERNIGHT) * length)
  const session = Math.hypot(usual * restlessnessAt(key, 3), NEWS_LATER * news)
  // Half the variance is given back, so that a volatile share does not melt away in the long run.
  const drift = (volatility * volatility) / 2
  return {
    gap: night * normalAt(key, 4) + (1 - NEWS_LATER) * news,
    move: session * normalAt(key, 5) + drift,
    volatility: session,
    /** How lively the day is beside an ordinary one. */
    stir: session / usual + Math.abs(news) / volatility,
  }
}

/** A log return from the base that bends before the limits: softly in an operating range, hard behind a band. */
function bent(move: number, bandPercent: number | null): number {
  if (bandPercent !== null) {
    const reach = (OVERHANG * bandPercent) / 100
    return Math.min(Math.max(move, -reach), reach)
  }
  const excess = Math.abs(move) - CALM_RANGE
  if (excess <= 0) return move
  const room = RANGE_USED - CALM_RANGE
  return Math.sign(move) * (CALM_RANGE + room * Math.tanh(excess / room))
}

/** Prices of a day, paise: what it is measured from, its tick and its limits (rounded inwards). */
function pricesOf(share: SimShare, before: Evening, ratio: number, { date, isReview }: Setting) {
  const reviewed = isReview ? before.close : before.reviewed
  const tick = tickOf({ exchange: 'NSE', kind: 'equity' }, paise(reviewed), date)
  const base = Math.max(1, Math.round(before.close / ratio / tick)) * tick
  const { bandPercent } = share.instrument
  const { low, high } = startingBand(paise(base), bandPercent, tick, { date, bandPercentMax: null })
  return { reviewed, tick, base, lower: low, upper: high, mayLock: bandPercent !== null }
}

/** Whether a worth (paise) lies at or beyond a limit where nobody takes the other side. */
export const isLockedAt = (
  worth: number,
  { lower, upper, mayLock }: Pick<ShareDay, 'lower' | 'upper' | 'mayLock'>,
): boolean => mayLock && (worth >= upper || worth <= lower)

/** A share's day from its evening before: cheap, so that any day is reached in no time. */
export function shareDay(key: number, share: SimShare, before: Evening, now: Setting): ShareDay {
  const { bandPercent } = share.instrument
  const action = actionOf(keyOf(key, 3), share.instrument, now.date, before.close)
  const ratio = sharesAfter(action)
  const prices = pricesOf(share, before, ratio, now)
  const { base, tick, lower, upper } = prices
  const start =
    before.worthAtClose - Math.log(ratio) + Math.log(1 - cashPaid(action) / before.close)

  const swing = SWING_KEPT * before.swing + SWING_ADDED * normalAt(key, 0)
  const unrest = now.stress * Math.exp(swing - SWING_VARIANCE)
  const own = ownReturns(keyOf(key, 1), share.ownVolatility * unrest, now.length)
  const gap = share.beta * now.market.gap + now.sector.gap + own.gap
  const common = share.beta * now.market.session + now.sector.session
  const worthAt = (worth: number): number =>
    Math.log(base) + bent(worth - Math.log(base), bandPercent)
  const worthAtOpen = worthAt(start + gap)
  const worthAtClose = worthAt(worthAtOpen + common + own.move)

  const liveliness = Math.exp(0.4 * normalAt(key, 2) + 0.3 * Math.min(own.stir, 6) - 0.36)
  const multiple = before.multiple * ratio
  const isShut = [worthAtOpen, worthAtClose].every((worth) => isLockedAt(Math.exp(worth), prices))
  const usual = share.dailyVolume * multiple * now.length * (isShut ? SHUT_VOLUME : 1)
  return {
    share,
    ...prices,
    worthAtOpen,
    worthAtClose,
    close: Math.min(Math.max(Math.round(Math.exp(worthAtClose) / tick) * tick, lower), upper),
    ownMove: worthAtClose - worthAtOpen - common,
    ownVolatility: own.volatility,
    volume: Math.max(100, Math.round(usual * liveliness)),
    swing,
    multiple,
    action,
  }
}
