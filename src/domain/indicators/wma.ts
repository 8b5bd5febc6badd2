import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const HEAD = 2
const HEAD_WEIGHTED = 3
const VALUE = 4
const SIZE = 5

/**
 * Moving average with weights from 1 (oldest) to `bars` (newest) (TA-Lib WMA). Summed in laps like
 * `RollingSum`: only additions, so nothing drifts.
 */
export class Wma extends Indicator {
  readonly #bars: number
  readonly #weights: number

  static size(bars: number): number {
    return SIZE + 2 * period(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Wma.size(bars), memory)
    this.#bars = bars
    this.#weights = (bars * (bars + 1)) / 2
  }

  next(input: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const slot = SIZE + position
    memory[slot] = input
    if (position + 1 === this.#bars) return this.#endLap()
    const older = this.#bars - position - 1
    const head = this.recall(HEAD) + input
    const weighted = this.recall(HEAD_WEIGHTED) + (position + 1) * input
    memory[POSITION] = position + 1
    memory[HEAD] = head
    memory[HEAD_WEIGHTED] = weighted
    memory[VALUE] = (this.recall(slot + 1 + this.#bars) + weighted + older * head) / this.#weights
    return this.value
  }

  /** A value's weight falls by one a bar, so the weighted sum of what is left is a sum of sums. */
  #endLap(): number {
    const { memory } = this
    let sum = 0
    let weighted = 0
    for (let slot = SIZE + this.#bars - 1; slot >= SIZE; slot--) {
      sum += this.recall(slot)
      weighted += sum
      memory[slot + this.#bars] = weighted
    }
    memory[POSITION] = 0
    memory[IS_FULL] = 1
    memory[HEAD] = 0
    memory[HEAD_WEIGHTED] = 0
    memory[VALUE] = weighted / this.#weights
    return this.value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FULL) === 1
  }
}
