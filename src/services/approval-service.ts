import { createHash } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { AnswerRefusal } from '../core/events/approval-events.ts'
import type { Event, Events } from '../core/events.ts'
import type { KernelSettings } from '../core/kernel.ts'
import type { Quotes } from '../core/quotes.ts'
import type { Account } from '../domain/account.ts'
import {
  type ApprovalFigures,
  bandAround,
  figuresOf,
  isTimely,
  isWithin,
  type PriceBand,
  type Proposal,
  termsOf,
} from '../domain/approval.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Holds } from '../domain/holds.ts'
import { ProposalBook, type ProposalBookState } from '../domain/proposal-book.ts'
import { AGENT, type Signal } from '../domain/signal.ts'
import { epochMs, MINUTE_MS } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { TradingState } from '../domain/trading-state.ts'
import type { Universe } from '../domain/universe.ts'
import { agentWish, type Idea, standsInTheWay } from './agent-wish.ts'

const HANDLES = [
  'ai.recommendation',
  'approval.requested',
  'approval.restated',
  'approval.answer_given',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'approval.time_passed',
  'risk.trading_state_change',
  'portfolio.account_reset',
] as const
type Handled = (typeof HANDLES)[number]

/** How long a proposal waits, by the machine's clock, and how far the price may move meanwhile. */
const VALID_MS = 5 * MINUTE_MS
const BAND_BPS = 50
/** Nobody answers more of them in five minutes. */
const OPEN_MAX = 50

export interface ApprovalDeps {
  readonly bus: EventBus
  readonly clock: Clock
  readonly quotes: Quotes
  readonly universe: Universe
  readonly account: Account
  readonly holds: Holds
  readonly mode: KernelSettings['mode']
  /** Whether a person is asked; on a live book always. */
  readonly approvals: 'automatic' | 'manual'
  readonly tradingState: () => TradingState
  /** What a wish would meet now. */
  readonly preview: (wish: Signal) => TradePreview
}

/** What must survive a restart. */
export interface ApprovalState extends ProposalBookState {
  /** Why trading stands as it does. */
  readonly tradingReason: string | null
}

type Proposed = Event<'ai.recommendation'>
type Answer = Event<'approval.answer_given'>

/** What would be approved now. */
interface Sight {
  readonly wish: Signal
  readonly figures: ApprovalFigures
  readonly band: PriceBand | null
}

/**
 * From a recommendation to a wish: by the desk's policy, or by a person's answer to the exact figures shown. The wish
 * carries the proposal's id as its key, so one approval makes one order at most.
 */
export class ApprovalService extends KernelHandler<Handled> {
  readonly beganEmpty = true
  readonly #deps: ApprovalDeps
  readonly #book = new ProposalBook()
  #tradingReason: string | null = null

  constructor(deps: ApprovalDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'ai.recommendation':
        return this.#meet(event)
      case 'approval.requested':
        return this.#book.add(proposalOf(event.data))
      case 'approval.restated': {
        const { approvalId, figures, figuresHash, band } = event.data
        return this.#book.restate(approvalId, { figuresHash, band, terms: termsOf(figures) })
      }
      case 'approval.answer_given':
        return this.#answer(event)
      case 'approval.approved':
        return this.#book.end(event.data.approvalId, 'approved', event.data.recommendationId)
      case 'approval.rejected':
        return this.#book.end(event.data.approvalId, 'rejected')
      case 'approval.expired':
        return this.#book.end(event.data.approvalId, 'expired')
      case 'approval.time_passed':
        return this.#passTime(event)
      case 'risk.trading_state_change':
        this.#tradingReason = event.data.reason
        return
      case 'portfolio.account_reset':
        return this.#expireAll(event, 'the account begins anew')
      default:
        event satisfies never
    }
  }

  save(): ApprovalState {
    return { ...this.#book.save(), tradingReason: this.#tradingReason }
  }

  load({ tradingReason, ...book }: ApprovalState): void {
    this.#tradingReason = tradingReason
    this.#book.load(book)
  }

  #meet(event: Proposed): void {
    const { bus, mode, approvals, tradingState } = this.#deps
    const { side, effect, whyNot } = event.data
    if (bus.isReplaying) return
    if (whyNot !== null) return this.#drop(event, whyNot)
    if (side === null || effect === null) return
    const idea = { ...event.data, side, effect, approvalId: `approval-${event.seq}` }
    const obstacle = this.#obstacleTo(idea)
    if (obstacle !== null) return this.#drop(event, obstacle)
    const sight = this.#lookAt(idea)
    if (sight === null) return this.#drop(event, 'no price of it is known')
    const { says, sizing, quantity } = sight.figures
    if (quantity === 0) return this.#drop(event, sizing ?? says)
    // Who talks, or works outside, may have read anything: only what was argued over forms acts by policy. Where nothing
    // can be placed now, a person may still let it, once it can.
    const isArgued = event.data.provenance === 'analysis'
    const isPolicy = mode === 'paper' && approvals === 'automatic' && isArgued
    const isAsked = !isPolicy || tradingState() === 'halted'
    if (isAsked) return this.#request(event, idea, sight)
    const reason = 'proposals on paper need no answer'
    this.#approve(event, idea, { by: 'policy', reason, wish: sight.wish })
  }

  #obstacleTo(idea: Idea): string | null {
    const { recommendationId, instrument, side } = idea
    const { open } = this.#book
    if (this.#book.knows(recommendationId)) return 'it was proposed before'
    if (this.#book.hasOpen(instrument, side)) return `a proposal to ${side} it already waits`
    if (open.length >= OPEN_MAX) return `${OPEN_MAX} proposals already wait`
    return standsInTheWay(idea, this.#deps)
  }

  /** What the wish would be and meet now; null without a price. */
  #lookAt(idea: Idea): Sight | null {
    const { clock, account, preview } = this.#deps
    const price = this.#priceOf(idea.instrument)
    if (!(price > 0)) return null
    const wish = agentWish(idea, { price, at: epochMs(clock.now()), account })
    const figures = figuresOf(preview(wish), wish.product)
    return { wish, figures, band: bandAround(figures.price, BAND_BPS) }
  }

  #priceOf(instrument: InstrumentId): number {
    const { universe, quotes } = this.#deps
    const index = universe.indexOf(instrument)
    return index < 0 ? Number.NaN : at(quotes.last, index)
  }

  #request(event: Proposed, idea: Idea, { figures, band }: Sight): void {
    const { approvalId, recommendationId, instrument, side, effect, sizeBps } = idea
    const { reason, wallAt } = event.data
    const figuresHash = hashOf(approvalId, figures, band)
    const what = { approvalId, recommendationId, instrument, side, effect, sizeBps, reason }
    const shown = { figures, figuresHash, band }
    const life = { requestedAt: wallAt, expiresAt: epochMs(wallAt + VALID_MS) }
    this.#deps.bus.publish('approval.requested', { ...what, ...shown, ...life }, because(event))
  }

  #approve(
    event: Event,
    { approvalId, recommendationId }: Pick<Idea, 'approvalId' | 'recommendationId'>,
    { by, reason, wish }: { readonly by: string; readonly reason: string; readonly wish: Signal },
  ): void {
    const { bus } = this.#deps
    const approval = { approvalId, recommendationId, by, reason }
    const approved = bus.publish('approval.approved', approval, because(event))
    bus.publish('strategy.intent_received', wish, because(approved))
  }

  #answer(event: Answer): void {
    const { approvalId, answer, by, reason, answeredAt } = event.data
    if (this.#deps.bus.isReplaying) return
    const proposal = this.#book.get(approvalId)
    if (proposal === undefined) return this.#refuseEnded(event)
    if (!isTimely(proposal, answeredAt)) {
      this.#refuse(event, 'expired', 'it expired before it was answered')
      return this.#expire(event, proposal, 'nobody answered in time')
    }
    if (answer === 'approve') return this.#settle(event, proposal)
    const rejected = { approvalId, by, reason }
    this.#deps.bus.publish('approval.rejected', rejected, because(event))
  }

  #refuseEnded(event: Answer): void {
    const end = this.#book.endOf(event.data.approvalId)
    if (end === null) this.#refuse(event, 'unknown', 'there is no such proposal')
    else if (end === 'expired') this.#refuse(event, 'expired', 'it has expired')
    else this.#refuse(event, 'answered_before', `it was ${end} before`)
  }

  /** A person approves: it holds if it is given to what would be ordered now. */
  #settle(event: Answer, proposal: Proposal): void {
    const { by, reason, figuresHash } = event.data
    const stopped = this.#whyNotNow()
    if (stopped !== null) return this.#refuse(event, 'not_trading', stopped)
    if (figuresHash !== proposal.figuresHash)
      return this.#refuse(event, 'figures_changed', 'its figures are not those that were shown')
    const sight = this.#lookAt(proposal)
    if (sight === null || !isWithin(sight.wish.decisionPrice, proposal.band)) {
      this.#refuse(event, 'price_moved', 'the price left the band that it was shown with')
      return this.#restate(event, proposal, sight)
    }
    if (termsOf(sight.figures) !== proposal.terms) {
      this.#refuse(event, 'figures_changed', 'its figures have changed: look at the new ones')
      return this.#restate(event, proposal, sight)
    }
    this.#approve(event, proposal, { by, reason, wish: sight.wish })
  }

  #whyNotNow(): string | null {
    const { mode, tradingState } = this.#deps
    if (mode === 'dry-run') return 'a dry run decides and places nothing'
    if (tradingState() !== 'halted') return null
    return `trading is halted: ${this.#tradingReason ?? 'resume it first'}`
  }

  #passTime(event: Event<'approval.time_passed'>): void {
    if (this.#deps.bus.isReplaying) return
    for (const proposal of this.#book.open) {
      if (!isTimely(proposal, event.data.wallAt))
        this.#expire(event, proposal, 'nobody answered in time')
      else this.#restate(event, proposal, this.#lookAt(proposal))
    }
  }

  /** Says anew what would be approved, where it is another thing than was said. */
  #restate(event: Event, { approvalId, terms, band: before }: Proposal, sight: Sight | null): void {
    if (sight === null) return
    const { figures, band, wish } = sight
    if (termsOf(figures) === terms && isWithin(wish.decisionPrice, before)) return
    const figuresHash = hashOf(approvalId, figures, band)
    const restated = { approvalId, figures, figuresHash, band }
    this.#deps.bus.publish('approval.restated', restated, because(event))
  }

  #refuse(event: Answer, why: AnswerRefusal, reason: string): void {
    const { approvalId, answer, by } = event.data
    const refused = { approvalId, answer, by, why, reason }
    this.#deps.bus.publish('approval.refused', refused, because(event))
  }

  #expire(event: Event, { approvalId }: Proposal, reason: string): void {
    this.#deps.bus.publish('approval.expired', { approvalId, reason }, because(event))
  }

  #expireAll(event: Event, reason: string): void {
    if (this.#deps.bus.isReplaying) return
    for (const proposal of this.#book.open) this.#expire(event, proposal, reason)
  }

  #drop(event: Proposed, reason: string): void {
    const { instrument } = event.data
    const dropped = { strategy: AGENT, instrument, reason }
    this.#deps.bus.publish('strategy.intent_dropped', dropped, because(event))
  }
}

const proposalOf = ({ figures, ...rest }: Events['approval.requested']): Proposal => ({
  ...rest,
  terms: termsOf(figures),
})

const hashOf = (approvalId: string, figures: ApprovalFigures, band: PriceBand | null): string =>
  createHash('sha256')
    .update(JSON.stringify([approvalId, figures, band]))
    .digest('hex')
    .slice(0, 32)

const SOURCE = 'ApprovalService'
const because = (causedBy: Event) => ({ source: SOURCE, causedBy })
