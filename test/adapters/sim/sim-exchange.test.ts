import { describe, expect, it } from 'vitest'
import { SIM_INDEX, SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { paise } from '../../../src/domain/money.ts'
import { startingBand } from '../../../src/domain/rulebook/bands.ts'
import { tickOf } from '../../../src/domain/rulebook/ticks.ts'
import { day, exchangeOf } from './sim-market-fixture.ts'

const DATE = day('2026-11-18')

describe('what the simulated exchange says in the morning', () => {
  it('names the close before, the tick and the band of every share as the rulebook has them', () => {
    const exchange = exchangeOf('2026-11-18')
    for (const { instrument, price } of SIM_SHARES) {
      const facts = exchange.morning(instrument.id, DATE)
      const tick = tickOf({ exchange: 'NSE', kind: 'equity' }, paise(price), DATE)
      const day = { date: DATE, bandPercentMax: null }
      const { low, high } = startingBand(paise(price), instrument.bandPercent, tick, day)
      expect(facts).toEqual({ previousClose: price, tick, low, high })
    }
  })

  it('takes each morning from the evening before', () => {
    const exchange = exchangeOf('2026-11-18')
    const [share] = SIM_SHARES
    const close = exchange.open(DATE)?.plan.day.shares[0]?.close
    expect(share && exchange.morning(share.instrument.id, day('2026-11-19'))?.previousClose).toBe(
      close,
    )
  })

  it('says nothing on a closed day, before the market began, or of what is no share of it', () => {
    const exchange = exchangeOf('2026-11-18')
    const id = SIM_SHARES[0]?.instrument.id ?? SIM_INDEX.id
    expect(exchange.morning(id, day('2026-11-21'))).toBeNull()
    expect(exchange.morning(id, day('2026-11-17'))).toBeNull()
    expect(exchange.morning(SIM_INDEX.id, DATE)).toBeNull()
    expect(exchange.open(day('2026-11-21'))).toBeNull()
  })
})
