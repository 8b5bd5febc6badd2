/** Levels of depth a side, as NSE and Kite publish them. */
export const DEPTH_LEVELS = 5

/**
 * Ticks as columns: row `i` of each is one price update. Prices are paise, quantities shares, `volume` is the
 * day's so far. Rows of one moment share one `at`. Depth holds `DEPTH_LEVELS` columns a row, best first; a level
 * with quantity 0 is empty, and a side whose best level is empty has nobody on it (a circuit lock).
 */
export interface TickColumns {
  readonly length: number
  readonly at: Float64Array
  /** Index in the universe. */
  readonly instrument: Int32Array
  readonly last: Float64Array
  readonly volume: Float64Array
  readonly bidPrice: Float64Array
  readonly bidQuantity: Float64Array
  readonly askPrice: Float64Array
  readonly askQuantity: Float64Array
}

/** Columns for a number of ticks, all zero. */
export function emptyTicks(length: number): TickColumns {
  const depth = length * DEPTH_LEVELS
  return {
    length,
    at: new Float64Array(length),
    instrument: new Int32Array(length),
    last: new Float64Array(length),
    volume: new Float64Array(length),
    bidPrice: new Float64Array(depth),
    bidQuantity: new Float64Array(depth),
    askPrice: new Float64Array(depth),
    askQuantity: new Float64Array(depth),
  }
}
