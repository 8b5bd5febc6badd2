import { useMemo } from 'react'
import type { StrategyRow } from '../../../src/web/contract/desk.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { MoneyChange } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

const COLUMNS: readonly Column<StrategyRow>[] = [
  {
    id: 'name',
    head: 'Strategy',
    value: ({ name }) => name,
    cell: ({ name, reason }) => (
      <>
        {name}
        {reason === null ? null : <span className="block text-s text-quiet">{reason}</span>}
      </>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: ({ isRunning }) => (isRunning ? 'on' : 'off'),
    cell: ({ isRunning }) =>
      isRunning ? (
        <span className="text-gain">● on</span>
      ) : (
        <span className="text-quiet">○ off</span>
      ),
  },
  {
    id: 'instruments',
    head: 'Shares',
    says: 'Instruments that it watches',
    isNumber: true,
    value: ({ instruments }) => instruments,
    cell: ({ instruments }) => count(instruments),
  },
  {
    id: 'trades',
    head: 'Trades',
    isNumber: true,
    value: ({ trades }) => trades,
    cell: ({ trades }) => count(trades),
  },
  {
    id: 'gross',
    head: 'Closed',
    says: 'Result of its closed trades, before charges',
    isNumber: true,
    value: ({ grossPaise }) => grossPaise,
    cell: ({ grossPaise }) => <MoneyChange paise={grossPaise} />,
  },
]
const idOf = ({ name }: StrategyRow): string => name

/** Who trades in this book, and with what result. */
export function StrategiesPanel() {
  const strategies = useTopic('dashboard', (state) => state.strategies)
  const rows = useMemo(() => Object.values(strategies ?? {}), [strategies])
  return (
    <Panel
      title="Strategies"
      source="before charges"
      state={useTopicState('dashboard')}
      skeleton={<TableSkeleton rows={2} />}
      empty={
        rows.length === 0 ? (
          <>
            No strategy is in the book. Start the desk with some:{' '}
            <code className="font-mono text-s whitespace-nowrap">
              npm start -- --strategies ema-cross
            </code>
          </>
        ) : null
      }
    >
      <DataTable caption="Strategies of the book" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}
