import type { Clock } from '../core/clock.ts'
import { orderWords, priceWords } from '../core/order-words.ts'
import type { Charges } from '../domain/charges.ts'
import type { Fill } from '../domain/fill.ts'
import type { Instrument } from '../domain/instrument.ts'
import { formatPaise, paise } from '../domain/money.ts'
import { type Order, reckonedPrice, signOf } from '../domain/order.ts'
import type { ChargeTerms } from '../domain/rulebook/charge-rates.ts'
import { breakEvenPrice, roundTripCharges } from '../domain/rulebook/trade-cost.ts'
import type { Signal } from '../domain/signal.ts'
import { addDays, dateOf } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { Universe } from '../domain/universe.ts'
import type { Assessment, WishReview } from '../domain/wish-review.ts'
import { isReckonable } from './order-drafter.ts'

type ThoughtTrade = Pick<
  Fill,
  'orderId' | 'instrument' | 'side' | 'product' | 'quantity' | 'price' | 'at'
>

export interface PreviewDeps {
  readonly clock: Clock
  readonly universe: Universe
  readonly terms: ChargeTerms
  readonly tickOf: (instrument: number, price: number) => number
  readonly risk: { preview(wish: Signal): WishReview }
  /** What trades of one day would add to its note, one after the other. */
  readonly portfolio: { chargesOf(trades: readonly ThoughtTrade[]): Charges }
}

/** What a wish would meet and cost now: risk's own assessment, and the charges that the day's note would grow by. */
export function previewTrade(wish: Signal, deps: PreviewDeps): TradePreview {
  const { clock, risk } = deps
  const { assessments, suggestion } = risk.preview(wish)
  const told = assessments.find(isRefused) ?? assessments[0]
  const orders = assessments.filter(({ isDropped }) => !isDropped).map(({ order }) => order)
  const quantity = orders.reduce((sum, order) => sum + order.quantity, 0)
  const price =
    told === undefined || !(reckonedPrice(told.order) > 0) ? null : reckonedPrice(told.order)
  const { stop = null, target = null, trail = null } = told?.order.protection ?? {}
  return {
    at: clock.now(),
    verdict: told === undefined || isRefused(told) ? 'denied' : 'approved',
    says: told === undefined ? 'Nothing comes of it' : wordsOf(told, quantity),
    orders,
    quantity,
    suggestion,
    price,
    value: price !== null && isReckonable(quantity, price) ? paise(price * quantity) : null,
    checks: told === undefined || told.isDropped ? [] : told.checks,
    charges: chargesOf(orders, deps),
    ...afterwards(orders, deps),
    stop,
    target,
    trail,
  }
}

/** Orders of one wish come to the note one after the other. */
function chargesOf(orders: readonly Order[], deps: PreviewDeps): Charges | null {
  const { clock, universe, portfolio } = deps
  const at = clock.now()
  const trades = orders.map((order) => ({
    ...order,
    orderId: order.id,
    price: reckonedPrice(order),
    at,
  }))
  const canCost = trades.every(
    ({ instrument, quantity, price }) =>
      isTradable(universe.get(instrument)) && isReckonable(quantity, price),
  )
  return canCost && trades.length > 0 ? portfolio.chargesOf(trades) : null
}

/** What leaving again would cost an entry. */
function afterwards(
  orders: readonly Order[],
  { clock, universe, terms, tickOf }: PreviewDeps,
): Pick<TradePreview, 'roundTrip' | 'breakEven' | 'worstCase'> {
  const [order] = orders
  const index = order === undefined ? -1 : universe.indexOf(order.instrument)
  if (order === undefined || order.effect === 'close') return NOTHING
  if (!isTradable(universe.get(order.instrument))) return NOTHING
  const { instrument, side, product, quantity, protection } = order
  const price = reckonedPrice(order)
  if (!isReckonable(quantity, price)) return NOTHING
  const { kind, exchange } = universe.at(index)
  const entryDate = dateOf(clock.now())
  const exitDate = product === 'CNC' ? addDays(entryDate, 1) : entryDate
  const trip = { instrument, kind, exchange, side, product, quantity, price, entryDate, exitDate }
  const stop = protection?.stop ?? null
  const lost = (level: number) => Math.max(0, signOf(side) * (price - level)) * quantity
  return {
    roundTrip: roundTripCharges(trip, price, terms).totalPaise,
    breakEven: breakEvenPrice(trip, tickOf(index, price), terms),
    worstCase:
      stop === null || !isReckonable(quantity, stop)
        ? null
        : paise(lost(stop) + roundTripCharges(trip, stop, terms).totalPaise),
  }
}

const isTradable = (instrument: Instrument | undefined): boolean =>
  instrument !== undefined && instrument.kind !== 'index'

const NOTHING = { roundTrip: null, breakEven: null, worstCase: null } as const

const isRefused = ({ verdict, isDropped }: Assessment): boolean =>
  isDropped || verdict.outcome === 'denied'

function wordsOf({ order, verdict, isDropped }: Assessment, quantity: number): string {
  if (isDropped) {
    return order.effect === 'open'
      ? 'The limits leave room for no share'
      : 'There is nothing left to close'
  }
  const words = `${orderWords({ ...order, quantity })}${priceWords(order)}`
  const about =
    order.limit === null && order.trigger === null
      ? ` at about ${formatPaise(order.decisionPrice)}`
      : ''
  return verdict.outcome === 'approved'
    ? `An order ${words}${about} passes every check`
    : `An order ${words}${about} would be denied`
}
