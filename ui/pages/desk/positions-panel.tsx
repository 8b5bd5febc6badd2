import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { POSITION_COLUMNS } from '../../components/position-columns.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { useScreens } from '../../frame/use-screens.ts'
import { useTopic } from '../../live/live-context.ts'

const idOf = ({ id }: PositionRow): string => id
const NONE: Readonly<Record<string, PositionRow>> = {}

/** What the account holds, at the prices of the moment. */
export function PositionsPanel() {
  const router = useRouter()
  const hasChart = useScreens().some(({ id }) => id === 'chart')
  const positions = useTopic('dashboard', (state) => state.positions) ?? NONE
  const strategies = useTopic('dashboard', (state) => state.strategies)
  const rows = useMemo(() => Object.values(positions), [positions])
  const running = Object.values(strategies ?? {}).filter(({ isRunning }) => isRunning)
  const open = (id: string) => {
    const instrument = positions[id]?.instrument
    if (instrument) void router.navigate({ to: '/chart', search: { instrument } })
  }
  return (
    <Panel
      title="Positions"
      source="prices of the moment"
      state={useTopicState('dashboard')}
      skeleton={<TableSkeleton />}
      tools={<ExportTools name="positions" columns={POSITION_COLUMNS} rows={rows} />}
      empty={rows.length === 0 ? `No positions. ${emptyWords(running)}` : null}
    >
      <DataTable
        caption="Open positions"
        columns={POSITION_COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={hasChart ? open : undefined}
      />
    </Panel>
  )
}

function emptyWords(running: readonly { readonly name: string; readonly reason: string | null }[]) {
  const [first] = running
  if (!first) return 'No strategy is on: switch one on at Strategies, or place an order at Trade.'
  const names = running.map(({ name }) => name).join(', ')
  return first.reason === null
    ? `${names} ${running.length === 1 ? 'waits' : 'wait'} for a reason to buy.`
    : `${first.name}: ${first.reason}.`
}
