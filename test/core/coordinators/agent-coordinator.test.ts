import { describe, expect, it } from 'vitest'
import type { AiSessionLine, AiState } from '../../../src/core/ai/claude.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import {
  AgentCoordinator,
  type AgentDeps,
} from '../../../src/core/coordinators/agent-coordinator.ts'
import type { Event, Events, EventType } from '../../../src/core/events.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { epochMs, tradeDate } from '../../../src/domain/time.ts'
import { ORIGIN, settle, stop } from '../bus-fixture.ts'
import { beside } from '../observer-fixture.ts'
import { START } from '../state/journal-fixture.ts'

const { signal } = new AbortController()
const FRIDAY = tradeDate('2026-11-20')
const SESSION: AiSessionLine = {
  client: 'query',
  pid: 42,
  residentBytes: 200_000_000,
  turns: 3,
  openedAt: START,
  isBusy: false,
}
const STATE: AiState = {
  state: 'ready',
  reason: 'it answered',
  nextStep: null,
  checkedAt: null,
  coolingUntil: null,
  model: 'claude-sonnet-5',
  isScripted: true,
  spentTodayPaise: 0,
  budgetADayPaise: 1,
  tokensToday: 0,
  sessions: [],
}
const RECOMMENDED: Events['ai.recommendation'] = {
  recommendationId: 'r1',
  wallAt: START,
  analysisId: null,
  instrument: instrumentId('NSE:INFY'),
  verdict: 'BUY',
  modelVerdict: 'BUY',
  score: {
    parts: { fundamental: null, valuation: null, growth: null, risk: null, qualitative: null },
    overall: null,
    verdict: 'HOLD',
    says: 'nothing was scored',
  },
  disagreement: null,
  conviction: 0.6,
  horizonDays: 10,
  reason: 'a reason',
  invalidation: 'its end',
  evidence: [],
  sizeBps: 5_000,
  provenance: 'chat',
  side: 'buy',
  effect: 'open',
  whyNot: null,
}

function agents(part: Partial<AgentDeps> = {}) {
  const desk = beside()
  const wall = new VirtualClock(START)
  const diary: string[] = []
  const told: Event[] = []
  const types: readonly EventType[] = [
    'ai.blocked',
    'ai.available',
    'claude.session_started',
    'claude.session_ended',
  ]
  for (const type of types) desk.bus.subscribe(type, { offer: (event) => told.push(event) })
  const claude = { state: STATE, listeners: new Set<() => void>() }
  const coordinator = new AgentCoordinator({
    ...desk.deps,
    claude: {
      get state() {
        return claude.state
      },
      listen(listener) {
        claude.listeners.add(listener)
        return { [Symbol.dispose]: () => claude.listeners.delete(listener) }
      },
    },
    facts: {
      post: async (type) => {
        diary.push(type)
        return null
      },
    },
    wall,
    isWaiting: () => false,
    review: async (date) => {
      diary.push(`looked back on ${date}`)
    },
    hush: () => diary.push('hushed'),
    keep: async ({ id }) => {
      diary.push(`kept ${id}`)
    },
    ...part,
  })
  const become = (state: Partial<AiState>) => {
    claude.state = { ...claude.state, ...state }
    for (const listener of claude.listeners) listener()
  }
  const close = (date = FRIDAY) => desk.bus.publish('market.close', { date }, ORIGIN)
  return { ...desk, wall, coordinator, claude, become, diary, told, close }
}

describe('the agents', () => {
  it('look back when a session is over', async () => {
    const { coordinator, close, diary } = agents()
    await coordinator.initialize(signal)
    close()
    await settle()
    expect(diary).toEqual(['looked back on 2026-11-20'])
    await coordinator.close()
  })

  it('do not look back while the model is blocked, or where the market runs faster than anybody looks', async () => {
    const blocked = agents()
    await blocked.coordinator.initialize(signal)
    blocked.become({ state: 'blocked' })
    blocked.close()
    const fast = agents({ review: null })
    await fast.coordinator.initialize(signal)
    fast.close()
    await settle()
    expect([...blocked.diary, ...fast.diary]).toEqual([])
    await blocked.coordinator.close()
    await fast.coordinator.close()
  })

  it('a look back that fails or hangs stands in nobody’s way: the next session is looked back on', async () => {
    const seen: string[] = []
    const { coordinator, close, log } = agents({
      review: (date, aborted) => {
        seen.push(date)
        if (date === FRIDAY) return Promise.reject(new RangeError('no answer'))
        return new Promise((_, reject) =>
          aborted.addEventListener('abort', () => reject(aborted.reason as Error)),
        )
      },
    })
    await coordinator.initialize(signal)
    close()
    await settle()
    expect(log.said('the review of a session failed')).toHaveLength(1)
    close(tradeDate('2026-11-23'))
    await settle()
    close(tradeDate('2026-11-24'))
    await settle()
    expect(seen).toEqual(['2026-11-20', '2026-11-23', '2026-11-24'])
    await coordinator.close()
  })

  it('B136 an emergency stop ends the look back and every conversation at once', async () => {
    let isEnded = false
    const { coordinator, close, diary, bus } = agents({
      review: (_, aborted) =>
        new Promise((_resolve, reject) => {
          aborted.addEventListener('abort', () => {
            isEnded = true
            reject(new DOMException('stopped', 'AbortError'))
          })
        }),
    })
    await coordinator.initialize(signal)
    close()
    await settle()
    stop(bus)
    await settle()
    expect(isEnded).toBe(true)
    expect(diary).toEqual(['hushed'])
    await coordinator.close()
  })

  it('B129 tell proposals the time of the machine while one waits, and keep no timer else', async () => {
    let waiting = true
    const { coordinator, diary, wall, bus } = agents({ isWaiting: () => waiting })
    await coordinator.initialize(signal)
    for (let tick = 1; tick <= 3; tick++) {
      wall.advance(epochMs(START + tick * 5_000))
      await settle()
    }
    expect(diary).toEqual(Array(3).fill('approval.time_passed'))
    waiting = false
    wall.advance(epochMs(START + 20_000))
    await settle()
    wall.advance(epochMs(START + 90_000))
    await settle()
    expect(diary).toHaveLength(4)
    bus.publish('approval.requested', { approvalId: 'a1' } as Events['approval.requested'], ORIGIN)
    await settle()
    wall.advance(epochMs(START + 100_000))
    await settle()
    expect(diary).toHaveLength(5)
    await coordinator.close()
  })

  it('B12 tell when the model can be asked and when not, once each time it moved', async () => {
    const { coordinator, become, told } = agents()
    await coordinator.initialize(signal)
    become({ reason: 'still' })
    become({
      state: 'blocked',
      reason: 'Nobody is logged in',
      nextStep: 'run "robo-trader ai login"',
    })
    become({ spentTodayPaise: 3 })
    become({ state: 'unproven' })
    expect(told.map(({ type }) => type)).toEqual(['ai.blocked', 'ai.available'])
    expect(told[0]?.data).toEqual({
      reason: 'Nobody is logged in',
      nextStep: 'run "robo-trader ai login"',
    })
    await coordinator.close()
  })

  it('tell of sessions of the model’s client as they open and close', async () => {
    const { coordinator, become, told } = agents()
    await coordinator.initialize(signal)
    become({ sessions: [SESSION] })
    become({ sessions: [{ ...SESSION, turns: 9, isBusy: true }] })
    become({ sessions: [] })
    expect(told.map(({ type, data }) => [type, 'turns' in data ? data.turns : null])).toEqual([
      ['claude.session_started', null],
      ['claude.session_ended', 9],
    ])
    await coordinator.close()
  })

  it('keep what a conversation recommended; an analysis keeps its own', async () => {
    const { coordinator, bus, diary } = agents()
    await coordinator.initialize(signal)
    bus.publish('ai.recommendation', RECOMMENDED, ORIGIN)
    bus.publish(
      'ai.recommendation',
      { ...RECOMMENDED, recommendationId: 'r2', provenance: 'analysis' },
      ORIGIN,
    )
    await settle()
    expect(diary).toEqual(['kept r1'])
    await coordinator.close()
  })

  it('B35 closed they hear and ask nothing more', async () => {
    const { coordinator, claude, wall, diary } = agents({ isWaiting: () => true })
    await coordinator.initialize(signal)
    await coordinator.close()
    expect(claude.listeners.size).toBe(0)
    wall.advance(epochMs(START + 60_000))
    await settle()
    expect(diary).toEqual([])
  })
})
