/** Ratios of new to old shares that splits and bonuses commonly make. */
const RATIOS: readonly (readonly [number, number])[] = [
  [2, 1],
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 1],
  [10, 1],
  [20, 1],
  [100, 1],
  [3, 2],
  [4, 3],
  [5, 2],
  [5, 3],
  [5, 4],
  [6, 5],
  [7, 5],
  [8, 5],
  [9, 5],
  [11, 10],
]
const TOLERANCE = 0.06

/** A step in price that no daily band allows, seen against what companies do to their shares. */
export interface PriceStep {
  /** Last price over this one: 2 is a halving. */
  readonly factor: number
  /** The nearest simple ratio of new to old shares, such as `2:1`, or null when none is near. */
  readonly nearestRatio: string | null
}

/**
 * Describes a step. `isBeyond` is decided by the caller; the nearest ratio is a hint for a person, never a repair:
 * a demerger and a crash can look like a bonus.
 */
export function describeStep(before: number, price: number): PriceStep {
  const factor = before / price
  let nearest: string | null = null
  let least = TOLERANCE
  for (const [newShares, oldShares] of RATIOS) {
    const isDown = factor >= 1
    const ratio = isDown ? newShares / oldShares : oldShares / newShares
    const error = Math.abs(factor / ratio - 1)
    if (error >= least) continue
    least = error
    nearest = isDown ? `${newShares}:${oldShares}` : `${oldShares}:${newShares}`
  }
  return { factor, nearestRatio: nearest }
}
