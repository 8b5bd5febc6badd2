import { describe, expect, it } from 'vitest'
import { SimIndex } from '../../../src/adapters/sim/sim-index.ts'
import { SimMarket } from '../../../src/adapters/sim/sim-market.ts'
import { SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { addDays } from '../../../src/domain/time.ts'
import { day, mean } from './sim-market-fixture.ts'

const sessions = new Sessions()
const FROM = day('2024-01-01')
const TO = day('2025-12-31')
const market = new SimMarket({ seed: 4, from: FROM, sessions })
market.day(TO)
const { actions } = market

const indexOf = (id: string) => SIM_SHARES.findIndex(({ instrument }) => instrument.id === id)

describe('corporate actions of the simulated market', () => {
  it('bring every kind within two years, dividends more often than steps', () => {
    const count = (kind: string) => actions.filter((action) => action.kind === kind).length
    expect(count('split')).toBeGreaterThan(0)
    expect(count('bonus')).toBeGreaterThan(0)
    expect(count('dividend')).toBeGreaterThan(3 * (count('split') + count('bonus')))
    expect(count('dividend')).toBeLessThan(3 * SIM_SHARES.length)
  })

  it('are the same whenever they are asked for, each told once and with its own day', () => {
    const other = new SimMarket({ seed: 4, from: FROM, sessions })
    for (let date = FROM; date <= TO; date = addDays(date, 1)) {
      const before = other.actions.length
      const shares = other.day(date)?.shares ?? []
      other.day(date)
      const own = shares.map(({ action }) => action).filter((action) => action !== null)
      expect(other.actions.slice(before)).toEqual(own)
    }
    expect(other.actions).toEqual(actions)
  })

  it('step the base price by the ratio on the ex-date, and the number of shares against it', () => {
    let steps = 0
    for (const action of actions) {
      if (action.kind !== 'split' && action.kind !== 'bonus') continue
      steps++
      const share = indexOf(action.instrument)
      let before = addDays(action.exDate, -1)
      while (market.day(before) === null) before = addDays(before, -1)
      const old = market.day(before)?.shares[share]
      const now = market.day(action.exDate)?.shares[share]
      const ratio = action.newShares / action.oldShares
      expect(Math.abs((now?.base ?? 0) - (old?.close ?? 0) / ratio)).toBeLessThanOrEqual(
        (now?.tick ?? 0) / 2,
      )
      expect(now?.multiple).toBeCloseTo((old?.multiple ?? 0) * ratio, 9)
      expect(now?.action).toEqual(action)
    }
    expect(steps).toBeGreaterThan(5)
  })

  it('take a dividend out of the opening, leave the base alone, and name whole multiples of ten paise', () => {
    const gaps: number[] = []
    for (const action of actions) {
      if (action.kind !== 'dividend') continue
      const now = market.day(action.exDate)?.shares[indexOf(action.instrument)]
      if (now === undefined) throw new Error(`${action.instrument} has no day`)
      expect(action.dividendPaise % 10).toBe(0)
      expect(action.dividendPaise / now.base).toBeLessThan(0.1)
      gaps.push(now.worthAtOpen - Math.log(now.base) + action.dividendPaise / now.base)
    }
    expect(Math.abs(mean(gaps))).toBeLessThan(0.003)
  })

  it('do not move the index by a split or a bonus', () => {
    const step = actions.find(
      (action) =>
        action.kind !== 'dividend' && (SIM_SHARES[indexOf(action.instrument)]?.weight ?? 0) > 0,
    )
    if (step === undefined) throw new Error('no member of the index has split')
    let before = addDays(step.exDate, -1)
    while (market.day(before) === null) before = addDays(before, -1)
    const old = market.day(before)
    const now = market.day(step.exDate)
    if (!old || !now) throw new Error('both days trade')
    const evening = new SimIndex(old).level(Float64Array.from(old.shares, ({ close }) => close))
    const morning = new SimIndex(now).level(Float64Array.from(now.shares, ({ base }) => base))
    expect(Math.abs(morning / evening - 1)).toBeLessThan(0.000_1)
  })
})
