import * as z from 'zod'
import type { BacktestResult, BacktestSpec } from '../../domain/backtest.ts'
import type { Learnings } from '../../domain/learning/insights.ts'
import { OBJECTIVES, type SweepResult, type SweepSpec } from '../../domain/sweep.ts'
import { strategyRow } from './desk.ts'
import { date, instrument, time, words } from './scalars.ts'

/** A parameter with its meaning. */
export const parameterRow = z.object({
  name: z.string(),
  says: z.string(),
  value: z.number().nullable(),
  defaultValue: z.number().nullable(),
  min: z.number(),
  max: z.number(),
  isWhole: z.boolean(),
})

/** `GET /api/strategies`: every strategy that exists, in the book or not. */
export const strategiesBody = z.object({
  strategies: z.array(
    z.object({
      name: z.string(),
      says: z.string(),
      source: z.string(),
      kind: z.enum(['instrument', 'portfolio']),
      parameters: z.array(parameterRow),
      intervals: z.array(z.string()),
      /** null when it is not in the book. */
      running: strategyRow.nullable(),
      isEnabled: z.boolean(),
      interval: z.string().nullable(),
    }),
  ),
})
export type StrategiesBody = z.output<typeof strategiesBody>

/** `PUT /api/strategies/:name`. On and off act at once; parameters act from the next start, and the answer says so. */
export const strategyWish = z.strictObject({
  isEnabled: z.boolean().optional(),
  interval: z.string().max(10).optional(),
  parameters: z.record(z.string().max(40), z.number().nullable()).optional(),
})
export type StrategyWish = z.input<typeof strategyWish>

/** `POST /api/backtests`. */
export const backtestWish = z.strictObject({
  strategy: words(60),
  /** Empty takes every stored share with data in the range. */
  instruments: z.array(instrument).max(2_000).default([]),
  from: date,
  to: date,
  interval: z.string().max(10).default('day'),
  capital: z.number().int().min(1_000).max(1_000_000_000).default(100_000),
  parameters: z.record(z.string().max(40), z.number().nullable()).default({}),
  benchmark: instrument.nullable().default(null),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  slippage: z.enum(['default', 'none']).default('default'),
  risk: z.enum(['on', 'off']).default('on'),
  /** With ranges it is a sweep: every combination is tried and counted. */
  ranges: z.record(z.string().max(40), z.array(z.number().nullable()).min(1).max(200)).optional(),
  /** What the best of a sweep has the most of. */
  objective: z.enum(OBJECTIVES).default('sharpe'),
  /** Windows of a sweep that chooses on the past and tries on what follows; null leaves it out. */
  walkForward: z.number().int().min(1).max(50).nullable().default(null),
})
export type BacktestWish = z.input<typeof backtestWish>

/** A run under way or done. */
export const runRow = z.object({
  id: z.string(),
  kind: z.enum(['backtest', 'sweep']),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  createdAt: time,
  /** 0 to 1. */
  progress: z.number(),
  says: z.string(),
  /** Bars a second, so far. */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Growing equity of a run under way: a point a session, thinned. */
  equity: z.array(z.tuple([time, z.number()])),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  headline: z.record(z.string(), z.number().nullable()).nullable(),
})
export type RunRow = z.output<typeof runRow>

/** Topic `runs`. */
export const runsState = z.record(z.string(), runRow)
export type RunsState = z.output<typeof runsState>

/** `GET /api/backtests`: the newest first, also those of the command line. */
export const runsBody = z.object({ runs: z.array(runRow) })
export type RunsBody = z.output<typeof runsBody>

/**
 * `GET /api/backtests/:id`: what was asked and what came out, as the command prints it with `--json`, and what its closed
 * trades teach. All three are null until it is done.
 */
export const runBody = z.object({
  run: runRow,
  spec: z.unknown(),
  result: z.unknown(),
  learnings: z.unknown(),
})
/** Runs of other versions may lack some of it: `'counted' in result` tells a sweep, `'trades' in result` a backtest. */
export type RunBody = Omit<z.output<typeof runBody>, 'spec' | 'result' | 'learnings'> & {
  readonly spec: BacktestSpec | SweepSpec | null
  readonly result: BacktestResult | SweepResult | null
  readonly learnings: Learnings | null
}

/** What one side of a verdict rests on. */
const variantComparison = z.object({
  samplesA: z.number().int(),
  samplesB: z.number().int(),
  /** b less a. */
  differenceBps: z.number(),
  intervalBps: z.object({
    low: z.number().nullable(),
    high: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  adjustedPValue: z.number().nullable(),
  verdict: z.enum(['a', 'b', 'unclear']),
})

/** `GET /api/backtests/compare`: two to four runs side by side, as `runs compare --json` answers. */
export const comparisonBody = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      createdAt: time,
      strategy: z.string().nullable(),
      parameters: z.record(z.string(), z.unknown()),
      from: z.string().nullable(),
      to: z.string().nullable(),
      interval: z.string().nullable(),
      instruments: z.number().nullable(),
      trials: z.number().nullable(),
      warnings: z.array(z.string()),
      dataHash: z.string(),
      journalHash: z.string().nullable(),
    }),
  ),
  /** Whether all ran over the same bars: else their figures do not compare. */
  isSameData: z.boolean(),
  isSameJournal: z.boolean(),
  /** The difference table: a value a run, and last less first. */
  metrics: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.number().nullable()),
      difference: z.number().nullable(),
    }),
  ),
  /** Each later run against the first, all judged together. */
  verdicts: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      /** Why nothing is compared; null where it is. */
      reason: z.string().nullable(),
      trades: variantComparison.nullable(),
      tradesOfA: z.number().int(),
      tradesOfB: z.number().int(),
      days: variantComparison.nullable(),
    }),
  ),
})
export type ComparisonBody = z.output<typeof comparisonBody>

/** `GET /api/data`: what is stored, as `data list --json` answers. */
export const storedBody = z.object({
  series: z.array(
    z.object({
      instrument,
      symbol: z.string(),
      interval: z.string(),
      source: z.string(),
      basis: z.enum(['raw', 'adjusted']),
      adjusted: z.boolean(),
      first: time,
      last: time,
      count: z.number().int(),
      /** Trading days between first and last without a bar. */
      gaps: z.number().int(),
    }),
  ),
  /** What is stored about companies, by kind and source. */
  research: z.array(
    z.object({
      kind: z.enum(['news', 'earnings', 'expected earnings', 'fundamentals']),
      source: z.string(),
      count: z.number().int(),
      instruments: z.number().int(),
      /** Stories that name no known company; results that carry doubts. */
      doubtful: z.number().int(),
      first: date,
      last: date,
    }),
  ),
})
export type StoredBody = z.output<typeof storedBody>
