/** A row that is another than before, new (`before` undefined) or gone (`after` undefined). */
export interface RowChange {
  readonly key: string
  readonly before: unknown
  readonly after: unknown
  /** Of the row before among the keys in their order: what a short message calls it by; −1 for a new one. */
  readonly place: number
}

/** How a collection came of the one before it: who compares the two need look at nothing else. */
export interface Marks {
  readonly from: object
  readonly changes: readonly RowChange[]
  /** Where given, rows that were there before differ in these fields alone, and have them all. */
  readonly fields: readonly string[] | null
}

const MARKS = Symbol('marks')

/** The marks of a collection; undefined for what was made otherwise. */
export function marksOf(collection: object): Marks | undefined {
  const marked: { readonly [MARKS]?: Marks } = collection
  return marked[MARKS]
}

/** Places by key, in the order of the keys' code units. */
const placesOf = (collection: object): ReadonlyMap<string, number> =>
  new Map(
    Object.keys(collection)
      .sort()
      .map((key, place) => [key, place]),
  )

/** Rows by key of which each version knows what is other than in the one before. */
export class Collection<R> {
  #rows: Readonly<Record<string, R>> = {}
  #places: ReadonlyMap<string, number> | null = null

  get rows(): Readonly<Record<string, R>> {
    return this.#rows
  }

  /**
   * The collection with these rows, where null takes one out: the same object when none is another. With `fields` the
   * caller promises that rows differ from those before them in these alone.
   */
  put(
    rows: ReadonlyMap<string, R | null>,
    fields: readonly string[] | null = null,
  ): Readonly<Record<string, R>> {
    const from = this.#rows
    this.#places ??= placesOf(from)
    const changes: RowChange[] = []
    for (const [key, row] of rows) {
      const before = from[key]
      const after = row ?? undefined
      if (before !== after) changes.push({ key, before, after, place: this.#places.get(key) ?? -1 })
    }
    if (changes.length === 0) return from
    const next: Record<string, R> = { ...from }
    for (const { key, before, after } of changes) {
      const row = rows.get(key) ?? null
      if (row === null) delete next[key]
      else next[key] = row
      if (before === undefined || after === undefined) this.#places = null
    }
    // Marks lead to the version before: those of two versions would keep every version that ever was.
    Reflect.deleteProperty(from, MARKS)
    const marks: Marks = { from, changes, fields }
    Object.defineProperty(next, MARKS, { value: marks, enumerable: false, configurable: true })
    this.#rows = next
    return next
  }
}
