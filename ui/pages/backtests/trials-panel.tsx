import { useMemo } from 'react'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, counted, NONE, percent, ratio, spoken } from '../../format.ts'
import { RESULT } from './result-state.ts'
import type { SweepResult, SweepTrial } from './run-result.ts'
import { objectiveName, objectiveText } from './sweep-words.ts'

const figureColumn = (
  id: string,
  head: string,
  write: (value: number) => string,
): Column<SweepTrial> => ({
  id,
  head,
  isNumber: true,
  value: ({ figures }) => figures[id] ?? null,
  cell: ({ figures }) => {
    const value = figures[id] ?? null
    return value === null ? NONE : write(value)
  },
})

const columnsOf = ({ spec }: SweepResult): readonly Column<SweepTrial>[] => [
  { id: 'rank', head: 'Rank', isNumber: true, value: ({ rank }) => rank },
  ...Object.entries(spec.parameters)
    .filter(([, values]) => values.length > 1)
    .map(([name]) => ({
      id: `parameter-${name}`,
      head: spoken(name),
      isNumber: true,
      value: ({ parameters }: SweepTrial) => parameters[name] ?? null,
    })),
  {
    id: 'objective',
    head: objectiveName(spec.objective),
    isNumber: true,
    value: ({ figures }) => figures[spec.objective] ?? null,
    cell: ({ figures, reason }) => (
      <span title={reason ?? undefined}>
        {objectiveText(figures[spec.objective] ?? null, spec.objective)}
      </span>
    ),
  },
  figureColumn('totalReturnBps', 'Net return', percent),
  figureColumn('maxDrawdownBps', 'Drawdown', percent),
  figureColumn('profitFactor', 'Profit factor', ratio),
  figureColumn('trades', 'Trades', count),
]
const idOf = ({ rank }: SweepTrial): string => String(rank)

/** Every combination that was tried, none left out. */
export function TrialsPanel({ result }: { readonly result: SweepResult }) {
  const columns = useMemo(() => columnsOf(result), [result])
  return (
    <Panel
      title="Trials"
      source={`${counted(result.trials.length, 'combination')}, the best first`}
      state={RESULT}
      skeleton={null}
      tools={<ExportTools name="trials" columns={columns} rows={result.trials} />}
    >
      <DataTable
        caption="Trials, the best first"
        columns={columns}
        rows={result.trials}
        idOf={idOf}
      />
    </Panel>
  )
}
