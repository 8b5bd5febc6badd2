import type { BacktestResult } from '../../domain/backtest.ts'
import type { Interval as Bounds } from '../../domain/performance/bootstrap.ts'
import type { Drawdown } from '../../domain/performance/drawdown.ts'
import {
  bps,
  change,
  count,
  counted,
  dateWords,
  fact,
  percent,
  percentChange,
  percentLoss,
  points,
  ratio,
  rupeeChange,
  rupees,
  type Shown,
  shown,
  toneOf,
  withheld,
} from './figures.ts'
import { type Html, html } from './html.ts'
import { figure } from './panel.ts'

/** One figure of the headline: what it is, and what must be read with it. */
export interface Headline {
  readonly label: string
  readonly shown: Shown
  readonly notes: readonly string[]
}

/** The figures that are read first, each with the doubt that belongs to it. */
export const headlineSection = (result: BacktestResult): Html => headlineList(headlines(result))

/** Figures side by side, each over its notes. */
export function headlineList(headlines: readonly Headline[]): Html {
  return html`<section id="headline" aria-label="Headline"><dl class="headline">${headlines.map(
    ({ label, shown, notes }) =>
      html`<div><dt>${label}</dt><dd class="figure">${figure(shown)}</dd>${[
        ...(shown.reason === null ? [] : [shown.reason]),
        ...notes,
      ].map((note) => html`<dd class="note">${note}</dd>`)}</div>`,
  )}</dl></section>
`
}

function headlines({ metrics, intervals, spec }: BacktestResult): readonly Headline[] {
  const { returns, drawdown, trades, activity } = metrics
  return [
    {
      label: 'Net return',
      shown: change(returns.totalReturnBps, percentChange),
      notes: [`${rupeeChange(metrics.profitPaise)} on ${rupees(spec.capitalPaise)}`],
    },
    {
      label: 'CAGR',
      shown: change(returns.cagrBps, percentChange),
      notes: rangeNote(intervals.cagrBps, percentChange),
    },
    {
      label: 'Max drawdown',
      shown: { ...fact(drawdown.maxBps, percentLoss), tone: toneOf(-drawdown.maxBps) },
      notes: [
        ...drawdown.deepest.slice(0, 1).map(fallNote),
        ...rangeNote(intervals.maxDrawdownBps, percentLoss),
      ],
    },
    {
      label: 'Sharpe ratio',
      shown: shown(returns.sharpe, ratio),
      notes: rangeNote(intervals.sharpe, ratio),
    },
    {
      label: 'Trades',
      shown: fact(trades.trades, count),
      notes: [`${count(trades.wins)} won, ${count(trades.losses)} lost`],
    },
    {
      label: 'Win rate',
      shown: shown(trades.winRateBps, percent),
      notes:
        trades.profitFactor.value === null
          ? []
          : [`profit factor ${ratio(trades.profitFactor.value)}`],
    },
    {
      label: 'Cost drag',
      shown: shown(activity.costDragBps, bps),
      notes: [`of equity a year; ${rupees(activity.costPaise)} of charges`],
    },
    againstBenchmark(metrics, spec.benchmark),
  ]
}

/** The middle of the bootstrap; what is withheld says so with its metric already. */
const rangeNote = (bounds: Bounds, write: (value: number) => string): readonly string[] =>
  bounds.reason === null
    ? [`${write(bounds.low)} to ${write(bounds.high)} in 95 of 100 resampled histories`]
    : []

const fallNote = ({ peakOn, troughOn, recoveredOn }: Drawdown): string =>
  `${dateWords(peakOn)} to ${dateWords(troughOn)}, ${
    recoveredOn === null ? 'not recovered' : `recovered ${dateWords(recoveredOn)}`
  }`

/** The difference counts only where both were measured over the same days. */
function againstBenchmark(
  { benchmark, returns, days }: BacktestResult['metrics'],
  name: string | null,
): Headline {
  const label = 'Against benchmark'
  if (name === null) return { label, shown: withheld('none was asked for'), notes: [] }
  const theirs = benchmark.totalReturnBps.value
  if (theirs === null) return { label, shown: withheld(`no closes of ${name}`), notes: [] }
  const alpha = benchmark.alphaBps.value
  const notes = [
    `${name} ${percentChange(theirs)}`,
    ...(alpha === null ? [] : [`alpha ${percentChange(alpha)} a year`]),
  ]
  // The first day has no close before it, so one day fewer is all of them.
  if (benchmark.days < days - 1) {
    const reason = `compared on ${count(benchmark.days)} of ${counted(days, 'day')} only`
    return { label, shown: withheld(reason), notes }
  }
  const ours = returns.totalReturnBps.value
  if (ours === null) return { label, shown: withheld(returns.totalReturnBps.reason), notes }
  const difference = ours - theirs
  return { label, shown: { ...fact(difference, points), tone: toneOf(difference) }, notes }
}
