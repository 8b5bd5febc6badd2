import type { Quotes } from '../../core/quotes.ts'
import { at } from '../../domain/bar.ts'
import { isoTime } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import { Collection } from '../collection.ts'
import type { QuoteRow, QuotesState } from '../contract/market.ts'
import { knownPaise, wholeBps } from './figures.ts'

/** The newest price of an instrument as a row; null before its first. */
export function quoteRow(quotes: Quotes, universe: Universe, index: number): QuoteRow | null {
  const last = at(quotes.last, index)
  const madeAt = at(quotes.madeAt, index)
  if (Number.isNaN(last) || Number.isNaN(madeAt)) return null
  const previousClose = at(quotes.previousClose, index)
  return {
    instrument: universe.at(index).id,
    lastPaise: Math.round(last),
    at: isoTime(madeAt),
    openPaise: knownPaise(at(quotes.open, index)),
    highPaise: knownPaise(at(quotes.high, index)),
    lowPaise: knownPaise(at(quotes.low, index)),
    previousClosePaise: knownPaise(previousClose),
    changeBps: wholeBps((last / previousClose - 1) * 10_000),
    volume: at(quotes.volume, index),
    isSuspect: quotes.suspect[index] === 1,
  }
}

/** Fields of a row that a price, or a new day, moves. */
const MOVING = [
  'lastPaise',
  'at',
  'openPaise',
  'highPaise',
  'lowPaise',
  'previousClosePaise',
  'changeBps',
  'volume',
  'isSuspect',
] as const satisfies readonly (keyof QuoteRow)[]

/** Every instrument with a price. Rows are made again for those that are marked, and no others. */
export class QuoteRows {
  readonly #quotes: Quotes
  readonly #universe: Universe
  readonly #marked = new Set<number>()
  readonly #rows = new Collection<QuoteRow>()

  constructor(quotes: Quotes, universe: Universe) {
    this.#quotes = quotes
    this.#universe = universe
    this.mark(quotes.last.keys())
  }

  mark(indexes: Iterable<number>): void {
    for (const index of indexes) this.#marked.add(index)
  }

  /** The same object until something marked has another row. */
  state(): QuotesState {
    if (this.#marked.size === 0) return this.#rows.rows
    const changes = new Map<string, QuoteRow | null>()
    for (const index of this.#marked) {
      if (index >= this.#universe.size) continue
      changes.set(this.#universe.at(index).id, quoteRow(this.#quotes, this.#universe, index))
    }
    this.#marked.clear()
    return this.#rows.put(changes, MOVING)
  }
}
