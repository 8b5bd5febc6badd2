/** Where a generator stands: four whole numbers of 32 bits. */
export type RandomState = readonly [number, number, number, number]

const TWO_32 = 2 ** 32
const TWO_53 = 2 ** 53

/**
 * Chance that can be repeated: the same seed gives the same numbers on every machine, and a saved state goes on where
 * it stood. The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * 2021), its state filled from the seed by SplitMix's finaliser. Not for secrets.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  /** Throws RangeError for a seed that is not a whole number. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`${seed} is not a whole number`)
    const draw = splitMix((seed % TWO_32) ^ Math.imul(Math.floor(seed / TWO_32), 0x9e3779b9))
    this.#a = draw()
    this.#b = draw()
    this.#c = draw()
    this.#d = draw()
  }

  /** A generator that goes on from a saved state. Throws RangeError for a state that cannot be. */
  static restore(state: RandomState): Random {
    const isWhole = state.every((part) => Number.isInteger(part) && part >>> 0 === part)
    if (!isWhole || state.every((part) => part === 0)) {
      throw new RangeError(`[${state.join(', ')}] is not the state of a generator`)
    }
    const random = new Random(0)
    random.#set(state)
    return random
  }

  save(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0]
  }

  /** At least 0 and below 1, in steps of 2⁻⁵³. */
  next(): number {
    const high = this.#bits() >>> 5
    const low = this.#bits() >>> 6
    return (high * 0x4000000 + low) / TWO_53
  }

  /** A whole number from 0 to `count − 1`, each as likely. Throws RangeError unless 1 ≤ count ≤ 2³². */
  int(count: number): number {
    if (!(Number.isInteger(count) && count >= 1 && count <= TWO_32)) {
      throw new RangeError(`cannot choose among ${count}`)
    }
    const fair = TWO_32 - (TWO_32 % count)
    for (;;) {
      const bits = this.#bits()
      if (bits < fair) return bits % count
    }
  }

  /** Standard normal, by Marsaglia's polar method (Marsaglia and Bray, 1964). */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1
      const y = 2 * this.next() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
    }
  }

  #set([a, b, c, d]: RandomState): void {
    this.#a = a | 0
    this.#b = b | 0
    this.#c = c | 0
    this.#d = d | 0
  }

  #bits(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = rotate(this.#d, 11)
    return result
  }
}

const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by))

/**
 * Well-mixed 32-bit words from a counter (Steele, Lea and Flood, 2014; constants of MurmurHash3's
 * finaliser).
 */
function splitMix(seed: number): () => number {
  let counter = seed | 0
  return () => {
    counter = (counter + 0x9e3779b9) | 0
    let word = counter
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return word ^ (word >>> 16)
  }
}
