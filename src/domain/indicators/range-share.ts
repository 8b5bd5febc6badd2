/**
 * Where a price stands in a range: 0 at its bottom, 1 at its top, and in the middle of one that has
 * no width, since a market that does not move is neither high nor low.
 */
export const rangeShare = (price: number, bottom: number, top: number): number =>
  top === bottom ? 0.5 : (price - bottom) / (top - bottom)
