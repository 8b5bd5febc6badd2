/**
 * P values as they count when all of them were looked at, in their order: among true ones the chance that any single false
 * one passes stays below the level, however the looks depend on each other, and ours share their trades (Holm, "A simple
 * sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979). The rate of Benjamini and
 * Hochberg would ask that they do not.
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p)
  const adjusted = pValues.slice()
  let most = 0
  for (const [rank, { p, place }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (pValues.length - rank)))
    adjusted[place] = most
  }
  return adjusted
}
