import { useMemo } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Money, MoneyChange } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { POSITION_COLUMNS } from '../../components/position-columns.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, NONE } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayAndTime } from '../../times.ts'

/** What the desk's list leaves out for its shortness. */
const MORE: readonly Column<PositionRow>[] = [
  {
    id: 'value',
    head: 'Value',
    isNumber: true,
    from: 'md',
    value: ({ valuePaise }) => valuePaise,
    cell: ({ valuePaise }) => <Money paise={valuePaise} />,
  },
  {
    id: 'lots',
    head: 'Lots',
    says: 'Purchases that are still held, first in first out',
    isNumber: true,
    from: 'lg',
    value: ({ lots }) => lots,
    cell: ({ lots }) => count(lots),
  },
  {
    id: 'opened',
    head: 'Held since',
    says: 'When the oldest lot was bought; the holding clock of taxes runs from here',
    isNumber: true,
    from: 'lg',
    value: ({ openedAt }) => openedAt,
    cell: ({ openedAt }) => (openedAt === null ? NONE : <HeldSince at={openedAt} />),
  },
  {
    id: 'realised',
    head: 'Realised',
    says: 'From shares of it that were sold, before charges',
    isNumber: true,
    from: 'lg',
    value: ({ realisedPaise }) => realisedPaise,
    cell: ({ realisedPaise }) => <MoneyChange paise={realisedPaise} />,
  },
  {
    id: 'by',
    head: 'By',
    from: 'lg',
    value: ({ strategies }) => strategies.join(', '),
  },
]
const LIST_ONLY = new Set(['stop', 'target', 'trail'])
const COLUMNS = [...POSITION_COLUMNS.filter(({ id }) => !LIST_ONLY.has(id)), ...MORE]

/** A day and how long ago it is by the market's clock. */
function HeldSince({ at }: { readonly at: string }) {
  const now = useTopic('status', (state) => state.clock.date)
  const days = now ? Math.round((Date.parse(now) - Date.parse(at.slice(0, 10))) / 86_400_000) : 0
  return (
    <span>
      {dayAndTime(at, now ?? null)}
      <span className="text-quiet"> · {days === 0 ? 'today' : `${days} d`}</span>
    </span>
  )
}

const idOf = ({ id }: PositionRow): string => id

/** Every open position with its lots and how long it is held. */
export function HeldPanel() {
  const positions = useTopic('dashboard', (state) => state.positions)
  const rows = useMemo(() => Object.values(positions ?? {}), [positions])
  return (
    <Panel
      title="Positions"
      source="prices of the moment"
      state={useTopicState('dashboard')}
      skeleton={<TableSkeleton />}
      tools={<ExportTools name="portfolio" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0
          ? 'Nothing is held: the whole account is cash until a strategy buys.'
          : null
      }
    >
      <DataTable caption="Open positions with lots" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}
