import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { FeedPump, type PumpDeps } from '../../src/core/feed-pump.ts'
import { GivenIds } from '../../src/core/given-ids.ts'
import { Intake } from '../../src/core/intake.ts'
import type { MarketBlock } from '../../src/core/ports.ts'
import { eventId } from '../../src/domain/brand.ts'
import { epochMs, MINUTE_MS, momentOf } from '../../src/domain/time.ts'
import { DATE, PaperDesk } from '../services/paper-desk.ts'
import { ORIGIN, settle } from './bus-fixture.ts'
import { walkingMarket } from './walking-desk.ts'

const { signal } = new AbortController()
/** The first minutes of a day; the desk of these tests has one share, so only its rows are kept. */
const MINUTES: readonly MarketBlock[] = walkingMarket(3)
  .slice(0, 5)
  .flatMap((block): MarketBlock[] =>
    block.kind === 'bars'
      ? [
          {
            ...block,
            instrument: block.instrument.subarray(0, 1),
            bars: { ...block.bars, length: 1 },
          },
        ]
      : [],
  )

/** A pump over a few minutes, on a wall clock that the test moves. */
function pumpOver(part: Partial<PumpDeps> = {}, blocks: readonly MarketBlock[] = MINUTES) {
  const { kernel } = new PaperDesk()
  const wall = new VirtualClock(epochMs(1_000_000))
  const intake = new Intake(kernel.bus, kernel.journal)
  const feed = {
    label: { source: 'SIMULATED', detail: 'a walk' } as const,
    async *blocks(): AsyncIterable<MarketBlock> {
      yield* blocks
    },
  }
  const past = { isResumed: true, hand: () => {} }
  const deps = {
    kernel,
    feed,
    intake,
    past,
    clock: wall,
    speed: 60,
    onTurn: async () => {},
    ...part,
  }
  const pump = new FeedPump(deps)
  const nine = momentOf(DATE, 9 * 60)
  const minutes = () => Math.round((kernel.clock.now() - nine) / MINUTE_MS)
  const pass = async (ms: number) => {
    // The pump wakes every fifty milliseconds to listen, so time goes on in such steps.
    for (let left = ms; left > 0; left -= 50) {
      wall.advance(epochMs(wall.now() + Math.min(50, left)))
      await settle(4)
    }
  }
  return { pump, kernel, intake, wall, minutes, pass }
}

describe('the pump', () => {
  it('keeps pace with the wall: at sixty times a minute of the market takes a second', async () => {
    const { pump, minutes, pass } = pumpOver()
    const running = pump.run(() => false, signal)
    await settle()
    // The first bar, from 09:15, is over at 09:16.
    expect(minutes()).toBe(16)
    await pass(950)
    expect(minutes()).toBe(16)
    await pass(100)
    expect(minutes()).toBe(17)
    await pass(3_000)
    await running
    expect(minutes()).toBe(20)
  })

  it('lets in what comes from outside while it waits for the market, not only with its next price', async () => {
    const { pump, kernel, intake, pass } = pumpOver()
    const stopping = new AbortController()
    const running = pump.run(() => false, stopping.signal)
    await settle()
    const answer = intake.post('system.emergency_stop', { reason: 'now', by: 'owner' }, ORIGIN)
    const { head } = kernel.bus
    await settle()
    expect(kernel.bus.head).toBe(head)
    await pass(50)
    expect((await answer)?.seq).toBe(head + 1)
    stopping.abort('enough')
    await running
  })

  it('skips quiet hours, and begins its pace anew after them', async () => {
    const [first, second] = MINUTES
    if (first === undefined || second === undefined) throw new RangeError('no minutes')
    const { kernel } = new PaperDesk()
    const quiet: MarketBlock = {
      kind: 'quiet',
      until: epochMs(kernel.clock.now() + 10 * MINUTE_MS),
    }
    const { pump, minutes } = pumpOver({}, [quiet, first])
    await pump.run(() => false, signal)
    expect(minutes()).toBe(16)
  })

  it('B54 a stop ends it at once, though the next minute is far', async () => {
    const stopping = new AbortController()
    const { pump, minutes } = pumpOver({ speed: 1 })
    const running = pump.run(() => false, stopping.signal)
    await settle()
    stopping.abort(new DOMException('stopped by SIGINT', 'AbortError'))
    await running
    expect(minutes()).toBe(16)
  })

  it('goes over its past without pace and without letting anybody in', async () => {
    let isResumed = false
    let handed = 0
    const past = {
      get isResumed() {
        return isResumed
      },
      hand: () => {
        handed += 1
        if (handed === 4) isResumed = true
      },
    }
    const { pump, intake, kernel, minutes, pass } = pumpOver({ past })
    const answer = intake.post('system.emergency_stop', { reason: 'early', by: 'owner' }, ORIGIN)
    const running = pump.run(() => false, signal)
    await settle()
    // Handed once before the first minute and after each of three; the fourth minute is paced, and the first to let in.
    expect(minutes()).toBe(19)
    expect((await answer)?.at).toBe(kernel.clock.now() - MINUTE_MS)
    await pass(2_000)
    await running
    expect(minutes()).toBe(20)
  })
})

describe('ids that senders chose', () => {
  const id = (index: number) =>
    eventId(`5f0c1c3e-6a0e-4f5e-9a51-${String(index).padStart(12, '0')}`)

  it('B43 are kept across being put away, the newest 4,096 of them', () => {
    const ids = new GivenIds()
    for (let index = 0; index < 5_000; index++) ids.add(id(index))
    const copy = new GivenIds()
    copy.add(id(7_777))
    copy.load(JSON.parse(JSON.stringify(ids.save())))
    expect(copy.save()).toHaveLength(4_096)
    expect([
      copy.has(id(4_999)),
      copy.has(id(904)),
      copy.has(id(903)),
      copy.has(id(7_777)),
    ]).toEqual([true, true, false, false])
  })
})
