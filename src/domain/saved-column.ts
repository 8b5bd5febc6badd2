/** A column as plain JSON, where null is what is unknown. */
export type SavedColumn = readonly (number | null)[]

/** Puts a column away: by a loop, since checkpoints hold hundreds of thousands of values, and iterators are ten times slower. */
export function savedColumn(column: Float64Array | Uint8Array): SavedColumn {
  const saved: (number | null)[] = []
  for (let row = 0; row < column.length; row++) {
    const value = column[row] ?? Number.NaN
    saved.push(Number.isNaN(value) ? null : value)
  }
  return saved
}

/** Takes up what was put away; what is shorter leaves the rest of the column alone. Throws RangeError for what is longer. */
export function loadColumn(column: Float64Array | Uint8Array, saved: SavedColumn): void {
  if (saved.length > column.length) {
    throw new RangeError(`${saved.length} values were saved of a column of ${column.length}`)
  }
  for (let row = 0; row < saved.length; row++) column[row] = saved[row] ?? Number.NaN
}
