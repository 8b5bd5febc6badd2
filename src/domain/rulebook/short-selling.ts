import type { Product } from '../order.ts'
import type { TradeDate } from '../time.ts'
import { asOf, since, table } from './dated.ts'

/** Who may sell shares that they do not hold. */
export interface ShortSelling {
  /** Products in which a short may be opened: what must be flat by the evening. */
  readonly products: readonly Product[]
  /** Whether only shares with derivatives may be sold short. */
  readonly isOnlyWithDerivatives: boolean
}

/** Naked short selling is forbidden; overnight a retail client would have to borrow the shares, which is not done here. */
export const SHORT_SELLING = table<ShortSelling>('short-selling', 'Short sales of shares', [
  since(
    null,
    { products: ['MIS'], isOnlyWithDerivatives: true },
    'likely',
    'SEBI of 5 Jan 2024, as summarised by Mondaq and TradingQnA',
    'the list of shares is the derivatives list; brokers also let other shares be shorted within a day',
  ),
])

/** Whether a short may be opened in a share. */
export function mayShort(
  product: Product,
  isDerivativeEligible: boolean,
  date: TradeDate,
): boolean {
  const { products, isOnlyWithDerivatives } = asOf(SHORT_SELLING, date)
  return products.includes(product) && (isDerivativeEligible || !isOnlyWithDerivatives)
}
