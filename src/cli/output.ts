/** Where a command writes: one JSON document or plain words on stdout, everything else on stderr. */
export interface Output {
  readonly isJson: boolean
  /** The answer: printed as JSON for machines, else told by `words`. */
  answer(document: unknown, words: () => string): void
  /** What goes on meanwhile, for a person. */
  say(line: string): void
}

/** Writes to the process's own streams. */
export const processOutput = (isJson: boolean): Output => ({
  isJson,
  answer: (document, words) => {
    process.stdout.write(isJson ? `${JSON.stringify(document, null, 2)}\n` : `${words()}\n`)
  },
  say: (line) => {
    process.stderr.write(`${line}\n`)
  },
})

type Side = 'left' | 'right'

/** A table in plain text, without a line of titles when all are empty: the first column left, the others right, unless `sides` says otherwise. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  sides: readonly Side[] = [],
): string {
  const widths = head.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length),
  )
  const sideOf = (column: number) => sides[column] ?? (column === 0 ? 'left' : 'right')
  const cellOf = (text: string, column: number) => {
    const width = widths[column] ?? 0
    return sideOf(column) === 'left' ? text.padEnd(width) : text.padStart(width)
  }
  const line = (cells: readonly string[]) => cells.map(cellOf).join('  ').trimEnd()
  const titles = head.every((title) => title === '') ? [] : [line(head)]
  return [...titles, ...rows.map(line)].join('\n')
}
