import * as z from 'zod'
import type { Run } from '../core/state/run-store.ts'
import { type InstrumentId, isInstrumentId } from '../domain/brand.ts'
import type { Sample } from '../domain/learning/clustered-mean.ts'
import { type FinishedTrade, outcomeOf } from '../domain/learning/outcome.ts'
import { roundTripsOf } from '../domain/learning/round-trips.ts'
import { dayOfDate } from '../domain/performance/day-number.ts'
import { DaySeries } from '../domain/performance/day-series.ts'
import { addDays, dayNumber, tradeDate } from '../domain/time.ts'

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

/** Runs of older versions kept neither what was at risk nor whose entry it was. */
const tradeShape = z.object({
  instrument: z.custom<InstrumentId>((text) => typeof text === 'string' && isInstrumentId(text)),
  product: z.string(),
  strategy: z.string(),
  side: z.enum(['long', 'short']),
  openedAt: moment,
  closedAt: moment,
  entryPaise: z.number(),
  exitPaise: z.number(),
  grossPaise: z.number(),
  chargesPaise: z.number(),
  holdingDays: z.number(),
  closeReason: z.string(),
  riskPaise: z.number().nullable().default(null),
  openOrderId: z.string().nullable().default(null),
})

const tradesShape = z.object({ trades: z.array(tradeShape) })

const daysShape = z.object({
  spec: z.object({ capitalPaise: z.int().positive() }),
  equity: z
    .array(z.object({ date: z.iso.date().transform(tradeDate), equityPaise: z.int() }))
    .refine((days) => days.every(({ date }, row) => date > (days[row - 1]?.date ?? ''))),
})

/** The closed trades that a run kept; null where it kept none, as a sweep does, or another version wrote it. */
export const storedTrades = ({ result }: Pick<Run, 'result'>): readonly FinishedTrade[] | null =>
  tradesShape.safeParse(result).data?.trades ?? null

/** What each entry of a run brought, on the day of the entry. */
export const tradeSamples = (trades: readonly FinishedTrade[]): readonly Sample[] =>
  roundTripsOf(trades).map((trip) => ({
    bps: outcomeOf(trip).netBps,
    day: dayNumber(trip.openedAt),
  }))

/** The daily returns that follow from a run's closes; null where it kept none. */
export function storedReturns({ result }: Run): readonly Sample[] | null {
  const kept = daysShape.safeParse(result).data
  const [first] = kept?.equity ?? []
  if (kept === undefined || first === undefined) return null
  const opening = dayOfDate(addDays(first.date, -1))
  const series = new DaySeries(opening, kept.spec.capitalPaise, Number.NaN)
  for (const { date, equityPaise } of kept.equity) {
    series.add(dayOfDate(date), equityPaise, 0, 0, Number.NaN)
  }
  const { returns, marks } = series
  return Array.from(returns, (value, row) => ({
    bps: value * 10_000,
    day: marks.day[row + 1] ?? Number.NaN,
  }))
}
