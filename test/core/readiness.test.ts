import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { StatusCoordinator } from '../../src/core/coordinators/status-coordinator.ts'
import { TradingError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import { type Check, type Finding, isBlocked, runChecks } from '../../src/core/readiness.ts'
import { epochMs } from '../../src/domain/time.ts'
import { testDatabase } from '../postgres.ts'
import { settle } from './bus-fixture.ts'
import { beside } from './observer-fixture.ts'
import { START } from './state/journal-fixture.ts'

const { signal } = new AbortController()
const FINE: Finding = { state: 'ready', reason: 'it answers', nextStep: null }
const check = (name: string, find: Check['find'], isNeeded = true): Check => ({
  name,
  isNeeded,
  find,
})

/** A dependency that can be switched off. */
function dependency(name: string, isNeeded = true) {
  const own = { isOn: true, asked: 0 }
  const find = async (): Promise<Finding> => {
    own.asked += 1
    if (!own.isOn) throw new TradingError('NOT_AVAILABLE', `${name} is off`)
    return FINE
  }
  return { own, check: check(name, find, isNeeded) }
}

describe('checks', () => {
  it('B140 each answer has its state, its reason and when it was asked', async () => {
    const clock = new VirtualClock(START)
    const items = await runChecks([check('disk', async () => FINE)], clock, signal)
    expect(items).toEqual([{ name: 'disk', isNeeded: true, ...FINE, checkedAt: START }])
  })

  it('B140 one that throws is blocked with its reason, and one that hangs after ten seconds; neither keeps the others', async () => {
    const clock = new VirtualClock(START)
    const given: AbortSignal[] = []
    const asking = runChecks(
      [
        check('throws', async () => {
          throw new TradingError('NOT_AVAILABLE', 'no such host')
        }),
        check('throws at once', () => {
          throw new RangeError('a fault of the check')
        }),
        check('hangs', (limit) => {
          given.push(limit)
          return new Promise(() => {})
        }),
        check('answers', async () => FINE),
      ],
      clock,
      signal,
    )
    await settle()
    clock.advance(epochMs(START + 9_999))
    await settle()
    expect(given.map(({ aborted }) => aborted)).toEqual([false])
    clock.advance(epochMs(START + 10_000))
    const items = await asking
    expect(items.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['throws', 'blocked', 'no such host'],
      ['throws at once', 'blocked', 'A value is not what it must be'],
      ['hangs', 'blocked', 'It did not answer in time'],
      ['answers', 'ready', 'it answers'],
    ])
    expect(given.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('B54 who stops asking is not told that anything failed', async () => {
    const stopping = new AbortController()
    const hanging = check('hangs', () => new Promise(() => {}))
    const asking = runChecks([hanging], new VirtualClock(START), stopping.signal)
    stopping.abort(new DOMException('stopped by SIGINT', 'AbortError'))
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('B91 only what is needed and blocked stops trading: what is not configured is not healthy, and says so', () => {
    const item = { name: 'ai', isNeeded: false, ...FINE, checkedAt: START }
    expect(isBlocked([item, { ...item, state: 'blocked' }])).toBe(false)
    expect(isBlocked([item, { ...item, state: 'degraded', isNeeded: true }])).toBe(false)
    expect(isBlocked([item, { ...item, state: 'blocked', isNeeded: true }])).toBe(true)
  })
})

describe('the lights of the desk', () => {
  it('B140 nothing is healthy before it was asked', () => {
    const { deps } = beside()
    const status = new StatusCoordinator({ ...deps, checks: [dependency('database').check] })
    expect(status.items).toEqual([])
  })

  it('B140 stopping each dependency changes its light within half a minute, and starting it changes it back', async () => {
    const { deps, bus, clock } = beside()
    const all = ['database', 'disk', 'feed', 'broker'].map((name) => dependency(name))
    const told: Event[] = []
    bus.subscribe('system.component_state_change', { offer: (event) => told.push(event) })
    const status = new StatusCoordinator({ ...deps, checks: all.map((one) => one.check) })
    await status.initialize(signal)
    await settle()
    const lights = () => status.items.map(({ state }) => state)
    expect(lights()).toEqual(['ready', 'ready', 'ready', 'ready'])
    let now = START
    const pass = async (ms: number) => {
      now = epochMs(now + ms)
      clock.advance(now)
      await settle()
    }
    for (const [index, { own }] of all.entries()) {
      own.isOn = false
      await pass(29_999)
      expect(lights()[index]).toBe('ready')
      await pass(1)
      expect(lights()[index]).toBe('blocked')
      expect(lights().filter((state) => state === 'blocked')).toHaveLength(1)
      expect(status.items[index]).toMatchObject({
        reason: expect.stringContaining('is off'),
        checkedAt: now,
      })
      own.isOn = true
      await pass(30_000)
      expect(lights()[index]).toBe('ready')
    }
    expect(told.map(({ data }) => data)).toHaveLength(8)
    expect(told[0]?.data).toEqual({
      component: 'database',
      health: 'blocked',
      reason: 'database is off',
    })
    await status.close()
    expect(all[0]?.own.asked).toBe(9)
    await pass(120_000)
    expect(all[0]?.own.asked).toBe(9)
  })

  it('B140 what parts tell of themselves is kept: started, stopped and why, given up', async () => {
    const { deps, bus } = beside()
    const status = new StatusCoordinator({ ...deps, checks: [] })
    await status.initialize(signal)
    bus.notify('system.component_started', { component: 'Feed' }, { source: 'test' })
    bus.notify('system.component_started', { component: 'Web' }, { source: 'test' })
    bus.notify(
      'system.component_stopped',
      { component: 'Web', reason: 'no port' },
      { source: 'test' },
    )
    const letter = { handler: 'Telegram', eventSeq: 7, reason: 'no network' }
    bus.notify('system.dead_lettered', letter, { source: 'test' })
    await settle()
    expect(Object.fromEntries(status.components)).toEqual({
      StatusCoordinator: 'started',
      Feed: 'started',
      Web: 'stopped: no port',
      Telegram: 'gave up event 7',
    })
    await status.close()
  })

  it('B140 the light of a real database goes out when the database is gone', async () => {
    await using database = await testDatabase()
    const state = await database.open()
    const asked = async (): Promise<Finding> => {
      const { health, reason } = await state.health()
      return { state: health, reason, nextStep: null }
    }
    const { deps } = beside()
    const status = new StatusCoordinator({ ...deps, checks: [check('database', asked)] })
    const [up] = await status.ask(signal)
    expect(up).toMatchObject({ state: 'ready', reason: 'The database answers' })
    await state.close()
    const [down] = await status.ask(signal)
    expect(down).toMatchObject({ state: 'blocked' })
    expect(down?.reason).not.toBe('')
  })
})
