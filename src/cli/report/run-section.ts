import type { BacktestResult, BacktestSpec } from '../../domain/backtest.ts'
import type { Interval } from '../../domain/bar.ts'
import type { StrategyDefinition } from '../../domain/strategy.ts'
import { count, counted, dateWords, NONE, rupees, sentence } from './figures.ts'
import { type Html, html, type Part } from './html.ts'
import { factList, panel } from './panel.ts'

const INTERVAL_WORDS = {
  '1m': 'one-minute bars',
  '5m': 'five-minute bars',
  '15m': 'fifteen-minute bars',
  '30m': 'half-hourly bars',
  '1h': 'hourly bars',
  day: 'daily bars',
} as const satisfies Record<Interval, string>

/** `daily bars`. */
export const intervalWords = (interval: Interval): string => INTERVAL_WORDS[interval]

/** `1 Jan 2020 to 31 Dec 2024`. */
export const rangeWords = ({ from, to }: Pick<BacktestSpec, 'from' | 'to'>): string =>
  `${dateWords(from)} to ${dateWords(to)}`

/** Instruments that are named before the rest is folded away. */
const NAMED_MAX = 12

/** `INFY`, or how many there were. */
export const instrumentsTitle = (
  { instruments }: Pick<BacktestSpec, 'instruments'>,
  number: number,
): string => {
  const [only] = instruments ?? []
  return instruments?.length === 1 && only !== undefined ? only : counted(number, 'instrument')
}

const instrumentList = (
  { instruments }: Pick<BacktestSpec, 'instruments'>,
  number: number,
): Part => {
  if (instruments === null) return `Every stored share with bars in the range: ${count(number)}`
  const named = instruments.slice(0, NAMED_MAX).join(', ')
  const rest = instruments.slice(NAMED_MAX)
  if (rest.length === 0) return named
  return html`${named}<details><summary>and ${count(rest.length)} more</summary>${rest.join(', ')}</details>`
}

/** Each parameter: its value and what it does. */
export const parameterLines = (
  parameters: Readonly<Record<string, Part>>,
  definition: StrategyDefinition | undefined,
): Html =>
  html`<ul class="plain">${Object.entries(parameters).map(([name, value]) => {
    const meaning = definition?.parameters[name]?.meaning
    return html`<li><b>${name} ${value ?? NONE}</b>${meaning === undefined ? null : html`: ${meaning}`}</li>`
  })}</ul>`

/** What a strategy is, for a person. */
export const strategyLines = (name: string, definition: StrategyDefinition | undefined): Part =>
  definition === undefined
    ? name
    : html`<b>${definition.title}</b> (${name}). ${definition.summary} <small>${sentence(definition.source)}</small>`

export const hash = (text: string): Html => html`<code>${text === '' ? NONE : text}</code>`

/** Everything but the strategy: where, when and with what it was run. */
export const settingFacts = (
  spec: Omit<BacktestSpec, 'parameters'>,
  instruments: number,
): readonly (readonly [string, Part])[] => [
  ['Range', `${rangeWords(spec)}, ${intervalWords(spec.interval)}`],
  ['Instruments', instrumentList(spec, instruments)],
  ['Capital', rupees(spec.capitalPaise)],
  ['Benchmark', spec.benchmark ?? 'None was asked for'],
  [
    'Slippage',
    spec.slippage === 'none'
      ? 'None: to compare with other programs, not to believe'
      : 'Modelled, as the assumptions say',
  ],
  ['Risk checks', spec.isRiskOn ? 'All of the desk’s' : 'Off: form, session and money only'],
]

/** What was run, complete enough to be run again. */
export function runSection(
  result: BacktestResult,
  definition: StrategyDefinition | undefined,
): Html {
  const { spec, instruments, bars, assumptions, dataHash, journalHash, seed } = result
  const parameters = Object.keys(spec.parameters)
  return panel(
    'run',
    'What was run',
    null,
    factList([
      ['Strategy', strategyLines(spec.strategy, definition)],
      [
        'Parameters',
        parameters.length === 0 ? 'None' : parameterLines(spec.parameters, definition),
      ],
      ...settingFacts(spec, instruments),
      [
        'Data',
        html`${assumptions.data.map((origin) => html`${origin}<br>`)}${counted(bars, 'bar')}`,
      ],
      ['Data hash', hash(dataHash)],
      ['Journal hash', hash(journalHash)],
      ['Seed', String(seed)],
    ]),
  )
}

/** Enough to see what kind they are; the others unfold. */
const WARNINGS_SHOWN = 6

/** What a reader must know before believing the figures; nothing where there is nothing. */
export function warningsSection(warnings: readonly string[]): Html | null {
  if (warnings.length === 0) return null
  const first = warnings.slice(0, WARNINGS_SHOWN)
  const rest = warnings.slice(WARNINGS_SHOWN)
  const more =
    rest.length === 0
      ? null
      : html`<details><summary>${counted(rest.length, 'more warning')}</summary>${warningList(rest)}</details>`
  return html`<section id="warnings" class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Before you believe it</h2>${warningList(first)}${more}</section>
`
}

const warningList = (warnings: readonly string[]): Html =>
  html`<ul>${warnings.map((warning) => html`<li>${sentence(warning)}</li>`)}</ul>`

/** What the figures rest on, in words. */
export const assumptionsSection = ({ assumptions }: Pick<BacktestResult, 'assumptions'>): Html =>
  panel(
    'assumptions',
    'Assumptions',
    null,
    factList([
      ['Fills', sentence(assumptions.fills)],
      ['Slippage', sentence(assumptions.slippage)],
      ['Risk', sentence(assumptions.risk)],
      ['Charges', sentence(assumptions.charges)],
      ['Orders', sentence(assumptions.orders)],
      ['Data', assumptions.data.map((origin) => html`${origin}<br>`)],
    ]),
  )
