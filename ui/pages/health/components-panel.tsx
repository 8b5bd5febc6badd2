import { useMemo } from 'react'
import type { HealthState } from '../../../src/web/contract/system.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { StandingMark } from '../../components/standing-mark.tsx'
import { NONE, sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayAndTime } from '../../times.ts'

type Component = HealthState['components'][string]

/** The worst first. */
const RANK = { blocked: 0, degraded: 1, unknown: 2, ready: 3 } as const

const COLUMNS: readonly Column<Component>[] = [
  {
    id: 'state',
    head: 'State',
    value: ({ state }) => RANK[state],
    cell: ({ state }) => <StandingMark state={state} isShort />,
  },
  {
    id: 'name',
    head: 'Part',
    value: ({ name }) => name,
    cell: ({ name, isNeeded }) => (
      <>
        {name}
        {isNeeded ? null : <span className="block text-s text-quiet">not needed to trade</span>}
      </>
    ),
  },
  {
    id: 'reason',
    head: 'Why, and what to do',
    value: ({ reason }) => reason,
    cell: ({ reason, nextStep }) => (
      <>
        {sentence(reason)}
        {nextStep === null ? null : (
          <span className="block text-s text-quiet">{sentence(nextStep)}</span>
        )}
      </>
    ),
  },
  {
    id: 'since',
    head: 'Since',
    isNumber: true,
    from: 'md',
    value: ({ since }) => since,
    cell: ({ since }) => (since === null ? NONE : dayAndTime(since)),
  },
  {
    id: 'checked',
    head: 'Checked',
    isNumber: true,
    from: 'md',
    value: ({ checkedAt }) => checkedAt,
    cell: ({ checkedAt }) => clockTime(checkedAt),
  },
]
const idOf = ({ name }: Component): string => name

/** Every part of the desk with its state, reason and next step. */
export function ComponentsPanel() {
  const components = useTopic('health', (state) => state.components)
  const rows = useMemo(() => Object.values(components ?? {}), [components])
  return (
    <Panel
      title="Parts"
      source="each checks itself"
      state={useTopicState('health')}
      skeleton={<TableSkeleton rows={8} />}
      tools={<ExportTools name="health" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0 ? 'No part has reported yet: each does within its first minute.' : null
      }
    >
      <DataTable
        caption="Parts of the desk"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        sorting={{ by: 'state', isDown: false }}
      />
    </Panel>
  )
}
