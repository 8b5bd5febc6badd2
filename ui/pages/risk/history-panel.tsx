import { useMemo } from 'react'
import type { RiskState } from '../../../src/web/contract/risk.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Figure } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { spoken } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { measure, type Unit } from '../../measure.ts'
import { clockTime, dayShort } from '../../times.ts'

/** One limit as it was changed once. */
interface Change {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly says: string
  readonly unit: Unit
  readonly before: number
  readonly after: number
}

const changesOf = (history: RiskState['history'], limits: RiskState['limits']): readonly Change[] =>
  history
    .flatMap(({ at, by, changes }, place) =>
      changes.map(
        ({ key, before, after }): Change => ({
          id: `${place} ${key}`,
          at,
          by,
          says: limits[key]?.says ?? spoken(key),
          unit: limits[key]?.unit ?? 'none',
          before,
          after,
        }),
      ),
    )
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))

const COLUMNS: readonly Column<Change>[] = [
  {
    id: 'at',
    head: 'Time',
    value: ({ at }) => at,
    cell: ({ at }) => (
      <time dateTime={at} className="whitespace-nowrap">
        <span className="text-s text-quiet">{dayShort(at)} </span>
        {clockTime(at)}
      </time>
    ),
  },
  { id: 'says', head: 'Limit', value: ({ says }) => says },
  {
    id: 'before',
    head: 'Before',
    isNumber: true,
    value: ({ before }) => before,
    cell: ({ before, unit }) => <Figure text={measure(before, unit)} />,
  },
  {
    id: 'after',
    head: 'After',
    isNumber: true,
    value: ({ after }) => after,
    cell: ({ after, unit }) => <Figure text={measure(after, unit)} />,
  },
  { id: 'by', head: 'By', from: 'md', value: ({ by }) => by },
]
const idOf = ({ id }: Change): string => id

/** Who changed which limit, and when. */
export function HistoryPanel() {
  const history = useTopic('risk', (state) => state.history)
  const limits = useTopic('risk', (state) => state.limits)
  const rows = useMemo(
    () => (history && limits ? changesOf(history, limits) : []),
    [history, limits],
  )
  return (
    <Panel
      title="Changes of limits"
      source="journal, newest first"
      state={useTopicState('risk')}
      skeleton={<TableSkeleton rows={3} />}
      tools={<ExportTools name="limit-changes" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0
          ? 'The limits stand as the configuration set them: nobody changed one in this book.'
          : null
      }
    >
      <DataTable caption="Changes of limits" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}
