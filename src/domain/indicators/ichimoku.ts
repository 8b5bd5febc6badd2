import { Donchian } from './donchian.ts'
import { Indicator, partition, period } from './indicator.ts'
import { Lag } from './lag.ts'

/**
 * Ichimoku's cloud: middles of three ranges (Goichi Hosoda). Spans are drawn `displacement` bars
 * ahead, the bar itself counted, so the cloud at a bar was made `displacement` − 1 bars before. The
 * lagging span is the close, drawn as far back.
 */
export class Ichimoku extends Indicator {
  readonly #conversion: Donchian
  readonly #base: Donchian
  readonly #span: Donchian
  readonly #cloudA: Lag
  readonly #cloudB: Lag

  static size(conversion: number, base: number, span: number, displacement: number): number {
    return (
      Donchian.size(conversion) +
      Donchian.size(base) +
      Donchian.size(span) +
      2 * Lag.size(period(displacement, 2) - 1)
    )
  }

  constructor(
    conversion: number,
    base: number,
    span: number,
    displacement: number,
    memory?: Float64Array,
  ) {
    super(Ichimoku.size(conversion, base, span, displacement), memory)
    const part = partition(this.memory)
    this.#conversion = new Donchian(conversion, part(Donchian.size(conversion)))
    this.#base = new Donchian(base, part(Donchian.size(base)))
    this.#span = new Donchian(span, part(Donchian.size(span)))
    this.#cloudA = new Lag(displacement - 1, part(Lag.size(displacement - 1)))
    this.#cloudB = new Lag(displacement - 1, part(Lag.size(displacement - 1)))
  }

  /** Returns the base line. */
  next(high: number, low: number): number {
    const conversion = this.#conversion.next(high, low)
    const base = this.#base.next(high, low)
    const span = this.#span.next(high, low)
    const isWarm = this.#conversion.isReady && this.#base.isReady && this.#span.isReady
    if (isWarm) {
      this.#cloudA.next((conversion + base) / 2)
      this.#cloudB.next(span)
    }
    return this.base
  }

  get conversion(): number {
    return this.isReady ? this.#conversion.middle : Number.NaN
  }

  get base(): number {
    return this.isReady ? this.#base.middle : Number.NaN
  }

  /** First edge of the cloud at the newest bar. */
  get spanA(): number {
    return this.#cloudA.value
  }

  /** Second edge of the cloud at the newest bar. */
  get spanB(): number {
    return this.#cloudB.value
  }

  /** First edge as the newest bar draws it ahead. */
  get leadingA(): number {
    return (this.conversion + this.base) / 2
  }

  /** Second edge as the newest bar draws it ahead. */
  get leadingB(): number {
    return this.isReady ? this.#span.middle : Number.NaN
  }

  get isReady(): boolean {
    return this.#cloudB.isReady
  }
}
