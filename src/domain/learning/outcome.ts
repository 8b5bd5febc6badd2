import type { InstrumentId } from '../brand.ts'

/** What learning needs of a closed trade, whether a journal or a stored run tells it; money in whole paise, times epoch ms. */
export interface FinishedTrade {
  readonly instrument: InstrumentId
  /** CNC or MIS: the same share is two positions in the two. */
  readonly product: string
  /** The strategy that opened it. */
  readonly strategy: string
  readonly side: 'long' | 'short'
  readonly openedAt: number
  readonly closedAt: number
  readonly entryPaise: number
  readonly exitPaise: number
  /** Profit or loss before charges: a short gains when the price falls. */
  readonly grossPaise: number
  readonly chargesPaise: number
  /** Calendar days in India: 0 within one day. */
  readonly holdingDays: number
  readonly closeReason: string
  /** What its stop put at risk when it was opened, for all its shares; null where no stop is known. */
  readonly riskPaise: number | null
  /** The order that opened it; null where a run of an older version kept none. */
  readonly openOrderId: string | null
}

/** What a trade brought after charges; above zero is a gain, for longs and shorts alike. */
export interface Outcome {
  readonly netPaise: number
  /** Of what the entry was worth. */
  readonly netBps: number
  /** In multiples of what was at risk (Tharp, Trade Your Way to Financial Freedom, 1998); null where no stop is known. */
  readonly netR: number | null
}

/** What a closed trade brought. Throws RangeError for an entry that was worth nothing. */
export function outcomeOf(trade: FinishedTrade): Outcome {
  const { entryPaise, grossPaise, chargesPaise, riskPaise } = trade
  if (!(entryPaise > 0)) throw new RangeError(`an entry worth ${entryPaise} paise has no return`)
  const netPaise = grossPaise - chargesPaise
  return {
    netPaise,
    netBps: (netPaise / entryPaise) * 10_000,
    netR: riskPaise !== null && riskPaise > 0 ? netPaise / riskPaise : null,
  }
}
