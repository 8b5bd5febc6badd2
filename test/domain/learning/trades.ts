import fc from 'fast-check'
import type { FinishedTrade } from '../../../src/domain/learning/outcome.ts'
import type { Side } from '../../../src/domain/order.ts'
import { PositionBook } from '../../../src/domain/position.ts'
import { addDays, momentOf } from '../../../src/domain/time.ts'
import { DAY, fill, INFY } from '../fills.ts'

/** A trade that the positions' book closed: bought or sold short first, at rupees a share. */
export function roundTrip(
  first: Side,
  entry: number,
  exit: number,
  chargesPaise = 0,
): FinishedTrade {
  const book = new PositionBook()
  book.applyFill(fill(first, 10, entry, { product: 'MIS' }))
  const other = first === 'buy' ? 'sell' : 'buy'
  const [closed] = book.applyFill(fill(other, 10, exit, { product: 'MIS' })).closed
  if (closed === undefined) throw new RangeError('the test’s trade did not close')
  return { ...closed, chargesPaise, riskPaise: null }
}

/** A trade of ₹10,000 that brought so many basis points, each on a day of its own. */
export function trade(
  netBps: number,
  day: number,
  told: Partial<FinishedTrade> = {},
): FinishedTrade {
  const openedAt = momentOf(addDays(DAY, day), 570)
  return {
    instrument: INFY,
    product: 'CNC',
    strategy: 'momentum',
    side: 'long',
    openedAt,
    closedAt: openedAt + 86_400_000,
    entryPaise: 1_000_000,
    exitPaise: 1_000_000 + netBps * 100,
    grossPaise: netBps * 100,
    chargesPaise: 0,
    holdingDays: 1,
    closeReason: 'no longer among those that rose most',
    riskPaise: null,
    openOrderId: null,
    ...told,
  }
}

/** As many trades as results, one a day. */
export const tradesOf = (
  results: readonly number[],
  told: Partial<FinishedTrade> = {},
): readonly FinishedTrade[] => results.map((netBps, day) => trade(netBps, day, told))

/** Results in basis points that differ, at least five of them. */
export const RESULTS = fc
  .array(fc.integer({ min: -500, max: 500 }), { minLength: 5, maxLength: 40 })
  .filter((results) => new Set(results).size > 2)
