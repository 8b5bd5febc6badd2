import { describe, expect, it } from 'vitest'
import {
  SIM_INDEX,
  SIM_SECTORS,
  SIM_SHARES,
  simUniverse,
} from '../../../src/adapters/sim/sim-universe.ts'
import { isInstrumentId } from '../../../src/domain/brand.ts'
import { paise } from '../../../src/domain/money.ts'
import { tickOf } from '../../../src/domain/rulebook/ticks.ts'
import { day, mean } from './sim-market-fixture.ts'

describe('the simulated universe', () => {
  it('has at least 50 shares and one index, each with a name of its own', () => {
    const ids = simUniverse().map(({ id }) => id)
    expect(SIM_SHARES.length).toBeGreaterThanOrEqual(60)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => isInstrumentId(id))).toBe(true)
    expect(simUniverse().filter(({ kind }) => kind === 'index')).toEqual([SIM_INDEX])
  })

  it('weighs the fifty members of the index to one whole', () => {
    const weights = SIM_SHARES.map(({ weight }) => weight)
    expect(weights.filter((weight) => weight > 0)).toHaveLength(50)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
  })

  it('holds large shares with derivatives and thin ones with bands of 5, 10 and 20 percent', () => {
    for (const { instrument } of SIM_SHARES) {
      expect(instrument.isDerivativeEligible).toBe(instrument.bandPercent === null)
    }
    const bands = new Set(SIM_SHARES.map(({ instrument }) => instrument.bandPercent))
    expect(bands).toEqual(new Set([null, 5, 10, 20]))
    const thin = SIM_SHARES.filter(({ instrument }) => !instrument.isDerivativeEligible)
    const large = SIM_SHARES.filter(({ weight }) => weight > 0)
    const pace = (shares: typeof SIM_SHARES) => mean(shares.map(({ ticksAMinute }) => ticksAMinute))
    expect(pace(thin)).toBeLessThan(pace(large) / 3)
    expect(Math.min(...SIM_SHARES.map(({ ticksAMinute }) => ticksAMinute))).toBeGreaterThanOrEqual(
      1,
    )
  })

  it('covers every tick of the exchange and at least ten industries', () => {
    const ticks = SIM_SHARES.map(({ price }) =>
      tickOf({ exchange: 'NSE', kind: 'equity' }, paise(price), day('2026-11-23')),
    )
    expect(new Set(ticks)).toEqual(new Set([1, 5, 10, 50, 100, 500]))
    expect(SIM_SECTORS.length).toBeGreaterThanOrEqual(10)
    expect(SIM_SHARES.every(({ sector }) => SIM_SECTORS[sector] !== undefined)).toBe(true)
  })
})
