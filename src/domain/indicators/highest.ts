import { Extreme } from './extreme.ts'

/** Highest of the last `bars` values (TA-Lib MAX, MAXINDEX). */
export class Highest extends Extreme {
  constructor(bars: number, memory?: Float64Array) {
    super(bars, 1, memory)
  }
}
