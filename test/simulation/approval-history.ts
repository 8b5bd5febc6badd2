import { type EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import type { Event, Events } from '../../src/core/events.ts'
import type { Signal } from '../../src/domain/signal.ts'

const HANDLES = [
  'ai.recommendation',
  'approval.requested',
  'approval.restated',
  'approval.answer_given',
  'approval.approved',
  'approval.refused',
  'approval.rejected',
  'approval.expired',
  'strategy.intent_received',
  'strategy.intent_dropped',
  'strategy.signal',
  'risk.order_approved',
] as const
type Handled = (typeof HANDLES)[number]

type Shown = Pick<
  Events['approval.requested'],
  'figures' | 'figuresHash' | 'band' | 'requestedAt' | 'expiresAt'
>

/** What a stranger knows of one approval. */
interface Approval {
  readonly by: string
  /** What was on the screen when it was given; null where nobody was asked. */
  readonly shown: Shown | null
  wishes: number
  shares: number
}

/** A clock may be set back by so much before it is not believed, ms. */
const BACK_MS = 60_000

/**
 * Reads the proposals of the journal as a stranger would: every order of the AI's has exactly one approval before it, given
 * in time by a person to what was shown, or by the policy; and it is no other than what was shown.
 */
export class ApprovalHistory extends KernelHandler<Handled> {
  /** Answers and recommendations that nothing followed. */
  readonly unanswered = new Set<number>()
  approved = 0
  readonly #onFault: (fault: string) => void
  readonly #shown = new Map<string, Shown>()
  readonly #over = new Set<string>()
  readonly #answers = new Map<number, Events['approval.answer_given']>()
  readonly #approvals = new Map<string, Approval>()
  /** Wishes of the AI's by their place. */
  readonly #wishes = new Map<number, Signal>()

  constructor(bus: EventBus, onFault: (fault: string) => void) {
    super(bus, HANDLES)
    this.#onFault = onFault
  }

  override handleEvent(event: Event<Handled>): void {
    const fault = this.#read(event)
    if (fault !== null) this.#onFault(`event ${event.seq}, ${event.type}: ${fault}`)
  }

  #read(event: Event<Handled>): string | null {
    switch (event.type) {
      case 'ai.recommendation':
        if (event.data.side !== null || event.data.whyNot !== null) this.unanswered.add(event.seq)
        return null
      case 'approval.requested':
        this.unanswered.delete(event.cause)
        if (this.#shown.has(event.data.approvalId)) return 'it was requested before'
        this.#shown.set(event.data.approvalId, event.data)
        return null
      case 'approval.restated':
        return this.#restate(event.data)
      case 'approval.answer_given':
        this.unanswered.add(event.seq)
        this.#answers.set(event.seq, event.data)
        return null
      case 'approval.approved':
        this.unanswered.delete(event.cause)
        return this.#approve(event)
      case 'approval.refused':
        this.unanswered.delete(event.cause)
        return null
      case 'approval.rejected':
      case 'approval.expired':
        this.unanswered.delete(event.cause)
        return this.#end(event.data.approvalId)
      case 'strategy.intent_dropped':
        this.unanswered.delete(event.cause)
        return null
      case 'strategy.intent_received':
      case 'strategy.signal':
        if (event.data.strategy === 'agent') this.#wishes.set(event.seq, event.data)
        return null
      case 'risk.order_approved':
        return this.#order(event)
      default:
        event satisfies never
        return null
    }
  }

  #restate({ approvalId, ...anew }: Events['approval.restated']): string | null {
    const before = this.#shown.get(approvalId)
    if (before === undefined || this.#over.has(approvalId)) return 'it does not wait'
    this.#shown.set(approvalId, { ...before, ...anew })
    return null
  }

  #end(approvalId: string): string | null {
    if (!this.#shown.has(approvalId)) return 'it was never requested'
    if (this.#over.has(approvalId)) return 'it was over before'
    this.#over.add(approvalId)
    return null
  }

  #approve({ cause, data }: Event<'approval.approved'>): string | null {
    const { approvalId, by } = data
    this.approved += 1
    if (this.#approvals.has(approvalId)) return `${approvalId} is approved twice`
    const shown = this.#shown.get(approvalId) ?? null
    this.#approvals.set(approvalId, { by, shown, wishes: 0, shares: 0 })
    if (by === 'policy') return shown === null ? null : 'the policy answers what a person was asked'
    const answer = this.#answers.get(cause)
    if (answer === undefined || shown === null) return `${approvalId} is approved by nobody`
    const isMeant = answer.approvalId === approvalId && answer.answer === 'approve'
    if (!isMeant) return 'another answer was given'
    if (answer.figuresHash !== shown.figuresHash) return 'other figures were shown'
    const isInTime =
      answer.answeredAt < shown.expiresAt && answer.answeredAt > shown.requestedAt - BACK_MS
    return isInTime ? this.#end(approvalId) : 'the answer came too late'
  }

  #order({ cause, data: { order } }: Event<'risk.order_approved'>): string | null {
    const wish = this.#wishes.get(cause)
    // Shares of the AI’s may be sold by whoever sells everybody’s: those wishes are another’s.
    if (wish === undefined || wish.guards !== null) return null
    const approval = wish.key === null ? undefined : this.#approvals.get(wish.key)
    if (approval === undefined) return `order ${order.id} of the AI’s without an approval`
    if (approval.shares === 0) approval.wishes = cause
    if (approval.wishes !== cause) return `approval ${wish.key} became two wishes`
    approval.shares += order.quantity
    const { shown } = approval
    if (shown === null) return null
    const { figures, band } = shown
    if (approval.shares > figures.quantity)
      return `${approval.shares} shares are ordered, ${figures.quantity} were shown`
    const isNear =
      band !== null && order.decisionPrice >= band.low && order.decisionPrice <= band.high
    return isNear ? null : `ordered at ${order.decisionPrice}, outside of what was shown`
  }
}
