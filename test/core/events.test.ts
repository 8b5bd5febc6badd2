import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventIds, type Origin, stamp } from '../../src/core/events.ts'
import { eventOf, GENESIS, rowOf } from '../../src/core/journal.ts'
import { correlationId, eventId } from '../../src/domain/brand.ts'
import { BOOK, busOver, Doing, stop } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

const UUID_8 = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const seqs = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const names = fc.stringMatching(/^[\da-f]{15,32}$/)
const GIVEN = correlationId('4ab3f0f8-4f7a-4a3c-8d67-2f2f6b1a0c11')
const CHOSEN = eventId('5f0c1c3e-6a0e-4f5e-9a51-0d1f6a3b2c4d')

const stopAt = (seq: number, origin: Origin) =>
  stamp(
    new EventIds(BOOK),
    seq,
    START,
    { type: 'system.emergency_stop', data: { reason: 'x', by: 'y' }, origin },
    false,
  )

describe('ids made of the book and the place', () => {
  it('B31 are UUIDs of version 8, whatever the book and the place', () => {
    fc.assert(
      fc.property(names, seqs, (name, seq) => {
        expect(new EventIds(name).of(seq)).toMatch(UUID_8)
      }),
    )
  })

  it('B31 are the same for the same book and place, and differ for any other', () => {
    fc.assert(
      fc.property(names, seqs, seqs, (name, one, other) => {
        const ids = new EventIds(name)
        expect(ids.of(one)).toBe(new EventIds(name).of(one))
        expect(ids.of(one) === ids.of(other)).toBe(one === other)
        const letter = name.startsWith('0') ? '1' : '0'
        expect(new EventIds(letter + name.slice(1)).of(one)).not.toBe(ids.of(one))
      }),
    )
  })
})

describe('correlation and causation', () => {
  it('B45 whatever follows from an event carries its correlation id and names its cause', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 30 }), (parents) => {
        const events = [stopAt(1, { source: 'test' })]
        for (const pick of parents) {
          const causedBy = events[pick % events.length]
          if (causedBy === undefined) throw new RangeError('no such event')
          events.push(stopAt(events.length + 1, { source: 'test', causedBy }))
        }
        const [root] = events
        for (const event of events) {
          expect(event.correlationId).toBe(root?.id)
          expect(event.causationId).toBe(event.cause === 0 ? null : events[event.cause - 1]?.id)
        }
      }),
    )
  })

  it('B45 a correlation id that was given goes on to all that follows, over any number of steps', () => {
    const { bus } = busOver()
    const chain = new Doing(bus, ['system.emergency_stop'], (event) => {
      if (event.seq < 50) stop(bus, 'on', { source: 'test', causedBy: event })
    })
    stop(bus, 'first', { source: 'test', correlationId: GIVEN })
    expect(new Set(chain.seen.map((event) => event.correlationId))).toEqual(new Set([GIVEN]))
    expect(chain.seen.at(-1)?.causationId).toBe(chain.seen.at(-2)?.id)
  })

  it('B45 an id that was chosen is the correlation id of what follows, unless another was given', () => {
    const chosen = stopAt(7, { source: 'web', id: CHOSEN })
    expect([chosen.id, chosen.correlationId]).toEqual([CHOSEN, CHOSEN])
    const next = stopAt(8, { source: 'test', causedBy: chosen })
    expect(next).toMatchObject({ correlationId: CHOSEN, causationId: CHOSEN, cause: 7 })
    expect(next.id).toMatch(UUID_8)
    const both = stopAt(9, { source: 'web', id: CHOSEN, correlationId: GIVEN })
    expect([both.id, both.correlationId]).toEqual([CHOSEN, GIVEN])
  })

  it('B45 what follows from a stored event carries the same ids as what followed from it when it was new', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), seqs, (hasId, hasCorrelation, seq) => {
        const given = {
          ...(hasId && { id: CHOSEN }),
          ...(hasCorrelation && { correlationId: GIVEN }),
        }
        const fresh = stopAt(seq, { source: 'test', ...given })
        const stored = eventOf(rowOf(fresh, GENESIS))
        const ids = (causedBy: typeof fresh) => {
          const {
            correlationId: correlation,
            causationId,
            cause,
          } = stopAt(seq + 1, { source: 'test', causedBy })
          return { correlation, causationId, cause }
        }
        expect(ids(stored)).toEqual(ids(fresh))
      }),
    )
  })
})
