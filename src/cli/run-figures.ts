import * as z from 'zod'
import type { RunLine } from '../core/run-desk.ts'
import type { RunHead } from '../core/state/run-store.ts'
import { counted } from './report/figures.ts'
import { headlineOf } from './run-headline.ts'

const beliefShape = z.object({
  best: z
    .object({
      metrics: z.object({
        significance: z.object({ deflatedSharpe: z.object({ value: z.number().nullable() }) }),
      }),
    })
    .nullish(),
  counted: z.object({ count: z.number() }).optional(),
  bars: z.number().optional(),
})

/** A kept run as a list shows it. */
export function keptLine(head: RunHead): RunLine {
  const { id, strategy, from, to, interval, instruments, warnings } = headlineOf(head)
  const { data: belief } = beliefShape.safeParse(head.result)
  const bars = belief?.bars === undefined ? '' : `, ${belief.bars.toLocaleString('en-IN')} bars`
  const tried = head.trialCount === null ? '' : `${counted(head.trialCount, 'trial')} over `
  const doubts = warnings.length === 0 ? '' : `; ${counted(warnings.length, 'warning')}`
  return {
    id,
    kind: head.kind === 'sweep' ? 'sweep' : 'backtest',
    title: titleOf(strategy ?? 'An unknown strategy', from ?? '–', to ?? '–', interval ?? ''),
    state: 'done',
    createdAt: head.createdAt,
    progress: 1,
    says: `${tried}${counted(instruments ?? 0, 'instrument')}${bars}${doubts}`,
    rate: null,
    secondsLeft: null,
    equity: [],
    error: null,
    headline: figuresOf(head, belief),
  }
}

/** What a run is called before and after it ran. */
export const titleOf = (strategy: string, from: string, to: string, interval: string): string =>
  `${strategy}, ${from} to ${to}, ${interval} bars`

function figuresOf(
  head: RunHead,
  belief: z.output<typeof beliefShape> | undefined,
): RunLine['headline'] {
  const { metrics } = headlineOf(head)
  if (metrics === null) return null
  const { returns, drawdown, benchmark, trades, activity } = metrics
  return {
    finalEquityPaise: metrics.equityPaise,
    profitPaise: metrics.profitPaise,
    netReturnBps: returns.totalReturnBps.value,
    cagrBps: returns.cagrBps.value,
    maxDrawdownBps: drawdown.maxBps,
    sharpe: returns.sharpe.value,
    alphaBps: benchmark.alphaBps.value,
    trades: trades.trades,
    winRateBps: trades.winRateBps.value,
    profitFactor: trades.profitFactor.value,
    costDragBps: activity.costDragBps.value,
    ...(head.trialCount === null
      ? {}
      : {
          trials: head.trialCount,
          trialsCounted: belief?.counted?.count ?? null,
          deflatedSharpe: belief?.best?.metrics.significance.deflatedSharpe.value ?? null,
        }),
  }
}
