/**
 * Chance without a state: every draw is a pure function of a key and a place, so any moment of the market can be
 * made without the moments before it.
 */

const GOLDEN = 0x9e3779b9
const TWO_TO_32 = 4_294_967_296

/** A bijection of 32 bits in which every bit sways every other (constants of the hash-prospector search, C. Wellons). */
function mix(bits: number): number {
  let x = bits | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** The key of a part of what a key stands for: a share of a seed, a day of a share, a minute of a day. */
export const keyOf = (key: number, part: number): number =>
  mix(mix(key + Math.imul(part | 0, GOLDEN)) + (key | 0))

/** 32 random bits at a place. */
export const bitsAt = (key: number, place: number): number =>
  mix(mix(Math.imul(place + 1, GOLDEN) ^ key) + key)

/** Evenly spread between 0 and 1, neither included. */
export const unitAt = (key: number, place: number): number => (bitsAt(key, place) + 0.5) / TWO_TO_32

/** Standard normal (Box and Muller, 1958). */
export const normalAt = (key: number, place: number): number =>
  Math.sqrt(-2 * Math.log(unitAt(key, 2 * place))) *
  Math.cos(2 * Math.PI * unitAt(key, 2 * place + 1))

/** Most that a single day may be more restless than its kind. */
const RESTLESS_MAX = 5

/**
 * How restless one day of many is, as a factor of root mean square 1: times a normal it gives Student's t with four
 * degrees of freedom, the tails of daily returns.
 */
export function restlessnessAt(key: number, place: number): number {
  const chiSquare = -2 * Math.log(unitAt(key, 2 * place) * unitAt(key, 2 * place + 1))
  return Math.min(RESTLESS_MAX, Math.SQRT2 / Math.sqrt(chiSquare))
}

/** Nearly normal from 32 bits by summing their four bytes: cheap enough for every second of every share. */
export function roughNormal(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)
  return (sum - 510) * 0.006_765_8
}
