/** Makes a row of each line once: as long as the line is the same object, so is its row, and nobody need compare them. */
export function keptRows<L extends object, R>(make: (line: L) => R): (line: L) => R {
  const rows = new WeakMap<L, { readonly row: R }>()
  return (line) => {
    const known = rows.get(line)
    if (known !== undefined) return known.row
    const row = make(line)
    rows.set(line, { row })
    return row
  }
}

/** Lines as a collection by key, in their order. */
export function keyed<L, R>(
  lines: Iterable<L>,
  keyOf: (line: L) => string,
  rowOf: (line: L) => R,
): Record<string, R> {
  const rows: Record<string, R> = {}
  for (const line of lines) rows[keyOf(line)] = rowOf(line)
  return rows
}
