import type { DeskPicture } from '../../core/desk-view.ts'
import type { Quotes } from '../../core/quotes.ts'
import { at } from '../../domain/bar.ts'
import { symbolOf } from '../../domain/instrument.ts'
import type { Universe } from '../../domain/universe.ts'

/** An instrument at its last price. */
export interface PriceRow {
  readonly symbol: string
  readonly lastPaise: number
  /** Against the close before; null without one. */
  readonly changeBps: number | null
  /** A position or a working order is in it. */
  readonly isOurs: boolean
}

/** A list that is being read does not jump: the choice stands for so long. */
const HOLD_MS = 10_000

const changeOf = ({ last, previousClose }: Quotes, index: number): number | null => {
  const change = (at(last, index) / at(previousClose, index) - 1) * 10_000
  return Number.isFinite(change) ? change : null
}

/** The prices worth watching: of what is held or ordered first, then of what moved most. */
export class PriceBoard {
  readonly #quotes: Quotes
  readonly #universe: Universe
  #chosen: readonly number[] = []
  #ours = ''
  #chosenAt = Number.NEGATIVE_INFINITY

  constructor(quotes: Quotes, universe: Universe) {
    this.#quotes = quotes
    this.#universe = universe
  }

  /** Prices of now for at most `count` instruments, chosen a while ago; `now` is wall time. */
  rows({ positions, orders }: DeskPicture, now: number, count: number): readonly PriceRow[] {
    const ours = new Set(
      [
        ...positions.map(({ instrument }) => instrument),
        ...orders.map(({ order }) => order.instrument),
      ]
        .map((id) => this.#universe.indexOf(id))
        .filter((index) => index >= 0),
    )
    const isOld = now - this.#chosenAt >= HOLD_MS || this.#chosen.length < count
    const names = [...ours].join()
    if (isOld || names !== this.#ours) {
      this.#chosen = this.#choose(ours, count)
      this.#ours = names
      this.#chosenAt = now
    }
    return this.#chosen.slice(0, count).map((index) => ({
      symbol: symbolOf(this.#universe.at(index).id),
      lastPaise: at(this.#quotes.last, index),
      changeBps: changeOf(this.#quotes, index),
      isOurs: ours.has(index),
    }))
  }

  /** When the newest price was made; null before the first. */
  get newestAt(): number | null {
    let newest = Number.NEGATIVE_INFINITY
    for (const moment of this.#quotes.madeAt) if (moment > newest) newest = moment
    return Number.isFinite(newest) ? newest : null
  }

  #choose(ours: ReadonlySet<number>, count: number): readonly number[] {
    const priced = [...this.#quotes.last.keys()].filter(
      (index) => !Number.isNaN(at(this.#quotes.last, index)),
    )
    const size = (index: number) => Math.abs(changeOf(this.#quotes, index) ?? 0)
    const others = priced.filter((index) => !ours.has(index)).sort((a, b) => size(b) - size(a))
    const mine = priced.filter((index) => ours.has(index))
    return [...mine, ...others].slice(0, count)
  }
}
