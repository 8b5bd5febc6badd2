import * as z from 'zod'
import type { Tool } from '../core/ai/tool.ts'
import { type ValuedPosition, valueDesk } from '../core/desk-view/valuation.ts'
import type { DeskPicture } from '../core/desk-view.ts'
import { isoTime } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'label' | 'clock' | 'universe' | 'picture' | 'quote'>

const wholeBps = (bps: number | null): number | null => (bps === null ? null : Math.round(bps))

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at))

/** The picture at the prices of the moment. */
async function valued(desk: Desk, signal: AbortSignal) {
  const picture = await desk.picture()
  const prices = new Map<string, number>()
  for (const { instrument } of picture.positions) {
    const quote = await desk.quote(instrument, signal)
    if (quote !== null) prices.set(instrument, quote.lastPaise)
  }
  return { picture, value: valueDesk(picture, (id) => prices.get(id) ?? Number.NaN) }
}

const sourceOf = ({ label }: Pick<ToolDesk, 'label'>): string => `${label.source}: ${label.detail}`

function positionRow({ universe }: Desk, position: ValuedPosition) {
  const { line, lastPaise, resultPaise, resultBps, stopBps, targetBps } = position
  return {
    instrument: line.instrument,
    sector: universe.get(line.instrument)?.sector ?? null,
    product: line.product,
    quantity: line.quantity,
    averagePaise: line.averagePricePaise,
    lastPaise: lastPaise === null ? null : Math.round(lastPaise),
    valuePaise: line.costPaise + resultPaise,
    resultPaise,
    resultBps: wholeBps(resultBps),
    stopPaise: line.stopPaise,
    targetPaise: line.targetPaise,
    toStopBps: wholeBps(stopBps),
    toTargetBps: wholeBps(targetBps),
    openedAt: isoOrNull(line.openedAt),
    strategies: line.strategies,
  }
}

const tradeRow = ({
  instrument,
  strategy,
  side,
  quantity,
  openedAt,
  closedAt,
  entryPaise,
  exitPaise,
  grossPaise,
}: DeskPicture['trades'][number]) => ({
  instrument,
  strategy,
  side,
  quantity,
  openedAt: isoTime(openedAt),
  closedAt: isoTime(closedAt),
  entryPaise,
  exitPaise,
  grossPaise,
})

const LAST_TRADES = 10

/** What the account is worth, what it holds, and what guards it. */
export const portfolioTools = (desk: Desk): readonly Tool[] => [
  defineTool({
    name: 'get_portfolio',
    says: 'The account: equity, cash, result of the day, what is deployed, working orders, last closed trades, trading state',
    input: z.strictObject({}),
    async call(_input, _caller, signal) {
      const { picture, value } = await valued(desk, signal)
      const { money, today, trading, orders, trades, sessions } = picture
      const data = {
        trading: { state: trading.state, reason: trading.reason, since: isoOrNull(trading.since) },
        equityPaise: value.equityPaise,
        cashPaise: money.cashPaise,
        deployedPaise: value.deployedPaise,
        todayPaise: value.todayPaise,
        todayBps: wholeBps(value.todayBps),
        realisedGrossPaise: money.realisedPaise,
        chargesPaise: money.chargesPaise,
        capitalPaise: money.capitalPaise,
        peakEquityPaise: money.peakPaise,
        tradingDays: sessions.length,
        isMarketOpen: today.isOpen,
        openPositions: value.positions.length,
        workingOrders: orders.map(({ order, status, filledQuantity }) => ({
          orderId: order.id,
          instrument: order.instrument,
          side: order.side,
          quantity: order.quantity,
          filledQuantity,
          status,
          limitPaise: order.limit,
          triggerPaise: order.trigger,
        })),
        lastTrades: trades.slice(0, LAST_TRADES).map(tradeRow),
      }
      return { source: sourceOf(desk), asOf: isoTime(desk.clock.now()), data }
    },
  }),
  defineTool({
    name: 'get_positions',
    says: 'Open positions at the prices of the moment, with result, stop, target and how far they are',
    input: z.strictObject({}),
    async call(_input, _caller, signal) {
      const { value } = await valued(desk, signal)
      const positions = value.positions.map((position) => positionRow(desk, position))
      return { source: sourceOf(desk), asOf: isoTime(desk.clock.now()), data: { positions } }
    },
  }),
]
