import { orderWords } from '../../core/order-words.ts'
import type { ReadinessItem } from '../../core/readiness.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { clockTime, isoTime } from '../../domain/time.ts'
import type { Need } from '../contract/desk.ts'
import type { DeskMoment } from './desk-moment.ts'
import { timeOrNull } from './figures.ts'

const STOPPED = {
  reducing: 'Trading only reduces exposure',
  halted: 'Trading is halted',
} as const

function halts({ picture: { trading } }: DeskMoment): readonly Need[] {
  const { state, reason, since } = trading
  if (state === 'active') return []
  const when = since === null ? '' : ` since ${clockTime(since)}`
  const why = reason === null ? '' : `: ${reason}`
  return [
    {
      id: 'halt',
      kind: 'halt',
      says: `${STOPPED[state]}${when}${why}`,
      nextStep:
        'Resume trading once the reason is gone: on the Risk screen, or with "robo-trader resume"',
      to: '/risk',
      since: timeOrNull(since),
    },
  ]
}

function drifts({ picture }: DeskMoment): readonly Need[] {
  const count = picture.drifts.length
  if (count === 0) return []
  const places = count === 1 ? '1 place' : `${count} places`
  return [
    {
      id: 'drift',
      kind: 'drift',
      says: `Our book and the broker’s differ in ${places}: nothing is opened until they agree`,
      nextStep: 'Compare the two books in the Journal, then reconcile',
      to: '/journal',
      since: null,
    },
  ]
}

function feeds({ picture, prices, hours }: DeskMoment): readonly Need[] {
  const { pricedAt, isStale } = prices
  const silent = picture.silentFeeds.map(
    ([feed, lastAt]): Need => ({
      id: `feed ${feed}`,
      kind: 'feed',
      says: `No price has come from ${feed} since ${clockTime(lastAt)}`,
      nextStep: 'Look at the feed on the Health screen: nothing new is opened meanwhile',
      to: '/health',
      since: isoTime(lastAt),
    }),
  )
  if (silent.length > 0 || !isStale || !hours.isOpen) return silent
  const last = pricedAt === null ? '' : `; the newest is of ${clockTime(pricedAt)}`
  return [
    {
      id: 'feed',
      kind: 'feed',
      says: `The market is open and no price comes${last}`,
      nextStep: 'Look at the feed on the Health screen: stale prices are not traded on',
      to: '/health',
      since: timeOrNull(pricedAt),
    },
  ]
}

/** What cannot be helped by a person, and that trading does not need, is shown with Health only. */
const isForPerson = ({ state, isNeeded, nextStep }: ReadinessItem): boolean =>
  state === 'blocked' && (isNeeded || nextStep !== null)

const readiness = ({ readiness }: DeskMoment): readonly Need[] =>
  readiness.filter(isForPerson).map(
    ({ name, reason, nextStep }): Need => ({
      id: `readiness ${name}`,
      kind: 'readiness',
      says: `${name} is blocked: ${reason}`,
      nextStep,
      to: '/health',
      since: null,
    }),
  )

const unanswered = ({ picture }: DeskMoment): readonly Need[] =>
  picture.orders
    .filter(({ status }) => status === 'unknown')
    .map(
      ({ order, life }): Need => ({
        id: `order ${order.id}`,
        kind: 'failure',
        says: `The order ${orderWords(order)} has no answer`,
        nextStep:
          'It is looked up at the broker and never sent again; nothing is opened in it until it is known',
        to: '/trade',
        since: timeOrNull(life.at(-1)?.at ?? null),
      }),
    )

/** What of the AI's waits for an answer; each expires by itself. */
const approvals = ({ picture: { proposals } }: DeskMoment): readonly Need[] =>
  proposals.pending.map(
    ({ approvalId, side, instrument, figures, requestedAt, expiresAt }): Need => ({
      id: approvalId,
      kind: 'approval',
      says: `The AI proposes to ${side} ${figures.quantity} ${symbolOf(instrument)}: it waits until ${clockTime(expiresAt)}`,
      nextStep: 'Approve or reject it on the Approvals screen; unanswered it expires',
      to: '/approvals',
      since: isoTime(requestedAt),
    }),
  )

/** What waits for a person, the gravest first. */
export const needsOf = (moment: DeskMoment): readonly Need[] => [
  ...halts(moment),
  ...drifts(moment),
  ...unanswered(moment),
  ...approvals(moment),
  ...feeds(moment),
  ...readiness(moment),
]
