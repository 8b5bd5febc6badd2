/**
 * Closed trades as columns, in the order in which they closed, in whole paise of all the trade's shares: `traded` is
 * entry and exit value together, `gross` profit before charges, `adverse` and `favourable` the worst (≤ 0) and best
 * (≥ 0) profit before charges while it was open, NaN where nobody watched.
 */
export interface TradeColumns {
  readonly length: number
  readonly strategies: readonly string[]
  /** Index in `strategies`. */
  readonly strategy: Int32Array
  readonly traded: Float64Array
  readonly gross: Float64Array
  readonly charges: Float64Array
  /** Calendar days. */
  readonly holdingDays: Float64Array
  readonly adverse: Float64Array
  readonly favourable: Float64Array
}

/** Columns for a number of trades, all zero. */
export function emptyTrades(length: number, strategies: readonly string[]): TradeColumns {
  const column = () => new Float64Array(length)
  return {
    length,
    strategies,
    strategy: new Int32Array(length),
    traded: column(),
    gross: column(),
    charges: column(),
    holdingDays: column(),
    adverse: column(),
    favourable: column(),
  }
}
