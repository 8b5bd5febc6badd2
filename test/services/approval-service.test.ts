import { describe, expect, it } from 'vitest'
import type { Event, Events } from '../../src/core/events.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { tradeDate } from '../../src/domain/time.ts'
import { PaperDesk, type PaperDeskOptions, TCS } from './paper-desk.ts'
import { recommendation, wall } from './recommendations.ts'

const BY = { source: 'web' } as const
/** Limits that one small order does not meet. */
const WIDE: RiskLimits = { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9, coolDownMs: 0 }

/** A desk in continuous trading at ₹1,000 whose proposals ask a person. */
const opened = (options: PaperDeskOptions = {}): PaperDesk => {
  const desk = new PaperDesk({ limits: WIDE, approvals: 'manual', ...options })
  desk.bars([9, 15], [9, 17])
  return desk
}

const propose = (desk: PaperDesk, part: Partial<Events['ai.recommendation']> = {}) =>
  desk.kernel.bus.inject('ai.recommendation', recommendation(part), BY)

const requests = (desk: PaperDesk) => desk.told('approval.requested')

/** The newest request; what was restated since is in it. */
async function proposed(desk: PaperDesk): Promise<Event<'approval.requested'>['data']> {
  const request = (await requests(desk)).at(-1)
  if (request === undefined) throw new RangeError('nothing was requested')
  const { approvalId } = request.data
  const restated = (await desk.told('approval.restated')).filter(
    ({ data }) => data.approvalId === approvalId,
  )
  return { ...request.data, ...restated.at(-1)?.data }
}

type Answer = Partial<Events['approval.answer_given']>
const answer = async (desk: PaperDesk, part: Answer = {}) => {
  const { approvalId, figuresHash } = await proposed(desk)
  const given = {
    approvalId,
    answer: 'approve',
    by: 'owner',
    reason: 'convinced',
    figuresHash,
    answeredAt: wall(1),
    ...part,
  } as const
  desk.kernel.bus.inject('approval.answer_given', given, BY)
}
const pass = (desk: PaperDesk, minutes: number) =>
  desk.kernel.bus.inject('approval.time_passed', { wallAt: wall(minutes) }, BY)

const refusals = async (desk: PaperDesk) =>
  (await desk.told('approval.refused')).map(({ data }) => data.why)
const dropped = async (desk: PaperDesk) =>
  (await desk.told('strategy.intent_dropped')).map(({ data }) => data.reason)
const wishes = (desk: PaperDesk) => desk.told('strategy.intent_received')

describe('a proposal that asks a person', () => {
  it('B129 shows what would be ordered, what it costs and each check, and orders nothing by itself', async () => {
    const desk = opened()
    propose(desk)
    desk.bars([9, 17], [9, 20])
    const { figures, band, expiresAt, requestedAt, figuresHash } = await proposed(desk)
    expect(figures).toMatchObject({ verdict: 'approved', quantity: 50, price: 100_000 })
    expect(figures).toMatchObject({ value: 50_00_000, stop: 98_000, target: 105_000 })
    expect(figures.charges).toBeGreaterThan(0)
    expect(figures.breakEven).toBeGreaterThan(100_000)
    expect(figures.worstCase).toBeGreaterThan(50 * 2_000)
    expect(figures.checks.length).toBeGreaterThan(20)
    expect(figures.sizing).toContain('50 = ')
    expect(band).toEqual({ low: 99_500, high: 100_500 })
    expect([requestedAt, expiresAt]).toEqual([wall(0), wall(5)])
    expect(figuresHash).toMatch(/^[0-9a-f]{32}$/)
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 approved executes exactly once, as it was shown', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk)
    await answer(desk)
    desk.bars([9, 17], [9, 20])
    const [wish] = await wishes(desk)
    const { approvalId } = await proposed(desk)
    expect(wish?.data).toMatchObject({ strategy: 'agent', key: approvalId, quantity: null })
    expect(wish?.data).toMatchObject({ type: 'MARKET', limit: null, trigger: null })
    expect(await desk.told('approval.approved')).toHaveLength(1)
    expect(await desk.trades()).toEqual([['buy', 50, 100_000]])
    expect(await refusals(desk)).toEqual(['answered_before'])
  })

  it('B45 the order bears the correlation of the answer', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk)
    const [given] = await desk.told('approval.answer_given')
    const [order] = await desk.told('risk.order_approved')
    expect(order?.correlationId).toBe(given?.correlationId)
  })

  it('B129 rejected is over, and nothing comes of it', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk, { answer: 'reject', reason: 'too dear' })
    await answer(desk)
    const [rejected] = await desk.told('approval.rejected')
    expect(rejected?.data).toMatchObject({ by: 'owner', reason: 'too dear' })
    expect(await refusals(desk)).toEqual(['answered_before'])
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 an answer that comes late is refused, and the proposal is over', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk, { answeredAt: wall(5) })
    await answer(desk, { answeredAt: wall(4) })
    expect(await refusals(desk)).toEqual(['expired', 'expired'])
    expect(await desk.told('approval.expired')).toHaveLength(1)
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 it expires by the machine’s clock, however far the market’s has gone', async () => {
    const desk = opened()
    propose(desk)
    desk.bars([9, 17], [15, 0])
    pass(desk, 4.9)
    expect(await desk.told('approval.expired')).toEqual([])
    pass(desk, 5)
    pass(desk, 6)
    expect(await desk.told('approval.expired')).toHaveLength(1)
  })

  it('B129 an answer by a clock that was set back is not believed', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk, { answeredAt: wall(-60) })
    expect(await refusals(desk)).toEqual(['expired'])
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 an answer to other figures than those shown is refused, and the proposal waits on', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk, { figuresHash: '0'.repeat(32) })
    expect(await refusals(desk)).toEqual(['figures_changed'])
    await answer(desk)
    expect(await desk.told('approval.approved')).toHaveLength(1)
  })

  it('B129 a price that left its band is refused and stated anew, and then it may be approved', async () => {
    const desk = opened()
    propose(desk)
    const before = await proposed(desk)
    desk.bar(9, 17, 101_000)
    await answer(desk)
    const after = await proposed(desk)
    expect(await refusals(desk)).toEqual(['price_moved'])
    expect(after.figures).toMatchObject({ price: 101_000, quantity: 49 })
    expect(after.figuresHash).not.toBe(before.figuresHash)
    expect(after.band).toEqual({ low: 100_495, high: 101_505 })
    await answer(desk, { figuresHash: before.figuresHash })
    await answer(desk)
    expect(await refusals(desk)).toEqual(['price_moved', 'figures_changed'])
    expect(await desk.told('approval.approved')).toHaveLength(1)
  })

  it('B129 a price that moves within its band takes the sums with it, and the answer holds', async () => {
    const desk = opened()
    propose(desk)
    desk.bar(9, 17, 99_800)
    pass(desk, 1)
    await answer(desk)
    expect(await desk.told('approval.restated')).toEqual([])
    expect(await desk.told('approval.approved')).toHaveLength(1)
  })

  it('B129 changed data is stated anew as time passes, and the old answer refused', async () => {
    const desk = opened()
    propose(desk)
    const before = await proposed(desk)
    const limits = { ...WIDE, orderValueMax: paise(20_00_000) }
    desk.kernel.bus.inject('risk.limits_change', { limits, by: 'owner' }, BY)
    pass(desk, 1)
    pass(desk, 2)
    expect(await desk.told('approval.restated')).toHaveLength(1)
    expect((await proposed(desk)).figures.quantity).toBe(20)
    await answer(desk, { figuresHash: before.figuresHash })
    expect(await refusals(desk)).toEqual(['figures_changed'])
    await answer(desk)
    desk.bars([9, 17], [9, 20])
    expect(await desk.trades()).toEqual([['buy', 20, 100_000]])
  })

  it('B129 data that changed unseen is found by the answer itself', async () => {
    const desk = opened()
    propose(desk)
    const limits = { ...WIDE, orderValueMax: paise(20_00_000) }
    desk.kernel.bus.inject('risk.limits_change', { limits, by: 'owner' }, BY)
    await answer(desk)
    expect(await refusals(desk)).toEqual(['figures_changed'])
    expect(await desk.told('approval.restated')).toHaveLength(1)
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 an answer to nothing is told so', async () => {
    const desk = opened()
    propose(desk)
    await answer(desk, { approvalId: 'approval-0' })
    expect(await refusals(desk)).toEqual(['unknown'])
  })

  it('B129 a restart between request and answer changes nothing', async () => {
    const desk = opened()
    propose(desk)
    const again = new PaperDesk({ limits: WIDE, approvals: 'manual', from: desk })
    await answer(again)
    const third = new PaperDesk({ limits: WIDE, approvals: 'manual', from: again })
    await answer(third)
    expect(await third.told('approval.approved')).toHaveLength(1)
    expect(await refusals(third)).toEqual(['answered_before'])
  })

  it('B129 an account that begins anew has no proposals', async () => {
    const desk = opened()
    propose(desk)
    const anew = { month: '2026-06', capital: desk.kernel.riskUse().equityPaise } as never
    desk.kernel.bus.inject('portfolio.account_reset', anew, BY)
    expect(await desk.told('approval.expired')).toHaveLength(1)
    await answer(desk)
    expect(await refusals(desk)).toEqual(['expired'])
  })
})

describe('an idea that goes no further', () => {
  it('B129 the same side of a share is not asked for twice while one waits', async () => {
    const desk = opened()
    propose(desk)
    propose(desk)
    propose(desk, { instrument: TCS })
    expect(await requests(desk)).toHaveLength(1)
    expect(await dropped(desk)).toEqual([
      'a proposal to buy it already waits',
      'no price of it is known',
    ])
  })

  it('B129 nor while an order of it is under way or the AI holds it; an exit is another thing', async () => {
    const desk = opened({ approvals: 'automatic' })
    propose(desk)
    propose(desk)
    desk.bars([9, 17], [9, 20])
    propose(desk)
    expect(await dropped(desk)).toEqual([
      'an order of the AI to buy it is under way',
      'the AI already holds it',
    ])
    propose(desk, { verdict: 'SELL', side: 'sell', effect: 'close' })
    desk.bars([9, 20], [9, 23])
    expect(await desk.trades()).toEqual([
      ['buy', 50, 100_000],
      ['sell', 50, 100_000],
    ])
  })

  it('B129 the same recommendation is proposed once', async () => {
    const desk = opened()
    const said = recommendation()
    propose(desk, said)
    await answer(desk, { answer: 'reject' })
    propose(desk, said)
    expect(await dropped(desk)).toEqual(['it was proposed before'])
  })

  it.each([
    ['what the rules stopped before', { whyNot: 'growth 40 is below 65' }, 'growth 40 is below 65'],
    ['a share that the desk does not know', { instrument: 'NSE:NOWHERE' as never }, /not know it/],
    ['a size of nothing', { sizeBps: 0 }, /size of 0 basis points/],
    ['a size above the whole', { sizeBps: 20_000 }, /size of 20000/],
    ['a size that is no number', { sizeBps: Number.NaN }, /size of NaN/],
    ['an exit of what is not there', { side: 'sell', effect: 'close' } as const, /nothing left/],
  ])('B138 tells why not of %s', async (_, part, reason) => {
    const desk = opened()
    propose(desk, part)
    expect(await requests(desk)).toEqual([])
    expect(await dropped(desk)).toEqual([
      typeof reason === 'string' ? reason : expect.stringMatching(reason),
    ])
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B138 HOLD is only recorded', async () => {
    const desk = opened({ approvals: 'automatic' })
    propose(desk, { verdict: 'HOLD', side: null, effect: null })
    expect(await dropped(desk)).toEqual([])
    expect(await wishes(desk)).toEqual([])
  })
})

describe('who is asked', () => {
  it('B129 on paper nobody, by default: the policy approves, and risk checks as ever', async () => {
    const desk = opened({ approvals: 'automatic' })
    propose(desk, { sizeBps: 5_000 })
    desk.bars([9, 17], [9, 20])
    const [approved] = await desk.told('approval.approved')
    expect(approved?.data).toMatchObject({ by: 'policy' })
    expect(await requests(desk)).toEqual([])
    expect(await desk.trades()).toEqual([['buy', 25, 100_000]])
  })

  it('B128 on a live book always a person, whatever is configured', async () => {
    const desk = opened({ approvals: 'automatic', mode: 'live' })
    propose(desk)
    expect(await requests(desk)).toHaveLength(1)
    expect(await wishes(desk)).toEqual([])
  })

  it('B128 a dry run asks and lets nothing be approved', async () => {
    const desk = opened({ approvals: 'automatic', mode: 'dry-run' })
    propose(desk)
    await answer(desk)
    expect(await requests(desk)).toHaveLength(1)
    expect(await refusals(desk)).toEqual(['not_trading'])
    expect(await wishes(desk)).toEqual([])
  })

  it('B129 B136 while trading is halted a proposal waits; approving it is refused with the reason of the halt', async () => {
    const desk = opened({ approvals: 'automatic' })
    const stop = { reason: 'a look at the books', by: 'owner' }
    desk.kernel.bus.inject('system.emergency_stop', stop, BY)
    propose(desk)
    await answer(desk)
    const [refused] = await desk.told('approval.refused')
    expect(refused?.data).toMatchObject({ why: 'not_trading' })
    expect(refused?.data.reason).toContain('a look at the books')
    desk.kernel.bus.inject('system.emergency_resume', stop, BY)
    pass(desk, 1)
    await answer(desk)
    expect(await desk.told('approval.approved')).toHaveLength(1)
  })

  it('B138 a wish in the AI’s name that nobody approved becomes no order', async () => {
    const desk = opened({ approvals: 'automatic' })
    desk.wish({ strategy: 'agent' })
    desk.bars([9, 17], [9, 20])
    expect(await dropped(desk)).toEqual(['a wish of the AI’s needs an approval'])
    expect(await desk.trades()).toEqual([])
  })

  it('B129 an exit of the AI’s is shared out over those who own the shares, as a person’s is', async () => {
    const desk = opened({ approvals: 'automatic' })
    desk.wish({ quantity: 10 })
    propose(desk, { sizeBps: 2_000 })
    desk.bars([9, 17], [9, 20])
    propose(desk, { side: 'sell', effect: 'close', verdict: 'SELL' })
    desk.bars([9, 20], [9, 23])
    const orders = (await desk.told('risk.order_approved')).map(({ data: { order } }) => order)
    expect(orders.map(({ strategy, effect, quantity }) => [strategy, effect, quantity])).toEqual([
      ['manual', 'open', 10],
      ['agent', 'open', 10],
      ['agent', 'close', 10],
      ['manual', 'close', 10],
    ])
  })
})

describe('a desk with forecasts', () => {
  it('resolves them at its own close', async () => {
    const desk = new PaperDesk({ approvals: 'manual' })
    desk.bars([9, 15], [9, 17])
    desk.kernel.bus.inject('ai.recommendation', recommendation({ horizonDays: 1 }), BY)
    desk.quiet(18, 0)
    desk.date = tradeDate('2026-06-02')
    desk.bars([9, 15], [9, 20], 102_000)
    desk.quiet(18, 0)
    const [resolved] = await desk.told('ai.forecast_resolved')
    expect(resolved?.data).toMatchObject({ came: true, outcomeBps: 200, benchmarkBps: null })
    expect(await desk.told('system.error')).toEqual([])
  })
})
