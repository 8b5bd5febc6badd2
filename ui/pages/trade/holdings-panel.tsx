import { useMemo, useState } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { POSITION_COLUMNS } from '../../components/position-columns.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { CloseDialog } from './close-dialog.tsx'
import { ProtectionDialog } from './protection-dialog.tsx'

const idOf = ({ id }: PositionRow): string => id
const LEFT_OUT = new Set(['trail', 'result-share'])
const SHOWN = POSITION_COLUMNS.filter(({ id }) => !LEFT_OUT.has(id))

interface Asked {
  readonly id: string
  readonly what: 'close' | 'protect'
}

/** What is held, with the ways to leave it and to protect it. */
export function HoldingsPanel() {
  const positions = useTopic('dashboard', (state) => state.positions)
  const [asked, setAsked] = useState<Asked | null>(null)
  const rows = useMemo(() => Object.values(positions ?? {}), [positions])
  const columns = useMemo<readonly Column<PositionRow>[]>(
    () => [
      ...SHOWN,
      {
        id: 'actions',
        head: 'What can be done',
        isAction: true,
        value: () => null,
        cell: ({ id, instrument }) => (
          <span className="inline-flex gap-1">
            <Button
              aria-label={`Protect ${symbolOf(instrument)}`}
              onClick={() => setAsked({ id, what: 'protect' })}
            >
              Protect
            </Button>
            <Button
              look="danger"
              aria-label={`Close ${symbolOf(instrument)}`}
              onClick={() => setAsked({ id, what: 'close' })}
            >
              Close
            </Button>
          </span>
        ),
      },
    ],
    [],
  )
  const position = asked ? positions?.[asked.id] : undefined
  const close = () => setAsked(null)
  return (
    <Panel
      title="Positions"
      source="prices of the moment"
      state={useTopicState('dashboard')}
      skeleton={<TableSkeleton />}
      tools={<ExportTools name="positions" columns={SHOWN} rows={rows} />}
      empty={rows.length === 0 ? 'Nothing is held. What the ticket buys stands here.' : null}
    >
      <DataTable caption="Open positions" columns={columns} rows={rows} idOf={idOf} />
      {position && asked?.what === 'close' ? (
        <CloseDialog position={position} onClose={close} />
      ) : null}
      {position && asked?.what === 'protect' ? (
        <ProtectionDialog position={position} onClose={close} />
      ) : null}
    </Panel>
  )
}
