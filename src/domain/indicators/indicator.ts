const PERIOD_MAX = 100_000

/**
 * A study that is fed bar by bar, in constant time on average, and never recomputes its past. All
 * it remembers lies in `memory`: zeros are a fresh start, a copy continues exactly, nothing is
 * allocated a bar, and there is never a NaN in it. Outputs are NaN until all of them are defined.
 * Prices may be in any unit; inputs must be finite.
 */
export abstract class Indicator {
  readonly memory: Float64Array

  /** Throws RangeError when the memory given is not of this size. */
  protected constructor(size: number, memory: Float64Array = new Float64Array(size)) {
    if (memory.length !== size) {
      throw new RangeError(`a memory of ${memory.length} slots was given where ${size} are needed`)
    }
    this.memory = memory
  }

  /** What a slot of the memory holds. */
  protected recall(slot: number): number {
    return this.memory[slot] ?? Number.NaN
  }

  /** Whether every output is defined. */
  abstract get isReady(): boolean
}

/** A number of bars. Throws RangeError unless it is whole, from `min` to 100,000. */
export function period(bars: number, min = 1): number {
  if (Number.isInteger(bars) && bars >= min && bars <= PERIOD_MAX) return bars
  throw new RangeError(
    `a period of ${bars} is not a whole number of bars from ${min} to ${PERIOD_MAX}`,
  )
}

/**
 * How many deviations or ranges a band is wide. Throws RangeError unless it is finite and above
 * zero.
 */
export function multiplier(factor: number): number {
  if (Number.isFinite(factor) && factor > 0) return factor
  throw new RangeError(`a multiplier of ${factor} is not a finite number above zero`)
}

/**
 * Hands out one stretch of a memory after the other, so that the parts of a composite share its one
 * memory.
 */
export function partition(memory: Float64Array): (size: number) => Float64Array {
  let from = 0
  return (size) => {
    from += size
    return memory.subarray(from - size, from)
  }
}
