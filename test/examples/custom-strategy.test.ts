import { describe, expect, it } from 'vitest'
import { checked } from '../../examples/custom-strategy/check.ts'
import { fillsOver, madeUpYear } from '../../examples/custom-strategy/run.ts'

describe('the example of a strategy of one’s own', () => {
  it('trades, and each purchase is what its rule says', async () => {
    const bars = madeUpYear(1)
    expect(checked(bars, await fillsOver(bars))).toMatch(/^\d+ purchases/)
  })

  it('notices a purchase that its rule does not allow', async () => {
    const bars = madeUpYear(1)
    const fills = await fillsOver(bars)
    const dearer = fills.map((fill) => ({ ...fill, price: fill.price + 5 }))
    expect(() => checked(bars, dearer)).toThrow('was not the open')
    const later = fills.map((fill) => ({ ...fill, at: bars.at[bars.at.indexOf(fill.at) + 1] ?? 0 }))
    expect(() => checked(bars, later)).toThrow(RangeError)
    expect(() => checked(bars, [])).toThrow('nothing was bought')
  })
})
