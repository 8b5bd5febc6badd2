const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Milliseconds to wait before a try, the first being 0: doubling to fifteen seconds, and spread so that many pages do not come back at once. `chance` is from 0 to 1. */
export function backoffMs(attempt: number, chance: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(longest * (0.5 + chance / 2))
}
