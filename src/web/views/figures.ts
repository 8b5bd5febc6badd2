import { isoTime } from '../../domain/time.ts'

/** Whole basis points: what a screen shows, so that a price that hardly moved moves no share. */
export const wholeBps = (bps: number | null): number | null =>
  bps === null || !Number.isFinite(bps) ? null : Math.round(bps)

/** Whole paise, null for what is not known. */
export const knownPaise = (amount: number): number | null =>
  Number.isFinite(amount) ? Math.round(amount) : null

/** A moment as the API writes it, null for none. */
export const timeOrNull = (at: number | null): string | null =>
  at === null || !Number.isFinite(at) ? null : isoTime(at)

/** Part of a whole in whole basis points; null where there is nothing to divide by. */
export const shareBps = (part: number, whole: number): number | null =>
  whole > 0 ? wholeBps((part / whole) * 10_000) : null
