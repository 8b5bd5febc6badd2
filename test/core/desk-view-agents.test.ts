import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationIn } from '../../src/core/desk-view/forecast-lines.ts'
import { DeskView } from '../../src/core/desk-view.ts'
import type { Event, Events } from '../../src/core/events.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { tradeDate } from '../../src/domain/time.ts'
import { PaperDesk, type PaperDeskOptions } from '../services/paper-desk.ts'
import { recommendation, wall } from '../services/recommendations.ts'

const BY = { source: 'web' } as const
/** Limits that one small order does not meet. */
const WIDE: RiskLimits = { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9, coolDownMs: 0 }

const opened = (options: PaperDeskOptions = {}): PaperDesk => {
  const desk = new PaperDesk({ limits: WIDE, approvals: 'manual', ...options })
  desk.bars([9, 15], [9, 17])
  return desk
}
const propose = (desk: PaperDesk, part: Partial<Events['ai.recommendation']> = {}) =>
  desk.kernel.bus.inject('ai.recommendation', recommendation(part), BY)

const folded = (events: readonly Event[], view = new DeskView()): DeskView => {
  for (const event of events) view.apply(event)
  return view
}
const pictureOf = async (desk: PaperDesk) => folded(await desk.events()).view()

async function answer(desk: PaperDesk, part: Partial<Events['approval.answer_given']> = {}) {
  const line = (await pictureOf(desk)).proposals.pending[0]
  if (line === undefined) throw new RangeError('nothing waits')
  const { approvalId, figuresHash } = line
  const said = { approvalId, figuresHash, answer: 'approve', by: 'owner', reason: 'yes' } as const
  const given = { ...said, answeredAt: wall(1), ...part }
  return desk.kernel.bus.inject('approval.answer_given', given, BY)
}

/** A day on which everything happens: asked, refused, stated anew, approved, filled, dropped, denied, resolved. */
async function eventfulDay(): Promise<readonly Event[]> {
  const desk = opened()
  propose(desk, { horizonDays: 1 })
  propose(desk)
  await answer(desk, { figuresHash: '00' })
  desk.bar(9, 17, 101_000)
  desk.kernel.bus.inject('approval.time_passed', { wallAt: wall(1) }, BY)
  await answer(desk)
  desk.bars([9, 18], [9, 20], 101_000)
  propose(desk, { verdict: 'SELL', side: 'sell', effect: 'close', horizonDays: 2 })
  await answer(desk, { answer: 'reject' })
  propose(desk, { verdict: 'SELL', side: 'sell', effect: 'close' })
  desk.kernel.bus.inject('approval.time_passed', { wallAt: wall(9) }, BY)
  propose(desk, { verdict: 'HOLD', modelVerdict: 'HOLD', side: null, effect: null })
  desk.quiet(18, 0)
  desk.date = tradeDate('2026-06-02')
  desk.bars([9, 15], [9, 20], 102_000)
  desk.quiet(18, 0)
  return desk.events()
}
const day = await eventfulDay()

describe('proposals in the picture', () => {
  it('B129 one that waits is shown as it would be approved, with whose answer had no effect', async () => {
    const desk = opened()
    const said = propose(desk)
    await answer(desk, { figuresHash: '00' })
    const [line] = (await pictureOf(desk)).proposals.pending
    expect(line).toMatchObject({ state: 'pending', answer: null, expiresAt: wall(5) })
    expect(line?.correlationId).toBe(said?.correlationId)
    expect(line?.refused).toMatchObject({ why: 'figures_changed', by: 'owner' })
    desk.bar(9, 17, 101_000)
    desk.kernel.bus.inject('approval.time_passed', { wallAt: wall(1) }, BY)
    const [restated] = (await pictureOf(desk)).proposals.pending
    expect(restated?.figures.price).toBe(101_000)
    expect(restated?.figuresHash).not.toBe(line?.figuresHash)
  })

  it('B129 an approved one names who, when and the wish that followed', async () => {
    const desk = opened()
    propose(desk)
    const discussed = { approvalId: 'approval-0', sessionId: 's1', by: 'owner' }
    desk.kernel.bus.inject('approval.discussed', discussed, BY)
    const given = await answer(desk)
    const { pending, ended } = (await pictureOf(desk)).proposals
    const [wish] = await desk.told('strategy.intent_received')
    expect(pending).toEqual([])
    expect(ended).toMatchObject([
      { state: 'approved', answer: { by: 'owner', reason: 'yes', at: wall(1) }, wishId: wish?.id },
    ])
    expect(ended[0]?.correlationId).toBe(given?.correlationId)
  })

  it('a conversation about it is found again', async () => {
    const desk = opened()
    propose(desk)
    const [line] = (await pictureOf(desk)).proposals.pending
    const discussed = { approvalId: line?.approvalId ?? '', sessionId: 's1', by: 'owner' }
    desk.kernel.bus.inject('approval.discussed', discussed, BY)
    expect((await pictureOf(desk)).proposals.pending).toMatchObject([{ sessionId: 's1' }])
  })
})

describe('the decision log', () => {
  it('tells of each decision what became of it, newest first', () => {
    const { decisions } = folded(day).view()
    expect(decisions.map(({ state }) => state)).toEqual([
      'noted',
      'expired',
      'rejected',
      'dropped',
      'traded',
    ])
    expect(decisions[4]).toMatchObject({ by: 'owner', filledQuantity: 49, says: '49 at ₹1,010.00' })
    expect(decisions[3]?.says).toBe('a proposal to buy it already waits')
  })

  it('realised outcomes stand beside what was decided, whatever became of it', () => {
    const { decisions } = folded(day).view()
    expect(decisions[4]?.outcome).toEqual({
      outcomeBps: 200,
      benchmarkBps: null,
      resolvedOn: '2026-06-02',
    })
    expect(decisions[2]?.outcome).toBeNull()
  })

  it('one that risk denied bears the first check that refused it', async () => {
    const desk = opened({ approvals: 'automatic' })
    const limits = { ...WIDE, entriesADayMax: 0 }
    desk.kernel.bus.inject('risk.limits_change', { limits, by: 'owner' }, BY)
    propose(desk)
    const [decision] = (await pictureOf(desk)).decisions
    expect(decision).toMatchObject({ state: 'denied', by: 'policy', denial: 'entries_a_day' })
    expect(decision?.says).toMatch(/entries/i)
  })

  it('one whose order came to nothing says why', async () => {
    const desk = opened({ approvals: 'automatic' })
    propose(desk)
    desk.kernel.bus.inject('system.emergency_stop', { reason: 'enough', by: 'owner' }, BY)
    const [decision] = (await pictureOf(desk)).decisions
    expect(decision).toMatchObject({ state: 'unfilled', filledQuantity: 0 })
  })

  it('is bounded, and keeps the evidence of the newest and of what waits', async () => {
    const evidence = {
      id: 'E1',
      kind: 'price',
      says: 'it rose',
      source: 's',
      asOf: '2026',
    } as const
    const desk = opened()
    propose(desk, { evidence: [evidence] })
    for (let time = 0; time < 250; time++) propose(desk, { evidence: [evidence], whyNot: 'no' })
    const { decisions } = await pictureOf(desk)
    expect(decisions).toHaveLength(200)
    expect(decisions.filter((line) => line.evidence.length > 0)).toHaveLength(30)
    const few = folded((await desk.events()).slice(0, 150)).view().decisions
    expect(few.at(-1)).toMatchObject({ state: 'waiting', evidence: [evidence] })
  })
})

describe('forecasts in the picture', () => {
  it('are open until their day, then say what came, and are counted from the first day', () => {
    const { forecasts } = folded(day).view()
    expect(forecasts.resolved).toMatchObject([
      { probability: 0.7, resolution: { came: true, outcomeBps: 200 } },
    ])
    expect(forecasts.open).toHaveLength(4)
    expect(calibrationIn(forecasts)).toMatchObject({ resolved: 1, brier: null })
  })
})

describe('the picture of the AI', () => {
  it('B97 a view gone on with from any place, through JSON, is the view of the whole journal', () => {
    const whole = folded(day).view()
    fc.assert(
      fc.property(fc.nat(day.length), (place) => {
        const saved = JSON.parse(JSON.stringify(folded(day.slice(0, place)).save()))
        const again = new DeskView()
        again.load(saved)
        expect(folded(day.slice(place), again).view()).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })
})
