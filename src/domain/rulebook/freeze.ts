import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** Most shares that one order may hold when the instrument file does not say: a broker's cap, not the exchange's. */
export const FREEZE_QUANTITY: Table<number> = table(
  'freeze-quantity',
  'Shares in one order when the share’s own freeze quantity is not known',
  [
    since(
      null,
      100_000,
      'unverified',
      'Tradejini’s cap',
      'the exchange’s limit is a share’s own, about ₹5 to 10 crore by glossaries; no formula was found',
    ),
  ],
)

/** Most shares that one order may hold; `own` is the instrument file's figure or null. */
export const freezeQuantityOf = (own: number | null, date: TradeDate): number =>
  own ?? asOf(FREEZE_QUANTITY, date)
