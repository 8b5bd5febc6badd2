import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, counted, NONE } from '../../format.ts'
import { isoDate } from '../../times.ts'
import { ImportForm } from './import-form.tsx'
import { type StoredLine, storedLines } from './stored-lines.ts'

const COLUMNS: readonly Column<StoredLine>[] = [
  { id: 'what', head: 'Stored', value: ({ what }) => what },
  { id: 'source', head: 'Source', value: ({ source }) => source },
  {
    id: 'first',
    head: 'From',
    value: ({ first }) => first,
    cell: ({ first }) => <span className="figures">{isoDate(first)}</span>,
    from: 'md',
  },
  {
    id: 'last',
    head: 'To',
    value: ({ last }) => last,
    cell: ({ last }) => <span className="figures">{isoDate(last)}</span>,
  },
  {
    id: 'count',
    head: 'Rows',
    isNumber: true,
    value: (line) => line.count,
    cell: (line) => count(line.count),
  },
  {
    id: 'lacking',
    head: 'Lacking',
    says: 'Trading days without a bar; stories of no known company; results with doubts',
    isNumber: true,
    value: ({ lacking }) => lacking,
    cell: ({ lacking }) => (lacking === 0 ? NONE : count(lacking)),
    from: 'md',
  },
]
const idOf = ({ id }: StoredLine): string => id

/** What is stored of the market and about companies, and a way to bring more. */
export function DataPanel() {
  const stored = useRead('/api/data', {}, { freshMs: 60_000 })
  const lines = storedLines(stored.data)
  return (
    <Panel
      title="Data"
      source={counted(lines.length, 'stored series', 'stored series')}
      state={readState(stored)}
      skeleton={<TableSkeleton rows={4} />}
    >
      <ImportForm onTaken={() => void stored.refetch()} />
      {lines.length === 0 ? (
        <p className="py-3 text-quiet">
          Nothing is stored yet. Choose a file: what it is is seen by its first line.
        </p>
      ) : (
        <DataTable caption="What is stored" columns={COLUMNS} rows={lines} idOf={idOf} />
      )}
    </Panel>
  )
}
