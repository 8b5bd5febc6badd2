import type { FinishedTrade } from './outcome.ts'

const placeOf = ({ openedAt, instrument, product, side, strategy, openOrderId }: FinishedTrade) =>
  [String(openedAt).padStart(16, '0'), instrument, product, side, strategy, openOrderId].join(' ')

/** The entry's order, else what was opened at one moment by one strategy. */
const keyOf = (trade: FinishedTrade): string => trade.openOrderId ?? placeOf(trade)

/**
 * One outcome for each entry, the oldest first: an entry that was sold in parts was one decision, and counting each part
 * would make five samples of one. Entries worth nothing (fractions left by a corporate action) are no decision.
 */
export function roundTripsOf(trades: readonly FinishedTrade[]): readonly FinishedTrade[] {
  const trips = new Map<string, FinishedTrade>()
  for (const trade of trades) {
    const key = keyOf(trade)
    const before = trips.get(key)
    trips.set(key, before === undefined ? trade : joined(before, trade))
  }
  return [...trips.values()]
    .filter(({ entryPaise }) => entryPaise > 0)
    .map((trip) => ({ trip, place: placeOf(trip) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ trip }) => trip)
}

/** How it ended is how its last part did. */
function joined(a: FinishedTrade, b: FinishedTrade): FinishedTrade {
  const last = endsLater(a, b) ? a : b
  return {
    ...last,
    openedAt: Math.min(a.openedAt, b.openedAt),
    holdingDays: Math.max(a.holdingDays, b.holdingDays),
    entryPaise: a.entryPaise + b.entryPaise,
    exitPaise: a.exitPaise + b.exitPaise,
    grossPaise: a.grossPaise + b.grossPaise,
    chargesPaise: a.chargesPaise + b.chargesPaise,
    riskPaise: a.riskPaise === null || b.riskPaise === null ? null : a.riskPaise + b.riskPaise,
  }
}

/** Parts that ended together are told apart by their words, so that the order in which they are told does not matter. */
const endsLater = (a: FinishedTrade, b: FinishedTrade): boolean =>
  a.closedAt === b.closedAt ? a.closeReason > b.closeReason : a.closedAt > b.closedAt
