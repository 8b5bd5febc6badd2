import * as z from 'zod'
import { OrderLines } from '../../core/desk-view/order-lines.ts'
import { TradingError } from '../../core/errors.ts'
import { eventOf } from '../../core/journal.ts'
import type { ChargedFill } from '../../core/state/book-history.ts'
import { searchJournal } from '../../core/state/journal-search.ts'
import { type Charges, type Items, charges as sumOf } from '../../domain/charges.ts'
import { slippageBps } from '../../domain/fill.ts'
import { paise } from '../../domain/money.ts'
import type { ClosedTrade } from '../../domain/position.ts'
import { doubtsOn } from '../../domain/rulebook/charge-rates.ts'
import { isoTime } from '../../domain/time.ts'
import { type PositionRow, portfolioBody, positionRow } from '../contract/desk.ts'
import { fillRow, noteBody, orderRow } from '../contract/orders.ts'
import { ofDate, ofOrder } from '../params.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { shareBps } from '../views/figures.ts'
import { orderRow as orderRowOf } from '../views/orders-view.ts'
import type { Web } from '../web.ts'

const group = 'dashboard'
const need = 'read'
const CHAIN_MAX = 2_000
const UNKNOWN_SECTOR = 'unknown'

const fillsQuery = z.object({
  instrument: z.string().max(44).optional(),
  /** Fills before this place in the journal: the page below. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** Fills with their place in the journal, newest first. */
const fillsBody = z.object({ fills: z.array(fillRow.extend({ seq: z.number().int() })) })

const isSide = (text: string): text is 'buy' | 'sell' => text === 'buy' || text === 'sell'

const filled = (row: ChargedFill) => ({
  seq: row.seq,
  id: row.fill_id,
  orderId: row.order_id,
  instrument: row.instrument,
  strategy: row.strategy,
  side: row.side,
  effect: row.effect,
  product: row.product,
  quantity: row.quantity,
  pricePaise: row.price_paise,
  valuePaise: row.price_paise * row.quantity,
  slippageBps: isSide(row.side)
    ? Math.round(
        slippageBps({
          side: row.side,
          price: paise(row.price_paise),
          decisionPrice: paise(row.decision_price_paise),
        }) * 10,
      ) / 10
    : 0,
  chargesPaise: row.charges_paise,
  at: isoTime(row.at),
  because: row.reason,
})

/** Value by sector, the largest first. */
function sectorsOf(rows: readonly PositionRow[], equityPaise: number) {
  const sums = new Map<string, number>()
  for (const { sector, valuePaise } of rows) {
    const name = sector ?? UNKNOWN_SECTOR
    sums.set(name, (sums.get(name) ?? 0) + Math.abs(valuePaise))
  }
  return [...sums]
    .map(([sector, valuePaise]) => ({
      sector,
      valuePaise,
      shareBps: shareBps(valuePaise, equityPaise) ?? 0,
    }))
    .sort((a, b) => b.valuePaise - a.valuePaise)
}

const tradeOf = ({
  instrument,
  strategy,
  side,
  quantity,
  openedAt,
  closedAt,
  entryPaise,
  exitPaise,
  grossPaise,
  holdingDays,
  openReason,
  closeReason,
  closeOrderId,
}: ClosedTrade) => ({
  instrument,
  strategy,
  side,
  quantity,
  openedAt: isoTime(openedAt),
  closedAt: isoTime(closedAt),
  entryPaise,
  exitPaise,
  grossPaise,
  holdingDays,
  openReason,
  closeReason,
  closeOrderId,
})

/** An order of any age, made again of its chain. Throws NOT_FOUND. */
async function orderOf(id: z.output<typeof ofOrder>['id'], web: Web) {
  const { broadcast, history, live, state } = web
  const { orders, endedOrders } = broadcast.picture
  const known = [...orders, ...endedOrders].find(({ order }) => order.id === id)
  if (known !== undefined) return orderRowOf(known)
  const correlationId = await history.chainOf(id)
  if (correlationId === null) throw new TradingError('NOT_FOUND', `There is no order ${id}`)
  const question = { book: live.book.name, types: null, correlationId, limit: CHAIN_MAX }
  const lines = new OrderLines()
  for (const row of await searchJournal(state, question)) lines.apply(eventOf(row))
  const line = [...lines.working, ...lines.ended].find(({ order }) => order.id === id)
  if (line === undefined) throw new TradingError('NOT_FOUND', `There is no order ${id}`)
  return orderRowOf(line)
}

const ITEMS: readonly (readonly [keyof Items, string])[] = [
  ['brokeragePaise', 'Brokerage'],
  ['sttPaise', 'Securities transaction tax'],
  ['transactionPaise', 'Exchange transaction charge'],
  ['ipftPaise', 'Investor protection fund'],
  ['sebiPaise', 'SEBI turnover fee'],
  ['gstPaise', 'GST'],
  ['stampPaise', 'Stamp duty'],
  ['dpPaise', 'Depository participant'],
  ['squareOffPaise', 'Square-off by the broker'],
]

const linesOf = (instrument: string, items: Charges) =>
  ITEMS.filter(([item]) => items[item] !== 0).map(([item, says]) => ({
    item,
    says,
    instrument,
    paise: items[item],
  }))

/** What the account owns, what it did, and what that cost. */
export const portfolio: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/portfolio',
    group,
    need,
    says: 'Money, positions, sectors and the last trades',
    reply: portfolioBody,
    answer(_, { desk, broadcast }) {
      const { status, positions } = desk.state('dashboard')
      const rows = Object.values(positions)
      return json({
        at: status.clock.now,
        money: status.money,
        positions: rows,
        sectors: sectorsOf(rows, status.money.equityPaise),
        trades: broadcast.picture.trades.map(tradeOf),
      })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/positions',
    group,
    need,
    says: 'Open positions at the prices of the moment',
    reply: z.object({ positions: z.array(positionRow) }),
    answer: (_, { desk }) => json({ positions: Object.values(desk.state('dashboard').positions) }),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/orders/:id',
    group,
    need,
    says: 'One order with its life, of whatever age',
    params: ofOrder,
    reply: orderRow,
    answer: async ({ params: { id } }, web) => json(await orderOf(id, web)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/fills',
    group,
    need,
    says: 'Executions, newest first',
    query: fillsQuery,
    reply: fillsBody,
    async answer({ query: { instrument = null, before = null, limit } }, { history }) {
      const rows = await history.fills({ instrument, before, limit })
      return json({ fills: rows.map(filled) })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/performance',
    group,
    need,
    says: 'Every metric of the account, each with the reason where it is withheld',
    reply: z.looseObject({ days: z.number().int(), profitPaise: z.number() }),
    answer: (_, { performance }) => json(performance()),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/contract-notes/:date',
    group,
    need,
    says: 'What a day’s trading cost, item by item and share by share',
    params: ofDate,
    reply: noteBody,
    async answer({ params: { date } }, { history, effective }) {
      const shares = await history.chargesOf(date)
      if (shares.length === 0) {
        throw new TradingError('NOT_FOUND', `Nothing was charged on ${date}: no share traded`)
      }
      const sum = (item: keyof Items) =>
        paise(shares.reduce((total, { items }) => total + items[item], 0))
      const charges = sumOf({
        brokeragePaise: sum('brokeragePaise'),
        sttPaise: sum('sttPaise'),
        transactionPaise: sum('transactionPaise'),
        ipftPaise: sum('ipftPaise'),
        sebiPaise: sum('sebiPaise'),
        gstPaise: sum('gstPaise'),
        stampPaise: sum('stampPaise'),
        dpPaise: sum('dpPaise'),
        squareOffPaise: sum('squareOffPaise'),
      })
      const venues = shares.some(({ instrument }) => instrument.startsWith('BSE:'))
        ? (['NSE', 'BSE'] as const)
        : (['NSE'] as const)
      return json({
        date,
        lines: shares.flatMap(({ instrument, items }) => linesOf(instrument, items)),
        charges,
        doubts: doubtsOn(date, effective.config.charges, venues),
      })
    },
  }),
]
