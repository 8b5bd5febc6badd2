import { useMemo } from 'react'
import type { FillRow } from '../../../src/web/contract/orders.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { ExactMoney, Figure, Price } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, percentChange, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayShort } from '../../times.ts'

const COLUMNS: readonly Column<FillRow>[] = [
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
  {
    id: 'what',
    head: 'Fill',
    value: ({ side, quantity, instrument }) => `${side} ${quantity} ${symbolOf(instrument)}`,
    cell: ({ side, quantity, instrument, because, strategy }) => (
      <span title={because}>
        {side} {count(quantity)} <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="text-s text-quiet"> {strategy}</span>
      </span>
    ),
  },
  {
    id: 'price',
    head: 'Price',
    isNumber: true,
    value: ({ pricePaise }) => pricePaise,
    cell: ({ pricePaise }) => <Price paise={pricePaise} />,
  },
  {
    id: 'slippage',
    head: 'Slippage',
    says: 'Worse than the price that it was decided at, by this share of it',
    isNumber: true,
    from: 'md',
    value: ({ slippageBps }) => slippageBps,
    cell: ({ slippageBps }) => <Figure isDerived text={percentChange(slippageBps)} />,
  },
  {
    id: 'charges',
    head: 'Charges',
    isNumber: true,
    value: ({ chargesPaise }) => chargesPaise,
    cell: ({ chargesPaise }) => <ExactMoney paise={chargesPaise} />,
  },
]
const idOf = ({ id }: FillRow): string => id

/** What was bought and sold, newest first. */
export function FillsPanel() {
  const fills = useTopic('orders', (state) => state.fills)
  const rows = useMemo(
    () => Object.values(fills ?? {}).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
    [fills],
  )
  return (
    <Panel
      title="Fills"
      source="the last ones"
      state={useTopicState('orders')}
      skeleton={<TableSkeleton />}
      tools={<ExportTools name="fills" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0
          ? 'Nothing was bought or sold yet. A fill stands here as it happens.'
          : null
      }
    >
      <div className="max-h-96 overflow-y-auto">
        <DataTable caption="Fills, newest first" columns={COLUMNS} rows={rows} idOf={idOf} />
      </div>
    </Panel>
  )
}
