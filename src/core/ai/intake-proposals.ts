import { at } from '../../domain/bar.ts'
import { eventId, type InstrumentId } from '../../domain/brand.ts'
import type { Effect, Side } from '../../domain/order.ts'
import type { Universe } from '../../domain/universe.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import type { Events, Origin } from '../events.ts'
import type { FactType } from '../flow.ts'
import type { Intake } from '../intake.ts'
import type { Quotes } from '../quotes.ts'
import {
  Proposals,
  type Proposed,
  type ProposedForecast,
  type ProposedLesson,
  type ProposedTrade,
} from './proposals.ts'
import type { Score } from './records.ts'
import type { ToolCaller } from './tool.ts'

export interface IntakeProposalsDeps {
  readonly intake: Pick<Intake, 'post'>
  readonly kernel: { readonly quotes: Pick<Quotes, 'held'>; readonly universe: Universe }
  /** The machine's. */
  readonly clock: Clock
}

/** Half of the full size: nobody but the conversation has weighed it. */
const UNSCORED_BPS = 5_000
const UNSCORED: Score = {
  parts: { fundamental: null, valuation: null, growth: null, risk: null, qualitative: null },
  overall: null,
  verdict: 'HOLD',
  says: 'proposed in a conversation: nothing was scored',
}

/** Proposals of a running desk: each becomes one fact of its journal, under an id that is stated once. */
export class IntakeProposals extends Proposals {
  readonly #deps: IntakeProposalsDeps

  constructor(deps: IntakeProposalsDeps) {
    super()
    this.#deps = deps
  }

  override propose(trade: ProposedTrade, caller: ToolCaller): Promise<Proposed> {
    const { recommendationId, instrument, side, conviction, horizonDays } = trade
    const verdict = side === 'buy' ? 'BUY' : 'SELL'
    const stated = {
      recommendationId,
      analysisId: null,
      instrument,
      wallAt: this.#deps.clock.now(),
      verdict,
      modelVerdict: verdict,
      score: UNSCORED,
      disagreement: 'Nothing was scored, so it gets half the size',
      conviction,
      horizonDays,
      reason: trade.reason,
      invalidation: trade.invalidation,
      evidence: [],
      namedEvidence: trade.evidenceIds,
      sizeBps: UNSCORED_BPS,
      provenance: caller.by === 'mcp' ? 'mcp' : 'chat',
      side,
      effect: this.#effectOf(instrument, side),
      whyNot: null,
    } as const
    const says =
      'It is in the journal; the desk’s approval and its risk gate decide what becomes of it'
    return this.#state('ai.recommendation', stated, recommendationId, caller, says)
  }

  override forecast(forecast: ProposedForecast, caller: ToolCaller): Promise<Proposed> {
    const given = { ...forecast, recommendationId: null, by: caller.by }
    const says = 'It is measured from the price of now, and resolved on its day'
    return this.#state('ai.forecast_given', given, forecast.forecastId, caller, says)
  }

  override learn(lesson: ProposedLesson, caller: ToolCaller): Promise<Proposed> {
    const learned = { ...lesson, by: caller.by }
    return this.#state('ai.learning_update', learned, lesson.learningId, caller, 'It is noted')
  }

  async #state<T extends FactType>(
    type: T,
    data: Events[T],
    id: string,
    { correlationId }: ToolCaller,
    says: string,
  ): Promise<Proposed> {
    const origin: Origin = { source: 'mcp', id: eventId(id), correlationId }
    const event = await this.#deps.intake.post(type, data, origin)
    return { id, isNew: event !== null, says }
  }

  /** Throws CONFLICT for a sale of what is not held: a short is never proposed here. */
  #effectOf(instrument: InstrumentId, side: Side): Effect {
    if (side === 'buy') return 'open'
    const { quotes, universe } = this.#deps.kernel
    const isHeld = at(quotes.held, universe.indexOf(instrument)) > 0
    if (isHeld) return 'close'
    const says = `Nothing of ${instrument} is held, so there is nothing to leave`
    throw new TradingError('CONFLICT', says)
  }
}
