import * as z from 'zod'
import {
  correlationId as correlation,
  instrumentId,
  isInstrumentId,
  isOrderId,
  isUuid,
  orderId,
} from '../domain/brand.ts'
import { tradeDate } from '../domain/time.ts'

/** An instrument in the path or body, as the kernel knows it. */
export const ofInstrument = z.object({
  instrument: z
    .string()
    .refine(isInstrumentId, 'must name an instrument like NSE:INFY')
    .transform(instrumentId),
})

export const ofOrder = z.object({
  id: z.string().refine(isOrderId, 'must be the id of an order').transform(orderId),
})

export const ofCorrelation = z.object({
  correlationId: z
    .string()
    .refine(isUuid, 'must be a UUID in small letters')
    .transform(correlation),
})

export const ofName = z.object({ name: z.string().min(1).max(60) })

export const ofSection = z.object({ section: z.string().min(1).max(40) })

export const ofFile = z.object({ file: z.string().min(1).max(100) })

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text)

export const ofDate = z.object({
  date: z.string().refine(isDay, 'must be a day like 2026-11-23').transform(tradeDate),
})

/** The id of something that only its own part can tell from another: an analysis, a conversation, a proposal. */
export const ofAnything = z.object({ id: z.string().min(1).max(100) })
