import { cashLedger } from './cash-ledger.ts'
import { charges } from './charges.ts'
import { closedTrades } from './closed-trades.ts'
import { equityMarks } from './equity-marks.ts'
import { fills } from './fills.ts'
import { orders } from './orders.ts'
import { positions } from './positions.ts'
import type { AnyProjection } from './projection.ts'

/** Every table that the journal fills. A new one begins empty: run `Projector.reset` and `catchUp`. */
export const PROJECTIONS: readonly AnyProjection[] = [
  orders,
  fills,
  positions,
  closedTrades,
  cashLedger,
  equityMarks,
  charges,
]
