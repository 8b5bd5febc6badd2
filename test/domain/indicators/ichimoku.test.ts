import { describe, expect, it } from 'vitest'
import { Ichimoku } from '../../../src/domain/indicators/ichimoku.ts'

describe('Ichimoku', () => {
  it('has as its cloud at a bar what was drawn there earlier', () => {
    const ichimoku = new Ichimoku(1, 2, 3, 4)
    const drawn: number[][] = []
    for (let bar = 0; bar < 30; bar++) {
      const high = 100 + ((bar * 7) % 11)
      ichimoku.next(high, high - 4)
      drawn.push([ichimoku.leadingA, ichimoku.leadingB])
      if (bar >= 10) expect([ichimoku.spanA, ichimoku.spanB]).toEqual(drawn[bar - 3])
    }
  })

  it('is complete when the longest range has been displaced', () => {
    const ichimoku = new Ichimoku(9, 26, 52, 26)
    const ready = Array.from({ length: 90 }, (_, bar) => {
      ichimoku.next(100 + bar, 99 + bar)
      return ichimoku.isReady
    })
    expect(ready.indexOf(true)).toBe(51 + 25)
  })
})
