import type { Quotes } from '../../core/quotes.ts'

/** Columns of which a change makes an instrument another to whoever looks at it. */
const columnsOf = (quotes: Quotes): readonly (Float64Array | Uint8Array)[] => [
  quotes.madeAt,
  quotes.last,
  quotes.volume,
  quotes.previousClose,
  quotes.open,
  quotes.suspect,
]

/** Which prices are other ones than at the last look: prices are marked, never compared as rows. */
export class PriceWatch {
  readonly #columns: readonly {
    readonly now: Float64Array | Uint8Array
    readonly seen: Float64Array | Uint8Array
  }[]
  readonly #quotes: Quotes
  readonly #marks: Uint8Array
  #newestAt: number | null
  #receivedAt: number | null = null

  constructor(quotes: Quotes) {
    this.#quotes = quotes
    this.#columns = columnsOf(quotes).map((now) => ({ now, seen: now.slice() }))
    this.#marks = new Uint8Array(quotes.last.length)
    this.#newestAt = newestOf(quotes)
  }

  /** Market time of the newest price, epoch ms; null before the first. */
  get newestAt(): number | null {
    return this.#newestAt
  }

  /** When the newest price came in while somebody watched, by the machine's clock; null before the first. */
  get receivedAt(): number | null {
    return this.#receivedAt
  }

  /** Indexes of the instruments that changed since the last look; `now` is the machine's time. */
  look(now: number): readonly number[] {
    for (const { now: column, seen } of this.#columns) {
      for (let index = 0; index < column.length; index++) {
        const value = column[index] ?? 0
        if (Object.is(value, seen[index])) continue
        seen[index] = value
        this.#marks[index] = 1
      }
    }
    const changed: number[] = []
    for (let index = this.#marks.indexOf(1); index >= 0; index = this.#marks.indexOf(1, index)) {
      this.#marks[index] = 0
      changed.push(index)
    }
    if (changed.length > 0) this.#date(now)
    return changed
  }

  #date(now: number): void {
    const newest = newestOf(this.#quotes)
    if (newest === this.#newestAt) return
    this.#newestAt = newest
    this.#receivedAt = now
  }
}

function newestOf({ madeAt }: Quotes): number | null {
  let newest = Number.NEGATIVE_INFINITY
  for (const moment of madeAt) if (moment > newest) newest = moment
  return Number.isFinite(newest) ? newest : null
}
