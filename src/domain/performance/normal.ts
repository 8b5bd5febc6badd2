const DENSITY = 1 / Math.sqrt(2 * Math.PI)
/** From here on the continued fraction is the more exact of the two. */
const TAIL = 3.5
const TAIL_TERMS = 80

const density = (x: number): number => DENSITY * Math.exp((-x * x) / 2)

/** Chance that a standard normal is above x > 0: Laplace's continued fraction for Mills' ratio. */
function upperTail(x: number): number {
  let fraction = x
  for (let term = TAIL_TERMS; term > 0; term -= 1) fraction = x + term / fraction
  return density(x) / fraction
}

/**
 * Chance that a standard normal is at most x, to about 1e-15 (the lower tail to 1e-12 of itself). The middle is the
 * series of Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x > TAIL) return 1 - upperTail(x)
  if (x < -TAIL) return upperTail(-x)
  let term = x
  let sum = x
  let before = Number.NaN
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * density(x)
}

const HALLEY_STEPS = 4

/** The x whose `normalCdf` is p: −∞ at 0, ∞ at 1, NaN outside; Halley's steps from a first guess. */
export function normalInverse(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  if (p > 0.5) return -normalInverse(1 - p)
  let x = firstGuess(p)
  for (let step = 0; step < HALLEY_STEPS; step += 1) {
    const off = (normalCdf(x) - p) / density(x)
    x -= off / (1 + (x * off) / 2)
  }
  return x
}

/** Within 0.00045 for p ≤ ½: Hastings' rational approximation (Abramowitz and Stegun, 26.2.23). */
function firstGuess(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return above / below - t
}
