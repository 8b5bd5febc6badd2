import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { epochMs } from '../../src/domain/time.ts'
import { TimeLimit, withLimit } from '../../src/services/time-limit.ts'

const START = epochMs(1_000_000)
const LIMIT_MS = 5_000

/** A call of which nothing is heard until the test says what became of it. */
function ask() {
  const clock = new VirtualClock(START)
  const outer = new AbortController()
  const signals: AbortSignal[] = []
  let answer = (_: string): void => {}
  let fail = (_: Error): void => {}
  const answered = withLimit(LIMIT_MS, clock, outer.signal, (signal) => {
    signals.push(signal)
    return new Promise<string>((resolve, reject) => {
      answer = resolve
      fail = reject
    })
  })
  const [signal] = signals
  return { clock, outer, signal, answered, answer, fail }
}

describe('work that must be over in time', () => {
  it('is what came of it when it ends in time, and its signal is left alone for good', async () => {
    const { clock, outer, signal, answered, answer } = ask()
    answer('taken')
    expect(await answered).toBe('taken')
    clock.advance(epochMs(START + 2 * LIMIT_MS))
    outer.abort('closing')
    expect(signal?.aborted).toBe(false)
  })

  it('fails as it does when it fails in time', async () => {
    const { answered, fail } = ask()
    fail(new RangeError('no such order'))
    await expect(answered).rejects.toThrow('no such order')
  })

  it('is given up when time is up, and told so by its signal', async () => {
    const { clock, signal, answered } = ask()
    clock.advance(epochMs(START + LIMIT_MS - 1))
    expect(signal?.aborted).toBe(false)
    clock.advance(epochMs(START + LIMIT_MS))
    await expect(answered).rejects.toMatchObject({ code: 'TIMED_OUT' })
    expect(signal?.aborted).toBe(true)
  })

  it('is given up when somebody asks for an end, before it began or after', async () => {
    const { outer, signal, answered } = ask()
    outer.abort('closing')
    await expect(answered).rejects.toMatchObject({ name: 'AbortError' })
    expect(signal?.reason).toBe('closing')
    const late = withLimit(LIMIT_MS, new VirtualClock(START), outer.signal, () => {
      return new Promise<string>(() => {})
    })
    await expect(late).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('shares its signal with the call after it, until one of them is given up', async () => {
    const clock = new VirtualClock(START)
    const { signal: outer } = new AbortController()
    const limit = new TimeLimit(LIMIT_MS, clock)
    const signals: AbortSignal[] = []
    const answer = (text: string) =>
      limit.run(outer, async (signal) => {
        signals.push(signal)
        return text
      })
    expect([await answer('one'), await answer('two')]).toEqual(['one', 'two'])
    const silent = limit.run(outer, () => new Promise<string>(() => {}))
    clock.advance(epochMs(START + LIMIT_MS))
    await expect(silent).rejects.toMatchObject({ code: 'TIMED_OUT' })
    expect(await answer('three')).toBe('three')
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false])
    expect(signals[1]).toBe(signals[0])
  })
})
