import { aiFinding } from '../../core/ai/ai-finding.ts'
import type { Finding } from '../../core/readiness.ts'
import { isoTime } from '../../domain/time.ts'
import type {
  Identity,
  MarketClock,
  Money,
  Source,
  StatusState,
  Trading,
} from '../contract/desk.ts'
import type { WebIdentity } from '../web-deps.ts'
import { hoursWords } from './clock-words.ts'
import type { DeskMoment, MarketHours, PriceAge } from './desk-moment.ts'
import { shareBps, timeOrNull, wholeBps } from './figures.ts'
import { needsOf } from './needs-view.ts'
import { openRiskPaise } from './open-risk.ts'

/** Which program answers. */
export const identityOf = (identity: WebIdentity): Identity => {
  const { version, commit, startedAt, environment, pid, dataDir, port, book } = identity
  return { version, commit, startedAt: isoTime(startedAt), environment, pid, dataDir, port, book }
}

const THEN = 'the journal is gone over again after a restart, so prices are of then'

/** Whose prices these are and how old. */
export const sourceOf = (prices: PriceAge): Source => {
  const { label, speed, pricedAt, receivedAt, isStale, isResuming } = prices
  return {
    kind: label.source,
    detail: isResuming ? `${label.detail}; ${THEN}` : label.detail,
    speed: Number.isFinite(speed) ? speed : null,
    pricedAt: timeOrNull(pricedAt),
    receivedAt: timeOrNull(receivedAt),
    isStale: isStale || isResuming,
  }
}

/** The exchange's clock in words and figures. */
export const clockOf = (hours: MarketHours): MarketClock => ({
  now: isoTime(hours.now),
  date: hours.date,
  isOpen: hours.isOpen,
  phase: hours.phase,
  says: hoursWords(hours),
  phaseEndsAt: timeOrNull(hours.phaseEndsAt),
})

/** Whether the desk trades. */
export const tradingOf = ({ picture: { trading } }: Pick<DeskMoment, 'picture'>): Trading => ({
  state: trading.state,
  reason: trading.reason,
  by: trading.by,
  since: timeOrNull(trading.since),
})

/** The account at the prices of the moment. */
export function moneyOf({ picture, valuation }: Pick<DeskMoment, 'picture' | 'valuation'>): Money {
  const { money, today } = picture
  const { equityPaise, deployedPaise, todayPaise, todayBps, positions } = valuation
  return {
    capitalPaise: money.capitalPaise,
    equityPaise,
    cashPaise: money.cashPaise,
    deployedPaise,
    deployedBps: shareBps(deployedPaise, equityPaise),
    openRiskPaise: openRiskPaise(positions),
    todayPaise,
    todayBps: wholeBps(todayBps),
    realisedPaise: money.realisedPaise,
    chargesPaise: money.chargesPaise,
    chargesTodayPaise: today.chargesPaise,
  }
}

/** Name under which readiness keeps how the AI stands. */
const AI = 'ai'

const NOT_CHECKED: Finding = { state: 'unknown', reason: 'Not checked yet', nextStep: null }

/** How the AI stands, by itself or by its check: nothing is healthy, or anything else, before it was asked. */
function aiOf({ ai, readiness }: DeskMoment): StatusState['ai'] {
  const item = ai === null ? readiness.find(({ name }) => name === AI) : aiFinding(ai)
  const { state, reason, nextStep } = item ?? NOT_CHECKED
  return { state, reason, nextStep, isScripted: ai?.isScripted ?? false }
}

/** Topic `status`: the strip on every screen. */
export const statusView = (moment: DeskMoment): StatusState => ({
  identity: identityOf(moment.identity),
  source: sourceOf(moment.prices),
  clock: clockOf(moment.hours),
  trading: tradingOf(moment),
  money: moneyOf(moment),
  ai: aiOf(moment),
  needs: needsOf(moment).length,
})
