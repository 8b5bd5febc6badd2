import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, emptyBars } from '../../src/domain/bar.ts'
import { type IndexedBars, mergeBars, mergeBlocks } from '../../src/domain/merge-bars.ts'

/** Bars at the given moments, each column a function of moment and instrument. */
function part(instrument: number, moments: readonly number[]): IndexedBars {
  const bars = emptyBars(moments.length)
  for (const [row, moment] of moments.entries()) {
    bars.at[row] = moment
    bars.open[row] = moment + instrument
    bars.high[row] = moment + instrument + 1
    bars.low[row] = moment + instrument + 2
    bars.close[row] = moment + instrument + 3
    bars.volume[row] = row
  }
  return { index: instrument, bars }
}

const rowsOf = (parts: readonly IndexedBars[], blockRows: number) =>
  [...mergeBlocks(parts, blockRows)].map(({ instrument, bars }) =>
    Array.from(
      { length: bars.length },
      (_, row) => [at(bars.at, row), instrument[row] ?? -1] as const,
    ),
  )

describe('bars of many instruments merged by time', () => {
  it('nothing gives nothing', () => {
    expect(rowsOf([], 10)).toEqual([])
    expect(rowsOf([part(0, [])], 10)).toEqual([])
  })

  it('rows of one moment are neighbours, by instrument, and never split over blocks', () => {
    const parts = [part(3, [10, 20, 30]), part(5, [20, 40]), part(9, [20, 30])]
    expect(rowsOf(parts, 2)).toEqual([
      [[10, 3]],
      [
        [20, 3],
        [20, 5],
        [20, 9],
      ],
      [
        [30, 3],
        [30, 9],
      ],
      [[40, 5]],
    ])
  })

  it.each([1, 1_000, 60_000, 300_000, 3_600_000, 86_400_000, 7_919])(
    'any parts on a grid of %i ms come out complete, in order, in blocks of the size asked for',
    (unit) => {
      const moments = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 })
      fc.assert(
        fc.property(
          fc.array(moments, { maxLength: 6 }),
          fc.integer({ min: 1, max: 50 }),
          (all, size) => {
            const parts = all.map((steps, i) =>
              part(
                i * 2,
                steps.sort((a, b) => a - b).map((step) => 1_600_000_000_123 + step * unit),
              ),
            )
            const expected = parts
              .flatMap(({ index, bars }) => [...bars.at].map((moment) => [moment, index] as const))
              .sort(([a, i], [b, j]) => a - b || i - j)
            const blocks = [...mergeBlocks(parts, size)]
            const found = blocks.flatMap(({ instrument, bars }) =>
              [...bars.at].map((moment, row) => [moment, instrument[row] ?? -1] as const),
            )
            expect(found).toEqual(expected)
            for (const { instrument, bars } of blocks) {
              const isOneMoment = new Set(bars.at).size === 1
              expect(bars.length > 0 && (bars.length <= size || isOneMoment)).toBe(true)
              for (let row = 0; row < bars.length; row++) {
                const own = at(bars.at, row) + (instrument[row] ?? -1)
                expect([
                  at(bars.open, row),
                  at(bars.high, row),
                  at(bars.low, row),
                  at(bars.close, row),
                ]).toEqual([own, own + 1, own + 2, own + 3])
              }
            }
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  it('in one piece it is the blocks one after the other', () => {
    const parts = [part(3, [10, 20, 30]), part(5, [20, 40]), part(9, [])]
    const { instrument, bars } = mergeBars(parts)
    expect([...bars.at]).toEqual([10, 20, 20, 30, 40])
    expect([...instrument]).toEqual([3, 3, 5, 3, 5])
    expect([...bars.close]).toEqual([16, 26, 28, 36, 48])
    const far = mergeBars([part(0, [0, 86_400_000 * 10_000 + 7]), part(1, [1])])
    expect([...far.instrument]).toEqual([0, 1, 0])
  })

  it('a series that is alone is not copied', () => {
    const alone = part(4, [10, 20])
    expect(mergeBars([alone, part(5, [])]).bars).toBe(alone.bars)
  })

  it('a few bars years apart to the millisecond need no room for the time between', () => {
    const moments = [0, 1, 86_400_000 * 10_000 + 7]
    expect(rowsOf([part(0, moments)], 10).flat()).toEqual(moments.map((moment) => [moment, 0]))
  })
})
