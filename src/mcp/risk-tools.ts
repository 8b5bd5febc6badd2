import * as z from 'zod'
import type { Tool } from '../core/ai/tool.ts'
import type { DeskPicture } from '../core/desk-view.ts'
import { TradingError } from '../core/errors.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Charges } from '../domain/charges.ts'
import { paise } from '../domain/money.ts'
import { type Side, signOf } from '../domain/order.ts'
import type { RiskUse } from '../domain/risk-use.ts'
import { AGENT, type Signal } from '../domain/signal.ts'
import { isoTime } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import { defineTool } from './define-tool.ts'
import { instrumentField, namedInstrument } from './named-instrument.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<
  ToolDesk,
  'label' | 'clock' | 'universe' | 'picture' | 'quote' | 'riskUse' | 'preview' | 'readiness'
>

const SHARES_MAX = 10_000_000

/** Amounts under names that say their unit. */
const withUnits = (limits: object) =>
  Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [
      name === 'orderValueMax' ? 'orderValueMaxPaise' : name,
      value,
    ]),
  )

const useRow = ({ at: usedAt, limits: _, tradingState: __, breakerUntil, ...use }: RiskUse) => ({
  at: isoTime(usedAt),
  ...use,
  breakerUntil: breakerUntil === null ? null : isoTime(breakerUntil),
})

const dayRow = ({ today }: DeskPicture) => ({
  date: today.date,
  entries: today.entries,
  ordersApproved: today.approved,
  ordersDenied: today.denied,
  denials: today.denials,
})

function limitsTool(desk: Desk): Tool {
  return defineTool({
    name: 'get_risk_limits',
    says: 'Limits that hold now and how much of each is used; they are decided by people and code, and no tool changes them',
    input: z.strictObject({}),
    async call() {
      const picture = await desk.picture()
      const use = desk.riskUse === null ? null : useRow(desk.riskUse())
      const { limits, trading, breaches } = picture
      const data = {
        tradingState: trading.state,
        reason: trading.reason,
        version: limits.version,
        limits: withUnits(desk.riskUse?.().limits ?? limits.now),
        used: use,
        usedSays: use === null ? 'How much is used is known only while the desk runs' : null,
        today: dayRow(picture),
        breaches: breaches.slice(0, 10).map(({ at: breachedAt, rule, value, limit }) => ({
          at: isoTime(breachedAt),
          rule,
          value,
          limit,
        })),
      }
      return { source: 'the risk gate', asOf: isoTime(desk.clock.now()), data }
    },
  })
}

function readinessTool(desk: Desk): Tool {
  return defineTool({
    name: 'check_readiness',
    says: 'Whether each part of the desk is in order, with the reason and the next step where it is not',
    input: z.strictObject({}),
    async call(_input, _caller, signal) {
      const items = await desk.readiness(signal)
      const checks = items.map(({ checkedAt, ...item }) => ({
        ...item,
        checkedAt: isoTime(checkedAt),
      }))
      const newest = items.reduce((last, { checkedAt }) => Math.max(last, checkedAt), 0)
      const isReady =
        items.length > 0 && !items.some((item) => item.isNeeded && item.state === 'blocked')
      const asOf = newest === 0 ? null : isoTime(newest)
      return { source: 'the desk’s own checks', asOf, data: { isReady, checks } }
    },
  })
}

/** What is held is left, delivery first; every other wish opens, and a short ends the same day. */
function termsOf(side: Side, { positions }: DeskPicture, instrument: InstrumentId) {
  const against = (['CNC', 'MIS'] as const).find((product) =>
    positions.some(
      (line) =>
        line.instrument === instrument &&
        line.product === product &&
        line.quantity * signOf(side) < 0,
    ),
  )
  if (against !== undefined) return { effect: 'close', product: against } as const
  return { effect: 'open', product: side === 'buy' ? 'CNC' : 'MIS' } as const
}

const previewRow = (preview: TradePreview) => ({
  verdict: preview.verdict,
  says: preview.says,
  quantity: preview.quantity,
  sizing: preview.suggestion,
  pricePaise: preview.price,
  valuePaise: preview.value,
  chargesPaise: chargesOf(preview.charges),
  roundTripPaise: preview.roundTrip,
  breakEvenPaise: preview.breakEven,
  worstCasePaise: preview.worstCase,
  stopPaise: preview.stop,
  targetPaise: preview.target,
  checks: preview.checks.map(({ id, group, isPassed, value, limit, unit, says }) => ({
    id,
    group,
    isPassed,
    value,
    limit,
    unit,
    says,
  })),
})

const chargesOf = (charges: Charges | null): number | null => charges?.totalPaise ?? null

function previewTool(desk: Desk): Tool {
  return defineTool({
    name: 'preview_trade',
    says: 'What a market wish would meet now: every check, size, charges, break-even, worst case. Nothing is placed and nothing is proposed',
    input: z.strictObject({
      instrument: instrumentField,
      side: z.enum(['buy', 'sell']),
      quantity: z
        .int()
        .min(1)
        .max(SHARES_MAX)
        .nullable()
        .default(null)
        .describe('null lets risk size an entry, and leaves a position whole'),
    }),
    async call({ side, quantity, ...input }, _caller, signal) {
      const instrument = namedInstrument(input.instrument, desk.universe)
      if (desk.preview === null) throw notRunning()
      const quote = await desk.quote(instrument, signal)
      if (quote === null) {
        throw new TradingError('DATA_MISSING', `No price of ${instrument} is known yet`)
      }
      const wish: Signal = {
        strategy: AGENT,
        instrument,
        side,
        ...termsOf(side, await desk.picture(), instrument),
        quantity,
        type: 'MARKET',
        limit: null,
        trigger: null,
        validity: 'DAY',
        ttlMinutes: null,
        protection: null,
        decisionPrice: paise(Math.round(quote.lastPaise)),
        decisionAt: quote.madeAt,
        reason: 'a preview that was asked for',
        key: null,
        guards: null,
      }
      const preview = desk.preview(wish)
      const data = {
        instrument,
        side,
        effect: wish.effect,
        product: wish.product,
        ...previewRow(preview),
      }
      return { source: `the risk gate, prices ${quote.source}`, asOf: isoTime(preview.at), data }
    },
  })
}

const notRunning = (): TradingError =>
  new TradingError('NOT_AVAILABLE', 'No desk runs now, so nothing can be previewed: start it first')

/** What bounds the desk, whether it is in order, and what a wish would meet. */
export const riskTools = (desk: Desk): readonly Tool[] => [
  limitsTool(desk),
  readinessTool(desk),
  previewTool(desk),
]
