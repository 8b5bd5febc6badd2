import { ExponentialMean } from './exponential-mean.ts'

/** Exponential moving average, weight 2 ÷ (bars + 1) (TA-Lib EMA). */
export class Ema extends ExponentialMean {
  constructor(bars: number, memory?: Float64Array) {
    super(bars, 2 / (bars + 1), memory)
  }
}
