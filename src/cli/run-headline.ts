import * as z from 'zod'
import type { Run } from '../core/state/run-store.ts'
import type { Metric } from '../domain/performance/metric.ts'
import { isoTime } from '../domain/time.ts'
import { textTable } from './output.ts'
import {
  bps,
  count,
  exactRupees,
  percent,
  percentChange,
  percentLoss,
  ratio,
  rupeeChange,
  shown,
} from './report/figures.ts'

const metric = z.union([
  z.object({ value: z.number(), reason: z.null() }),
  z.object({ value: z.null(), reason: z.string() }),
])

const reportShape = z.object({
  equityPaise: z.number(),
  profitPaise: z.number(),
  returns: z.object({
    totalReturnBps: metric,
    cagrBps: metric,
    volatilityBps: metric,
    sharpe: metric,
    sortino: metric,
    calmar: metric,
  }),
  drawdown: z.object({ maxBps: z.number() }),
  benchmark: z.object({ alphaBps: metric, beta: metric }),
  trades: z.object({
    trades: z.number(),
    winRateBps: metric,
    profitFactor: metric,
    expectancyPaise: metric,
  }),
  activity: z.object({ costPaise: z.number(), costDragBps: metric, exposureBps: metric }),
})
type Report = z.output<typeof reportShape>

const specShape = z.object({
  strategy: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  from: z.string(),
  to: z.string(),
  interval: z.string(),
})

const resultShape = z.object({
  metrics: reportShape.optional(),
  best: z.object({ metrics: reportShape }).nullish(),
  trials: z.array(z.unknown()).optional(),
  instruments: z.number(),
  warnings: z.array(z.string()),
})

/** One figure of a run's headline. */
export interface HeadlineLine {
  readonly name: string
  valueOf(report: Report): Metric
  write(value: number): string
}

const line = (
  name: string,
  valueOf: (report: Report) => Metric | number,
  write: (value: number) => string,
): HeadlineLine => ({
  name,
  valueOf: (report) => {
    const value = valueOf(report)
    return typeof value === 'number' ? { value, reason: null } : value
  },
  write,
})

/** What is read first of a run, in its order. */
export const HEADLINE: readonly HeadlineLine[] = [
  line('Final equity', ({ equityPaise }) => equityPaise, exactRupees),
  line('Profit', ({ profitPaise }) => profitPaise, rupeeChange),
  line('Net return', ({ returns }) => returns.totalReturnBps, percentChange),
  line('CAGR', ({ returns }) => returns.cagrBps, percentChange),
  line('Volatility', ({ returns }) => returns.volatilityBps, percent),
  line('Sharpe ratio', ({ returns }) => returns.sharpe, ratio),
  line('Sortino ratio', ({ returns }) => returns.sortino, ratio),
  line('Calmar ratio', ({ returns }) => returns.calmar, ratio),
  line('Max drawdown', ({ drawdown }) => drawdown.maxBps, percentLoss),
  line('Alpha', ({ benchmark }) => benchmark.alphaBps, percentChange),
  line('Beta', ({ benchmark }) => benchmark.beta, ratio),
  line('Trades', ({ trades }) => trades.trades, count),
  line('Win rate', ({ trades }) => trades.winRateBps, percent),
  line('Profit factor', ({ trades }) => trades.profitFactor, ratio),
  line('Expectancy', ({ trades }) => trades.expectancyPaise, rupeeChange),
  line('Exposure', ({ activity }) => activity.exposureBps, percent),
  line('Charges', ({ activity }) => activity.costPaise, exactRupees),
  line('Cost drag', ({ activity }) => activity.costDragBps, bps),
]

/** What a list and a comparison show of a run; figures are null where a sweep found none, or another version wrote it. */
export interface RunHeadline {
  readonly id: string
  readonly kind: string
  readonly createdAt: string
  readonly strategy: string | null
  readonly parameters: Readonly<Record<string, unknown>>
  readonly from: string | null
  readonly to: string | null
  readonly interval: string | null
  readonly instruments: number | null
  /** Combinations tried; null for a backtest. */
  readonly trials: number | null
  readonly metrics: Report | null
  readonly warnings: readonly string[]
  readonly dataHash: string
  readonly journalHash: string | null
}

/** The headline of a run; what it cannot read it leaves out. */
export function headlineOf(run: Run): RunHeadline {
  const { id, kind, dataHash, journalHash } = run
  const { data: spec } = specShape.safeParse(run.spec)
  const { data: result } = resultShape.safeParse(run.result)
  return {
    id,
    kind,
    createdAt: isoTime(run.createdAt),
    strategy: spec?.strategy ?? null,
    parameters: spec?.parameters ?? {},
    from: spec?.from ?? null,
    to: spec?.to ?? null,
    interval: spec?.interval ?? null,
    instruments: result?.instruments ?? null,
    trials: kind === 'sweep' ? (result?.trials?.length ?? null) : null,
    metrics: result?.metrics ?? result?.best?.metrics ?? null,
    warnings: result?.warnings ?? [],
    dataHash,
    journalHash,
  }
}

const IN_LIST = ['Net return', 'CAGR', 'Max drawdown', 'Sharpe ratio', 'Trades']
const LEFT = ['left', 'left', 'left', 'left', 'left'] as const

/** Runs as a table, the newest first. */
export function runListWords(runs: readonly RunHeadline[]): string {
  if (runs.length === 0) return 'No run is kept yet. Make one with "robo-trader backtest".'
  const lines = HEADLINE.filter(({ name }) => IN_LIST.includes(name))
  const head = ['', 'kind', 'made', 'strategy', 'over', ...lines.map(({ name }) => name)]
  const rows = runs.map((run) => [
    run.id.slice(0, 8),
    run.trials === null ? run.kind : `${run.kind} of ${run.trials}`,
    run.createdAt.slice(0, 16).replace('T', ' '),
    run.strategy ?? '–',
    `${run.from ?? '–'} to ${run.to ?? '–'} ${run.interval ?? ''}`,
    ...lines.map((each) => cellOf(each, run)),
  ])
  return textTable(head, rows, LEFT)
}

/** A figure as a cell; a dash where there is none. */
export const cellOf = ({ valueOf, write }: HeadlineLine, { metrics }: RunHeadline): string =>
  metrics === null ? '–' : shown(valueOf(metrics), write).text

/** One run in words. */
export function runWords(run: Run): string {
  const headline = headlineOf(run)
  const { strategy, from, to, interval, instruments, trials, parameters, warnings } = headline
  const values = Object.entries(parameters).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  )
  const lines = [
    `${run.kind} ${run.id}, made ${headline.createdAt.slice(0, 19).replace('T', ' ')}`,
    `${strategy ?? 'An unknown strategy'} over ${instruments ?? '–'} instruments, ${from ?? '–'} to ${to ?? '–'}, ${interval ?? '–'} bars`,
    `Parameters: ${values.join(' ') || 'none'}`,
    ...(trials === null ? [] : [`${trials} combinations tried; figures are of the best`]),
    '',
    headline.metrics === null
      ? 'It has no figures: nothing was found, or another version of this program wrote it.'
      : figuresTable(headline.metrics),
  ]
  for (const warning of warnings.slice(0, 10)) lines.push('', `Warning: ${warning}`)
  if (warnings.length > 10) lines.push('', `… and ${warnings.length - 10} more warnings`)
  lines.push('', `Data ${run.dataHash} · journal ${run.journalHash ?? 'none'}`)
  return lines.join('\n')
}

const figuresTable = (report: Report): string =>
  textTable(
    ['', ''],
    HEADLINE.map(({ name, valueOf, write }) => {
      const { text, reason } = shown(valueOf(report), write)
      return [name, reason === null ? text : `${text} (${reason})`]
    }),
  )
