import { describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import type { Event } from '../../src/core/events.ts'
import { GENESIS } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { ResumingJournal } from '../../src/core/resuming-journal.ts'
import { eventAt, halt, INFY, rowsOf } from './state/journal-fixture.ts'

/** Derived from the event before it, as a kernel handler would. */
const derived = (seq: number, reason = `because of ${seq - 1}`): Event =>
  eventAt(seq, 'strategy.intent_dropped', { strategy: 'test', instrument: INFY, reason })

/** An input and what follows from it, three times over. */
const STORED = [halt(1), derived(2), derived(3), halt(4), derived(5), halt(6)]

function resume(after = 0): { journal: ResumingJournal; inner: MemoryJournal } {
  const inner = new MemoryJournal()
  for (const event of STORED) inner.append(event)
  const rows = rowsOf(STORED)
  const hash = rows[after - 1]?.hash ?? GENESIS
  return { inner, journal: new ResumingJournal(inner, { seq: after, hash }, rows.slice(after)) }
}

/** Every stored input handed in again, and what the kernel makes of each. */
function rerun(journal: ResumingJournal, follows: Record<number, readonly Event[]>): void {
  for (let input = journal.nextInput(); input !== null; input = journal.nextInput()) {
    journal.append(input)
    for (const event of follows[input.seq] ?? []) journal.append(event)
  }
}

const FOLLOWS = { 1: [derived(2), derived(3)], 4: [derived(5)] }

describe('ResumingJournal', () => {
  it('goes over what is stored without writing it again, then goes on behind it', () => {
    const { journal, inner } = resume()
    expect(journal.head).toBe(0)
    rerun(journal, FOLLOWS)
    expect(journal.isResumed).toBe(true)
    expect([journal.head, inner.head]).toEqual([6, 6])
    journal.append(derived(7))
    expect([journal.head, inner.head]).toEqual([7, 7])
    expect(journal.hash).toBe(rowsOf([...STORED, derived(7)]).at(-1)?.hash)
  })

  it('begins at a checkpoint', () => {
    const { journal } = resume(3)
    expect(journal.head).toBe(3)
    expect(journal.nextInput()?.seq).toBe(4)
    rerun(journal, FOLLOWS)
    expect(journal.isResumed).toBe(true)
  })

  it('with nothing stored behind the checkpoint it only passes on', () => {
    const inner = new MemoryJournal()
    const journal = new ResumingJournal(inner, { seq: 0, hash: GENESIS }, [])
    expect(journal.nextInput()).toBeNull()
    journal.append(halt(1))
    expect(inner.head).toBe(1)
  })

  it('names the first difference when an event comes about differently', () => {
    const { journal } = resume()
    const input = journal.nextInput()
    expect(input?.seq).toBe(1)
    journal.append(halt(1))
    const attempt = () => journal.append(derived(2, 'because of something else'))
    expect(attempt).toThrow(TradingError)
    expect(attempt).toThrow(/Event 2 .*"strategy.intent_dropped".*its data is not what is stored/)
    const error = caught(attempt)
    expect(error?.code).toBe('JOURNAL_BROKEN')
    expect(error?.details.facts).toMatchObject({ seq: 2, field: 'data' })
    expect(String(error?.details.facts?.['stored'])).toContain('of 1')
    expect(String(error?.details.facts?.['made'])).toContain('of something else')
  })

  it('offers an input only when it stands next', () => {
    const { journal } = resume()
    journal.append(halt(1))
    expect(journal.nextInput()).toBeNull()
    journal.append(derived(2))
    expect(journal.nextInput()).toBeNull()
  })

  it('refuses to begin without every stored row', () => {
    const inner = new MemoryJournal()
    for (const event of STORED) inner.append(event)
    const rows = rowsOf(STORED).slice(0, 4)
    const begin = () => new ResumingJournal(inner, { seq: 0, hash: GENESIS }, rows)
    expect(begin).toThrow(/only up to 4/)
  })
})

function caught(attempt: () => void): TradingError | null {
  try {
    attempt()
  } catch (error) {
    if (error instanceof TradingError) return error
    throw error
  }
  return null
}
