import { fitted, type Line, type Piece, piece, widthOf } from './ink.ts'

/** A column of a table. */
export interface Column<R> {
  readonly title: string
  readonly side: 'left' | 'right'
  /** The last to go when there is no room has the smallest. */
  readonly rank: number
  readonly cell: (row: R) => Piece
}

const GAP = 2

/** Rows as lines of at most `width` columns, the head first: columns that find no room go by rank. */
export function columnTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  width: number,
): readonly Line[] {
  const measured = columns.map((column) => {
    const cells = rows.map(column.cell)
    const size = cells.reduce((most, { text }) => Math.max(most, text.length), column.title.length)
    return { column, cells, size }
  })
  const shown = fittingColumns(measured, width)
  const join = (pieces: readonly Line[]): Line =>
    pieces.flatMap((cell, index) => (index === 0 ? cell : [piece(' '.repeat(GAP)), ...cell]))
  const head = join(
    shown.map(({ column: { title, side }, size }) => padded(piece(title, 'dim'), size, side)),
  )
  const body = rows.map((_, row) =>
    join(
      shown.map(({ column: { side }, cells, size }) => padded(cells[row] ?? piece(''), size, side)),
    ),
  )
  return [head, ...body].map((each) => (widthOf(each) > width ? fitted(each, width) : each))
}

function padded(cell: Piece, size: number, side: 'left' | 'right'): Line {
  const space = ' '.repeat(Math.max(0, size - cell.text.length))
  return side === 'left' ? [cell, piece(space)] : [piece(space), cell]
}

function fittingColumns<M extends { readonly column: Column<never>; readonly size: number }>(
  measured: readonly M[],
  width: number,
): readonly M[] {
  let shown = measured
  const taken = () => shown.reduce((sum, { size }) => sum + size + GAP, -GAP)
  while (shown.length > 1 && taken() > width) {
    const last = Math.max(...shown.map(({ column }) => column.rank))
    shown = shown.filter(({ column }) => column.rank !== last)
  }
  return shown
}
