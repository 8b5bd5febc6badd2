import type * as z from 'zod'
import { TradingError } from '../core/errors.ts'
import { at } from '../domain/bar.ts'
import { type InstrumentId, isInstrumentId } from '../domain/brand.ts'
import { paise } from '../domain/money.ts'
import type { Effect, Product, Protection } from '../domain/order.ts'
import type { Position } from '../domain/position.ts'
import type { Signal } from '../domain/signal.ts'
import { epochMs } from '../domain/time.ts'
import type { closeWish, protectionWish, tradeWish } from './contract/orders.ts'
import type { Web } from './web.ts'

type TradeWish = z.output<typeof tradeWish>
type Desk = Pick<Web, 'live' | 'broadcast'>

/** Who a person is in the journal: the strategy of what is wished by hand. */
const BY_HAND = 'manual'

/** The open position, or nothing. */
export const positionOf = (
  { broadcast }: Pick<Web, 'broadcast'>,
  instrument: string,
  product: Product,
): Position | undefined =>
  broadcast.picture.positions.find(
    (line) => line.instrument === instrument && line.product === product && line.quantity !== 0,
  )

/** Throws NOT_FOUND for what this desk does not trade. */
export function tradedInstrument({ live }: Pick<Web, 'live'>, name: string): InstrumentId {
  if (isInstrumentId(name) && live.kernel.universe.get(name) !== undefined) return name
  throw new TradingError(
    'NOT_FOUND',
    `This desk does not trade ${name.slice(0, 40)}: search for an instrument by its name`,
  )
}

/** A sale of what is held leaves, any other opens; so does a purchase of what is owed. */
function effectOf({ side, quantity }: TradeWish, held: number): Effect {
  const leaving = side === 'sell' ? held : -held
  return leaving > 0 && (quantity ?? 1) <= leaving ? 'close' : 'open'
}

const priceOrNull = (price: number | null) => (price === null ? null : paise(price))

/** Prices of a wish as those of a position. */
export const protectionOf = ({
  stopPaise,
  targetPaise,
  trailPaise,
}: Pick<
  z.output<typeof protectionWish>,
  'stopPaise' | 'targetPaise' | 'trailPaise'
>): Protection => ({
  stop: priceOrNull(stopPaise),
  target: priceOrNull(targetPaise),
  trail: priceOrNull(trailPaise),
})

/** The price that a decision made now is made on. Throws DATA_MISSING before the first one. */
function decisionOf({ live }: Pick<Web, 'live'>, instrument: InstrumentId) {
  const { quotes, universe } = live.kernel
  const index = universe.indexOf(instrument)
  const last = at(quotes.last, index)
  if (Number.isNaN(last)) {
    const says = `No price of ${instrument} is known yet: wait for the market's first one`
    throw new TradingError('DATA_MISSING', says, { recoverable: true })
  }
  return {
    decisionPrice: paise(Math.round(last)),
    decisionAt: epochMs(Math.floor(at(quotes.madeAt, index))),
  }
}

const NOTHING_ASKED = {
  strategy: BY_HAND,
  type: 'MARKET',
  limit: null,
  trigger: null,
  validity: 'DAY',
  ttlMinutes: null,
  protection: null,
  guards: null,
} as const

/** A wish of a person as the desk takes it in. Throws NOT_FOUND and DATA_MISSING. */
export function signalOf(wish: TradeWish, key: string | null, desk: Desk): Signal {
  const instrument = tradedInstrument(desk, wish.instrument)
  const { side, quantity, type, product, validity, ttlMinutes, protection, reason } = wish
  const held = positionOf(desk, instrument, product)?.quantity ?? 0
  return {
    ...NOTHING_ASKED,
    ...decisionOf(desk, instrument),
    instrument,
    side,
    effect: wish.effect ?? effectOf(wish, held),
    quantity,
    type,
    limit: priceOrNull(wish.limitPaise),
    trigger: priceOrNull(wish.triggerPaise),
    product,
    validity,
    ttlMinutes,
    protection: protection === null ? null : protectionOf(protection),
    reason,
    key,
  }
}

/** Leaving a position by hand. Throws NOT_FOUND when there is none, INPUT_INVALID for more than it has. */
export function leavingOf(
  instrument: InstrumentId,
  { product, quantity, reason }: z.output<typeof closeWish>,
  key: string | null,
  desk: Desk,
): Signal {
  const position = positionOf(desk, instrument, product)
  if (position === undefined) {
    throw new TradingError('NOT_FOUND', `There is no open ${product} position in ${instrument}`)
  }
  const held = Math.abs(position.quantity)
  if (quantity !== null && quantity > held) {
    const says = `The position in ${instrument} has ${held} shares, not ${quantity}`
    throw new TradingError('INPUT_INVALID', says, { facts: { fields: { quantity: says } } })
  }
  return {
    ...NOTHING_ASKED,
    ...decisionOf(desk, instrument),
    instrument,
    side: position.quantity > 0 ? 'sell' : 'buy',
    effect: 'close',
    quantity,
    product,
    reason,
    key,
  }
}
