import { dayNumber } from '../../domain/time.ts'
import type { SeriesKey } from '../ports.ts'
import { DaySet } from './bar-store-days.ts'
import { type CatalogueEntry, type Manifest, seriesName } from './bar-store-manifest.ts'

/** What the catalogue will say of a series once the bars that are being written count. */
export interface Draft {
  readonly key: SeriesKey
  readonly id: number
  first: number
  last: number
  count: number
  readonly days: DaySet
}

/** Enters a bar that the store did not have. */
export function note(draft: Draft, moment: number): void {
  draft.first = Math.min(draft.first, moment)
  draft.last = Math.max(draft.last, moment)
  draft.count++
  draft.days.add(dayNumber(moment))
}

/** Series as they will be catalogued: those of a manifest, and new ones with the numbers that follow. */
export class SeriesDrafts {
  readonly #stored: ReadonlyMap<string, CatalogueEntry>
  readonly #drafts = new Map<string, Draft>()
  #nextId: number

  constructor({ series }: Manifest) {
    this.#stored = new Map(series.map((entry) => [seriesName(entry), entry]))
    this.#nextId = series.reduce((next, { id }) => Math.max(next, id + 1), 0)
  }

  of(key: SeriesKey): Draft {
    const name = seriesName(key)
    const draft = this.#drafts.get(name) ?? this.#begun(key, this.#stored.get(name))
    this.#drafts.set(name, draft)
    return draft
  }

  /** The whole catalogue; series of which nothing was written are not in it. */
  catalogue(): readonly CatalogueEntry[] {
    const entries = new Map(this.#stored)
    for (const [name, { key, days, ...rest }] of this.#drafts) {
      if (rest.count > 0) entries.set(name, { ...key, ...rest, days: days.toText() })
    }
    return [...entries.values()]
  }

  #begun(key: SeriesKey, entry: CatalogueEntry | undefined): Draft {
    if (entry === undefined) {
      const unbounded = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
      return { key, id: this.#nextId++, ...unbounded, count: 0, days: new DaySet() }
    }
    const { id, first, last, count, days } = entry
    return { key, id, first, last, count, days: new DaySet(days) }
  }
}
