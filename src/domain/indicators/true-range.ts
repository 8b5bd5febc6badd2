/** A bar's range with the gap from the close before it (Wilder 1978, TA-Lib TRANGE). */
export const trueRange = (high: number, low: number, closeBefore: number): number =>
  (high > closeBefore ? high : closeBefore) - (low < closeBefore ? low : closeBefore)
