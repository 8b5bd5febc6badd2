import { afterEach, describe, expect, it, vi } from 'vitest'
import { SystemClock } from '../../src/core/clock.ts'
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
