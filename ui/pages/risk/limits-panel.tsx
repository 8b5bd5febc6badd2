import { useMemo, useState } from 'react'
import type { LimitRow } from '../../../src/web/contract/risk.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Figure, Money } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { UseBar } from '../../components/use-bar.tsx'
import { useTopic } from '../../live/live-context.ts'
import { measure } from '../../measure.ts'
import { LimitDialog } from './limit-dialog.tsx'
import { UseTrail } from './use-trail.tsx'

const useText = ({ value, limit, unit }: LimitRow): string =>
  value === null ? measure(limit, unit) : `${measure(value, unit)} / ${measure(limit, unit)}`

const mostOf = (trail: LimitRow['trail']): number | null => {
  const seen = Object.values(trail)
  return seen.length === 0 ? null : Math.max(...seen)
}

const COLUMNS: readonly Column<LimitRow>[] = [
  {
    id: 'says',
    head: 'Limit',
    value: ({ says }) => says,
    cell: ({ says, next, key }) => (
      <span title={key}>
        {says}
        {next === null ? null : (
          <span className="block text-s text-pretty text-quiet">
            {next.startsWith('nothing') ? next.replace('nothing: ', '') : `next: ${next}`}
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'share',
    head: 'Use',
    from: 'md',
    value: ({ value, limit }) => (value === null || limit === 0 ? null : value / limit),
    cell: (row) =>
      row.value === null ? (
        <span className="text-s text-quiet">met order by order</span>
      ) : (
        <span className="flex min-w-24">
          <UseBar label={row.says} value={row.value} limit={row.limit} text={useText(row)} />
        </span>
      ),
  },
  {
    id: 'most',
    head: 'Today',
    says: 'How it was used through the day, under its limit; the dot and the figure are the most of it',
    from: 'lg',
    value: ({ trail }) => mostOf(trail),
    cell: (row) => <UseTrail {...row} />,
  },
  {
    id: 'value',
    head: 'Now',
    isNumber: true,
    value: ({ value }) => value,
    cell: ({ value, unit }) => <Figure text={measure(value, unit)} />,
  },
  {
    id: 'limit',
    head: 'Limit',
    isNumber: true,
    value: ({ limit }) => limit,
    cell: ({ limit, unit }) => <Figure text={measure(limit, unit)} />,
  },
  {
    id: 'headroom',
    head: 'Left',
    says: 'What is left of it, in rupees',
    isNumber: true,
    from: 'md',
    value: ({ headroomPaise }) => headroomPaise,
    cell: ({ headroomPaise }) => <Money paise={headroomPaise} />,
  },
]
const idOf = ({ key }: LimitRow): string => key

/** Every limit with its use; one is changed after a look at what that does. */
export function LimitsPanel() {
  const limits = useTopic('risk', (state) => state.limits)
  const isOn = useTopic('risk', (state) => state.isOn) ?? true
  const [edited, setEdited] = useState<string | null>(null)
  const rows = useMemo(() => Object.values(limits ?? {}), [limits])
  const columns = useMemo<readonly Column<LimitRow>[]>(
    () => [
      ...COLUMNS,
      {
        id: 'actions',
        head: 'What can be done',
        isAction: true,
        value: () => null,
        cell: ({ key, says }) => (
          <Button look="quiet" aria-label={`Change: ${says}`} onClick={() => setEdited(key)}>
            Change
          </Button>
        ),
      },
    ],
    [],
  )
  return (
    <Panel
      title="Limits"
      source={isOn ? 'each order is held against all of them' : 'risk is switched off'}
      state={useTopicState('risk')}
      skeleton={<TableSkeleton rows={12} />}
      tools={<ExportTools name="limits" columns={COLUMNS} rows={rows} />}
    >
      {isOn ? null : (
        <p className="py-1 text-warn">
          ▲ Risk is switched off in the configuration: orders pass without these limits.
        </p>
      )}
      <DataTable
        caption="Limits with their use; enter changes one"
        columns={columns}
        rows={rows}
        idOf={idOf}
        onOpen={setEdited}
      />
      {edited === null ? null : (
        <LimitDialog key={edited} limitKey={edited} onClose={() => setEdited(null)} />
      )}
    </Panel>
  )
}
