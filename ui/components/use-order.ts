import { useEffect, useMemo, useRef } from 'react'
import { type Column, compareCells, type Sorting, steadyOrder } from './column.ts'

interface OrderParts<Row> {
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  readonly sorting: Sorting | null
  /** Somebody's pointer or keyboard is in the table: nothing jumps. */
  readonly isReading: boolean
}

/** Rows in the order that is asked for, which does not change under a reader's eyes. */
export function useOrder<Row>(parts: OrderParts<Row>): readonly Row[] {
  const { rows, idOf, columns, sorting, isReading } = parts
  const kept = useRef<{ readonly sorting: Sorting | null; readonly ids: readonly string[] }>({
    sorting,
    ids: [],
  })
  const ordered = useMemo(() => {
    const column = columns.find(({ id }) => id === sorting?.by)
    const sorted = column
      ? rows.toSorted((a, b) =>
          compareCells(column.value(a), column.value(b), sorting?.isDown ?? false),
        )
      : rows
    const byId = new Map(sorted.map((row) => [idOf(row), row]))
    const isSame = isReading && kept.current.sorting === sorting
    const ids = steadyOrder(kept.current.ids, [...byId.keys()], isSame)
    return { ids, rows: ids.flatMap((id) => byId.get(id) ?? []) }
  }, [rows, idOf, columns, sorting, isReading])
  useEffect(() => {
    kept.current = { sorting, ids: ordered.ids }
  }, [sorting, ordered])
  return ordered.rows
}
