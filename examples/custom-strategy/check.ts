import { at, type BarColumns } from '../../src/domain/bar.ts'
import type { Filled } from './run.ts'

/** Says that every purchase followed three falls and came at the next open. Throws RangeError for one that did not. */
export function checked(bars: BarColumns, fills: readonly Filled[]): string {
  const purchases = fills.filter(({ side }) => side === 'buy')
  if (purchases.length === 0) throw new RangeError('nothing was bought, so nothing was shown')
  for (const { at: moment, price } of purchases) {
    const row = bars.at.indexOf(moment)
    const closes = [4, 3, 2, 1].map((ago) => at(bars.close, row - ago))
    const isFalling = closes.every(
      (close, place) => place === 0 || close < (closes[place - 1] ?? 0),
    )
    if (!isFalling) throw new RangeError(`${closes.join(', ')} are not three falls in a row`)
    if (price !== at(bars.open, row)) throw new RangeError(`${price} was not the open`)
  }
  return `${purchases.length} purchases, each after three falls and at the next open: as it should be.`
}
