import { describe, expect, it } from 'vitest'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { Intake } from '../../src/core/intake.ts'
import { eventId } from '../../src/domain/brand.ts'
import { busOn, busOver, Doing, Lines, ORIGIN, settle } from './bus-fixture.ts'
import { HeldLog } from './state/journal-fixture.ts'

const STOP = { reason: 'a bad day', by: 'owner' }
const ID = eventId('5f0c1c3e-6a0e-4f5e-9a51-0d1f6a3b2c4d')

function door() {
  const desk = busOver()
  return { ...desk, intake: new Intake(desk.bus, desk.journal) }
}

describe('the door for facts from outside', () => {
  it('lets in between two moments only, in the order in which they came', async () => {
    const { intake, journal } = door()
    const answers = ['a', 'b', 'c'].map((reason) =>
      intake.post('system.emergency_stop', { reason, by: 'owner' }, ORIGIN),
    )
    await settle()
    expect([journal.head, intake.isEmpty]).toEqual([0, false])
    intake.admit()
    expect(intake.isEmpty).toBe(true)
    const events = await Promise.all(answers)
    expect(events.map((event) => event?.seq)).toEqual([1, 2, 3])
    expect(events.every((event) => event?.isInput)).toBe(true)
    const stored = await journal.read(0, 10)
    expect(stored.map(({ data }) => data)).toMatchObject([
      { reason: 'a' },
      { reason: 'b' },
      { reason: 'c' },
    ])
  })

  it('B44 answers only once the fact is durable', async () => {
    const storage = new HeldLog()
    const { clock } = busOver()
    const journal = await GroupedJournal.open({ log: storage, logger: new Lines(), clock })
    const { bus } = busOn(journal)
    const intake = new Intake(bus, journal)
    let isAnswered = false
    const answer = intake.post('system.emergency_stop', STOP, ORIGIN).then(() => {
      isAnswered = true
    })
    intake.admit()
    await settle()
    expect([bus.head, storage.underWay, isAnswered]).toEqual([1, 1, false])
    storage.succeed()
    await answer
    expect(isAnswered).toBe(true)
  })

  it('a fact that storage lost is answered with an error, never with success', async () => {
    const storage = new HeldLog()
    const { clock } = busOver()
    const journal = await GroupedJournal.open({ log: storage, logger: new Lines(), clock })
    const intake = new Intake(busOn(journal).bus, journal)
    const answer = intake.post('system.emergency_stop', STOP, ORIGIN)
    const refused = expect(answer).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    intake.admit()
    await settle()
    storage.fail(new RangeError('the disk is full'))
    await refused
    await expect(
      (async () => {
        const next = intake.post('system.emergency_stop', STOP, ORIGIN)
        next.catch(() => undefined)
        intake.admit()
        await next
      })(),
    ).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })

  it('B43 the same id twice is one fact, and the second is answered with nothing', async () => {
    const { intake, journal } = door()
    const origin = { source: 'test', id: ID }
    const answers = [1, 2].map(() => intake.post('system.emergency_stop', STOP, origin))
    intake.admit()
    const [first, second] = await Promise.all(answers)
    expect([first?.seq, second]).toEqual([1, null])
    expect(journal.head).toBe(1)
  })

  it('B124 a wish too many is refused with a time to come back, while what has happened is always let in', async () => {
    const { intake, journal } = door()
    const posts = Array.from({ length: 1_024 }, () =>
      intake.post('system.emergency_stop', STOP, ORIGIN),
    )
    const oneMore = intake.post('system.emergency_stop', STOP, ORIGIN)
    await expect(oneMore).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      details: { retryAfterMs: 1_000 },
    })
    const happened = intake.post('system.emergency_stop', STOP, ORIGIN, false)
    intake.admit()
    await Promise.all([...posts, happened])
    expect(journal.head).toBe(1_025)
  })

  it('one that is refused keeps neither the others nor the desk', async () => {
    const { intake, journal } = door()
    const wrong = intake.post('no.such_type' as 'system.emergency_stop', STOP, ORIGIN)
    const right = intake.post('system.emergency_stop', STOP, ORIGIN)
    const refused = expect(wrong).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    intake.admit()
    await refused
    expect((await right)?.seq).toBe(1)
    expect(journal.head).toBe(1)
  })

  it('B37 a book that can state nothing any more stops whoever drives it, not only who asked', async () => {
    const { bus, intake } = door()
    const fail = () => {
      throw new RangeError('x')
    }
    new Doing(bus, ['system.emergency_stop'], fail)
    new Doing(bus, ['system.error'], fail)
    const asked = intake.post('system.emergency_stop', STOP, ORIGIN)
    const refused = expect(asked).rejects.toMatchObject({ code: 'HANDLER_FAILED' })
    expect(() => intake.admit()).toThrow(expect.objectContaining({ code: 'HANDLER_FAILED' }))
    await refused
  })

  it('B54 what still waits at the close is refused, and so is what comes later', async () => {
    const { intake, journal } = door()
    const waiting = intake.post('system.emergency_stop', STOP, ORIGIN)
    const refused = expect(waiting).rejects.toMatchObject({ code: 'CLOSED' })
    intake.close()
    await refused
    const late = intake.post('system.emergency_stop', STOP, ORIGIN)
    await expect(late).rejects.toMatchObject({ code: 'CLOSED' })
    intake.admit()
    expect(journal.head).toBe(0)
  })
})
