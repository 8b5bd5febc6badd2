import { describe, expect, it } from 'vitest'
import { Quotes } from '../../src/core/quotes.ts'
import { Account } from '../../src/domain/account.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { Holds } from '../../src/domain/holds.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import type { TradePreview } from '../../src/domain/trade-preview.ts'
import { Universe } from '../../src/domain/universe.ts'
import { ApprovalService } from '../../src/services/approval-service.ts'
import { INFY } from '../domain/fills.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone } from './alone.ts'
import { recommendation, wall } from './recommendations.ts'

const SHARES = Array.from({ length: 60 }, (_, index) =>
  plainEquity(index === 0 ? INFY : instrumentId(`NSE:S${index}`)),
)
const BY = { source: 'test' } as const

/** Approvals alone: shares at a price, and risk of which only the answer is known. */
class ApprovalDesk extends Alone {
  readonly quotes = new Quotes(SHARES.length)
  quantity = 10
  previews = 0
  readonly service: ApprovalService

  constructor() {
    super()
    this.service = new ApprovalService({
      bus: this.bus,
      clock: this.clock,
      quotes: this.quotes,
      universe: new Universe(SHARES),
      account: new Account(),
      holds: new Holds(),
      mode: 'paper',
      approvals: 'manual',
      tradingState: () => 'active',
      preview: () => this.#preview(),
    })
    this.quotes.last.fill(100_000)
  }

  propose(part: object = {}): this {
    const said = recommendation({ instrument: INFY, ...part })
    this.bus.inject('ai.recommendation', said, BY)
    return this
  }

  #preview(): TradePreview {
    this.previews += 1
    const nothing = { value: null, charges: null, roundTrip: null, breakEven: null } as const
    return {
      ...nothing,
      at: this.clock.now(),
      verdict: 'approved',
      says: 'it passes',
      orders: [],
      quantity: this.quantity,
      suggestion: null,
      price: 100_000 as never,
      checks: [],
      worstCase: null,
      stop: null,
      target: null,
      trail: null,
    }
  }
}

describe('approvals alone', () => {
  it('B129 the fold of what was stated is the live state, and asks risk nothing', async () => {
    const desk = new ApprovalDesk().propose().propose()
    const [request] = await desk.told('approval.requested')
    if (request === undefined) throw new RangeError('nothing was requested')
    desk.quantity = 9
    desk.bus.inject('approval.time_passed', { wallAt: wall(1) }, BY)
    const { approvalId, figuresHash } = request.data
    const answered = { approvalId, figuresHash, by: 'owner', reason: '', answeredAt: wall(1) }
    desk.bus.inject('approval.answer_given', { ...answered, answer: 'approve' }, BY)
    const fold = new ApprovalDesk()
    for (const event of await desk.journal.read(0, 1_000)) fold.bus.replay(event)
    expect(fold.service.save()).toEqual(desk.service.save())
    expect(fold.service.save().open).toHaveLength(1)
    expect(fold.previews).toBe(0)
    const loaded = new ApprovalDesk()
    loaded.service.load(throughJson(desk.service.save()))
    expect(loaded.service.save()).toEqual(desk.service.save())
  })

  it('no more wait than anybody could answer', async () => {
    const desk = new ApprovalDesk()
    for (const { id } of SHARES) desk.propose({ instrument: id })
    expect(desk.service.save().open).toHaveLength(50)
    const dropped = await desk.told('strategy.intent_dropped')
    expect(dropped.map(({ data }) => data.reason)).toEqual(
      Array(10).fill('50 proposals already wait'),
    )
  })

  it('B24 stands without a container and leaves nothing behind', async () => {
    const desk = new ApprovalDesk()
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })
})
