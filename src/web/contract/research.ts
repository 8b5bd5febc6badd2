import * as z from 'zod'
import { date, instrument, paise, time } from './scalars.ts'

const of = instrument.optional()
const limit = (max: number, usual: number) => z.coerce.number().int().min(1).max(max).default(usual)

/** Milliseconds between what happened and the moment of the market that was asked about. */
const ageMs = z.number().int()

export const newsQuery = z.object({ instrument: of, limit: limit(200, 50) })

/** A story, as somebody published it: its words are foreign, to be shown as text and nothing else. */
export const newsRow = z.object({
  id: z.string(),
  instruments: z.array(instrument),
  title: z.string(),
  summary: z.string(),
  link: z.string().nullable(),
  source: z.string(),
  publishedAt: time,
  ageMs,
})
export type NewsRow = z.output<typeof newsRow>

/** `GET /api/news`: the newest first, none later than the market's own time. */
export const newsBody = z.object({ asOf: time, news: z.array(newsRow) })
export type NewsBody = z.output<typeof newsBody>

export const earningsQuery = z.object({ instrument: of, limit: limit(500, 50) })

/** A quarter as it was reported. */
export const earningsRow = z.object({
  instrument,
  periodEnd: date,
  isConsolidated: z.boolean(),
  announcedAt: time.nullable(),
  ageMs: ageMs.nullable(),
  revenuePaise: paise.nullable(),
  profitPaise: paise.nullable(),
  epsPaise: paise.nullable(),
  source: z.string(),
  /** What does not fit together in it: shown, and not relied on. */
  doubts: z.array(z.string()),
})
export type EarningsRow = z.output<typeof earningsRow>

/** `GET /api/earnings`. */
export const earningsBody = z.object({ asOf: time, reports: z.array(earningsRow) })
export type EarningsBody = z.output<typeof earningsBody>

/** A day on which a company is expected to report. */
export const expectedRow = z.object({
  instrument,
  expectedOn: date,
  inDays: z.number().int(),
  periodEnd: date.nullable(),
  purpose: z.string(),
  source: z.string(),
  announcedAt: time.nullable(),
  /** Nobody announced it: it follows from when the company reported before. */
  isEstimate: z.boolean(),
})
export type ExpectedRow = z.output<typeof expectedRow>

/** `GET /api/earnings/upcoming`: the nearest first. */
export const upcomingBody = z.object({ asOf: time, expected: z.array(expectedRow) })
export type UpcomingBody = z.output<typeof upcomingBody>

/** A ratio with who published or made it, and of which day it is. */
const knownRatio = z.object({ value: z.number(), source: z.string(), asOf: date })
export const knownRatios = z.object({
  marketCapPaise: knownRatio.optional(),
  pe: knownRatio.optional(),
  pb: knownRatio.optional(),
  roePercent: knownRatio.optional(),
  debtToEquity: knownRatio.optional(),
  dividendYieldPercent: knownRatio.optional(),
  revenueGrowthPercent: knownRatio.optional(),
  profitGrowthPercent: knownRatio.optional(),
})
export type KnownRatios = z.output<typeof knownRatios>

/** `GET /api/fundamentals/:instrument`: what each source says, and the newest of each ratio. */
export const fundamentalsBody = z.object({
  asOf: time,
  instrument,
  pricePaise: paise.nullable(),
  ratios: knownRatios,
  sources: z.array(
    z.object({
      source: z.string(),
      asOf: date,
      ageDays: z.number().int(),
      marketCapPaise: paise.nullable(),
      pe: z.number().nullable(),
      pb: z.number().nullable(),
      roePercent: z.number().nullable(),
      debtToEquity: z.number().nullable(),
      dividendYieldPercent: z.number().nullable(),
      revenueGrowthPercent: z.number().nullable(),
      profitGrowthPercent: z.number().nullable(),
    }),
  ),
})
export type FundamentalsBody = z.output<typeof fundamentalsBody>

/** A limit, the word `any` to leave the rule out, or nothing for the usual one. */
const rule = z
  .union([z.literal('any'), z.coerce.number().min(-1_000_000).max(1_000_000_000)])
  .optional()
const maybe = (min: number, max: number) =>
  z.coerce
    .number()
    .min(min)
    .max(max)
    .optional()
    .transform((given) => given ?? null)

/** Rules of `GET /api/screener`: those on the company have defaults, those on its bars are left out unless given. */
export const screenerQuery = z.object({
  marketCapCroreMin: rule,
  peMax: rule,
  roePercentMin: rule,
  debtToEquityMax: rule,
  rsiBelow: maybe(0, 100),
  rsiAbove: maybe(0, 100),
  aboveEma: maybe(1, 500),
  breakout: maybe(1, 500),
  turnoverCroreMin: maybe(0, 1_000_000),
  limit: limit(200, 50),
})

const verdict = z.enum(['holds', 'broken', 'unknown', 'not asked'])

export const screenerRow = z.object({
  instrument,
  name: z.string(),
  sector: z.string().nullable(),
  pricePaise: z.number().nullable(),
  priceSource: z.string().nullable(),
  priceDate: date.nullable(),
  ratios: knownRatios,
  verdicts: z.object({ marketCap: verdict, pe: verdict, roe: verdict, debtToEquity: verdict }),
  rsi: z.number().nullable(),
  trend: z.enum(['up', 'down', 'mixed']).nullable(),
  momentumBps: z.number().nullable(),
  momentumRank: z.number().nullable(),
  turnoverPaise: z.number().nullable(),
})
export type ScreenerRow = z.output<typeof screenerRow>

/** `GET /api/screener`: companies that fulfil every rule, the strongest first. */
export const screenerBody = z.object({
  asOf: time,
  screened: z.number().int(),
  matched: z.number().int(),
  /** Companies of which too little is known for a rule: what cannot be judged does not pass. */
  unknown: z.number().int(),
  rows: z.array(screenerRow),
})
export type ScreenerBody = z.output<typeof screenerBody>
