import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { GENESIS } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { ResumingJournal } from '../../src/core/resuming-journal.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Doing, Lines, settle, stop } from './bus-fixture.ts'
import { beside, Memory, type Watching } from './observer-fixture.ts'
import { HeldLog, halts, rowsOf, START } from './state/journal-fixture.ts'

const { signal } = new AbortController()
const never = () => new Promise<void>(() => {})
const fails = async () => {
  throw new TradingError('BROKER_UNREACHABLE', 'the broker does not answer')
}
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

const open: Watching[] = []
const up = async (...observers: readonly Watching[]): Promise<void> => {
  for (const observer of observers) {
    open.push(observer)
    await observer.initialize(signal)
  }
}

afterEach(async () => {
  for (const observer of open.splice(0)) {
    // One that hangs is given up by its clock, which nobody moves any more.
    void observer.close()
  }
})

describe('an observer beside the kernel', () => {
  it('B39 one that never ends keeps neither the kernel nor another observer', async () => {
    const { bus, watch } = beside()
    const kernel = new Doing(bus, ['system.emergency_stop'])
    const slow = watch('Slow', never)
    const quick = watch('Quick')
    await up(slow, quick)
    for (let count = 0; count < 10_000; count++) stop(bus)
    expect(kernel.seen).toHaveLength(10_000)
    await settle(100)
    expect(slow.seen).toEqual([1])
    expect(quick.seen).toEqual(range(1, 10_000))
  })

  it('B39 is called after publish has returned, one event at a time, in order', async () => {
    const { bus, watch } = beside()
    let inside = 0
    let most = 0
    const observer = watch('One', async () => {
      inside += 1
      most = Math.max(most, inside)
      await settle(2)
      inside -= 1
    })
    await up(observer)
    for (let count = 0; count < 5; count++) stop(bus)
    expect(observer.seen).toEqual([])
    await settle(60)
    expect(observer.seen).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(1)
  })

  it('B44 hears of an event only once it is durable', async () => {
    const storage = new HeldLog()
    const { clock } = beside()
    const journal = await GroupedJournal.open({ log: storage, logger: new Lines(), clock })
    const { bus, watch } = beside(journal)
    const observer = watch('Web')
    await up(observer)
    stop(bus)
    await settle()
    expect([storage.underWay, observer.seen.length]).toEqual([1, 0])
    storage.succeed()
    await settle()
    expect(observer.seen).toEqual([1])
  })

  it('a new one begins with what happens from now on', async () => {
    const { bus, watch } = beside()
    stop(bus)
    const observer = watch('New')
    await up(observer)
    stop(bus)
    await settle()
    expect(observer.seen).toEqual([2])
  })
})

describe('a new observer', () => {
  it('B44 whose first run ends before its first event goes on from there', async () => {
    const journal = new MemoryJournal()
    const memory = new Memory()
    const first = beside(journal, memory)
    stop(first.bus)
    await first.watch('New', never).initialize(signal)
    stop(first.bus)
    await settle()
    const again = beside(journal, memory).watch('New')
    await up(again)
    await settle()
    expect(again.seen).toEqual([2])
  })
})

describe('a failure', () => {
  it('B41 is tried three times, waiting longer each time, then lies in the dead letters with its reason', async () => {
    const { bus, watch, clock, memory, waits, log } = beside()
    const letters = memory instanceof Memory ? memory.letters : []
    const observer = watch('Failing', fails)
    await up(observer)
    const event = stop(bus)
    await settle()
    expect([observer.seen.length, waits]).toEqual([1, [1_000]])
    clock.advance(epochMs(START + 999))
    await settle()
    expect(observer.seen).toHaveLength(1)
    clock.advance(epochMs(START + 1_000))
    await settle()
    expect([observer.seen.length, waits]).toEqual([2, [1_000, 2_000]])
    expect(letters).toEqual([])
    clock.advance(epochMs(START + 3_000))
    await settle()
    expect(observer.seen).toEqual([1, 1, 1])
    expect(letters).toEqual([
      {
        handler: 'Failing',
        seq: 1,
        eventId: event.id,
        attempts: 3,
        code: 'BROKER_UNREACHABLE',
        reason: 'the broker does not answer',
        at: START + 3_000,
      },
    ])
    const [line] = log.said('an observer gave an event up')
    expect(line).toMatchObject({ code: 'BROKER_UNREACHABLE', correlationId: event.correlationId })
  })

  it('B41 is told to whoever watches, and the observer goes on with the next event', async () => {
    const { bus, watch, clock } = beside()
    const told: Event[] = []
    bus.subscribe('system.dead_lettered', { offer: (event) => told.push(event) })
    const observer = watch('Failing', async ({ seq }) => {
      if (seq === 1) await fails()
    })
    await up(observer)
    stop(bus)
    stop(bus)
    for (let second = 1; second <= 3; second++) {
      await settle()
      clock.advance(epochMs(START + second * 2_000))
    }
    await settle()
    expect(observer.seen).toEqual([1, 1, 1, 2])
    expect(told.map(({ data }) => data)).toEqual([
      { handler: 'Failing', eventSeq: 1, reason: 'the broker does not answer' },
    ])
  })

  it('B41 that passes is tried no further, and buries nothing', async () => {
    const { bus, watch, clock, memory } = beside()
    let failures = 2
    const observer = watch('Recovering', async () => {
      if (failures-- > 0) await fails()
    })
    await up(observer)
    stop(bus)
    for (let second = 1; second <= 3; second++) {
      await settle()
      clock.advance(epochMs(START + second * 2_000))
    }
    await settle()
    expect(observer.seen).toEqual([1, 1, 1])
    expect(memory).toMatchObject({ letters: [], cursors: new Map([['Recovering', 1]]) })
  })

  it('B42 of one is not another’s: only the failing one is tried again and buried', async () => {
    const { bus, watch, clock, memory } = beside()
    const failing = watch('Failing', fails)
    const fine = watch('Fine')
    await up(failing, fine)
    stop(bus)
    await settle()
    const before = new Map([
      ['Failing', 0],
      ['Fine', 1],
    ])
    expect(memory).toMatchObject({ cursors: before })
    clock.advance(epochMs(START + 1_000))
    await settle()
    clock.advance(epochMs(START + 3_000))
    await settle()
    expect([failing.seen.length, fine.seen.length]).toEqual([3, 1])
    expect(memory).toMatchObject({ letters: [{ handler: 'Failing' }] })
    expect(memory).toMatchObject({
      cursors: new Map([
        ['Fine', 1],
        ['Failing', 1],
      ]),
    })
  })

  it('of its storage loses nothing: it waits, and handles again what was not put down', async () => {
    const memory = new Memory()
    const { bus, watch, clock } = beside(new MemoryJournal(), memory)
    const observer = watch('Web')
    await up(observer)
    memory.isBroken = true
    stop(bus)
    stop(bus)
    await settle()
    memory.isBroken = false
    clock.advance(epochMs(START + 10_000))
    stop(bus)
    await settle()
    expect(observer.seen).toEqual([1, 2, 3])
    expect(memory.cursors.get('Web')).toBe(3)
  })

  it('B54 an abort inside a handler at the close is no failure: no retry, no letter, and it is handled after the restart', async () => {
    const journal = new MemoryJournal()
    const memory = new Memory()
    const { bus, watch, log } = beside(journal, memory)
    const waiting = watch(
      'Waiting',
      (_event, aborted) =>
        new Promise((_, reject) => {
          aborted.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
        }),
    )
    memory.cursors.set('Waiting', 0)
    await up(waiting)
    stop(bus)
    await settle()
    await waiting.close()
    expect(waiting.seen).toEqual([1])
    expect(memory.letters).toEqual([])
    expect(memory.cursors.get('Waiting')).toBe(0)
    expect(log.all).toEqual([])
    const again = beside(journal, memory).watch('Waiting')
    await up(again)
    await settle()
    expect(again.seen).toEqual([1])
  })

  it('B54 an abort in the last of the three tries buries nothing either, however the handler says it', async () => {
    const { bus, watch, clock, memory } = beside()
    const observer = watch('Trying', async (_event, aborted) => {
      if (observer.seen.length < 3) await fails()
      await new Promise<void>((resolve) => {
        aborted.addEventListener('abort', () => resolve())
      })
      aborted.throwIfAborted()
    })
    await observer.initialize(signal)
    stop(bus)
    for (let second = 1; second <= 3; second++) {
      await settle()
      clock.advance(epochMs(START + second * 2_000))
    }
    await settle()
    expect(observer.seen).toHaveLength(3)
    await observer.close()
    expect(memory).toMatchObject({ letters: [], cursors: new Map([['Trying', 0]]) })
  })

  it('B54 an abort that nobody asked for is a failure like any other', async () => {
    const { bus, watch, clock, memory } = beside()
    const observer = watch('Odd', async () => {
      throw new DOMException('the other side hung up', 'AbortError')
    })
    await up(observer)
    stop(bus)
    for (let second = 1; second <= 3; second++) {
      await settle()
      clock.advance(epochMs(START + second * 2_000))
    }
    await settle()
    expect(observer.seen).toHaveLength(3)
    expect(memory).toMatchObject({ letters: [{ handler: 'Odd', code: 'SYSTEM_HIGH' }] })
  })
})

describe('closing', () => {
  it('B90 waits two seconds for one that hangs, and no longer', async () => {
    const { bus, watch, clock } = beside()
    const hanging = watch('Hanging', never)
    await hanging.initialize(signal)
    stop(bus)
    await settle()
    let isClosed = false
    const closing = hanging.close().then(() => {
      isClosed = true
    })
    await settle()
    clock.advance(epochMs(START + 1_999))
    await settle()
    expect(isClosed).toBe(false)
    clock.advance(epochMs(START + 2_000))
    await closing
    expect(isClosed).toBe(true)
    expect(bus.subscriptions).toBe(0)
  })

  it('B36 leaves the bus though it was never initialised', async () => {
    const { bus, watch } = beside()
    const observer = watch('Never')
    expect(bus.subscriptions).toBe(1)
    await observer.close()
    expect(bus.subscriptions).toBe(0)
  })
})

describe('a restart', () => {
  it('B44 delivers, in order from its cursor, what was stored and not put down as handled', async () => {
    const runs = fc.array(fc.record({ events: fc.nat({ max: 6 }), handled: fc.nat({ max: 6 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(runs, async (all) => {
        const journal = new MemoryJournal()
        const memory = new Memory()
        memory.cursors.set('Web', 0)
        const delivered = new Set<number>()
        for (const { events, handled } of [...all, { events: 0, handled: 1_000 }]) {
          const begin = (memory.cursors.get('Web') ?? 0) + 1
          const { bus, watch } = beside(journal, memory)
          const observer = watch('Web', async ({ seq }) => {
            // The process dies in the middle of this one.
            if (observer.seen.length > handled) await never()
            delivered.add(seq)
          })
          await observer.initialize(signal)
          for (let count = 0; count < events; count++) {
            stop(bus)
            await settle(1)
          }
          await settle(4)
          expect(observer.seen).toEqual(range(begin, begin + observer.seen.length - 1))
        }
        expect(delivered).toEqual(new Set(range(1, journal.head)))
        expect(memory.cursors.get('Web')).toBe(journal.head)
      }),
      { numRuns: 30 },
    )
  })

  it('B44 delivers what lies behind the checkpoint, while the desk goes over its past', async () => {
    const stored = halts(1, 10)
    const inner = new MemoryJournal()
    for (const event of stored) inner.append(event)
    const rows = rowsOf(stored)
    const checkpoint = { seq: 4, hash: rows[3]?.hash ?? GENESIS }
    const journal = new ResumingJournal(inner, checkpoint, rows.slice(4))
    const memory = new Memory()
    memory.cursors.set('Web', 7)
    const { watch } = beside(journal, memory)
    const observer = watch('Web', async () => {}, ['market.halt'])
    await up(observer)
    await settle()
    expect(observer.seen).toEqual([8, 9, 10])
  })

  it('B124 a mailbox that runs over is read again from the journal: nothing is lost, nothing comes twice', async () => {
    const { bus, watch } = beside()
    const observer = watch('Late')
    await up(observer)
    for (let count = 0; count < 12_000; count++) stop(bus)
    await settle(100)
    expect(observer.seen).toEqual(range(1, 12_000))
  })
})
