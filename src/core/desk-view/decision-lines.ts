import type { CorrelationId, OrderId } from '../../domain/brand.ts'
import { explain } from '../../domain/denial.ts'
import type { Fill } from '../../domain/fill.ts'
import { formatPaise } from '../../domain/money.ts'
import { AGENT } from '../../domain/signal.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'
import type { Event, Events } from '../events.ts'

/**
 * What became of a recommendation. `noted`: it asked for nothing (HOLD); `dropped`: a rule stopped it before it was asked
 * or ordered; `waiting`, `approved`, `rejected`, `expired`: as its proposal; `denied`: risk refused the order; `ordered`,
 * `traded`, `unfilled`: as its order.
 */
export type DecisionState =
  | 'noted'
  | 'dropped'
  | 'waiting'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'denied'
  | 'ordered'
  | 'traded'
  | 'unfilled'

/** A decision of the AI's and what came of it: a line of the decision log. The evidence of older ones stands with their analysis alone. */
export interface DecisionLine extends Readonly<Events['ai.recommendation']> {
  readonly seq: number
  readonly at: EpochMs
  readonly correlationId: CorrelationId
  readonly state: DecisionState
  /** Why it stands there: the first rule that stopped it, who answered, what was bought. */
  readonly says: string
  /** Code of the first check that refused the order; null where none did. */
  readonly denial: string | null
  readonly approvalId: string | null
  /** Who let it or refused it. */
  readonly by: string | null
  readonly wishSeq: number | null
  readonly orderIds: readonly OrderId[]
  readonly filledQuantity: number
  readonly filledPaise: number
  /** What its side would have brought by its day, whatever became of it; null until then. */
  readonly outcome: {
    readonly outcomeBps: number | null
    readonly benchmarkBps: number | null
    readonly resolvedOn: TradeDate
  } | null
}

const KEPT = 200
const EVIDENCE_KEPT = 30
/** Words of the model's beyond so many are only in the analysis. */
const WORDS_MAX = 500

type Change = Partial<DecisionLine>
type Finds = (line: DecisionLine) => boolean

/** The decision log after an event: newest first, the last few. */
export function decisionsAfter(
  lines: readonly DecisionLine[],
  event: Event,
): readonly DecisionLine[] {
  switch (event.type) {
    case 'ai.recommendation':
      return [begun(event), ...lines].slice(0, KEPT).map(withoutOldEvidence)
    case 'strategy.intent_dropped':
      return dropped(lines, event)
    case 'approval.requested':
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.expired':
      return answered(lines, event)
    case 'strategy.intent_received': {
      const { strategy, key } = event.data
      const isOurs: Finds = ({ approvalId }) => approvalId === key
      return strategy === AGENT && key !== null
        ? changed(lines, isOurs, () => ({ wishSeq: event.seq }))
        : lines
    }
    case 'ai.forecast_resolved': {
      const { recommendationId, outcomeBps, benchmarkBps, resolvedOn } = event.data
      const isOurs: Finds = (line) => line.recommendationId === recommendationId
      return recommendationId === null
        ? lines
        : changed(lines, isOurs, () => ({ outcome: { outcomeBps, benchmarkBps, resolvedOn } }))
    }
    default:
      return ordered(lines, event)
  }
}

function begun({ seq, at, correlationId, data }: Event<'ai.recommendation'>): DecisionLine {
  return {
    ...data,
    reason: data.reason.slice(0, WORDS_MAX),
    invalidation: data.invalidation.slice(0, WORDS_MAX),
    seq,
    at,
    correlationId,
    state: 'noted',
    says: data.score.says,
    denial: null,
    approvalId: null,
    by: null,
    wishSeq: null,
    orderIds: [],
    filledQuantity: 0,
    filledPaise: 0,
    outcome: null,
  }
}

const withoutOldEvidence = (line: DecisionLine, index: number): DecisionLine => {
  const pieces = line.evidence.length + (line.namedEvidence?.length ?? 0)
  const isKept = index < EVIDENCE_KEPT || line.state === 'waiting' || pieces === 0
  return isKept ? line : { ...line, evidence: [], namedEvidence: [] }
}

/** The same array where nothing fits. */
function changed(
  lines: readonly DecisionLine[],
  finds: Finds,
  change: (line: DecisionLine) => Change,
): readonly DecisionLine[] {
  const index = lines.findIndex(finds)
  const line = lines[index]
  return line === undefined ? lines : lines.with(index, { ...line, ...change(line) })
}

function dropped(
  lines: readonly DecisionLine[],
  { cause, data }: Event<'strategy.intent_dropped'>,
): readonly DecisionLine[] {
  if (data.strategy !== AGENT) return lines
  const isOurs: Finds = ({ seq, wishSeq }) => seq === cause || wishSeq === cause
  return changed(lines, isOurs, () => ({ state: 'dropped', says: data.reason }))
}

type Answered =
  | 'approval.requested'
  | 'approval.approved'
  | 'approval.rejected'
  | 'approval.expired'

function answered(lines: readonly DecisionLine[], event: Event<Answered>): readonly DecisionLine[] {
  const { approvalId } = event.data
  switch (event.type) {
    case 'approval.requested': {
      const { recommendationId, figures } = event.data
      const isOurs: Finds = (line) => line.recommendationId === recommendationId
      return changed(lines, isOurs, () => ({ state: 'waiting', says: figures.says, approvalId }))
    }
    case 'approval.approved': {
      const { recommendationId, by, reason } = event.data
      const isOurs: Finds = (line) => line.recommendationId === recommendationId
      return changed(lines, isOurs, () => ({ state: 'approved', says: reason, by, approvalId }))
    }
    case 'approval.rejected': {
      const { by, reason } = event.data
      const isOurs: Finds = (line) => line.approvalId === approvalId
      return changed(lines, isOurs, () => ({ state: 'rejected', says: reason, by }))
    }
    default: {
      const { reason } = event.data
      const isOurs: Finds = (line) => line.approvalId === approvalId
      return changed(lines, isOurs, () => ({ state: 'expired', says: reason }))
    }
  }
}

/** Once it is a wish, it goes the way of every order. */
function ordered(lines: readonly DecisionLine[], event: Event): readonly DecisionLine[] {
  switch (event.type) {
    case 'risk.order_denied': {
      const [first] = event.data.denials
      const says = first === undefined ? 'risk denied it' : explain(first)
      const denial = first?.reason ?? null
      return changed(lines, wishedAs(event.cause), ({ orderIds }) =>
        orderIds.length > 0 ? {} : { state: 'denied', says, denial },
      )
    }
    case 'risk.order_approved': {
      const { id, quantity } = event.data.order
      return changed(lines, wishedAs(event.cause), ({ orderIds }) => ({
        state: 'ordered',
        says: `${quantity} ordered`,
        orderIds: [...orderIds, id],
      }))
    }
    case 'execution.order_partially_filled':
    case 'execution.order_filled':
      return filled(lines, event.data)
    case 'execution.order_rejected':
    case 'execution.order_cancelled':
    case 'execution.order_expired': {
      const { orderId, reason } = event.data
      return changed(lines, orderedAs(orderId), ({ filledQuantity }) =>
        filledQuantity > 0 ? {} : { state: 'unfilled', says: reason },
      )
    }
    default:
      return lines
  }
}

const wishedAs =
  (seq: number): Finds =>
  ({ wishSeq }) =>
    wishSeq !== null && wishSeq === seq

const orderedAs =
  (id: OrderId): Finds =>
  ({ orderIds }) =>
    orderIds.includes(id)

function filled(
  lines: readonly DecisionLine[],
  { orderId, quantity, price }: Fill,
): readonly DecisionLine[] {
  return changed(lines, orderedAs(orderId), (line) => {
    const filledQuantity = line.filledQuantity + quantity
    const filledPaise = line.filledPaise + quantity * price
    const average = Math.round(filledPaise / filledQuantity)
    const says = `${filledQuantity} at ${formatPaise(average)}`
    return { state: 'traded', filledQuantity, filledPaise, says }
  })
}
