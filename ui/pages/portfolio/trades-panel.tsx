import type { UseQueryResult } from '@tanstack/react-query'
import type { PortfolioBody } from '../../../src/web/contract/desk.ts'
import type { Failure } from '../../api/failure.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { MoneyChange, PercentChange, Price } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, symbolOf } from '../../format.ts'
import { dayAndTime } from '../../times.ts'

type Trade = PortfolioBody['trades'][number]

const bpsOf = ({ grossPaise, entryPaise, quantity }: Trade): number | null =>
  entryPaise * quantity === 0 ? null : (grossPaise / (entryPaise * quantity)) * 10_000

const COLUMNS: readonly Column<Trade>[] = [
  {
    id: 'closed',
    head: 'Closed',
    value: ({ closedAt }) => closedAt,
    cell: ({ closedAt }) => dayAndTime(closedAt),
  },
  {
    id: 'instrument',
    head: 'Instrument',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, side }) => (
      <>
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        {side === 'short' ? <span className="text-s text-quiet"> short</span> : null}
      </>
    ),
  },
  { id: 'strategy', head: 'By', from: 'md', value: ({ strategy }) => strategy },
  {
    id: 'quantity',
    head: 'Shares',
    isNumber: true,
    value: ({ quantity }) => quantity,
    cell: ({ quantity }) => count(quantity),
  },
  {
    id: 'entry',
    head: 'In',
    isNumber: true,
    from: 'md',
    value: ({ entryPaise }) => entryPaise,
    cell: ({ entryPaise }) => <Price paise={entryPaise} />,
  },
  {
    id: 'exit',
    head: 'Out',
    isNumber: true,
    from: 'md',
    value: ({ exitPaise }) => exitPaise,
    cell: ({ exitPaise }) => <Price paise={exitPaise} />,
  },
  {
    id: 'days',
    head: 'Days',
    isNumber: true,
    from: 'md',
    value: ({ holdingDays }) => holdingDays,
    cell: ({ holdingDays }) => count(holdingDays),
  },
  {
    id: 'gross',
    head: 'Result',
    says: 'Before charges',
    isNumber: true,
    value: ({ grossPaise }) => grossPaise,
    cell: ({ grossPaise }) => <MoneyChange paise={grossPaise} />,
  },
  {
    id: 'share',
    head: '%',
    isNumber: true,
    value: bpsOf,
    cell: (trade) => <PercentChange bps={bpsOf(trade)} />,
  },
  {
    id: 'why',
    head: 'Why',
    from: 'lg',
    value: ({ openReason, closeReason }) => `${openReason} → ${closeReason}`,
  },
]
const idOf = (trade: Trade): string =>
  `${trade.instrument} ${trade.openedAt} ${trade.closedAt} ${trade.closeOrderId ?? ''} ${trade.quantity}`

interface TradesPanelProps {
  readonly portfolio: UseQueryResult<PortfolioBody, Failure>
}

/** Every round trip, newest first, with why it began and ended. */
export function TradesPanel({ portfolio }: TradesPanelProps) {
  const rows = portfolio.data?.trades ?? []
  return (
    <Panel
      title="Closed trades"
      source="before charges"
      state={readState(portfolio)}
      skeleton={<TableSkeleton />}
      tools={<ExportTools name="trades" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0
          ? 'None yet: a trade is closed when its shares are sold, by a stop, a target or the strategy.'
          : null
      }
    >
      <DataTable
        caption="Closed trades"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        sorting={{ by: 'closed', isDown: true }}
      />
    </Panel>
  )
}
