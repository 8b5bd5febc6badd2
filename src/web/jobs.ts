import { TradingError } from '../core/errors.ts'

/** Long work that is done one at a time. */
export class Jobs {
  #running: string | null = null

  /** What is under way; null when nothing is. */
  get running(): string | null {
    return this.#running
  }

  /** The answer says that it is over. Throws CONFLICT while another is under way. */
  begin(name: string): () => void {
    if (this.#running !== null) {
      throw new TradingError(
        'CONFLICT',
        `There is ${this.#running} under way: wait until it is done`,
      )
    }
    this.#running = name
    return () => {
      this.#running = null
    }
  }
}
