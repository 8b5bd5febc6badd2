/** A line that was not taken over, and why. */
export interface Refusal {
  /** From 1, the header included. */
  readonly line: number
  readonly reason: string
}

export interface RowCounts {
  /** Rows that the store did not have. */
  readonly new: number
  /** Rows that it had, equal in every column. */
  readonly same: number
  /** Rows that it had with other values: the file's stand now. */
  readonly changed: number
  readonly refused: number
}

/** What became of one file. */
export interface FileReport extends RowCounts {
  /** As it was given; files inside an archive are `archive.zip!file.csv`. */
  readonly file: string
  /** `left out`: a table that holds nothing to import. */
  readonly outcome: 'imported' | 'refused' | 'left out'
  /** What kind of file it was taken for, for a person; null when it was not recognised. */
  readonly layout: string | null
  /** Why the whole file was refused or left out. */
  readonly reason: string | null
  /** The first refusals, in the order of the lines; `refused` counts all. */
  readonly refusals: readonly Refusal[]
  /** What was repaired, sorted, rounded or passed over: a sentence each. */
  readonly notes: readonly string[]
}

/** What became of an import. */
export interface ImportReport extends RowCounts {
  readonly files: readonly FileReport[]
  readonly filesRefused: number
  /** Whether nothing was stored because everything was there already. */
  readonly isUnchanged: boolean
  /** Files in the given folders that are no tables by their names. */
  readonly passedOver: number
  /** Whether it was stopped: the files listed are stored, those after them are not. */
  readonly isCancelled: boolean
}

/** How far an import has come. */
export interface ImportProgress {
  readonly file: string
  readonly filesDone: number
  readonly rows: number
}

/** Refusals that are told one by one, a file. */
export const REFUSALS_NAMED_MAX = 1_000

export const NO_ROWS: RowCounts = { new: 0, same: 0, changed: 0, refused: 0 }

/** Collects refused lines: the first ones by name, all by number. */
export class Refusals {
  readonly #named: Refusal[] = []
  #count = 0

  get count(): number {
    return this.#count
  }

  add(line: number, reason: string): void {
    this.#count++
    if (this.#named.length < REFUSALS_NAMED_MAX) this.#named.push({ line, reason })
  }

  /** More of them, of which not all are named. */
  addMany(count: number, lines: readonly number[], reason: string): void {
    for (const line of lines) this.add(line, reason)
    this.#count += Math.max(0, count - lines.length)
  }

  named(): readonly Refusal[] {
    return [...this.#named].sort((a, b) => a.line - b.line)
  }
}

const words = new Intl.NumberFormat('en-IN')

/** `1,234 rows`, `1 row`. */
export const counted = (count: number, thing: string): string =>
  `${words.format(count)} ${thing}${count === 1 ? '' : 's'}`

/** A file that was not taken over as a whole. */
export const refusedFile = (
  file: string,
  layout: string | null,
  reason: string,
  refusals: Refusals = new Refusals(),
): FileReport => ({
  ...NO_ROWS,
  file,
  outcome: 'refused',
  layout,
  reason,
  refused: refusals.count,
  refusals: refusals.named(),
  notes: [],
})

/** Adds the files up. */
export function summarise(
  files: readonly FileReport[],
  passedOver: number,
): Omit<ImportReport, 'isCancelled'> {
  const total = (part: keyof RowCounts) => files.reduce((sum, file) => sum + file[part], 0)
  const counts = {
    new: total('new'),
    same: total('same'),
    changed: total('changed'),
    refused: total('refused'),
  }
  const filesRefused = files.filter(({ outcome }) => outcome === 'refused').length
  const isUnchanged = counts.new === 0 && counts.changed === 0 && counts.same > 0
  return { ...counts, files, filesRefused, isUnchanged, passedOver }
}
