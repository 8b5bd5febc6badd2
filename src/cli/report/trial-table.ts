import type { Objective, TrialFigures } from '../../domain/sweep.ts'
import { bps, count, NONE, percent, percentLoss } from './figures.ts'
import { OBJECTIVE_WORDS } from './objective-words.ts'
import { wordAt } from './packed-result.ts'
import type { PackedSweep } from './packed-sweep.ts'
import type { TableColumn, TableSource } from './table-source.ts'

/** Trials as a table that can be sorted: the rank, what was varied, the objective, then the rest. */
export function trialSource({ objective, varied, trials }: PackedSweep): TableSource {
  const column = (
    key: string,
    title: string,
    values: readonly (number | null)[],
    write: (value: number) => string,
  ): TableColumn => ({
    key,
    title,
    isNumeric: true,
    value: (row) => values[row] ?? Number.NaN,
    cell: (row) => {
      const value = values[row] ?? null
      return value === null ? NONE : write(value)
    },
  })
  const { figures, parameters } = trials
  const aim = (name: Objective) =>
    column(name, OBJECTIVE_WORDS[name].title, figures[name], OBJECTIVE_WORDS[name].write)
  const rest = (name: keyof TrialFigures, title: string, write: (value: number) => string) =>
    column(name, title, figures[name], write)
  const others = SHOWN.filter((name) => name !== objective)
  const hasReasons = trials.reason.words.some((reason) => reason !== '')
  return {
    id: 'trials',
    caption: 'Trials by rank',
    length: trials.length,
    columns: [
      {
        key: 'rank',
        title: 'Rank',
        isNumeric: true,
        value: (row) => row,
        cell: (row) => count(row + 1),
      },
      ...Object.keys(varied).map((name) =>
        column(`of-${name}`, name, parameters[name] ?? [], String),
      ),
      ...[objective, ...others].map(aim),
      rest('maxDrawdownBps', 'Max drawdown', percentLoss),
      rest('trades', 'Trades', count),
      rest('winRateBps', 'Win rate', percent),
      rest('costDragBps', 'Cost drag', bps),
      ...(hasReasons
        ? [
            {
              key: 'reason',
              title: 'Withheld because',
              isNumeric: false,
              value: (row: number) => wordAt(trials.reason, row) ?? '',
              cell: (row: number) => wordAt(trials.reason, row) ?? '',
            },
          ]
        : []),
    ],
  }
}

/** Objectives that every ranking shows, whichever it was ranked by. */
const SHOWN = [
  'sharpe',
  'sortino',
  'calmar',
  'cagrBps',
  'profitFactor',
] as const satisfies readonly Objective[]

/** A combination as a person writes it: `fast=9 slow=21`, of what was varied. */
export const combinationWords = (
  parameters: Readonly<Record<string, number | null>>,
  varied: Readonly<Record<string, unknown>>,
): string => {
  const named = Object.entries(parameters).filter(([name]) => name in varied)
  return named.length === 0
    ? 'the only combination'
    : named.map(([name, value]) => `${name}=${value ?? NONE}`).join(' ')
}
