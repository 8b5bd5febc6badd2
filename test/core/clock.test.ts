import { afterEach, describe, expect, it, vi } from 'vitest'
import { SystemClock, VirtualClock } from '../../src/core/clock.ts'
import { epochMs } from '../../src/domain/time.ts'

const DAY_MS = 86_400_000

afterEach(() => {
  vi.restoreAllMocks()
})

describe('waiting by the machine’s clock', () => {
  it.each([-DAY_MS, -5_000])('ends when the clock is set back by %i ms meanwhile', async (jump) => {
    const clock = new SystemClock()
    const now = Date.now.bind(Date)
    const waiting = clock.until(epochMs(clock.now() + 30), new AbortController().signal)
    vi.spyOn(Date, 'now').mockImplementation(() => now() + jump)
    await expect(waiting).resolves.toBeUndefined()
    expect(clock.now()).toBeLessThan(now())
  })

  it('ends at once for a moment that has passed, and with an error when it is given up', async () => {
    const clock = new SystemClock()
    const given = new AbortController()
    await clock.until(epochMs(clock.now() - 1), given.signal)
    const waiting = clock.until(epochMs(clock.now() + DAY_MS), given.signal)
    given.abort()
    await expect(waiting).rejects.toThrow('abort')
  })
})

describe('being woken', () => {
  it('by the machine’s clock comes after the call, also for a moment that has passed', async () => {
    const clock = new SystemClock()
    const told: string[] = []
    const woken = new Promise<void>((resolve) => {
      clock.wakeAt(epochMs(clock.now() - 1), () => {
        told.push('woken')
        resolve()
      })
    })
    told.push('asked')
    await woken
    expect(told).toEqual(['asked', 'woken'])
  })

  it('by a clock that is moved comes in the order of the moments, and not to those who left', () => {
    const clock = new VirtualClock(epochMs(100))
    const told: string[] = []
    const third = clock.wakeAt(epochMs(130), () => told.push('third'))
    clock.wakeAt(epochMs(120), () => told.push('second'))
    clock.wakeAt(epochMs(110), () => {
      told.push('first')
      third[Symbol.dispose]()
    })
    clock.advance(epochMs(109))
    expect(told).toEqual([])
    clock.advance(epochMs(200))
    clock.advance(epochMs(300))
    expect(told).toEqual(['first', 'second'])
  })
})
