import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GENESIS, lineOf } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { halt, halts, rowsOf } from './state/journal-fixture.ts'

describe('MemoryJournal', () => {
  it('hashes the same chain as stored rows do, whenever it is asked', () => {
    const asks = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 5 })
    const run = fc.property(asks, (steps) => {
      const journal = new MemoryJournal()
      expect(journal.hash).toBe(GENESIS)
      let seq = 0
      for (const step of steps) {
        for (let index = 0; index < step; index++) journal.append(halt(++seq))
        expect(journal.hash).toBe(rowsOf(halts(1, seq)).at(-1)?.hash)
      }
    })
    fc.assert(run, { numRuns: 8 })
  })

  it('is durable at once and tells listeners in order', async () => {
    const journal = new MemoryJournal()
    const heard: number[] = []
    using _ = journal.onDurable((events) => heard.push(...events.map(({ seq }) => seq)))
    for (const event of halts(1, 3)) journal.append(event)
    await journal.durable(3)
    expect(heard).toEqual([1, 2, 3])
  })

  it('gives back lines and events across chunks', async () => {
    const journal = new MemoryJournal()
    const events = halts(1, 10_000)
    for (const event of events) journal.append(event)
    expect([...journal.lines()]).toEqual(rowsOf(events).map(lineOf))
    expect([...journal.lines(9_998)]).toEqual(rowsOf(events).slice(9_998).map(lineOf))
    const read = await journal.read(4_095, 3)
    expect(read.map(({ seq }) => seq)).toEqual([4_096, 4_097, 4_098])
    expect(read[0]?.data).toEqual(events[4_095]?.data)
    expect(await journal.read(10_000, 5)).toEqual([])
  })

  it('keeps the newest lines only when bounded, and says so when asked for older ones', async () => {
    const journal = new MemoryJournal({ linesMax: 5_000 })
    for (const event of halts(1, 20_000)) journal.append(event)
    expect(journal.hash).toBe(rowsOf(halts(1, 20_000)).at(-1)?.hash)
    expect([...journal.lines(15_000)]).toHaveLength(5_000)
    await expect(journal.read(0, 1)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
  })

  it('keeps the hash alone when told so', async () => {
    const journal = new MemoryJournal({ keeps: 'hash' })
    for (const event of halts(1, 5_000)) journal.append(event)
    expect(journal.hash).toBe(rowsOf(halts(1, 5_000)).at(-1)?.hash)
    await expect(journal.read(0, 1)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
  })

  it('keeps nothing but the count for sweeps, and has then no hash to give', () => {
    const journal = new MemoryJournal({ keeps: 'nothing' })
    for (const event of halts(1, 10)) journal.append(event)
    expect(journal.head).toBe(10)
    expect(() => journal.hash).toThrow(/not to keep/)
  })
})
