import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GENESIS } from '../../src/core/journal.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { ResumingJournal } from '../../src/core/resuming-journal.ts'
import { draw, journalOf, openKernel, pastOf, stateHash, undisturbed } from './walking-desk.ts'

const EVERY = 40
const whole = await undisturbed(7, EVERY)

/** Begins at a checkpoint, with the journal stored up to a place, and draws the market to its end. */
async function resume(run: typeof whole, pick: number, storedTo: number) {
  const checkpoint = run.checkpoints[pick]
  if (checkpoint === undefined) throw new RangeError('no such checkpoint')
  const { seq, state } = checkpoint
  const stored = run.events.slice(0, storedTo)
  const hash = run.rows[seq - 1]?.hash ?? GENESIS
  const journal = new ResumingJournal(
    journalOf(stored),
    { seq, hash },
    run.rows.slice(seq, storedTo),
  )
  const kernel = openKernel(journal)
  if (state === '') kernel.begin()
  else kernel.load(JSON.parse(state))
  await draw(kernel, run.blocks, pastOf(journal))
  return { journal, kernel }
}

describe('going over the past', () => {
  it('the market of these tests makes the desk trade, and wishes come in between', () => {
    const count = (type: string) => whole.events.filter((event) => event.type === type).length
    expect(count('execution.order_filled')).toBeGreaterThan(10)
    expect(count('system.emergency_stop') + count('system.emergency_resume')).toBeGreaterThan(5)
    expect(whole.checkpoints.length).toBeGreaterThan(15)
  })

  it('the same market gives the same journal and the same state, byte for byte', async () => {
    const again = await undisturbed(7, EVERY)
    expect([again.hash, again.state]).toEqual([whole.hash, whole.state])
    const other = await undisturbed(8, EVERY)
    expect(other.hash).not.toBe(whole.hash)
  })

  it('B44 D5 cut anywhere, from any checkpoint, it comes to the journal and the state of the undisturbed run', async () => {
    const last = whole.checkpoints.length - 1
    const cuts = fc.record({
      pick: fc.nat({ max: last }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(cuts, async ({ pick, part }) => {
        const from = whole.checkpoints[pick]?.seq ?? 0
        const storedTo = from + Math.round((whole.events.length - from) * part)
        const { journal, kernel } = await resume(whole, pick, storedTo)
        expect(journal.isResumed).toBe(true)
        expect(journal.hash).toBe(whole.hash)
        expect(stateHash(kernel)).toBe(whole.state)
      }),
      {
        numRuns: 25,
        examples: [[{ pick: 0, part: 0 }], [{ pick: 0, part: 1 }], [{ pick: last, part: 1 }]],
      },
    )
  }, 120_000)

  it('cut again and again it still comes to the same end', async () => {
    const [, first, , , second] = whole.checkpoints
    if (first === undefined || second === undefined) throw new RangeError('no such checkpoints')
    const once = await resume(whole, 1, second.seq + 5)
    expect(once.journal.hash).toBe(whole.hash)
    const events = await once.journal.read(0, once.journal.head)
    const twice = await resume({ ...whole, events }, 4, events.length - 3)
    expect([twice.journal.hash, stateHash(twice.kernel)]).toEqual([whole.hash, whole.state])
  })

  it('another market than the one that was stored is told of, at the first event that differs', async () => {
    const other = await undisturbed(8, EVERY)
    const differs = whole.rows.findIndex(({ hash }, index) => hash !== other.rows[index]?.hash) + 1
    const run = { ...whole, blocks: other.blocks }
    await expect(resume(run, 0, whole.events.length)).rejects.toMatchObject({
      code: 'JOURNAL_BROKEN',
      details: { facts: { seq: differs } },
    })
  })
})

describe('a saved state', () => {
  const [, checkpoint] = whole.checkpoints
  const saved = () => JSON.parse(checkpoint?.state ?? '')
  const kernelAt = (seq: number) => openKernel(journalOf(whole.events.slice(0, seq)))

  it('survives being put away as text', () => {
    const kernel = kernelAt(saved().seq)
    kernel.load(saved())
    expect(JSON.stringify(kernel.save())).toBe(checkpoint?.state)
  })

  it.each([
    'given',
    'marketData',
    'strategies',
    'risk',
    'protection',
    'exchange',
    'execution',
    'portfolio',
  ])('that holds nothing of "%s" is refused, and nothing of it is taken up', (part) => {
    const state = saved()
    delete state.parts[part]
    const kernel = kernelAt(state.seq)
    const before = stateHash(kernel)
    const message = `The checkpoint does not fit: it holds nothing of "${part}"`
    expect(() => kernel.load(state)).toThrow(expect.objectContaining({ code: 'CONFLICT', message }))
    expect(stateHash(kernel)).toBe(before)
  })

  it('of before there were proposals and forecasts has none of them, and all else', () => {
    const state = saved()
    const { approvals, forecasts, ...parts } = state.parts
    const kernel = kernelAt(state.seq)
    kernel.load({ ...state, parts })
    expect(approvals).toMatchObject({ open: [], ended: [] })
    const none = {
      approvals: { open: [], ended: [], tradingReason: null },
      forecasts: { open: [] },
    }
    expect(kernel.save().parts).toEqual({ ...parts, ...none })
    expect(forecasts).toEqual({ open: [] })
  })

  it('of a newer program or of another place is refused', () => {
    const state = saved()
    const newer = { ...state, parts: { ...state.parts, astrology: [] } }
    expect(() => kernelAt(state.seq).load(newer)).toThrow(
      '"astrology", which this program does not know',
    )
    expect(() => kernelAt(state.seq - 1).load(state)).toThrow(`it is of event ${state.seq}`)
    expect(() => openKernel(new MemoryJournal()).load(state)).toThrow('the journal stands at 0')
  })
})
