import type { BacktestResult } from '../../domain/backtest.ts'
import type { Drawdown } from '../../domain/performance/drawdown.ts'
import type { YearReturns } from '../../domain/performance/monthly-returns.ts'
import {
  count,
  counted,
  days,
  MONTH_NAMES,
  NONE,
  percentCell,
  percentLoss,
  rupees,
} from './figures.ts'
import { type Html, html } from './html.ts'
import { chartPlace, emptyText, figureTable, panel } from './panel.ts'

/** Equity with the benchmark, drawdown below it. */
export function equitySection({ equity, spec, metrics }: BacktestResult): Html {
  const last = equity.at(-1)
  if (last === undefined) {
    return panel(
      'equity',
      'Equity and drawdown',
      null,
      emptyText('No day closed in the range, so there is no curve.'),
    )
  }
  const known = equity.filter(({ benchmarkPaise }) => benchmarkPaise !== null).length
  const title =
    spec.benchmark === null ? 'Equity and drawdown' : 'Equity and drawdown, with benchmark'
  const note =
    spec.benchmark === null
      ? 'At each close, after charges.'
      : known === 0
        ? `At each close, after charges. No close of ${spec.benchmark} is stored in the range, so there is nothing to compare with.`
        : `At each close, after charges. ${spec.benchmark} is scaled to the equity on the first day that its close is known (${count(known)} of ${counted(equity.length, 'day')}).`
  const label =
    `Equity from ${rupees(metrics.openingPaise)} to ${rupees(last.equityPaise)}; ` +
    `deepest drawdown ${percentLoss(metrics.drawdown.maxBps)}. Arrow keys move the reading line.`
  return panel(
    'equity',
    title,
    note,
    html`<div class="ranges" id="ranges"></div>`,
    chartPlace('equity-chart', label),
    chartPlace('drawdown-chart', 'Drawdown below the highest close so far, in percent'),
  )
}

/** Shades of gain and loss that a cell may have. */
const SHADES = 5

/** Months by year, shaded by how far they lie from nothing. */
export function monthsSection({ metrics: { years } }: Pick<BacktestResult, 'metrics'>): Html {
  if (years.length === 0) {
    return panel('months', 'Months', null, emptyText('No month has a closed day yet.'))
  }
  const months = years.flatMap(({ monthsBps }) => monthsBps.filter((value) => value !== null))
  const largest = Math.max(...months.map(Math.abs), 0)
  const isFine = largest < 100
  return panel(
    'months',
    'Months',
    'Net return in percent; the year chains its months.',
    html`<div class="wide" tabindex="0" role="region" aria-label="Net return by month"><table class="months">
<caption class="unseen">Net return by month, in percent</caption>
<thead><tr><th scope="col">Year</th>${MONTH_NAMES.map(
      (month) => html`<th scope="col" class="n">${month}</th>`,
    )}<th scope="col" class="n">Year</th></tr></thead>
<tbody>${years.map((year) => yearRow(year, largest, isFine))}</tbody></table></div>`,
  )
}

const yearRow = (
  { year, monthsBps, totalBps }: YearReturns,
  largest: number,
  isFine: boolean,
): Html =>
  html`<tr><th scope="row">${year}</th>${monthsBps.map((value) =>
    value === null
      ? html`<td class="n none">${NONE}</td>`
      : html`<td class="n ${shadeOf(value, largest)}">${percentCell(value, isFine)}</td>`,
  )}<td class="n total">${totalBps === null ? NONE : percentCell(totalBps, isFine)}</td></tr>`

function shadeOf(value: number, largest: number): string {
  const shade = largest === 0 ? 0 : Math.ceil((Math.abs(value) / largest) * SHADES)
  return shade === 0 ? '' : `${value > 0 ? 'up' : 'down'}${shade}`
}

/** The deepest falls, with how long they took and lasted. */
export function fallsSection({ metrics: { drawdown } }: Pick<BacktestResult, 'metrics'>): Html {
  if (drawdown.deepest.length === 0) {
    return panel(
      'falls',
      'Deepest drawdowns',
      null,
      emptyText('Every day closed at its highest: nothing fell.'),
    )
  }
  return panel(
    'falls',
    'Deepest drawdowns',
    'Calendar days from the peak to the recovery.',
    figureTable(
      'Deepest drawdowns',
      ['Depth', 'Peak', 'Trough', 'Recovered', 'Lasted', 'Trough to recovery'],
      drawdown.deepest.map(fallCells),
    ),
  )
}

const fallCells = (fall: Drawdown): readonly string[] => [
  percentLoss(fall.depthBps),
  fall.peakOn,
  fall.troughOn,
  fall.recoveredOn ?? 'not yet',
  days(fall.days),
  fall.recoveryDays === null ? NONE : days(fall.recoveryDays),
]
