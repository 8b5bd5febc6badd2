import type { ExpectedRow } from '../../../src/web/contract/research.ts'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { counted, sentence, symbolOf } from '../../format.ts'
import { dayShort } from '../../times.ts'

const LIMIT = 30
const NONE: readonly ExpectedRow[] = []

const COLUMNS: readonly Column<ExpectedRow>[] = [
  {
    id: 'instrument',
    head: 'Share',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, purpose }) => (
      <>
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="block text-s text-quiet">{sentence(purpose)}</span>
      </>
    ),
  },
  {
    id: 'day',
    head: 'Day',
    isNumber: true,
    value: ({ expectedOn }) => expectedOn,
    cell: ({ expectedOn, inDays, isEstimate }) => (
      <>
        {dayShort(expectedOn)}
        <span className="block text-s text-quiet">
          {inDays === 0 ? 'today' : `in ${counted(inDays, 'day')}`}
          {isEstimate ? ', estimated' : ''}
        </span>
      </>
    ),
  },
]
const idOf = ({ instrument, expectedOn, source }: ExpectedRow): string =>
  `${instrument} ${expectedOn} ${source}`

/** Companies that report soon: announced days, else estimated ones, said to be so. */
export function UpcomingPanel({ onOpen }: { readonly onOpen: (instrument: string) => void }) {
  const asked = useRead('/api/earnings/upcoming', {}, { query: { limit: LIMIT } })
  const rows = asked.data?.expected ?? NONE
  return (
    <Panel
      title="Earnings ahead"
      source="nearest first"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={5} />}
      tools={<ExportTools name="earnings-ahead" columns={COLUMNS} rows={rows} />}
      empty={
        asked.data && rows.length === 0
          ? 'No day is known. Files of announced days or of past quarters bring them.'
          : null
      }
    >
      <DataTable
        caption="Expected reports; enter opens the share"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={(id) => onOpen(rows.find((row) => idOf(row) === id)?.instrument ?? '')}
      />
    </Panel>
  )
}
