import { ExponentialMean } from './exponential-mean.ts'

/**
 * Wilder's smoothing, weight 1 ÷ bars (J. Welles Wilder, New Concepts in Technical Trading Systems,
 * 1978).
 */
export class Wilder extends ExponentialMean {
  constructor(bars: number, memory?: Float64Array) {
    super(bars, 1 / bars, memory)
  }
}
