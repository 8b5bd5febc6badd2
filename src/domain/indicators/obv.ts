import { Indicator } from './indicator.ts'

const IS_READY = 0
const CLOSE = 1
const VALUE = 2
const SIZE = 3

/**
 * On-balance volume in shares: the volume of rising bars less that of falling ones, from the first
 * bar's volume on (Joseph Granville, TA-Lib OBV).
 */
export class Obv extends Indicator {
  static size(): number {
    return SIZE
  }

  constructor(memory?: Float64Array) {
    super(SIZE, memory)
  }

  next(close: number, volume: number): number {
    const { memory } = this
    const direction = this.isReady ? Math.sign(close - this.recall(CLOSE)) : 1
    const value = this.recall(VALUE) + direction * volume
    memory[IS_READY] = 1
    memory[CLOSE] = close
    memory[VALUE] = value
    return value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_READY) === 1
  }
}
