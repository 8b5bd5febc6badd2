import { Extreme } from './extreme.ts'

/** Lowest of the last `bars` values (TA-Lib MIN, MININDEX). */
export class Lowest extends Extreme {
  constructor(bars: number, memory?: Float64Array) {
    super(bars, -1, memory)
  }
}
