import { outOfSampleOf, type SweepResult } from '../../domain/sweep.ts'
import { STRATEGIES } from '../../strategies/registry.ts'
import {
  change,
  count,
  counted,
  fact,
  percent,
  percentChange,
  percentLoss,
  rupeeChange,
  rupees,
  shown,
  toneOf,
  withheld,
} from './figures.ts'
import { type Headline, headlineList } from './headline-section.ts'
import { type Html, html } from './html.ts'
import { metricsSection } from './metrics-section.ts'
import { goodWords, OBJECTIVE_WORDS } from './objective-words.ts'
import { type PackedSweep, packSweep, variedOf } from './packed-sweep.ts'
import { framed } from './report-frame.ts'
import type { SweepPayload } from './report-payload.ts'
import { fallsSection, monthsSection } from './returns-section.ts'
import {
  assumptionsSection,
  instrumentsTitle,
  intervalWords,
  rangeWords,
  warningsSection,
} from './run-section.ts'
import {
  beliefSection,
  surfaceSection,
  sweepRunSection,
  trialsSection,
  walkForwardSection,
} from './sweep-sections.ts'
import { combinationWords } from './trial-table.ts'

export interface SweepInput {
  readonly result: SweepResult
  /** The built text of `client/report-page.ts`. */
  readonly clientScript: string
}

/** A sweep as one HTML page that needs nothing else. The same input gives the same text. */
export function renderSweep({ result, clientScript }: SweepInput): string {
  const { spec, instruments, trials, best } = result
  const definition = STRATEGIES.get(spec.strategy)
  const sweep = packSweep(result)
  const payload: SweepPayload = { kind: 'sweep', sweep }
  return framed({
    kind: 'Parameter sweep: recorded prices, pretend fills',
    title: `${definition?.title ?? spec.strategy} on ${instrumentsTitle(spec, instruments)}: ${counted(trials.length, 'trial')}`,
    subtitle: `${rangeWords(spec)}, ${intervalWords(spec.interval)}, ${rupees(spec.capitalPaise)}, ranked by ${OBJECTIVE_WORDS[spec.objective].name}`,
    parts: PARTS.filter(([id]) => best !== null || !OF_THE_BEST.has(id)),
    body: html`${headlineList(headlines(result))}${sweepRunSection(result, definition)}${warningsSection(
      result.warnings,
    )}${surfaceAndBelief(sweep, result)}${walkForwardSection(result)}${trialsSection(
      sweep,
    )}${bestSections(result)}${assumptionsSection(result)}`,
    payload,
    clientScript,
  })
}

const PARTS = [
  ['run', 'What was tried'],
  ['surface', 'Surface'],
  ['belief', 'Belief'],
  ['walk-forward', 'Walk-forward'],
  ['ranking', 'Trials'],
  ['months', 'Months of the best'],
  ['metrics', 'Metrics of the best'],
  ['assumptions', 'Assumptions'],
] as const

const OF_THE_BEST: ReadonlySet<string> = new Set(['months', 'metrics'])

/** Columns of a surface that still fit into half of a page. */
const COLUMNS_MAX = 10

/** Side by side where there is room: the one is the reason for the other. */
function surfaceAndBelief(sweep: PackedSweep, result: SweepResult): Html {
  const [across, ...others] = Object.values(sweep.varied)
  const isWide = others.length > 0 && (across?.length ?? 0) > COLUMNS_MAX
  const sections = html`${surfaceSection(sweep)}${beliefSection(result)}`
  return isWide || others.length > 1 ? sections : html`<div class="pair">${sections}</div>`
}

/** What a reader would ask of the best next. */
const bestSections = ({ best }: SweepResult): Html | null =>
  best === null
    ? null
    : html`<div class="pair uneven">${monthsSection(best)}${fallsSection(best)}</div>${metricsSection(best.metrics)}`

function headlines(result: SweepResult): readonly Headline[] {
  const { spec, best, trials } = result
  const { title, write } = OBJECTIVE_WORDS[spec.objective]
  const label = `Best ${title}`
  if (best === null) {
    return [
      { label, shown: withheld(trials[0]?.reason ?? 'nothing was run'), notes: [] },
      { label: 'Trials', shown: fact(trials.length, count), notes: [] },
    ]
  }
  const { returns, drawdown, trades, profitPaise } = best.metrics
  const value = best.trial.figures[spec.objective]
  return [
    {
      label,
      shown: value === null ? withheld(best.trial.reason ?? '') : fact(value, write),
      notes: [combinationWords(best.trial.parameters, variedOf(spec.parameters))],
    },
    {
      label: 'Its net return',
      shown: change(returns.totalReturnBps, percentChange),
      notes: [`${rupeeChange(profitPaise)} on ${rupees(spec.capitalPaise)}`],
    },
    { label: 'Its CAGR', shown: change(returns.cagrBps, percentChange), notes: [] },
    {
      label: 'Its max drawdown',
      shown: { ...fact(drawdown.maxBps, percentLoss), tone: toneOf(-drawdown.maxBps) },
      notes: [],
    },
    {
      label: 'Its trades',
      shown: fact(trades.trades, count),
      notes: [`${count(trades.wins)} won, ${count(trades.losses)} lost`],
    },
    ...doubts(result, best.metrics),
  ]
}

/** What takes from the best: luck, its neighbours, and days it was not chosen on. */
function doubts(
  { spec, counted: tried, stability, walkForward }: SweepResult,
  { significance }: NonNullable<SweepResult['best']>['metrics'],
): readonly Headline[] {
  const { write } = OBJECTIVE_WORDS[spec.objective]
  const known = (value: number | null | undefined, reason: string) =>
    typeof value === 'number' ? fact(value, write) : withheld(reason)
  const outside = walkForward === null ? null : outOfSampleOf(walkForward, spec.objective)
  return [
    {
      label: 'More than luck',
      shown: shown(significance.deflatedSharpe, (chance) => percent(chance * 10_000)),
      notes: [`chance after ${counted(tried.count, 'trial')} on these data`],
    },
    {
      label: 'Neighbours',
      shown: known(stability?.median, 'no trial one step away'),
      notes:
        stability === null || stability.worst === null
          ? []
          : [`median of ${count(stability.known)}; worst ${write(stability.worst)}`],
    },
    {
      label: 'Out of sample',
      shown: known(
        outside?.median,
        outside === null ? 'was not asked for' : 'withheld in every window',
      ),
      notes:
        outside === null || outside.known === 0
          ? []
          : [
              `median; ${count(outside.good)} of ${counted(outside.windows, 'window')} ${goodWords(spec.objective)}`,
            ],
    },
  ]
}
