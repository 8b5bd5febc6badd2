import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Aroon } from '../../../src/domain/indicators/aroon.ts'
import { Highest } from '../../../src/domain/indicators/highest.ts'
import { Lowest } from '../../../src/domain/indicators/lowest.ts'

describe('highest and lowest', () => {
  it('are those of the window, and as old as the newest of equal ones', () => {
    const anyValues = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(anyValues, fc.integer({ min: 1, max: 9 }), (values, bars) => {
        const [highest, lowest] = [new Highest(bars), new Lowest(bars)]
        for (const [row, value] of values.entries()) {
          highest.next(value)
          lowest.next(value)
          if (row + 1 < bars) continue
          const window = values.slice(row + 1 - bars, row + 1)
          const [top, bottom] = [Math.max(...window), Math.min(...window)]
          expect(highest.value).toBe(top + 0)
          expect(lowest.value).toBe(bottom + 0)
          expect(highest.age).toBe(bars - 1 - window.lastIndexOf(top))
          expect(lowest.age).toBe(bars - 1 - window.lastIndexOf(bottom))
        }
      }),
    )
  })

  it('have no age before they have a value', () => {
    const highest = new Highest(3)
    highest.next(5)
    expect([highest.value, highest.age]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('Aroon', () => {
  it('is 100 up and 0 down while each bar tops the one before', () => {
    const aroon = new Aroon(4)
    for (let bar = 1; bar <= 6; bar++) aroon.next(bar, bar)
    expect([aroon.up, aroon.down, aroon.oscillator]).toEqual([100, 0, 100])
  })
})
