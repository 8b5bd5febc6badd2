import type { InstrumentId } from './brand.ts'
import type { TradeDate } from './time.ts'

/** Shares on their way to the demat account. */
export interface Unsettled {
  readonly instrument: InstrumentId
  readonly quantity: number
  readonly arrivesOn: TradeDate
}

/** Bought shares until they arrive: bought ones by the settlement cycle, sold ones leave in the order in which they came. */
export class Deliveries {
  #lines: readonly Unsettled[] = []

  add(line: Unsettled): void {
    this.#lines = [...this.#lines, line]
  }

  /** Takes out what has arrived by a day. */
  due(date: TradeDate): readonly Unsettled[] {
    const due = this.#lines.filter(({ arrivesOn }) => arrivesOn <= date)
    if (due.length > 0) this.#lines = this.#lines.filter(({ arrivesOn }) => arrivesOn > date)
    return due
  }

  /** Shares of an instrument that have not arrived. */
  of(instrument: InstrumentId): number {
    let shares = 0
    for (const line of this.#lines) if (line.instrument === instrument) shares += line.quantity
    return shares
  }

  /** Shares were sold: no more can be on their way than are held. */
  keepAtMost(instrument: InstrumentId, held: number): void {
    let excess = this.of(instrument) - Math.max(0, held)
    this.#lines = this.#lines.flatMap((line) => {
      if (excess <= 0 || line.instrument !== instrument) return [line]
      const gone = Math.min(excess, line.quantity)
      excess -= gone
      return gone === line.quantity ? [] : [{ ...line, quantity: line.quantity - gone }]
    })
  }

  /** A split or bonus restates what is on its way. */
  rebase(instrument: InstrumentId, newShares: number, oldShares: number): void {
    this.#lines = this.#lines.map((line) =>
      line.instrument === instrument
        ? { ...line, quantity: Math.floor((line.quantity * newShares) / oldShares) }
        : line,
    )
  }

  save(): readonly Unsettled[] {
    return this.#lines
  }

  load(lines: readonly Unsettled[]): void {
    this.#lines = lines
  }
}
