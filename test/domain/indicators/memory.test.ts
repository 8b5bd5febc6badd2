import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batch } from '../../../src/domain/indicators/batch.ts'
import { type Run, STUDIES, type Study } from './studies.ts'
import { anyWalk, numbers, walk } from './walk.ts'

const lines = (run: Run, bars: ReturnType<typeof walk>, from = 0) => {
  const seen: number[][] = []
  for (let row = from; row < bars.length; row++) seen.push([run.next(bars, row), ...run.now()])
  return seen
}

const runs = 60

describe.each(STUDIES)('$name', (study: Study) => {
  it('continues from a copied memory, again and again, as if never interrupted', () => {
    fc.assert(
      fc.property(anyWalk, fc.array(fc.nat(259), { maxLength: 5 }), (bars, powerCuts) => {
        let run = study.start()
        const seen: number[][] = []
        for (let row = 0; row < bars.length; row++) {
          if (powerCuts.includes(row)) run = study.start(Float64Array.from(run.memory))
          seen.push([run.next(bars, row), ...run.now()])
        }
        expect(seen).toEqual(lines(study.start(), bars))
      }),
      { numRuns: runs },
    )
  })

  it('continues when a saved memory is written into a new one in place', () => {
    const bars = walk(200, 7)
    const first = study.start()
    const expected = lines(first, bars).slice(120)
    const before = study.start()
    for (let row = 0; row < 120; row++) before.next(bars, row)
    const after = study.start()
    after.memory.set(before.memory)
    expect(lines(after, bars, 120)).toEqual(expected)
  })

  it('keeps its outputs in memory, so that they are there before the next bar', () => {
    const bars = walk(200, 8)
    const run = study.start()
    for (let row = 0; row < bars.length; row++) run.next(bars, row)
    expect(study.start(Float64Array.from(run.memory)).now()).toEqual(run.now())
  })

  it('remembers finite numbers only, so that its memory survives as text', () => {
    fc.assert(
      fc.property(anyWalk, (bars) => {
        const run = study.start()
        for (let row = 0; row < bars.length; row++) {
          run.next(bars, row)
          if (!run.memory.every(Number.isFinite)) return false
        }
        return true
      }),
      { numRuns: runs },
    )
  })

  it('shows nothing until everything is defined, and returns its main output', () => {
    fc.assert(
      fc.property(anyWalk, (bars) => {
        const run = study.start()
        expect(run.isReady()).toBe(false)
        expect(run.now()).toEqual(run.now().map(() => Number.NaN))
        for (let row = 0; row < bars.length; row++) {
          const returned = run.next(bars, row)
          expect(returned).toBe(run.now()[0])
          expect(run.now().map(Number.isFinite)).toEqual(run.now().map(() => run.isReady()))
        }
      }),
      { numRuns: runs },
    )
  })

  it('gives in a batch, bit for bit, what it gives bar by bar', () => {
    fc.assert(
      fc.property(anyWalk, (bars) => {
        const streamed = lines(study.start(), bars).map(([returned]) => returned)
        const run = study.start()
        expect(numbers(batch(bars.length, (row) => run.next(bars, row)))).toEqual(streamed)
      }),
      { numRuns: runs },
    )
  })

  it('does not care in which unit prices are', () => {
    const bars = walk(300, 9)
    const run = study.start()
    const scaled = study.start()
    const bigger = (column: Float64Array) => column.map((price) => 4 * price)
    const inQuarters = {
      ...bars,
      high: bigger(bars.high),
      low: bigger(bars.low),
      close: bigger(bars.close),
    }
    const factors = new Set<number>()
    for (let row = 0; row < bars.length; row++) {
      run.next(bars, row)
      scaled.next(inQuarters, row)
      for (const [output, value] of run.now().entries()) {
        const other = scaled.now()[output] ?? Number.NaN
        if (run.isReady() && value !== 0) factors.add(other / value)
      }
    }
    expect([...factors]).toHaveLength(1)
    expect([1, 4]).toContain([...factors][0])
  })
})
