import { Highest } from './highest.ts'
import { Indicator, partition } from './indicator.ts'
import { Lowest } from './lowest.ts'
import { rangeShare } from './range-share.ts'
import { Sma } from './sma.ts'

/**
 * Slow stochastic oscillator, 0 to 100: where the close stands in the range of `bars` bars,
 * smoothed (%K), and the mean of that over `signal` bars (%D) (George Lane, TA-Lib STOCH with
 * simple means).
 */
export class Stochastic extends Indicator {
  readonly #highest: Highest
  readonly #lowest: Lowest
  readonly #k: Sma
  readonly #d: Sma

  static size(bars: number, smoothing: number, signal: number): number {
    return 2 * Highest.size(bars) + Sma.size(smoothing) + Sma.size(signal)
  }

  constructor(bars: number, smoothing: number, signal: number, memory?: Float64Array) {
    super(Stochastic.size(bars, smoothing, signal), memory)
    const part = partition(this.memory)
    this.#highest = new Highest(bars, part(Highest.size(bars)))
    this.#lowest = new Lowest(bars, part(Lowest.size(bars)))
    this.#k = new Sma(smoothing, part(Sma.size(smoothing)))
    this.#d = new Sma(signal, part(Sma.size(signal)))
  }

  /** Returns %K. */
  next(high: number, low: number, close: number): number {
    const highest = this.#highest.next(high)
    const lowest = this.#lowest.next(low)
    if (!this.#lowest.isReady) return Number.NaN
    const k = this.#k.next(100 * rangeShare(close, lowest, highest))
    if (this.#k.isReady) this.#d.next(k)
    return this.k
  }

  get k(): number {
    return this.isReady ? this.#k.value : Number.NaN
  }

  get d(): number {
    return this.#d.value
  }

  get isReady(): boolean {
    return this.#d.isReady
  }
}
