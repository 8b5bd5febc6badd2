import type { Account } from '../domain/account.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Holds } from '../domain/holds.ts'
import { paise } from '../domain/money.ts'
import { type Effect, type Product, type Side, signOf } from '../domain/order.ts'
import { AGENT, type Signal } from '../domain/signal.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

/** What of a recommendation reaches a wish: no price, no quantity, no word of the model's. */
export interface Idea {
  readonly approvalId: string
  readonly recommendationId: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly effect: Effect
  /** Share of the full size of an entry, basis points. */
  readonly sizeBps: number
}

interface Moment {
  /** The last price, paise. */
  readonly price: number
  readonly at: EpochMs
  readonly account: Account
}

interface Books {
  readonly universe: Universe
  readonly account: Account
  readonly holds: Holds
}

const BPS = 10_000

/** Whole positions leave, entries are sized by risk; what it is for stands in the journal under its id. */
export function agentWish(idea: Idea, { price, at, account }: Moment): Signal {
  const { approvalId, recommendationId, instrument, side, effect, sizeBps } = idea
  return {
    strategy: AGENT,
    instrument,
    side,
    effect,
    quantity: null,
    ...(effect === 'open' ? { sizeBps } : {}),
    type: 'MARKET',
    limit: null,
    trigger: null,
    product: productOf(idea, account),
    validity: 'DAY',
    ttlMinutes: null,
    protection: null,
    decisionPrice: paise(Math.round(price)),
    decisionAt: at,
    reason: `the AI proposed it, recommendation ${recommendationId}`,
    key: approvalId,
    guards: null,
  }
}

/** The first rule that stops an idea before anybody is asked; null when none does. */
export function standsInTheWay(idea: Idea, { universe, account, holds }: Books): string | null {
  const { instrument, side, effect, sizeBps } = idea
  if (universe.indexOf(instrument) < 0) return 'the desk does not know it'
  if (effect === 'close') return null
  if (!(sizeBps > 0 && sizeBps <= BPS)) return `its size of ${sizeBps} basis points is none`
  const isUnderWay = [...holds.all].some(
    (hold) =>
      hold.strategy === AGENT &&
      hold.effect === 'open' &&
      hold.instrument === instrument &&
      hold.side === side,
  )
  if (isUnderWay) return `an order of the AI to ${side} it is under way`
  const isHeld = (['CNC', 'MIS'] as const).some(
    (product) => signOf(side) * account.owned(AGENT, instrument, product) > 0,
  )
  return isHeld ? 'the AI already holds it' : null
}

/** A short ends the same day; an exit leaves what is there, delivery first. */
function productOf({ instrument, side, effect }: Idea, account: Account): Product {
  if (effect === 'open') return side === 'buy' ? 'CNC' : 'MIS'
  const isThere = -signOf(side) * account.quantity(instrument, 'CNC') > 0
  return isThere ? 'CNC' : 'MIS'
}
