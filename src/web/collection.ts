/** How a collection came of the one before it: who compares the two need look at the marked rows alone. */
export interface Marks {
  readonly before: object
  /** Keys of the rows that are others, new or gone. */
  readonly keys: readonly string[]
  /** Place of each row of the one before among its keys in order: what a short message calls it by. */
  readonly places: ReadonlyMap<string, number>
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
export const placesOf = (collection: object): ReadonlyMap<string, number> =>
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
    changes: ReadonlyMap<string, R | null>,
    fields: readonly string[] | null = null,
  ): Readonly<Record<string, R>> {
    const before = this.#rows
    const keys: string[] = []
    for (const [key, row] of changes) if ((before[key] ?? null) !== row) keys.push(key)
    if (keys.length === 0) return before
    const rows: Record<string, R> = { ...before }
    let isOtherSet = false
    for (const key of keys) {
      const row = changes.get(key) ?? null
      isOtherSet ||= row === null || before[key] === undefined
      if (row === null) delete rows[key]
      else rows[key] = row
    }
    this.#places ??= placesOf(before)
    const marks: Marks = { before, keys, places: this.#places, fields }
    Object.defineProperty(rows, MARKS, { value: marks, enumerable: false })
    this.#rows = rows
    if (isOtherSet) this.#places = null
    return rows
  }
}
