/**
 * A column of what an indicator says of each row. It is fed by the same `next` that runs live, so
 * history and stream agree bit for bit; further outputs are noted by the caller inside `next`.
 */
export function batch(length: number, next: (row: number) => number): Float64Array {
  const column = new Float64Array(length)
  for (let row = 0; row < length; row++) column[row] = next(row)
  return column
}
