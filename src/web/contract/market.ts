import * as z from 'zod'
import { bps, instrument, paise, time } from './scalars.ts'

/** The newest price of an instrument. */
export const quoteRow = z.object({
  instrument,
  lastPaise: paise,
  /** Market time of the price. */
  at: time,
  openPaise: paise.nullable(),
  highPaise: paise.nullable(),
  lowPaise: paise.nullable(),
  previousClosePaise: paise.nullable(),
  changeBps: bps.nullable(),
  volume: z.number(),
  /** A price step that nothing explains: it is not traded on. */
  isSuspect: z.boolean(),
})
export type QuoteRow = z.output<typeof quoteRow>

/** Topics `quotes` (every instrument with a price) and `quotes:NSE:INFY` (one). */
export const quotesState = z.record(z.string(), quoteRow)
export type QuotesState = z.output<typeof quotesState>

/** What may be drawn over bars. */
const overlayId = z.enum(['ema9', 'ema21', 'sma50', 'bollinger', 'supertrend', 'vwap'])
export type OverlayId = z.output<typeof overlayId>

/** The lines of an overlay. */
const lineId = z.enum([
  'ema9',
  'ema21',
  'sma50',
  'bollinger-upper',
  'bollinger-middle',
  'bollinger-lower',
  'supertrend-below',
  'supertrend-above',
  'vwap',
])
export type LineId = z.output<typeof lineId>

export const barsQuery = z.object({
  instrument,
  interval: z.enum(['1m', '3m', '5m', '10m', '15m', '30m', '1h', 'day']).default('5m'),
  /** Newest bars that are wanted. */
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
  /** Comma list of overlays: `ema9,vwap`. */
  over: z
    .string()
    .max(100)
    .default('')
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .pipe(z.array(overlayId)),
})

/** Columns, oldest first; `time` is epoch seconds of the bar's start. */
export const barsBody = z.object({
  instrument,
  interval: z.string(),
  source: z.string(),
  time: z.array(z.number()),
  openPaise: z.array(paise),
  highPaise: z.array(paise),
  lowPaise: z.array(paise),
  closePaise: z.array(paise),
  volume: z.array(z.number()),
  /** A value a bar; null where a line has not begun, or runs on the other side. */
  lines: z.array(z.object({ id: lineId, paise: z.array(paise.nullable()) })),
})
export type BarsBody = z.output<typeof barsBody>

/** What the charts mark: `GET /api/market/marks`. */
export const marksBody = z.object({
  fills: z.array(
    z.object({
      at: time,
      side: z.enum(['buy', 'sell']),
      quantity: z.number().int(),
      pricePaise: paise,
      orderId: z.string(),
      says: z.string(),
    }),
  ),
  /** Ideas that risk refused, with the reason. */
  denied: z.array(z.object({ at: time, pricePaise: paise, says: z.string() })),
})
export type MarksBody = z.output<typeof marksBody>

export const searchQuery = z.object({
  q: z.string().trim().max(40).default(''),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
/** `GET /api/instruments/search`. */
export const searchBody = z.object({
  found: z.array(
    z.object({
      instrument,
      symbol: z.string(),
      name: z.string(),
      sector: z.string().nullable(),
      lotSize: z.number().int(),
    }),
  ),
})
export type SearchBody = z.output<typeof searchBody>
