import type { Events } from '../../src/core/events.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import type { Effect, Side } from '../../src/domain/order.ts'
import type { SimDesk } from './sim-desk.ts'
import { SHARES } from './sim-market.ts'
import type { World } from './world.ts'

const SOURCE = { source: 'AnalysisService' } as const
const WEB = { source: 'web' } as const
const NOWHERE = instrumentId('NSE:NOWHERE')

/** What an AI recommends and a person answers, sense and nonsense. */
export class Ideas {
  readonly #world: World
  #count = 0

  constructor(world: World) {
    this.#world = world
  }

  /** A recommendation, now and then one that was made before, or a wish that nobody let through. */
  recommend(desk: SimDesk): void {
    const world = this.#world
    if (world.chance(0.1)) return this.#sneak(desk)
    if (world.chance(0.95)) this.#count += 1
    desk.post('ai.recommendation', this.#recommendation(desk), SOURCE)
  }

  /** A person answers something that waits, rightly or not, once or twice. */
  answer(desk: SimDesk): void {
    const world = this.#world
    const { open, ended } = desk.parts.approvals.save()
    const proposal = open.length > 0 ? world.pick(open) : undefined
    const old = ended.length > 0 ? world.pick(ended).approvalId : 'approval-0'
    const approvalId = proposal === undefined || world.chance(0.05) ? old : proposal.approvalId
    const isRight = proposal !== undefined && world.chance(0.9)
    const answer: Events['approval.answer_given'] = {
      approvalId,
      answer: world.chance(0.85) ? 'approve' : 'reject',
      by: 'a simulated person',
      reason: 'so be it',
      figuresHash: isRight ? proposal.figuresHash : 'f00',
      answeredAt: desk.clock.now(),
    }
    for (let time = world.chance(0.2) ? 2 : 1; time > 0; time--) {
      desk.post('approval.answer_given', answer, WEB)
    }
  }

  passTime(desk: SimDesk): void {
    desk.post('approval.time_passed', { wallAt: desk.clock.now() }, SOURCE)
  }

  #recommendation(desk: SimDesk): Events['ai.recommendation'] {
    const world = this.#world
    const index = world.random.int(SHARES.length)
    const instrument = world.chance(0.03) ? NOWHERE : (SHARES[index]?.id ?? NOWHERE)
    const [side, effect] = this.#sideOf(desk, index)
    const verdict = side === null ? 'HOLD' : side === 'buy' ? 'BUY' : 'SELL'
    const score = world.random.int(101)
    return {
      recommendationId: `recommendation ${this.#count}`,
      analysisId: null,
      instrument,
      verdict,
      modelVerdict: verdict,
      score: {
        parts: { fundamental: score, valuation: score, growth: score, risk: 10, qualitative: null },
        overall: score,
        verdict,
        says: 'simulated',
      },
      disagreement: null,
      conviction: world.chance(0.03) ? Number.NaN : world.random.next(),
      horizonDays: world.pick([1, 1, 2, 3, 400, 0.5]),
      reason: 'a simulated idea',
      invalidation: 'none',
      evidence: [],
      sizeBps: world.pick([10_000, 10_000, 5_000, 5_000, 1, 0, 20_000]),
      provenance: 'analysis',
      side,
      effect,
      whyNot: world.chance(0.1) ? 'a rule stopped it' : null,
      wallAt: desk.clock.now(),
    }
  }

  #sideOf(desk: SimDesk, index: number): readonly [Side | null, Effect | null] {
    const world = this.#world
    if (world.chance(0.1)) return [null, null]
    const id = SHARES[index]?.id ?? NOWHERE
    const held = desk.parts.account.quantity(id, 'CNC') + desk.parts.account.quantity(id, 'MIS')
    if (held !== 0 && world.chance(0.5)) return [held > 0 ? 'sell' : 'buy', 'close']
    if (world.chance(0.1)) return [world.pick(['buy', 'sell'] as const), 'close']
    return [world.chance(0.85) ? 'buy' : 'sell', 'open']
  }

  /** A wish in the AI's name that did not come by an approval. */
  #sneak(desk: SimDesk): void {
    const wish = {
      strategy: 'agent',
      instrument: SHARES[this.#world.random.int(SHARES.length)]?.id ?? NOWHERE,
      side: 'buy',
      effect: 'open',
      quantity: null,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: 'CNC',
      validity: 'DAY',
      ttlMinutes: null,
      protection: null,
      decisionPrice: paise(50_000),
      decisionAt: desk.parts.clock.now(),
      reason: 'nobody approved it',
      key: this.#world.chance(0.5) ? 'approval-12' : null,
      guards: null,
    } as const
    desk.post('strategy.intent_received', wish, WEB)
  }
}
