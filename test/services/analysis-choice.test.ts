import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type InstrumentId, instrumentId } from '../../src/domain/brand.ts'
import { dueFirst, inTasks } from '../../src/services/analysis-choice.ts'

const name = (index: number): InstrumentId => instrumentId(`NSE:X${index}`)
const names = fc.uniqueArray(fc.nat(200), { maxLength: 60 }).map((list) => list.map(name))

describe('what is analysed', () => {
  it('goes in tasks of two or three, each once and in its order, one alone only when it is the only one', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(2, 3), (instruments, most) => {
        const tasks = inTasks(instruments, most)
        expect(tasks.flat()).toEqual(instruments)
        const sizes = tasks.map(({ length }) => length)
        if (most === 3 && instruments.length > 1)
          expect(sizes.every((size) => size >= 2 && size <= 3)).toBe(true)
        expect(sizes.every((size) => size >= 1 && size <= most)).toBe(true)
      }),
    )
  })

  it('never analysed comes first in the order given, then the oldest; what is fresh is left out', () => {
    const at = fc.dictionary(fc.nat(200).map(String), fc.nat(1_000))
    fc.assert(
      fc.property(names, at, fc.nat(1_000), (candidates, analysed, staleBefore) => {
        const known = new Map(
          Object.entries(analysed).map(([index, when]) => [name(Number(index)), when]),
        )
        const due = dueFirst([...candidates, ...candidates], known, staleBefore)
        const whens = due.map((instrument) => known.get(instrument) ?? -1)
        expect(whens).toEqual(whens.toSorted((a, b) => a - b))
        expect(new Set(due).size).toBe(due.length)
        for (const instrument of candidates)
          expect(due.includes(instrument)).toBe(
            (known.get(instrument) ?? -1) < staleBefore || !known.has(instrument),
          )
        const never = candidates.filter((instrument) => !known.has(instrument))
        expect(due.slice(0, never.length)).toEqual(never)
      }),
    )
  })
})
