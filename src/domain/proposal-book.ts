import type { PriceBand, Proposal } from './approval.ts'
import type { InstrumentId } from './brand.ts'
import type { Side } from './order.ts'

/** How a proposal came to its end. */
export type ProposalEnd = 'approved' | 'rejected' | 'expired'

interface Ended {
  readonly approvalId: string
  readonly recommendationId: string
  readonly how: ProposalEnd
}

/** What must survive a restart. */
export interface ProposalBookState {
  readonly open: readonly Proposal[]
  readonly ended: readonly Ended[]
}

/** Ended ones that are known by name; a later answer to an older one is an answer to nothing. */
const ENDED_MAX = 500

/** Proposals that wait for an answer, and those that had theirs: each is answered once. */
export class ProposalBook {
  readonly #open = new Map<string, Proposal>()
  readonly #ended = new Map<string, Ended>()

  get open(): readonly Proposal[] {
    return [...this.#open.values()]
  }

  get(approvalId: string): Proposal | undefined {
    return this.#open.get(approvalId)
  }

  endOf(approvalId: string): ProposalEnd | null {
    return this.#ended.get(approvalId)?.how ?? null
  }

  hasOpen(instrument: InstrumentId, side: Side): boolean {
    return this.open.some((one) => one.instrument === instrument && one.side === side)
  }

  /** Whether a recommendation was proposed before. */
  knows(recommendationId: string): boolean {
    const isIt = (one: { readonly recommendationId: string }): boolean =>
      one.recommendationId === recommendationId
    return this.open.some(isIt) || [...this.#ended.values()].some(isIt)
  }

  add(proposal: Proposal): void {
    this.#open.set(proposal.approvalId, proposal)
  }

  restate(
    approvalId: string,
    shown: Pick<Proposal, 'figuresHash' | 'terms'> & { readonly band: PriceBand | null },
  ): void {
    const before = this.#open.get(approvalId)
    if (before !== undefined) this.#open.set(approvalId, { ...before, ...shown })
  }

  /** `recommendationId`: of one that nobody was asked about. */
  end(approvalId: string, how: ProposalEnd, recommendationId?: string): void {
    const of = this.#open.get(approvalId)?.recommendationId ?? recommendationId
    this.#open.delete(approvalId)
    if (of === undefined) return
    this.#ended.set(approvalId, { approvalId, recommendationId: of, how })
    const [oldest] = this.#ended.keys()
    if (oldest !== undefined && this.#ended.size > ENDED_MAX) this.#ended.delete(oldest)
  }

  save(): ProposalBookState {
    return { open: this.open, ended: [...this.#ended.values()] }
  }

  load({ open, ended }: ProposalBookState): void {
    this.#open.clear()
    this.#ended.clear()
    for (const proposal of open) this.#open.set(proposal.approvalId, proposal)
    for (const one of ended) this.#ended.set(one.approvalId, one)
  }
}
