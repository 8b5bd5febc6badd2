import { describe, expect, it } from 'vitest'
import { Adx } from '../../../src/domain/indicators/adx.ts'
import { Atr } from '../../../src/domain/indicators/atr.ts'
import { Cci } from '../../../src/domain/indicators/cci.ts'
import { Mfi } from '../../../src/domain/indicators/mfi.ts'
import { Roc } from '../../../src/domain/indicators/roc.ts'
import { Stochastic } from '../../../src/domain/indicators/stochastic.ts'
import { WilliamsR } from '../../../src/domain/indicators/williams-r.ts'

const BARS = 60

/** What an indicator says after an hour in which nothing moved and nothing was traded. */
const afterNothing = (next: () => number): number => {
  let value = Number.NaN
  for (let bar = 0; bar < BARS; bar++) value = next()
  return value
}

describe('a market that does not move', () => {
  it('is neither overbought nor oversold to any oscillator', () => {
    const [stochastic, williams] = [new Stochastic(14, 3, 3), new WilliamsR(14)]
    const [cci, mfi, roc] = [new Cci(20), new Mfi(14), new Roc(12)]
    expect(afterNothing(() => stochastic.next(700, 700, 700))).toBe(50)
    expect(afterNothing(() => williams.next(700, 700, 700))).toBe(-50)
    expect(afterNothing(() => cci.next(700, 700, 700))).toBe(0)
    expect(afterNothing(() => mfi.next(700, 700, 700, 0))).toBe(50)
    expect(afterNothing(() => roc.next(700))).toBe(0)
  })

  it('has no range and no direction', () => {
    const [atr, adx] = [new Atr(14), new Adx(14)]
    expect(afterNothing(() => atr.next(700, 700, 700))).toBe(0)
    expect(afterNothing(() => adx.next(700, 700, 700))).toBe(0)
    expect([adx.plus, adx.minus]).toEqual([0, 0])
  })

  it('leaves the direction where it was', () => {
    const adx = new Adx(3)
    for (let bar = 0; bar < 20; bar++) adx.next(100 + bar, 90 + bar, 95 + bar)
    expect(adx.value).toBeCloseTo(100, 9)
    expect(afterNothing(() => adx.next(119, 109, 114))).toBeCloseTo(100, 9)
  })

  it('is no rate of change when it was worth nothing', () => {
    const roc = new Roc(1)
    roc.next(0)
    expect(roc.next(5)).toBe(0)
  })
})
