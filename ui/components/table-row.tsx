import { useMemo } from 'react'
import { NONE } from '../format.ts'
import { classes } from './classes.ts'
import type { Column } from './column.ts'

/** From which width a column is shown. */
export const FROM = { md: 'hidden md:table-cell', lg: 'hidden lg:table-cell' } as const

interface TableRowProps<Row> {
  readonly row: Row
  readonly id: string
  readonly columns: readonly Column<Row>[]
  readonly isOpenable: boolean
  readonly isChosen: boolean
  readonly place: number
}

/** One row, drawn again only when its own figures changed. */
export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, id, columns, isOpenable, isChosen, place } = props
  return useMemo(
    () => (
      <tr
        data-row={id}
        tabIndex={place === 0 ? 0 : -1}
        aria-rowindex={place + 2}
        aria-selected={isChosen || undefined}
        className={classes(
          'h-8 border-b border-line hover:bg-wash aria-selected:bg-wash',
          isOpenable && 'cursor-pointer',
        )}
      >
        {columns.map((column) => (
          <td
            key={column.id}
            className={classes(
              'px-2 py-1 first:pl-0 last:pr-0',
              column.isNumber && 'figures text-right whitespace-nowrap',
              column.from && FROM[column.from],
            )}
          >
            {column.cell ? column.cell(row) : (column.value(row) ?? NONE)}
          </td>
        ))}
      </tr>
    ),
    [row, id, columns, isOpenable, isChosen, place],
  )
}
