import { useMemo } from 'react'
import type { EarningsRow } from '../../../src/web/contract/research.ts'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { crores, NONE, price, sentence } from '../../format.ts'
import { dayShort } from '../../times.ts'
import { Nothing } from './fundamentals-panel.tsx'

const LIMIT = 24

/** A quarter with the largest profit beside it, for the length of its bar. */
interface Row extends EarningsRow {
  readonly mostPaise: number
}

const dayOf = (date: string): string => `${dayShort(date)} ${date.slice(0, 4)}`

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'period',
    head: 'Quarter to',
    value: ({ periodEnd }) => periodEnd,
    cell: ({ periodEnd, isConsolidated, announcedAt, source }) => (
      <>
        <span className="whitespace-nowrap">{dayOf(periodEnd)}</span>{' '}
        <span className="text-s text-quiet">{isConsolidated ? 'group' : 'company alone'}</span>
        <span className="block text-s text-quiet">
          {announcedAt === null ? 'no day of announcement' : `told ${dayShort(announcedAt)}`} ·{' '}
          {source}
        </span>
      </>
    ),
  },
  {
    id: 'profit',
    head: 'Profit',
    isNumber: true,
    value: ({ profitPaise }) => profitPaise,
    cell: ({ profitPaise }) => (profitPaise === null ? NONE : crores(profitPaise)),
  },
  {
    id: 'bar',
    head: 'Way',
    says: 'Profit of the quarter among those shown; a loss lies left',
    from: 'md',
    value: () => null,
    cell: ({ profitPaise, mostPaise }) => <Bar value={profitPaise} most={mostPaise} />,
  },
  {
    id: 'revenue',
    head: 'Revenue',
    isNumber: true,
    value: ({ revenuePaise }) => revenuePaise,
    cell: ({ revenuePaise }) => (revenuePaise === null ? NONE : crores(revenuePaise)),
  },
  {
    id: 'eps',
    head: 'A share',
    says: 'Earnings a share, rupees',
    isNumber: true,
    value: ({ epsPaise }) => epsPaise,
    cell: ({ epsPaise, doubts }) => (
      <>
        {epsPaise === null ? NONE : price(epsPaise)}
        {doubts.length === 0 ? null : <span className="block text-s text-warn">▲ doubted</span>}
      </>
    ),
  },
]

function Bar({ value, most }: { readonly value: number | null; readonly most: number }) {
  if (value === null || most === 0) return null
  const share = (Math.abs(value) / most) * 50
  return (
    <span aria-hidden="true" className="relative block h-2 min-w-20 bg-wash">
      <span className="absolute -inset-y-0.5 left-1/2 w-px bg-line" />
      <span
        className={`absolute h-full ${value < 0 ? 'bg-loss' : 'bg-accent'}`}
        style={{ left: `${value < 0 ? 50 - share : 50}%`, width: `${share}%` }}
      />
    </span>
  )
}

const idOf = ({ periodEnd, isConsolidated, source }: Row): string =>
  `${periodEnd} ${String(isConsolidated)} ${source}`

/** Quarters as they were reported, newest first; what does not fit together in them is said. */
export function EarningsPanel({ instrument }: { readonly instrument: string }) {
  const asked = useRead('/api/earnings', {}, { query: { instrument, limit: LIMIT } })
  const { data } = asked
  const rows = useMemo(() => {
    const reports = data?.reports ?? []
    const mostPaise = Math.max(0, ...reports.map(({ profitPaise }) => Math.abs(profitPaise ?? 0)))
    return reports.map((report) => ({ ...report, mostPaise }))
  }, [data])
  const doubted = rows.filter(({ doubts }) => doubts.length > 0)
  return (
    <Panel
      title="Earnings"
      source="as reported"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={6} />}
      tools={<ExportTools name="earnings" columns={COLUMNS} rows={rows} />}
      empty={data && rows.length === 0 ? <Nothing what="earnings" /> : null}
    >
      <DataTable caption="Quarters, newest first" columns={COLUMNS} rows={rows} idOf={idOf} />
      {doubted.length === 0 ? null : (
        <ul aria-label="Doubts" className="border-l-2 border-warn pl-3">
          {doubted.map((row) => (
            <li key={idOf(row)} className="text-s text-pretty">
              <span className="text-warn">▲ {dayOf(row.periodEnd)}: </span>
              {row.doubts.map(sentence).join(' ')} Shown, not relied on.
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
