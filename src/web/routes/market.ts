import * as z from 'zod'
import { eventOf } from '../../core/journal.ts'
import type { BarColumns } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import { explain } from '../../domain/denial.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { newestBars } from '../../domain/longer-bars.ts'
import { isoTime, SECOND_MS } from '../../domain/time.ts'
import { chartBars } from '../chart-bars.ts'
import { type ChartLine, chartLines } from '../chart-overlays.ts'
import { barsBody, barsQuery, marksBody, searchBody, searchQuery } from '../contract/market.ts'
import { instrument as instrumentText } from '../contract/scalars.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { tradedInstrument } from '../trade-signal.ts'
import { knownPaise } from '../views/figures.ts'
import type { Web } from '../web.ts'

const group = 'dashboard'
const need = 'read'
const MARKS_MAX = 200
/** Events that are looked through for ideas that were refused. */
const DENIALS_LOOKED_AT = 500
const READ_MS_MAX = 10_000

const marksQuery = z.object({ instrument: instrumentText })

const whole = (column: Float64Array, length: number): number[] =>
  Array.from(column.subarray(0, length), Math.round)

const columnsOf = ({ length, at, open, high, low, close, volume }: BarColumns) => ({
  time: Array.from(at.subarray(0, length), (moment) => Math.floor(moment / SECOND_MS)),
  openPaise: whole(open, length),
  highPaise: whole(high, length),
  lowPaise: whole(low, length),
  closePaise: whole(close, length),
  volume: whole(volume, length),
})

const newestOf =
  (length: number) =>
  ({ id, values }: ChartLine) => ({
    id,
    paise: Array.from(values.subarray(values.length - length), knownPaise),
  })

/** How well an instrument fits what was typed; smaller is better, null not at all. */
function fitOf({ symbol, name }: Instrument, asked: string): number | null {
  const known = [symbol.toUpperCase(), name.toUpperCase()] as const
  if (asked === '' || known[0] === asked) return 0
  if (known[0].startsWith(asked)) return 1
  if (known[1].startsWith(asked)) return 2
  if (known[0].includes(asked)) return 3
  return known[1].includes(asked) ? 4 : null
}

function search(asked: string, limit: number, { live }: Web) {
  const text = asked.toUpperCase().replace(/^[A-Z]{2,4}:/, '')
  return live.kernel.universe
    .all()
    .flatMap((one) => {
      const fit = one.kind === 'index' ? null : fitOf(one, text)
      return fit === null ? [] : [{ fit, one }]
    })
    .sort((a, b) => a.fit - b.fit || (a.one.symbol < b.one.symbol ? -1 : 1))
    .slice(0, limit)
    .map(({ one: { id, symbol, name, sector, lotSize } }) => ({
      instrument: id,
      symbol,
      name,
      sector,
      lotSize,
    }))
}

async function marksOf(instrument: InstrumentId, { history }: Web) {
  const symbol = symbolOf(instrument)
  const fills = await history.fills({ instrument, before: null, limit: MARKS_MAX })
  const denied = await history.events({
    types: ['risk.order_denied'],
    after: null,
    before: null,
    text: `"instrument":"${instrument}"`,
    limit: DENIALS_LOOKED_AT,
  })
  return {
    fills: fills.toReversed().map((fill) => ({
      at: isoTime(fill.at),
      side: fill.side,
      quantity: fill.quantity,
      pricePaise: fill.price_paise,
      orderId: fill.order_id,
      says: `${fill.side} ${fill.quantity} ${symbol} because ${fill.reason}`,
    })),
    denied: denied.map(eventOf).flatMap((event) => {
      if (event.type !== 'risk.order_denied' || event.data.order.instrument !== instrument)
        return []
      const { order, denials } = event.data
      const [first] = denials
      const says = first === undefined ? 'denied' : explain(first)
      return [{ at: isoTime(event.at), pricePaise: order.decisionPrice, says }]
    }),
  }
}

/** Prices, now and before. */
export const market: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/market/bars',
    group,
    bucket: 'charts',
    need,
    says: 'Bars of an instrument for a chart, up to the market’s own time, and lines over them',
    query: barsQuery,
    reply: barsBody,
    async answer({ query: { instrument, interval, limit, over } }, web) {
      const id = tradedInstrument(web, instrument)
      const signal = AbortSignal.timeout(READ_MS_MAX)
      const { source, bars } = await chartBars({ instrument: id, interval }, web, signal)
      const newest = newestBars(bars, limit)
      const lines = chartLines(over, bars).map(newestOf(newest.length))
      return json({ instrument, interval, source, ...columnsOf(newest), lines })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/market/marks',
    group,
    bucket: 'charts',
    need,
    says: 'Fills in an instrument, and ideas that risk refused',
    query: marksQuery,
    reply: marksBody,
    answer: async ({ query: { instrument } }, web) =>
      json(await marksOf(tradedInstrument(web, instrument), web)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/instruments/search',
    group,
    bucket: 'searches',
    need,
    says: 'Instruments that this desk trades, by symbol or name',
    query: searchQuery,
    reply: searchBody,
    answer: ({ query: { q, limit } }, web) => json({ found: search(q, limit, web) }),
  }),
]
