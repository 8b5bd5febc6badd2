import type { Run } from '../core/state/run-store.ts'
import { textTable } from './output.ts'
import { cellOf, HEADLINE, headlineOf, type RunHeadline } from './run-headline.ts'
import { type RunVerdict, verdictsOf, verdictWords } from './run-verdict.ts'

/** Runs side by side. */
export interface RunComparison {
  readonly runs: readonly RunHeadline[]
  /** Whether all ran over the same bars: else their figures do not compare. */
  readonly isSameData: boolean
  /** Whether all came to the same journal, event by event. */
  readonly isSameJournal: boolean
  readonly metrics: readonly ComparedMetric[]
  /** Each later run against the first, all judged together. */
  readonly verdicts: readonly RunVerdict[]
}

interface ComparedMetric {
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Last less first; null where either is unknown. */
  readonly difference: number | null
}

const areSame = (values: readonly (string | null)[]): boolean =>
  values.every((value) => value !== null && value === values[0])

/** Compares two runs or more. */
export function comparisonOf(all: readonly Run[]): RunComparison {
  const runs = all.map(headlineOf)
  const metrics = HEADLINE.map(({ name, valueOf }) => {
    const values = runs.map((run) => (run.metrics === null ? null : valueOf(run.metrics).value))
    const [first = null, last = null] = [values[0], values.at(-1)]
    return { name, values, difference: first === null || last === null ? null : last - first }
  })
  return {
    runs,
    isSameData: areSame(runs.map(({ dataHash }) => dataHash)),
    isSameJournal: areSame(runs.map(({ journalHash }) => journalHash)),
    metrics,
    verdicts: verdictsOf(all),
  }
}

/** The comparison for a person. */
export function comparisonWords({
  runs,
  isSameData,
  isSameJournal,
  metrics,
  verdicts,
}: RunComparison): string {
  const row = (name: string, read: (run: RunHeadline) => string) => [name, ...runs.map(read), '']
  const rows = [
    row('Strategy', ({ strategy }) => strategy ?? '–'),
    row('From', ({ from }) => from ?? '–'),
    row('To', ({ to }) => to ?? '–'),
    row('Bars', ({ interval }) => interval ?? '–'),
    ...differing(runs).map((name) => row(`  ${name}`, (run) => valueWords(run.parameters[name]))),
    ...HEADLINE.map((line, index) => {
      const difference = metrics[index]?.difference ?? null
      return [
        line.name,
        ...runs.map((run) => cellOf(line, run)),
        difference === null ? '' : signed(line.write(difference), difference),
      ]
    }),
  ]
  return [
    textTable(['', ...runs.map(({ id }) => id.slice(0, 8)), 'last − first'], rows),
    '',
    isSameData
      ? 'All ran over the same bars.'
      : 'They ran over different bars, so their figures do not compare.',
    isSameJournal ? 'Their journals are the same, event by event.' : 'Their journals differ.',
    ...verdicts.flatMap(verdictWords),
  ].join('\n')
}

/** Parameters that are not the same in all. */
function differing(runs: readonly RunHeadline[]): readonly string[] {
  const names = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))
  return [...names].filter(
    (name) => !areSame(runs.map(({ parameters }) => JSON.stringify(parameters[name] ?? null))),
  )
}

const valueWords = (value: unknown): string =>
  value === null || value === undefined ? 'none' : JSON.stringify(value)

/** Figures that have no sign of their own get one: a difference always says where it goes. */
const signed = (text: string, value: number): string =>
  value > 0 && /^[₹\d]/.test(text) && /[1-9]/.test(text) ? `+${text}` : text
