import { rupees } from '../../domain/money.ts'
import type { MarketDay } from './sim-market.ts'
import { SIM_SHARES } from './sim-universe.ts'

/** Level before the first day, paise. */
const INDEX_BASE = rupees(25_000)

/**
 * Level of the index from the last prices of its members, paise: their free-float value at first, so splits and
 * bonuses do not move it and dividends do, as in any price index.
 */
export class SimIndex {
  readonly #members: Int32Array
  /** Index paise for each paisa of a member. */
  readonly #factors: Float64Array

  constructor(day: MarketDay) {
    const members = SIM_SHARES.flatMap(({ weight }, index) => (weight > 0 ? [index] : []))
    this.#members = Int32Array.from(members)
    this.#factors = Float64Array.from(members, (index) => {
      const share = SIM_SHARES[index]
      const multiple = day.shares[index]?.multiple ?? 1
      return share ? (INDEX_BASE * share.weight * multiple) / share.price : 0
    })
  }

  level(last: Float64Array): number {
    let level = 0
    for (let member = 0; member < this.#members.length; member++) {
      level += (this.#factors[member] ?? 0) * (last[this.#members[member] ?? 0] ?? 0)
    }
    return Math.round(level)
  }
}
