import { luckiestSharpe } from '../../domain/performance/sharpe-significance.ts'
import type { StrategyDefinition } from '../../domain/strategy.ts'
import { outOfSampleOf, type SweepResult } from '../../domain/sweep.ts'
import {
  count,
  counted,
  dateWords,
  NONE,
  percent,
  percentChange,
  percentLoss,
  ratio,
  sentence,
  shown,
} from './figures.ts'
import { type Html, html, type Part } from './html.ts'
import { goodWords, OBJECTIVE_WORDS, objectiveText } from './objective-words.ts'
import { type PackedSweep, variedOf } from './packed-sweep.ts'
import { chartPlace, emptyText, factList, figureTable, figureWithReason, panel } from './panel.ts'
import { hash, parameterLines, settingFacts, strategyLines } from './run-section.ts'
import { surfaceOf, surfaceTable } from './sweep-surface.ts'
import { firstPage, ROWS_A_PAGE } from './table-source.ts'
import { combinationWords, trialSource } from './trial-table.ts'

/** What was swept, complete enough to be swept again. */
export function sweepRunSection(
  { spec, instruments, bars, trials, forbidden, assumptions, dataHash, seed }: SweepResult,
  definition: StrategyDefinition | undefined,
): Html {
  const ranges = Object.entries(spec.parameters).map(
    ([name, values]) => [name, values.map((value) => value ?? NONE).join(', ')] as const,
  )
  const left = forbidden === 0 ? '' : `; ${count(forbidden)} forbidden by the strategy’s own rules`
  return panel(
    'run',
    'What was tried',
    null,
    factList([
      ['Strategy', strategyLines(spec.strategy, definition)],
      [
        'Parameters',
        ranges.length === 0 ? 'None' : parameterLines(Object.fromEntries(ranges), definition),
      ],
      ['Trials', `${counted(trials.length, 'combination')}${left}`],
      ['Ranked by', OBJECTIVE_WORDS[spec.objective].title],
      ...settingFacts(spec, instruments),
      [
        'Data',
        html`${assumptions.data.map((origin) => html`${origin}<br>`)}${counted(bars, 'bar')}`,
      ],
      ['Data hash', hash(dataHash)],
      ['Seed', String(seed)],
    ]),
  )
}

const SURFACE = 'surface'

/** The objective over what was varied: a line over one parameter, a shaded table over two. */
export function surfaceSection(packed: PackedSweep): Html {
  const names = Object.keys(packed.varied)
  const [across, down] = names
  const { name } = OBJECTIVE_WORDS[packed.objective]
  const title = `${sentence(name).slice(0, -1)} by parameters`
  if (packed.trials.figures[packed.objective].every((value) => value === null)) {
    const [reason = 'nothing was run'] = packed.trials.reason.words
    return panel(SURFACE, title, null, emptyText(sentence(`No trial has a ${name}: ${reason}`)))
  }
  if (across === undefined) {
    const why =
      'One combination was tried; give a parameter a range to see it vary, like fast=5..20:5.'
    return panel(SURFACE, title, null, emptyText(why))
  }
  const held = names.length > 2 ? ' All other parameters are held at the best’s values.' : ''
  if (down === undefined) {
    const note = `A plateau around the best is worth more than a peak. Rank 1 is ${combinationAt(packed)}.`
    return panel(SURFACE, title, note, chartPlace('surface-chart', `${name} by ${across}`))
  }
  const note = `Shaded from the lowest to the highest; the outlined cell is the best, empty cells are forbidden, dashes withheld.${held}`
  return panel(
    SURFACE,
    title,
    note,
    names.length > 2 ? sides(names, across, down) : null,
    html`<div class="wide" id="surface-table" tabindex="0" role="region" aria-label="${title}">${surfaceTable(
      surfaceOf(packed, across, down),
      packed.objective,
    )}</div>`,
  )
}

/** Which two parameters are looked at. */
function sides(names: readonly string[], across: string, down: string): Html {
  const choice = (id: string, label: string, chosen: string) =>
    html`<label>${label} <select id="${id}">${names.map((name) =>
      name === chosen
        ? html`<option value="${name}" selected>${name}</option>`
        : html`<option value="${name}">${name}</option>`,
    )}</select></label>`
  return html`<div class="tools">${choice('surface-across', 'Across', across)}${choice('surface-down', 'Down', down)}</div>`
}

function combinationAt({ varied, trials }: PackedSweep): string {
  const best = Object.keys(varied).map(
    (name) => [name, trials.parameters[name]?.[0] ?? null] as const,
  )
  return combinationWords(Object.fromEntries(best), varied)
}

/** Whether the best stands on a plateau, and what having tried so much does to its Sharpe ratio. */
export function beliefSection({ spec, best, stability, counted: tried }: SweepResult): Html {
  if (best === null || stability === null) {
    const why =
      'No trial has a figure to rank by, so there is nothing to believe yet; try a longer range.'
    return panel('belief', 'How far to believe the best', null, emptyText(why))
  }
  const { significance, returns } = best.metrics
  const text = (value: number | null) => objectiveText(spec.objective, value)
  const chance = (value: number) => percent(value * 10_000)
  const luck = luckiestSharpe(tried.count, tried.sharpeVariance)
  const near: Part =
    stability.neighbours === 0
      ? 'None was tried: the best has no trial one step away from it'
      : `${text(stability.median)} in the middle, ${text(stability.worst)} at worst, of ${counted(stability.known, 'trial')} one step away`
  return panel(
    'belief',
    'How far to believe the best',
    'The more is tried, the better the best looks by luck alone. A good best has good neighbours and a high chance after deflation.',
    factList([
      [`Best ${OBJECTIVE_WORDS[spec.objective].name}`, text(stability.best)],
      ['Its neighbours', near],
      ['Tried on these data', `${counted(tried.count, 'combination')}, this sweep included`],
      [
        'Best by luck',
        `A Sharpe ratio of ${ratio(luck)} is what the luckiest of them would show without any skill`,
      ],
      ['Sharpe of the best', figureWithReason(shown(returns.sharpe, ratio))],
      ['Above zero', figureWithReason(shown(significance.probabilisticSharpe, chance))],
      ['Above luck', figureWithReason(shown(significance.deflatedSharpe, chance))],
      ['Days to be sure', figureWithReason(shown(significance.minTrackRecordDays, count))],
    ]),
  )
}

/** Each window of a walk-forward: chosen on the first days, tried on those that follow. */
export function walkForwardSection({ spec, walkForward }: SweepResult): Html {
  const title = 'Walk-forward'
  if (walkForward === null) {
    return panel(
      'walk-forward',
      title,
      null,
      emptyText('Not asked for: run it again with --walk-forward.'),
    )
  }
  const { objective } = spec
  const varied = variedOf(spec.parameters)
  const aim = OBJECTIVE_WORDS[objective].title
  const { windows, known, good, median, chosenMedian } = outOfSampleOf(walkForward, objective)
  const text = (value: number | null) => objectiveText(objective, value)
  const note =
    `Chosen on the days in sample; the chosen run goes on over the days after them, and only those count. Out of sample ${count(good)} of ${counted(windows, 'window')} ${goodWords(objective)}` +
    `${known < windows ? ` (${count(windows - known)} withheld)` : ''}; ${aim} in the middle ${text(median)}, where it was chosen ${text(chosenMedian)}.`
  const from = (first: string, last: string) => html`${dateWords(first)} to ${dateWords(last)}`
  return panel(
    'walk-forward',
    title,
    note,
    figureTable(
      'Walk-forward windows',
      [
        'Tried on',
        'Chosen on',
        'Chosen',
        `${aim} in`,
        `${aim} out`,
        'CAGR out',
        'Drawdown out',
        'Trades out',
      ],
      walkForward.map((window) => [
        from(window.outOfSampleFrom, window.outOfSampleTo),
        from(window.inSampleFrom, window.inSampleTo),
        combinationWords(window.parameters, varied),
        text(window.inSample[objective]),
        window.reason === null
          ? text(window.outOfSample[objective])
          : html`${NONE} <small>${window.reason}</small>`,
        window.outOfSample.cagrBps === null ? NONE : percentChange(window.outOfSample.cagrBps),
        percentLoss(window.outOfSample.maxDrawdownBps),
        count(window.outOfSample.trades),
      ]),
    ),
  )
}

/** Every trial, the best first, a page at a time. */
export function trialsSection(packed: PackedSweep): Html {
  const { length } = packed.trials
  return panel(
    'ranking',
    'Trials',
    `${counted(length, 'trial')}, the best first. Click a heading to sort.`,
    firstPage(trialSource(packed)),
    html`<div class="pager" id="trials-pager"><span role="status">1 to ${count(Math.min(length, ROWS_A_PAGE))} of ${count(length)}</span></div>`,
  )
}
