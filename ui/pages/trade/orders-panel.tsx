import { useId, useMemo, useState } from 'react'
import type { OrderRow } from '../../../src/web/contract/orders.ts'
import { Chips } from '../../components/chips.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { useTopic } from '../../live/live-context.ts'
import { OrderChanging, useOrderChanges } from './order-changes.tsx'
import { ORDER_COLUMNS } from './order-columns.tsx'

const SHOWN = [
  { id: 'open', word: 'Open' },
  { id: 'all', word: 'All' },
] as const
const idOf = ({ id }: OrderRow): string => id
const newestFirst = (a: OrderRow, b: OrderRow): number =>
  Number(b.isWorking) - Number(a.isWorking) || Date.parse(b.givenAt) - Date.parse(a.givenAt)

/** Orders with their lives; those that work can be changed in place and taken back. */
export function OrdersPanel() {
  const [shown, setShown] = useState<'open' | 'all'>('all')
  const orders = useTopic('orders', (state) => state.orders)
  const form = useId()
  const changes = useOrderChanges(form)
  const rows = useMemo(
    () =>
      Object.values(orders ?? {})
        .filter(({ isWorking }) => isWorking || shown === 'all')
        .toSorted(newestFirst),
    [orders, shown],
  )
  return (
    <Panel
      title="Orders"
      source={shown === 'open' ? 'those that work' : 'those that work, and the last that ended'}
      state={useTopicState('orders')}
      skeleton={<TableSkeleton />}
      tools={
        <>
          <Chips label="Orders shown" options={SHOWN} chosen={[shown]} onToggle={setShown} />
          <ExportTools name="orders" columns={ORDER_COLUMNS} rows={rows} />
        </>
      }
      empty={
        rows.length === 0
          ? shown === 'open'
            ? 'No order works. The ticket above places one.'
            : 'No order yet: the ticket above places one, or a strategy does.'
          : null
      }
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          changes.send()
        }}
      />
      {changes.failure ? <FailureNote failure={changes.failure} /> : null}
      <OrderChanging value={changes}>
        <div className="max-h-[60vh] overflow-y-auto">
          <DataTable
            caption="Orders, those that work first"
            columns={ORDER_COLUMNS}
            rows={rows}
            idOf={idOf}
          />
        </div>
      </OrderChanging>
    </Panel>
  )
}
