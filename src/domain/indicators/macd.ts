import { Ema } from './ema.ts'
import { Indicator, partition } from './indicator.ts'

/**
 * Moving average convergence-divergence: fast less slow EMA, and an EMA of that as the signal
 * (Gerald Appel). Each average is seeded by its own first bars; TA-Lib MACD seeds the fast one
 * later, and the two converge.
 */
export class Macd extends Indicator {
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #signal: Ema

  static size(fast: number, slow: number, signal: number): number {
    return Ema.size(fast) + Ema.size(slow) + Ema.size(signal)
  }

  /** Throws RangeError unless fast is shorter than slow. */
  constructor(fast: number, slow: number, signal: number, memory?: Float64Array) {
    super(Macd.size(fast, slow, signal), memory)
    if (!(fast < slow))
      throw new RangeError(`a fast period of ${fast} is not below the slow one of ${slow}`)
    const part = partition(this.memory)
    this.#fast = new Ema(fast, part(Ema.size(fast)))
    this.#slow = new Ema(slow, part(Ema.size(slow)))
    this.#signal = new Ema(signal, part(Ema.size(signal)))
  }

  /** Returns the line. */
  next(close: number): number {
    this.#fast.next(close)
    this.#slow.next(close)
    if (this.#slow.isReady) this.#signal.next(this.#slow.distance - this.#fast.distance)
    return this.line
  }

  get line(): number {
    return this.isReady ? this.#slow.distance - this.#fast.distance : Number.NaN
  }

  get signal(): number {
    return this.#signal.value
  }

  get histogram(): number {
    return this.#signal.distance
  }

  get isReady(): boolean {
    return this.#signal.isReady
  }
}
