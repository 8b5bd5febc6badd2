import * as z from 'zod'
import { bps, date, instrument, paise, price, shares, time, words } from './scalars.ts'

const side = z.enum(['buy', 'sell'])
const product = z.enum(['CNC', 'MIS'])
const type = z.enum(['MARKET', 'LIMIT', 'SL', 'SL-M'])
const validity = z.enum(['DAY', 'IOC', 'TTL'])

/** Prices at which the desk leaves by itself; null where there is none. */
const protection = z.strictObject({
  stopPaise: price.nullable(),
  targetPaise: price.nullable(),
  /** Distance by which the stop follows the best price. */
  trailPaise: price.nullable(),
})

/** A wish for an order: `POST /api/trades/place` and `/api/trades/preview`. */
export const tradeWish = z.strictObject({
  instrument,
  side,
  /** Absent takes a sale as an exit where enough shares are held, and as an entry otherwise. */
  effect: z.enum(['open', 'close']).optional(),
  /** null lets risk size an entry and closes the whole position of an exit. */
  quantity: shares.nullable(),
  type: type.default('MARKET'),
  limitPaise: price.nullable().default(null),
  triggerPaise: price.nullable().default(null),
  product: product.default('CNC'),
  validity: validity.default('DAY'),
  ttlMinutes: z.number().int().min(1).max(375).nullable().default(null),
  /** null lets risk attach the configured stop and target to an entry. */
  protection: protection.nullable().default(null),
  reason: words(500).default('by hand'),
})
export type TradeWish = z.input<typeof tradeWish>

/** `202`: the wish is durable; what becomes of it comes down the socket under its correlation id. */
export const placedBody = z.object({ correlationId: z.string(), intentId: z.string() })
export type PlacedBody = z.output<typeof placedBody>

/** One check and its number. */
export const checkRow = z.object({
  /** Stable code of the check's group or denial. */
  id: z.string(),
  says: z.string(),
  isPassed: z.boolean(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(['paise', 'bps', 'shares', 'count', 'ms', 'ratio', 'none']),
})
export type CheckRow = z.output<typeof checkRow>

export const chargesBody = z.object({
  brokeragePaise: paise,
  sttPaise: paise,
  transactionPaise: paise,
  ipftPaise: paise,
  sebiPaise: paise,
  gstPaise: paise,
  stampPaise: paise,
  dpPaise: paise,
  squareOffPaise: paise,
  totalPaise: paise,
})
export type ChargesBody = z.output<typeof chargesBody>

/** What an order would meet now; nothing is placed. */
export const previewBody = z.object({
  at: time,
  verdict: z.enum(['approved', 'denied']),
  /** In one sentence: "Place paper order: buy 12 INFY at about ₹22,104". */
  says: z.string(),
  quantity: z.number().int(),
  /** What risk would size the entry to, and why; null for an exit. */
  suggestion: z.object({ quantity: z.number().int(), says: z.string() }).nullable(),
  pricePaise: paise.nullable(),
  valuePaise: paise.nullable(),
  checks: z.array(checkRow),
  /** Of this order alone, by the rulebook of the day. */
  charges: chargesBody.nullable(),
  /** Both ways, entry and exit at the same price. */
  roundTripPaise: paise.nullable(),
  /** Price at which leaving pays back both ways' charges. */
  breakEvenPaise: paise.nullable(),
  /** Lost if the stop is hit, charges included; null without a stop. */
  worstCasePaise: paise.nullable(),
  stopPaise: paise.nullable(),
  targetPaise: paise.nullable(),
})
export type PreviewBody = z.output<typeof previewBody>

export const orderStatus = z.enum([
  'approved',
  'submitted',
  'placed',
  'accepted',
  'partially_filled',
  'filled',
  'rejected',
  'cancelled',
  'expired',
  'unknown',
])

export const orderRow = z.object({
  id: z.string(),
  correlationId: z.string().nullable(),
  instrument,
  strategy: z.string(),
  side,
  effect: z.enum(['open', 'close']),
  product,
  type,
  validity,
  quantity: z.number().int(),
  filledQuantity: z.number().int(),
  limitPaise: paise.nullable(),
  triggerPaise: paise.nullable(),
  stopPaise: paise.nullable(),
  targetPaise: paise.nullable(),
  decisionPaise: paise,
  status: orderStatus,
  isWorking: z.boolean(),
  /** Why it was wished. */
  because: z.string(),
  /** Why it stands where it stands; null while it goes its way. */
  reason: z.string().nullable(),
  life: z.array(z.object({ status: orderStatus, at: time })),
  givenAt: time,
})
export type OrderRow = z.output<typeof orderRow>

export const fillRow = z.object({
  id: z.string(),
  orderId: z.string(),
  instrument,
  strategy: z.string(),
  side,
  effect: z.enum(['open', 'close']),
  product,
  quantity: z.number().int(),
  pricePaise: paise,
  valuePaise: paise,
  slippageBps: bps,
  /** null until they are stated, right behind the fill. */
  chargesPaise: paise.nullable(),
  at: time,
  because: z.string(),
})
export type FillRow = z.output<typeof fillRow>

/** Topic `orders`, and `GET /api/orders`: those that work and the last ones that ended, with the last fills. */
export const ordersState = z.object({
  orders: z.record(z.string(), orderRow),
  fills: z.record(z.string(), fillRow),
})
export type OrdersState = z.output<typeof ordersState>

/** `POST /api/orders/:id/modify`: what is absent stays. */
export const modifyWish = z
  .strictObject({
    quantity: shares.optional(),
    limitPaise: price.nullable().optional(),
    triggerPaise: price.nullable().optional(),
  })
  .refine((wish) => Object.keys(wish).length > 0, 'nothing is to be changed')
export type ModifyWish = z.input<typeof modifyWish>

/** `PUT /api/positions/:instrument/protection`. */
export const protectionWish = z.strictObject({
  product: product.default('CNC'),
  ...protection.shape,
})
export type ProtectionWish = z.input<typeof protectionWish>

/** `POST /api/positions/:instrument/close`: all of it unless fewer shares are asked for. */
export const closeWish = z.strictObject({
  product: product.default('CNC'),
  quantity: shares.nullable().default(null),
  reason: words(500).default('closed by hand'),
})
export type CloseWish = z.input<typeof closeWish>

/** `GET /api/contract-notes/:date`. */
export const noteBody = z.object({
  date,
  lines: z.array(
    z.object({ item: z.string(), says: z.string(), instrument: z.string().nullable(), paise }),
  ),
  charges: chargesBody,
  /** Rules of the day that no good source confirms. */
  doubts: z.array(z.string()),
})
export type NoteBody = z.output<typeof noteBody>
