import type { ComparisonBody } from '../../../src/web/contract/strategies.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, NONE, percent, ratio, rupees, sentence } from '../../format.ts'
import { RESULT } from './result-state.ts'
import { runName } from './run-name.ts'

type Metric = ComparisonBody['metrics'][number]

const MONEY = new Set(['Final equity', 'Profit', 'Expectancy', 'Charges'])
const RATIOS = new Set(['Sharpe ratio', 'Sortino ratio', 'Calmar ratio', 'Beta', 'Profit factor'])

/** Figures of a metric as it is written everywhere. */
function written(name: string, value: number | null): string {
  if (value === null) return NONE
  if (MONEY.has(name)) return rupees(value)
  if (RATIOS.has(name)) return ratio(value)
  return name === 'Trades' ? count(value) : percent(value)
}

const columnsOf = ({ runs }: ComparisonBody): readonly Column<Metric>[] => [
  { id: 'name', head: 'Figure', value: ({ name }) => name },
  ...runs.map((run, place) => ({
    id: run.id,
    head: runName(run),
    isNumber: true,
    value: ({ values }: Metric) => values[place] ?? null,
    cell: ({ name, values }: Metric) => written(name, values[place] ?? null),
  })),
  {
    id: 'difference',
    head: 'Last less first',
    isNumber: true,
    value: ({ difference }) => difference,
    cell: ({ name, difference }) => written(name, difference),
  },
]
const idOf = ({ name }: Metric): string => name

const SAYS = {
  a: 'the first is better',
  b: 'the second is better',
  unclear: 'not told apart',
} as const

/** What differs between runs, and whether it is more than chance. */
export function DifferenceTable({ comparison }: { readonly comparison: ComparisonBody }) {
  const { metrics, runs, verdicts } = comparison
  const columns = columnsOf(comparison)
  const nameOf = (id: string) => {
    const run = runs.find((one) => one.id === id)
    return run ? runName(run) : id
  }
  return (
    <Panel
      title="Differences"
      source={comparison.isSameData ? 'over the same bars' : 'over different bars'}
      state={RESULT}
      skeleton={null}
      tools={<ExportTools name="comparison" columns={columns} rows={metrics} />}
    >
      <DataTable caption="Figures of the runs" columns={columns} rows={metrics} idOf={idOf} />
      <ul className="pt-3">
        {verdicts.map(({ a, b, reason, trades, days }) => (
          <li key={`${a} ${b}`} className="py-1 text-pretty">
            <strong className="font-semibold">
              {nameOf(a)} and {nameOf(b)}:
            </strong>{' '}
            {reason === null
              ? [
                  days === null ? null : `by days, ${SAYS[days.verdict]}`,
                  trades === null ? null : `by trades, ${SAYS[trades.verdict]}`,
                ]
                  .filter((text) => text !== null)
                  .join('; ')
              : sentence(reason)}
          </li>
        ))}
      </ul>
      <p className="text-s text-quiet">
        All verdicts are judged together, so that looking often finds nothing by itself.
      </p>
    </Panel>
  )
}
