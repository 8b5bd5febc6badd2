import * as z from 'zod'
import type { OrderLine } from '../../core/desk-view/order-lines.ts'
import { TradingError } from '../../core/errors.ts'
import type { OrderId } from '../../domain/brand.ts'
import { paise } from '../../domain/money.ts'
import {
  closeWish,
  modifyWish,
  placedBody,
  previewBody,
  protectionWish,
  tradeWish,
} from '../contract/orders.ts'
import { words } from '../contract/scalars.ts'
import { authorOf, postIntent } from '../intents.ts'
import { ofInstrument, ofOrder } from '../params.ts'
import { previewOf } from '../preview-words.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { leavingOf, positionOf, protectionOf, signalOf } from '../trade-signal.ts'
import type { Web } from '../web.ts'

const TAKEN = 202
const group = 'trades'
const need = 'operate'
const cancelWish = z.strictObject({ reason: words(500).default('taken back by hand') })

/** Throws NOT_FOUND, or CONFLICT for an order that cannot change any more. */
function workingOrder({ broadcast }: Pick<Web, 'broadcast'>, id: OrderId): OrderLine {
  const { orders, endedOrders } = broadcast.picture
  const line = orders.find(({ order }) => order.id === id)
  if (line !== undefined) return line
  const ended = endedOrders.find(({ order }) => order.id === id)
  if (ended === undefined) throw new TradingError('NOT_FOUND', `There is no working order ${id}`)
  const status = ended.status.replaceAll('_', ' ')
  throw new TradingError('CONFLICT', `Order ${id} is ${status} and cannot change any more`)
}

const priceOrNull = (price: number | null) => (price === null ? null : paise(price))

/** Wishes: they enter where a strategy's signals do, so risk sees each of them. */
export const trades: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/trades/place',
    group,
    need,
    key: 'required',
    says: 'Hands a wish for an order to the desk; what becomes of it comes down the socket',
    body: tradeWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ body, ...asking }, web) {
      const signal = signalOf(body, asking.key, web)
      return json(await postIntent('strategy.intent_received', signal, asking, web), TAKEN)
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/trades/preview',
    group,
    need: 'propose',
    bucket: 'previews',
    says: 'What a wish would meet now: every check, charges, break-even and worst case; nothing is placed',
    body: tradeWish,
    reply: previewBody,
    answer: ({ body }, web) => json(previewOf(web.live.kernel.preview(signalOf(body, null, web)))),
  }),
  defineRoute({
    method: 'POST',
    url: '/api/orders/:id/modify',
    group,
    need,
    key: 'optional',
    says: 'Asks that a working order ask for something else; what is absent stays',
    params: ofOrder,
    body: modifyWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ params: { id: orderId }, body, ...asking }, web) {
      const { order } = workingOrder(web, orderId)
      const { quantity = order.quantity } = body
      const { limitPaise = order.limit, triggerPaise = order.trigger } = body
      const limit = priceOrNull(limitPaise)
      const trigger = priceOrNull(triggerPaise)
      const wish = { orderId, quantity, limit, trigger, by: authorOf(asking) }
      return json(await postIntent('execution.modify_requested', wish, asking, web), TAKEN)
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/orders/:id/cancel',
    group,
    need,
    key: 'optional',
    says: 'Takes a working order back',
    params: ofOrder,
    body: cancelWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ params: { id: orderId }, body: { reason }, ...asking }, web) {
      workingOrder(web, orderId)
      const wish = { orderId, reason, by: authorOf(asking) }
      return json(await postIntent('execution.cancel_requested', wish, asking, web), TAKEN)
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/positions/:instrument/close',
    group,
    need,
    key: 'optional',
    says: 'Leaves a position, all of it or some shares',
    params: ofInstrument,
    body: closeWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ params: { instrument }, body, ...asking }, web) {
      const signal = leavingOf(instrument, body, asking.key, web)
      return json(await postIntent('strategy.intent_received', signal, asking, web), TAKEN)
    },
  }),
  defineRoute({
    method: 'PUT',
    url: '/api/positions/:instrument/protection',
    group,
    need,
    key: 'optional',
    says: 'Sets the stop, target and trail over a position; null takes one away',
    params: ofInstrument,
    body: protectionWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ params: { instrument }, body, ...asking }, web) {
      const { product } = body
      if (positionOf(web, instrument, product) === undefined) {
        throw new TradingError('NOT_FOUND', `There is no open ${product} position in ${instrument}`)
      }
      const wish = { instrument, product, protection: protectionOf(body), by: authorOf(asking) }
      return json(await postIntent('risk.protection_requested', wish, asking, web), TAKEN)
    },
  }),
]
