import { ArrowDown, ArrowUp } from 'lucide-react'
import { type MouseEvent, useRef, useState } from 'react'
import { classes } from './classes.ts'
import type { Column, Sorting } from './column.ts'
import { isControl, onRowKey, rowAround } from './row-keys.ts'
import { FROM, TableRow } from './table-row.tsx'
import { useOrder } from './use-order.ts'
import { useWindow } from './use-window.ts'

interface DataTableProps<Row> {
  /** What the table lists, for those who cannot see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  /** The order to begin with; the rows' own where it is left out. */
  readonly sorting?: Sorting
  /** Opens a row by click or enter. */
  readonly onOpen?: ((id: string) => void) | undefined
  readonly chosen?: string | null
}

/** A table that is a table: sorted by its heads, walked by keys, and still while somebody reads it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, idOf, onOpen, chosen = null } = props
  const [sorting, setSorting] = useState<Sorting | null>(props.sorting ?? null)
  const [isReading, setReading] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const ordered = useOrder({ rows, idOf, columns, sorting, isReading })
  const shown = useWindow(ordered, scroller)

  const onClick = ({ target }: MouseEvent<HTMLElement>) => {
    const id = rowAround(target)?.dataset['row']
    if (id !== undefined && !isControl(target)) onOpen?.(id)
  }
  return (
    <div
      ref={scroller}
      className={classes('overflow-x-auto', shown.isWindowed && 'max-h-[70vh] overflow-y-auto')}
      onPointerEnter={() => setReading(true)}
      onPointerLeave={() => setReading(false)}
    >
      <table className="w-full border-collapse" aria-rowcount={rows.length + 1}>
        <caption className="sr-only">{caption}</caption>
        <thead className={classes(shown.isWindowed && 'sticky top-0 bg-paper')}>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={sorting} onSort={setSorting} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={(event) => onRowKey(event, onOpen)} onClick={onClick}>
          <Gap height={shown.above} span={columns.length} />
          {shown.rows.map((row, index) => {
            const id = idOf(row)
            return (
              <TableRow
                key={id}
                id={id}
                row={row}
                columns={columns}
                place={shown.first + index}
                isOpenable={onOpen !== undefined}
                isChosen={id === chosen}
              />
            )
          })}
          <Gap height={shown.below} span={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

/** Stands for rows that are out of sight. */
const Gap = ({ height, span }: { readonly height: number; readonly span: number }) =>
  height === 0 ? null : (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height }} />
    </tr>
  )

interface HeadProps<Row> {
  readonly column: Column<Row>
  readonly sorting: Sorting | null
  readonly onSort: (sorting: Sorting) => void
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const { id, head, says, isNumber = false, from } = column
  const isBy = sorting?.by === id
  const isDown = isBy && sorting.isDown
  const Arrow = isDown ? ArrowDown : ArrowUp
  if (column.isAction) {
    return (
      <th scope="col" className="relative border-b border-line">
        <span className="sr-only">{head}</span>
      </th>
    )
  }
  return (
    <th
      scope="col"
      title={says}
      aria-sort={isBy ? (isDown ? 'descending' : 'ascending') : undefined}
      className={classes(
        'border-b border-line px-2 text-s font-normal whitespace-nowrap text-quiet first:pl-0 last:pr-0',
        isNumber ? 'text-right' : 'text-left',
        from && FROM[from],
      )}
    >
      <button
        type="button"
        className="inline-flex min-h-7 items-center gap-0.5 hover:text-accent"
        onClick={() => onSort({ by: id, isDown: isBy ? !isDown : isNumber })}
      >
        {head}
        {isBy ? <Arrow size={12} aria-hidden="true" /> : null}
      </button>
    </th>
  )
}
