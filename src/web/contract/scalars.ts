import * as z from 'zod'

/** Whole paise; may be negative where it is a result. */
export const paise = z.number().int()
/** Basis points, perhaps with a fraction; null where there is nothing to divide by. */
export const bps = z.number()
/** ISO 8601 with the offset of India. */
export const time = z.string()
/** `2026-11-23`. */
export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day like 2026-11-23')
/** `NSE:INFY`. */
export const instrument = z
  .string()
  .regex(/^[A-Z]{2,4}:[A-Z0-9&_\- ]{1,40}$/, 'must name an instrument like NSE:INFY')
/** Words of a person, as they are kept and shown. */
export const words = (max: number) => z.string().trim().min(1).max(max)
export const shares = z.number().int().min(1).max(10_000_000)
/** A price that somebody asks for, paise a share. */
export const price = z.number().int().min(1).max(100_000_000_00)
