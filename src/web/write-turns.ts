import { TradingError } from '../core/errors.ts'

/** Who changed what on which version: of two who saw the same one, the second is told to look again. */
export class WriteTurns {
  readonly #claimed = new Map<string, number>()

  /** Throws CONFLICT when somebody was faster; the answer gives the turn back, for a write that failed. */
  claim(what: string, version: number): () => void {
    const before = this.#claimed.get(what) ?? -1
    if (version <= before) {
      const says = `Somebody has just changed the ${what}: look at them again before you change them`
      throw new TradingError('CONFLICT', says)
    }
    this.#claimed.set(what, version)
    return () => {
      if (this.#claimed.get(what) === version) this.#claimed.set(what, before)
    }
  }
}
