import { useMemo, useState } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { PercentChange } from '../../components/figure.tsx'
import { tell, tellFailure } from '../../components/notices.tsx'
import { Panel } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, NONE, percent, ratio } from '../../format.ts'
import { clockTime, dayShort } from '../../times.ts'
import { RunState } from './run-state.tsx'
import { useRuns } from './use-runs.ts'

const COMPARED_MAX = 4

const figure = ({ headline }: RunRow, name: string): number | null => headline?.[name] ?? null

const numberColumn = (
  id: string,
  head: string,
  write: (value: number) => string,
  from?: 'md' | 'lg',
): Column<RunRow> => ({
  id,
  head,
  isNumber: true,
  value: (run) => figure(run, id),
  cell: (run) => {
    const value = figure(run, id)
    return value === null ? NONE : write(value)
  },
  ...(from ? { from } : {}),
})

const COLUMNS: readonly Column<RunRow>[] = [
  {
    id: 'title',
    head: 'Run',
    value: ({ title }) => title,
    cell: ({ title, kind, createdAt, id }) => (
      <span title={id}>
        {title}
        <span className="block text-s text-quiet">
          {kind === 'sweep' ? 'sweep, ' : ''}
          {dayShort(createdAt)} {clockTime(createdAt)}
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: ({ state }) => state,
    cell: (run) => <RunState run={run} />,
  },
  {
    ...numberColumn('netReturnBps', 'Net return', percent),
    cell: (run) => <PercentChange bps={figure(run, 'netReturnBps')} />,
  },
  numberColumn('maxDrawdownBps', 'Drawdown', percent, 'md'),
  numberColumn('sharpe', 'Sharpe', ratio, 'md'),
  numberColumn('trades', 'Trades', count, 'lg'),
]
const idOf = ({ id }: RunRow): string => id

interface RunsPanelProps {
  readonly onOpen: (id: string) => void
  readonly onCompare: (ids: readonly string[]) => void
}

/** Every run that is kept or under way; two to four of them can be compared. */
export function RunsPanel({ onOpen, onCompare }: RunsPanelProps) {
  const { state, runs, refetch } = useRuns()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const columns = useRunColumns(chosen, setChosen, refetch)
  return (
    <Panel
      title="Runs"
      source="newest first, also those of the command line"
      state={state}
      skeleton={<TableSkeleton rows={6} />}
      tools={
        <>
          <Button disabled={chosen.length < 2} onClick={() => onCompare(chosen)}>
            {chosen.length < 2 ? 'Choose two to compare' : `Compare ${chosen.length}`}
          </Button>
          <ExportTools name="runs" columns={COLUMNS} rows={runs} />
        </>
      }
      empty={runs.length === 0 ? 'No run yet. The form beside starts one.' : null}
    >
      <DataTable
        caption="Runs; enter opens one"
        columns={columns}
        rows={runs}
        idOf={idOf}
        onOpen={onOpen}
      />
    </Panel>
  )
}

/** The columns, with what can be done with a run: comparing it and forgetting it. */
function useRunColumns(
  chosen: readonly string[],
  setChosen: (ids: readonly string[]) => void,
  refetch: () => void,
): readonly Column<RunRow>[] {
  const { mutate } = useWrite('DELETE /api/backtests/:id')
  return useMemo(() => {
    const without = (id: string) => chosen.filter((one) => one !== id)
    const forget = (id: string) => {
      setChosen(without(id))
      const onSuccess = () => {
        tell('The run is forgotten; what was tried in it still counts.')
        refetch()
      }
      mutate({ names: { id }, body: {} }, { onSuccess, onError: tellFailure })
    }
    return [
      {
        id: 'chosen',
        head: 'Compare',
        isAction: true,
        value: () => null,
        cell: ({ id, title, state, kind }) => (
          <input
            type="checkbox"
            aria-label={`Compare ${title}`}
            disabled={
              state !== 'done' ||
              kind === 'sweep' ||
              (chosen.length >= COMPARED_MAX && !chosen.includes(id))
            }
            checked={chosen.includes(id)}
            onChange={({ target }) => setChosen(target.checked ? [...chosen, id] : without(id))}
          />
        ),
      },
      ...COLUMNS,
      {
        id: 'actions',
        head: 'What can be done',
        isAction: true,
        value: () => null,
        cell: ({ id, title, state }) =>
          state === 'queued' || state === 'running' ? null : (
            <Button look="quiet" aria-label={`Forget ${title}`} onClick={() => forget(id)}>
              Forget
            </Button>
          ),
      },
    ]
  }, [chosen, setChosen, mutate, refetch])
}
