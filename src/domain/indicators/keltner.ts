import { Atr } from './atr.ts'
import { Ema } from './ema.ts'
import { Indicator, multiplier, partition } from './indicator.ts'

/**
 * Bands around the EMA of the close, a number of average true ranges wide (Chester Keltner 1960, in
 * Linda Raschke's form; TA-Lib EMA and ATR).
 */
export class Keltner extends Indicator {
  readonly #ema: Ema
  readonly #atr: Atr
  readonly #width: number

  static size(bars: number, atrBars: number): number {
    return Ema.size(bars) + Atr.size(atrBars)
  }

  constructor(bars: number, ranges: number, atrBars: number, memory?: Float64Array) {
    super(Keltner.size(bars, atrBars), memory)
    const part = partition(this.memory)
    this.#ema = new Ema(bars, part(Ema.size(bars)))
    this.#atr = new Atr(atrBars, part(Atr.size(atrBars)))
    this.#width = multiplier(ranges)
  }

  /** Returns the middle. */
  next(high: number, low: number, close: number): number {
    this.#ema.next(close)
    this.#atr.next(high, low, close)
    return this.middle
  }

  get upper(): number {
    return this.middle + this.#width * this.#atr.value
  }

  get middle(): number {
    return this.isReady ? this.#ema.value : Number.NaN
  }

  get lower(): number {
    return this.middle - this.#width * this.#atr.value
  }

  get isReady(): boolean {
    return this.#ema.isReady && this.#atr.isReady
  }
}
