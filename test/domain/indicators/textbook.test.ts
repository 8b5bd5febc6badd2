import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../../src/domain/bar.ts'
import { STUDIES, type Study } from './studies.ts'
import { barsOf, walk } from './walk.ts'

/** Outputs appear together: where one is not defined yet, none is. */
function together(columns: Readonly<Record<string, readonly number[]>>, names: readonly string[]) {
  const rows = columns[names[0] ?? '']?.length ?? 0
  return Array.from({ length: rows }, (_, row) => {
    const values = names.map((name) => columns[name]?.[row] ?? Number.NaN)
    return values.some(Number.isNaN) ? values.map(() => Number.NaN) : values
  })
}

function expectTextbook(study: Study, bars: BarColumns): void {
  const run = study.start()
  const wanted = together(study.textbook(bars), study.outputs)
  for (let row = 0; row < bars.length; row++) {
    run.next(bars, row)
    for (const [output, value] of run.now().entries()) {
      const book = wanted[row]?.[output] ?? Number.NaN
      const isSame =
        Number.isNaN(book) === Number.isNaN(value) &&
        !(Math.abs(value - book) > 1e-9 * Math.max(1, Math.abs(book)))
      if (!isSame) {
        expect.fail(`${study.name}.${study.outputs[output]} at row ${row} is ${value}, not ${book}`)
      }
    }
  }
}

describe.each(STUDIES)('$name', (study) => {
  it('B66 is what the textbook says on every bar of lively, still and barely moving markets', () => {
    for (const seed of [1, 2, 3]) {
      expectTextbook(study, walk(300, seed))
      expectTextbook(study, walk(300, seed, 0))
      expectTextbook(study, walk(300, seed, 0.9, 1))
    }
  })

  it('B66 is what the textbook says of rising, falling and flat series', () => {
    const rows = Array.from({ length: 120 }, (_, row) => row)
    expectTextbook(study, barsOf(rows.map((row) => 1_000 + row)))
    expectTextbook(study, barsOf(rows.map((row) => 1_000 - row)))
    expectTextbook(study, barsOf(rows.map(() => 1_000)))
  })

  it('is defined at some bar, so that the comparison compares', () => {
    const run = study.start()
    const bars = walk(300, 4)
    for (let row = 0; row < bars.length; row++) run.next(bars, row)
    expect(run.isReady()).toBe(true)
    expect(run.now().every(Number.isFinite)).toBe(true)
  })
})
