const FRACTION_STEPS = 500
const TINY = 1e-300
const SETTLED = 1e-15
/** From here on Stirling's series is exact to the last digit. */
const STIRLING_FROM = 16

/** Logarithm of the gamma function for x > 0: Stirling's series (Abramowitz and Stegun, 6.1.41), shifted up to where it holds. */
function logGamma(x: number): number {
  let shift = 0
  let up = x
  for (; up < STIRLING_FROM; up += 1) shift += Math.log(up)
  const square = 1 / (up * up)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1_260 - square / 1_680))) / up
  return (up - 0.5) * Math.log(up) - up + 0.5 * Math.log(2 * Math.PI) + series - shift
}

const guarded = (value: number): number => (Math.abs(value) < TINY ? TINY : value)

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun, 26.5.8), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= FRACTION_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < SETTLED) break
  }
  return fraction
}

/** The regularised incomplete beta function, 0 ≤ x ≤ 1; `y` is 1 − x, handed in so that it keeps its digits. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(y, b, a)) / b
}

/**
 * Chance that Student's t is at least as far from zero as a value, on either side; degrees of freedom need not be whole
 * (Abramowitz and Stegun, 26.7.1 and 26.5.27). About 1e-13 exact.
 */
export function studentTails(t: number, degrees: number): number {
  const square = t * t
  if (square === Number.POSITIVE_INFINITY) return 0
  const sum = degrees + square
  return incompleteBeta(degrees / sum, square / sum, degrees / 2, 0.5)
}

const HALVINGS = 200

/** The t > 0 outside which a share of the distribution lies, both tails together: 2.776 for 0.05 and 4 degrees. */
export function studentCritical(outside: number, degrees: number): number {
  let low = 0
  let high = 1
  while (studentTails(high, degrees) > outside) high *= 2
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (studentTails(middle, degrees) > outside) low = middle
    else high = middle
  }
  return high
}
