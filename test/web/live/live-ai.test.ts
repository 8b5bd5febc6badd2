import { afterEach, describe, expect, it } from 'vitest'
import { epochMs, MINUTE_MS } from '../../../src/domain/time.ts'
import { aiTopic } from '../../../src/web/contract/ai.ts'
import { approvalsState } from '../../../src/web/contract/approvals.ts'
import { recommendationOf, StandInAnalyses, StandInClaude } from '../stand-in-ai.ts'
import { NOON, shareOf, TestDesk } from './live-fixture.ts'

const open: TestDesk[] = []

afterEach(async () => {
  for (const { desk } of open.splice(0)) await desk.close()
})

/** A desk that shows a model. */
function shown() {
  const test = new TestDesk().begin()
  open.push(test)
  const claude = new StandInClaude()
  const analyses = new StandInAnalyses(claude)
  test.desk.showAi({ claude, analyses })
  return { test, claude, analyses }
}

const INSTRUMENT = shareOf(1)

/** A recommendation, and the proposal that follows. */
function propose(test: TestDesk, id: string): void {
  const { id: recommendationId, at: _, ...said } = recommendationOf(INSTRUMENT, { id: `r-${id}` })
  test.tell('ai.recommendation', { ...said, recommendationId, wallAt: NOON })
  const figures = {
    verdict: 'approved',
    says: 'An order to buy 10 passes every check',
    product: 'CNC',
    quantity: 10,
    price: null,
    value: null,
    charges: null,
    chargeItems: null,
    roundTrip: null,
    breakEven: null,
    worstCase: null,
    stop: null,
    target: null,
    sizing: null,
    checks: [
      {
        id: 'cool_down',
        group: 'pace',
        isPassed: true,
        value: Number.POSITIVE_INFINITY,
        limit: 1_800_000,
        unit: 'ms',
        says: 'The share has cooled down',
      },
    ],
  } as const
  test.tell('approval.requested', {
    approvalId: id,
    recommendationId,
    instrument: INSTRUMENT,
    side: 'buy',
    effect: 'open',
    sizeBps: 10_000,
    reason: said.reason,
    figures,
    figuresHash: 'ab',
    band: null,
    requestedAt: NOON,
    expiresAt: epochMs(NOON + 5 * MINUTE_MS),
  })
}

describe('the AI as it is shown', () => {
  it('B140 the strip follows the model at once, and says that a script stands in its place', () => {
    const { test, claude } = shown()
    expect(test.desk.state('status').ai).toMatchObject({ state: 'ready', isScripted: true })
    claude.move({ state: 'blocked', reason: 'Nobody is logged in', nextStep: 'log in' })
    expect(test.desk.state('status').ai).toEqual({
      state: 'blocked',
      reason: 'Nobody is logged in',
      nextStep: 'log in',
      isScripted: true,
    })
    claude.move({
      state: 'cooling',
      reason: 'The provider asks to wait',
      coolingUntil: epochMs(NOON + 90 * MINUTE_MS),
      isScripted: false,
    })
    expect(test.desk.state('status').ai).toMatchObject({
      state: 'degraded',
      reason: 'The provider asks to wait; it ends at 13:30',
      isScripted: false,
    })
    claude.move({
      state: 'unproven',
      nextStep: null,
      reason: 'A login is stored, and was not tried yet',
    })
    expect(test.desk.state('status').ai).toMatchObject({
      state: 'degraded',
      nextStep: 'Prove it with "robo-trader ai status"',
    })
  })

  it('an analysis that moves is another version of its topic, told to whoever listens, and of no other', async () => {
    const { test, analyses } = shown()
    let times = 0
    test.desk.listen('ai', () => {
      times += 1
    })
    const orders = test.desk.version('orders')
    await analyses.start({ instruments: [INSTRUMENT], askedBy: 'a test' })
    test.pass(1_000)
    expect(times).toBe(1)
    const [line] = Object.values(test.desk.state('ai').analyses)
    expect(line).toMatchObject({ state: 'queued', instruments: [INSTRUMENT] })
    expect(test.desk.version('orders')).toBe(orders)
    test.pass(1_000)
    expect(times).toBe(1)
  })

  it('B129 what waits is shown with its evidence until it has its answer, and once more behind it', () => {
    const { test } = shown()
    propose(test, 'p1')
    propose(test, 'p2')
    const { pending } = test.desk.state('approvals')
    expect(Object.keys(pending)).toEqual(['p1', 'p2'])
    expect(pending['p1']?.recommendation?.evidence).toHaveLength(1)
    expect(pending['p1']?.figures.checks[0]?.value).toBeNull()
    expect(test.desk.state('status').needs).toBe(2)
    test.tell('approval.rejected', { approvalId: 'p1', by: 'a test', reason: 'not now' })
    const after = test.desk.state('approvals')
    expect(Object.keys(after.pending)).toEqual(['p2'])
    expect(after.answered['p1']).toMatchObject({
      state: 'rejected',
      recommendation: { fate: { state: 'rejected', says: 'not now', by: 'a test' } },
    })
    expect(test.desk.state('status').needs).toBe(1)
    for (const [topic, schema] of [
      ['approvals', approvalsState],
      ['ai', aiTopic],
    ] as const) {
      const state: unknown = JSON.parse(test.desk.bytes(topic).body.toString())
      expect(schema.parse(state)).toEqual(state)
    }
  })

  it('B122 the topics stay as they are while nothing is proposed', () => {
    const { test } = shown()
    propose(test, 'p1')
    const before = [test.desk.version('approvals'), test.desk.version('ai')]
    test.buy(2)
    test.pass(5_000)
    expect([test.desk.version('approvals'), test.desk.version('ai')]).toEqual(before)
  })
})
