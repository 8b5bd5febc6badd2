import type { EventRow } from '../../../src/web/contract/journal.ts'

/** An idea that risk refused. */
export interface RefusedIdea {
  readonly seq: number
  readonly at: string
  readonly correlationId: string
  readonly says: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly strategy: string
  readonly quantity: number
  /** Price that the idea was made at. */
  readonly decisionPaise: number
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Of an event of the journal; null for what is no refusal. */
export function refusedIdea({ seq, at, correlationId, says, data }: EventRow): RefusedIdea | null {
  const order = isRecord(data) ? data['order'] : null
  if (!isRecord(order)) return null
  const { instrument, side, strategy, quantity, decisionPrice } = order
  if (typeof instrument !== 'string' || typeof decisionPrice !== 'number') return null
  return {
    seq,
    at,
    correlationId,
    says: says ?? 'denied',
    instrument,
    side: side === 'sell' ? 'sell' : 'buy',
    strategy: typeof strategy === 'string' ? strategy : '',
    quantity: typeof quantity === 'number' ? quantity : 0,
    decisionPaise: decisionPrice,
  }
}

/** What the idea would have made since, in basis points before costs; positive where refusing it cost something. */
export const sinceBps = ({ side, decisionPaise }: RefusedIdea, lastPaise: number): number =>
  decisionPaise === 0 ? 0 : (lastPaise / decisionPaise - 1) * 10_000 * (side === 'buy' ? 1 : -1)
