import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import { GroupedJournal } from '../../src/core/grouped-journal.ts'
import { chain, lineOf } from '../../src/core/journal.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { epochMs } from '../../src/domain/time.ts'
import { HeldLog, halt, halts, rowsOf, START } from './state/journal-fixture.ts'

const logger = new SilentLogger()

/** Lets everything run that is ready to. */
const settle = async (turns = 20): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
}

interface Sizes {
  readonly groupMax?: number
  readonly backlogMax?: number
}

async function open(sizes: Sizes = {}) {
  const log = new HeldLog()
  const clock = new VirtualClock(START)
  const journal = await GroupedJournal.open({ log, logger, clock, ...sizes })
  return { log, clock, journal }
}

describe('GroupedJournal', () => {
  it('appends at once and writes what was stated in one go as one group', async () => {
    const { log, journal } = await open()
    for (const event of halts(1, 5)) journal.append(event)
    expect(journal.head).toBe(5)
    expect(log.underWay).toBe(0)
    await settle()
    log.succeed()
    await journal.durable(5)
    expect(log.groups).toEqual([5])
  })

  it('has one write under way at most, and what comes meanwhile is the next group', async () => {
    const { log, journal } = await open()
    journal.append(halt(1))
    await settle()
    for (const event of halts(2, 200)) journal.append(event)
    await settle()
    expect(log.underWay).toBe(1)
    log.succeed()
    await settle()
    log.succeed()
    await journal.durable(200)
    expect(log.groups).toEqual([1, 199])
  })

  it('writes the chain that the rows define, whatever the groups', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 8 })
    const run = fc.asyncProperty(
      sizes,
      fc.integer({ min: 1, max: 64 }),
      async (bursts, groupMax) => {
        const { log, journal } = await open({ groupMax })
        let seq = 0
        for (const burst of bursts) {
          for (let index = 0; index < burst; index++) journal.append(halt(++seq))
          await settle(2)
          if (log.underWay > 0) log.succeed()
        }
        const asked = journal.hash
        while (log.stored.length < seq) {
          await settle(2)
          if (log.underWay > 0) log.succeed()
        }
        const expected = rowsOf(halts(1, seq))
        expect(log.stored).toEqual(expected)
        expect(asked).toBe(expected.at(-1)?.hash)
        expect(Math.max(...log.groups)).toBeLessThanOrEqual(groupMax)
      },
    )
    await fc.assert(run, { numRuns: 30 })
  })

  it('B44 an event is durable only once storage says so, and observers hear of it only then', async () => {
    const { log, journal } = await open()
    const heard: number[] = []
    using _ = journal.onDurable((events) => heard.push(...events.map(({ seq }) => seq)))
    let isDurable = false
    for (const event of halts(1, 3)) journal.append(event)
    const durable = journal.durable(3).then(() => {
      isDurable = true
    })
    await settle()
    expect([isDurable, heard]).toEqual([false, []])
    log.succeed()
    await durable
    expect(heard).toEqual([1, 2, 3])
    await journal.durable(2)
  })

  it('goes on behind what is stored', async () => {
    const first = await open()
    first.journal.append(halt(1))
    await settle()
    first.log.succeed()
    await first.journal.close()
    const again = await GroupedJournal.open({ log: first.log, logger, clock: first.clock })
    expect(again.head).toBe(1)
    again.append(halt(2))
    await settle()
    first.log.succeed()
    await again.durable(2)
    expect(first.log.stored).toEqual(rowsOf(halts(1, 2)))
  })

  it('refuses an event out of place', async () => {
    const { journal } = await open()
    expect(() => journal.append(halt(2))).toThrow(/ends at 0/)
    journal.append(halt(1))
    expect(() => journal.append(halt(1))).toThrow(/ends at 1/)
  })

  it('D4 a failed write is final: what waits is refused, later appends throw, those who must know are told', async () => {
    const { log, journal } = await open()
    const told: TradingError[] = []
    using _ = journal.onFailure((error) => told.push(error))
    const heard: number[] = []
    using __ = journal.onDurable((events) => heard.push(events.length))
    for (const event of halts(1, 3)) journal.append(event)
    const first = expect(journal.durable(1)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    await settle()
    journal.append(halt(4))
    const second = expect(journal.durable(4)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    log.fail(new TradingError('DATABASE_UNAVAILABLE', 'The disk of the database is full'))
    await Promise.all([first, second])
    expect(() => journal.append(halt(5))).toThrow(/disk of the database is full/)
    await expect(journal.durable(5)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    await settle()
    expect(log.underWay).toBe(0)
    expect(told.map(({ code }) => code)).toEqual(['JOURNAL_FAILED'])
    expect(heard).toEqual([])
    await expect(journal.close()).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })

  it('a writer that was fenced out hears that it was', async () => {
    const { log, journal } = await open()
    journal.append(halt(1))
    const durable = expect(journal.durable(1)).rejects.toMatchObject({ code: 'JOURNAL_FENCED' })
    await settle()
    log.fail(new TradingError('JOURNAL_FENCED', 'Another process has taken over'))
    await durable
  })

  it('an event that cannot be written down fails the journal, not the one who stated it', async () => {
    const { journal } = await open()
    const broken = { ...halt(1), data: { reason: 1n } }
    Reflect.apply(journal.append, journal, [broken])
    await expect(journal.durable(1)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })

  it('a listener that throws keeps nobody else from hearing', async () => {
    const { log, journal } = await open()
    const heard: number[] = []
    using _ = journal.onDurable(() => {
      throw new RangeError('mine')
    })
    using __ = journal.onDurable((events) => heard.push(events.length))
    journal.append(halt(1))
    await settle()
    log.succeed()
    await journal.durable(1)
    expect(heard).toEqual([1])
  })

  it('presses when much waits, and is relieved when half of it is stored', async () => {
    const { log, journal } = await open({ groupMax: 50, backlogMax: 100 })
    await journal.relieved()
    for (const event of halts(1, 99)) journal.append(event)
    expect(journal.isPressed).toBe(false)
    journal.append(halt(100))
    expect(journal.isPressed).toBe(true)
    let isRelieved = false
    const relief = journal.relieved().then(() => {
      isRelieved = true
    })
    await settle()
    expect(isRelieved).toBe(false)
    log.succeed()
    await relief
    expect(journal.isPressed).toBe(false)
    await settle()
    log.succeed()
    await journal.durable(100)
  })

  it('storage that never answers fails the journal before memory runs out', async () => {
    const { journal } = await open({ backlogMax: 10 })
    expect(() => {
      for (const event of halts(1, 1_000)) journal.append(event)
    }).toThrow(/does not keep up/)
    expect(journal.head).toBeLessThan(400)
  })

  it('close flushes what waits', async () => {
    const { log, journal } = await open()
    for (const event of halts(1, 3)) journal.append(event)
    const closing = journal.close()
    expect(() => journal.append(halt(4))).toThrow(/closed/)
    await settle()
    log.succeed()
    await closing
    expect(log.stored.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('close does not wait for ever for storage that hangs', async () => {
    const { clock, journal } = await open()
    journal.append(halt(1))
    const durable = expect(journal.durable(1)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    const closing = expect(journal.close()).rejects.toThrow(/not stored in time/)
    await settle()
    clock.advance(epochMs(START + 5_000))
    await Promise.all([closing, durable])
  })

  it('reads back events as they were stated', async () => {
    const { log, journal } = await open()
    const stated = halts(1, 3)
    for (const event of stated) journal.append(event)
    await settle()
    log.succeed()
    await journal.durable(3)
    const read = await journal.read(1, 10)
    expect(read.map(({ data }) => data)).toEqual(stated.slice(1).map(({ data }) => data))
    expect(read.map(({ id }) => id)).toEqual(stated.slice(1).map(({ id }) => id))
  })

  it('one changed byte breaks the chain', async () => {
    const [first, second] = rowsOf(halts(1, 2))
    if (first === undefined || second === undefined) throw new RangeError('two rows were made')
    const changed = { ...second, data: second.data.replace('halt 2', 'halt 3') }
    expect(chain(first.hash, lineOf(second))).toBe(second.hash)
    expect(chain(first.hash, lineOf(changed))).not.toBe(second.hash)
  })
})
