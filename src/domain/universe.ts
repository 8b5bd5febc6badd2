import type { InstrumentId } from './brand.ts'
import type { Instrument } from './instrument.ts'

/** Gives every instrument a small whole number, so that the market lane can keep its state in columns. */
export class Universe {
  readonly #instruments: Instrument[] = []
  readonly #indexes = new Map<InstrumentId, number>()

  constructor(instruments: readonly Instrument[] = []) {
    for (const instrument of instruments) this.add(instrument)
  }

  get size(): number {
    return this.#instruments.length
  }

  /** Adds an instrument, or refreshes what is known of it; its index never changes. */
  add(instrument: Instrument): number {
    const known = this.#indexes.get(instrument.id)
    if (known !== undefined) {
      this.#instruments[known] = instrument
      return known
    }
    const index = this.#instruments.push(instrument) - 1
    this.#indexes.set(instrument.id, index)
    return index
  }

  /** −1 when unknown. */
  indexOf(id: InstrumentId): number {
    return this.#indexes.get(id) ?? -1
  }

  /** Throws RangeError outside the universe. */
  at(index: number): Instrument {
    const instrument = this.#instruments[index]
    if (instrument === undefined) throw new RangeError(`no instrument has index ${index}`)
    return instrument
  }

  get(id: InstrumentId): Instrument | undefined {
    return this.#instruments[this.indexOf(id)]
  }

  all(): readonly Instrument[] {
    return this.#instruments
  }
}
