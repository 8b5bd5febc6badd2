import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { correlationId, eventId } from '../../src/domain/brand.ts'
import { epochMs } from '../../src/domain/time.ts'
import { busOn, busOver, Doing, ORIGIN, stop, typesOf } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

const ID = eventId('5f0c1c3e-6a0e-4f5e-9a51-0d1f6a3b2c4d')
const DAY = { reason: 'a bad day', by: 'owner' }
const fail = (message: string) => () => {
  throw new TradingError('ILLEGAL_MOVE', message)
}

/** A journal whose storage can be broken. */
class Breakable extends MemoryJournal {
  isBroken = false

  override append(event: Event): void {
    if (this.isBroken) throw new TradingError('JOURNAL_FAILED', 'the disk is full')
    super.append(event)
  }
}

describe('an event', () => {
  it('B31 is whole when it is stated with type, data and source only', () => {
    const { bus, clock } = busOver()
    clock.advance(epochMs(START + 5))
    const event = bus.publish('system.emergency_stop', DAY, { source: 'test' })
    expect(event).toMatchObject({
      seq: 1,
      type: 'system.emergency_stop',
      version: 1,
      at: START + 5,
      source: 'test',
      data: DAY,
      cause: 0,
      causationId: null,
    })
    expect(event.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(event.correlationId).toBe(event.id)
  })

  it('B32 of a type that nobody declared is refused, and leaves no trace', () => {
    const { bus, journal } = busOver()
    for (const type of ['order_placed', 'execution.order_placed ', '__proto__', '']) {
      const state = () => bus.publish(type as 'system.emergency_stop', DAY, ORIGIN)
      expect(state).toThrow(`"${type}" is not a declared event type`)
      const tell = () => bus.notify(type as 'system.health_check', {} as never, ORIGIN)
      expect(tell).toThrow(TradingError)
      expect(() => bus.subscribe(type as EventType, { handleEvent: () => {} })).toThrow(
        TradingError,
      )
    }
    expect(journal.head).toBe(0)
    expect(bus.fault).toBeNull()
    expect(stop(bus).seq).toBe(1)
  })
})

describe('handlers in the total order', () => {
  it('are called in the order in which they subscribed, one event at a time', () => {
    const { bus } = busOver()
    const order: string[] = []
    const first = new Doing(bus, ['system.emergency_stop', 'system.emergency_resume'], (event) => {
      order.push(`first ${event.type}`)
      if (event.type === 'system.emergency_stop')
        bus.publish('system.emergency_resume', DAY, ORIGIN)
    })
    new Doing(bus, ['system.emergency_stop', 'system.emergency_resume'], (event) => {
      order.push(`second ${event.type}`)
    })
    stop(bus)
    expect(order).toEqual([
      'first system.emergency_stop',
      'second system.emergency_stop',
      'first system.emergency_resume',
      'second system.emergency_resume',
    ])
    expect(first.seen.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('B40 one that publishes is not called again before it is done, and all is done when publish returns', () => {
    const { bus, journal } = busOver()
    let depth = 0
    let deepest = 0
    const answering = new Doing(bus, ['system.emergency_stop'], (event) => {
      depth += 1
      deepest = Math.max(deepest, depth)
      if (answering.seen.length < 1_000) {
        stop(bus, `after ${event.seq}`, { source: 'test', causedBy: event })
      }
      depth -= 1
    })
    stop(bus)
    expect(answering.seen.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 1_000 }, (_, i) => i + 1),
    )
    expect(answering.seen.map(({ cause }) => cause)).toEqual(
      Array.from({ length: 1_000 }, (_, i) => i),
    )
    expect(journal.head).toBe(1_000)
    expect(deepest).toBe(1)
  })

  it('B37 an error is caught, logged with type, code and correlation id, and a fact; it never escapes', async () => {
    const { bus, log, journal } = busOver()
    new Doing(bus, ['system.emergency_stop'], fail('no such order'))
    const correlation = correlationId('4ab3f0f8-4f7a-4a3c-8d67-2f2f6b1a0c11')
    const event = stop(bus, 'x', { source: 'test', correlationId: correlation })
    expect(event.seq).toBe(1)
    const [line] = log.said('a kernel handler failed')
    expect(line).toMatchObject({
      component: 'Doing',
      type: 'system.emergency_stop',
      code: 'ILLEGAL_MOVE',
      correlationId: correlation,
    })
    expect(line?.['error']).toBeInstanceOf(TradingError)
    const [, error] = await journal.read(0, 10)
    expect(error).toMatchObject({
      type: 'system.error',
      source: 'EventBus',
      cause: 1,
      correlationId: correlation,
      data: { code: 'ILLEGAL_MOVE', message: 'no such order', component: 'Doing', eventSeq: 1 },
    })
  })

  it('B37 what a foreign error says stays out of the journal', async () => {
    const { bus, journal } = busOver()
    new Doing(bus, ['system.emergency_stop'], () => {
      throw new TypeError('cannot read /home/me/secret')
    })
    stop(bus)
    const [, error] = await journal.read(0, 10)
    expect(error?.data).toMatchObject({ code: 'SYSTEM_HIGH' })
    expect(JSON.stringify(error?.data)).not.toContain('secret')
  })

  it('B38 of three the middle one throws, and the other two are called', () => {
    const { bus } = busOver()
    const before = new Doing(bus, ['system.emergency_stop'])
    new Doing(bus, ['system.emergency_stop'], fail('in the middle'))
    const after = new Doing(bus, ['system.emergency_stop'])
    stop(bus)
    stop(bus)
    expect([before.seen.length, after.seen.length]).toEqual([2, 2])
  })

  it('B38 what was published before a handler failed is handled too, in its place', async () => {
    const { bus, journal } = busOver()
    new Doing(bus, ['system.emergency_stop'], (event) => {
      bus.publish('system.emergency_resume', DAY, { source: 'test', causedBy: event })
      throw new RangeError('too late')
    })
    const resumed = new Doing(bus, ['system.emergency_resume'])
    stop(bus)
    expect(resumed.seen).toHaveLength(1)
    expect(await typesOf(journal)).toEqual([
      'system.emergency_stop',
      'system.emergency_resume',
      'system.error',
    ])
  })

  it('B37 when the halt after a failure fails too, nothing can be stated any more', () => {
    const { bus, journal } = busOver()
    new Doing(bus, ['system.emergency_stop'], fail('first'))
    new Doing(bus, ['system.error'], fail('second'))
    expect(() => stop(bus)).toThrow('nothing is left to halt trading')
    const { head } = journal
    expect(() => stop(bus)).toThrow(expect.objectContaining({ code: 'HANDLER_FAILED' }))
    expect(bus.fault?.code).toBe('HANDLER_FAILED')
    expect(journal.head).toBe(head)
  })

  it('one event that leads to others without end stops the book, not the machine', () => {
    const { bus, journal } = busOn(new MemoryJournal({ keeps: 'nothing' }))
    const endless = new Doing(bus, ['system.emergency_stop'], () => stop(bus))
    expect(() => stop(bus)).toThrow(/One event led to more than \d+ others/)
    const { length } = endless.seen
    expect(() => stop(bus)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    expect(endless.seen).toHaveLength(length)
    expect(journal.head).toBeGreaterThanOrEqual(length)
  })

  it('a journal that refuses an event is no failure of the handler: its own error comes out, once and for all', () => {
    const { bus, journal, log } = busOn(new Breakable())
    new Doing(bus, ['system.emergency_stop'], () => {
      journal.isBroken = true
      bus.publish('system.emergency_resume', DAY, ORIGIN)
    })
    const after = new Doing(bus, ['system.emergency_stop'])
    expect(() => stop(bus)).toThrow('the disk is full')
    expect(log.said('a kernel handler failed')).toEqual([])
    journal.isBroken = false
    expect(() => stop(bus)).toThrow(expect.objectContaining({ code: 'JOURNAL_FAILED' }))
    expect(after.seen).toEqual([])
    expect(journal.head).toBe(1)
  })
})

describe('ids that a sender chose', () => {
  it('B43 the same id twice is one row and one call, and the second time is answered with nothing', () => {
    const { bus, journal } = busOver()
    const handler = new Doing(bus, ['system.emergency_stop'])
    const origin = { source: 'test', id: ID }
    const first = bus.inject('system.emergency_stop', DAY, origin)
    const second = bus.inject('system.emergency_stop', DAY, origin)
    expect(first).toMatchObject({ seq: 1, id: ID, correlationId: ID, isInput: true })
    expect(second).toBeNull()
    expect(journal.head).toBe(1)
    expect(handler.seen).toHaveLength(1)
  })

  it('B43 an id whose event was refused may come again', () => {
    const { bus } = busOver()
    const origin = { source: 'test', id: ID }
    expect(() => bus.inject('no.such_type' as 'system.emergency_stop', DAY, origin)).toThrow(
      TradingError,
    )
    expect(bus.inject('system.emergency_stop', DAY, origin)).toMatchObject({ id: ID })
  })

  it('B43 however often and in whatever order ids come, each is stated once', () => {
    const pick = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
    fc.assert(
      fc.property(pick, (picks) => {
        const { bus, journal } = busOver()
        const handler = new Doing(bus, ['system.emergency_stop'])
        for (const digit of picks) {
          const id = eventId(`5f0c1c3e-6a0e-4f5e-9a51-00000000000${digit}`)
          bus.inject('system.emergency_stop', DAY, { source: 'test', id })
        }
        expect(handler.seen).toHaveLength(new Set(picks).size)
        expect(journal.head).toBe(new Set(picks).size)
      }),
    )
  })
})

describe('subscriptions', () => {
  it('B35 B36 a handler subscribes when it is made, and leaves at close, twice without harm', async () => {
    const { bus } = busOver()
    const handler = new Doing(bus, ['system.emergency_stop', 'market.open'])
    expect(bus.subscriptions).toBe(2)
    await handler.close()
    await handler.close()
    expect(bus.subscriptions).toBe(0)
    stop(bus)
    expect(handler.seen).toEqual([])
  })

  it('B36 one that leaves while an event is handled does not keep it from the others', async () => {
    const { bus } = busOver()
    const leaving: Doing<'system.emergency_stop'> = new Doing(
      bus,
      ['system.emergency_stop'],
      () => {
        void leaving.close()
      },
    )
    const other = new Doing(bus, ['system.emergency_stop'])
    stop(bus)
    stop(bus)
    expect([leaving.seen.length, other.seen.length]).toEqual([1, 2])
  })

  it('after the bus is closed observers are offered nothing', () => {
    const { bus } = busOver()
    const offered: Event[] = []
    bus.subscribe('system.emergency_stop', { offer: (event) => offered.push(event) })
    stop(bus)
    bus.close()
    stop(bus)
    expect(offered).toHaveLength(1)
  })
})

describe('replay', () => {
  it('folds stored events without stating or journalling anything', async () => {
    const first = busOver()
    const answer = (bus: typeof first.bus) => (event: Event) => {
      bus.publish('system.emergency_resume', DAY, { source: 'test', causedBy: event })
    }
    new Doing(first.bus, ['system.emergency_stop'], answer(first.bus))
    stop(first.bus)
    const second = busOver()
    const handler = new Doing(second.bus, ['system.emergency_stop'], answer(second.bus))
    for (const event of await first.journal.read(0, 10)) second.bus.replay(event)
    expect(handler.seen).toHaveLength(1)
    expect(second.journal.head).toBe(0)
    expect(second.bus.head).toBe(2)
    expect(second.bus.isReplaying).toBe(false)
  })
})
