import { describe, expect, it } from 'vitest'
import { type MarketDay, SimMarket } from '../../../src/adapters/sim/sim-market.ts'
import { SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { addDays } from '../../../src/domain/time.ts'
import { correlation, day, deviation, kurtosis, mean } from './sim-market-fixture.ts'

const sessions = new Sessions()
const SEEDS = [1, 2, 3]
const FROM = day('2023-01-02')
const TO = day('2025-12-31')

const marketOf = (seed: number) => new SimMarket({ seed, from: FROM, sessions })

function daysOf(seed: number): MarketDay[] {
  const market = marketOf(seed)
  const days: MarketDay[] = []
  for (let date = FROM; date <= TO; date = addDays(date, 1)) {
    const outline = market.day(date)
    if (outline) days.push(outline)
  }
  return days
}

const YEARS = new Map(SEEDS.map((seed) => [seed, daysOf(seed)]))
const years = (seed: number): MarketDay[] => YEARS.get(seed) ?? []
const LARGE = SIM_SHARES.flatMap(({ weight }, index) => (weight > 0 ? [index] : []))

/** Log returns from base to close of a share. */
const returnsOf = (days: readonly MarketDay[], share: number): number[] =>
  days.map(({ shares }) => Math.log((shares[share]?.close ?? 0) / (shares[share]?.base ?? 0)))

describe('the outline of the market', () => {
  it('is the same for the same seed in whatever order its days are asked for', () => {
    const market = marketOf(1)
    const late = market.day(day('2023-06-30'))
    const early = market.day(day('2023-01-03'))
    expect(late).toEqual(years(1).find(({ date }) => date === '2023-06-30'))
    expect(early).toEqual(years(1)[1])
    expect(marketOf(2).day(day('2023-01-03'))).not.toEqual(early)
  })

  it('knows no day before its first, on a weekend or on a holiday', () => {
    const market = marketOf(1)
    expect(market.day(day('2022-12-30'))).toBeNull()
    expect(market.day(day('2023-01-07'))).toBeNull()
    expect(market.day(day('2023-01-26'))).toBeNull()
    expect(market.day(day('2023-01-27'))?.date).toBe('2023-01-27')
  })

  it.each(SEEDS)('has days as restless as NSE shares have been (seed %i)', (seed) => {
    const deviations = LARGE.map((share) => deviation(returnsOf(years(seed), share)))
    expect(mean(deviations)).toBeGreaterThan(0.012)
    expect(mean(deviations)).toBeLessThan(0.025)
    const market = years(seed).map(({ weather }) => weather.market.gap + weather.market.session)
    expect(deviation(market)).toBeGreaterThan(0.005)
    expect(deviation(market)).toBeLessThan(0.016)
  })

  it.each(SEEDS)('has tails fatter than normal (seed %i)', (seed) => {
    const kurtoses = LARGE.map((share) => kurtosis(returnsOf(years(seed), share)))
    expect(mean(kurtoses)).toBeGreaterThan(4)
    expect(mean(kurtoses)).toBeLessThan(15)
  })

  it.each(SEEDS)('follows restless days by restless days (seed %i)', (seed) => {
    const memory = LARGE.map((share) => {
      const sizes = returnsOf(years(seed), share).map(Math.abs)
      return correlation(sizes.slice(1), sizes.slice(0, -1))
    })
    expect(mean(memory)).toBeGreaterThan(0.05)
    const signs = LARGE.map((share) => {
      const returns = returnsOf(years(seed), share)
      return correlation(returns.slice(1), returns.slice(0, -1))
    })
    expect(Math.abs(mean(signs))).toBeLessThan(0.06)
  })

  it.each(SEEDS)(
    'moves an industry together more than the market, and that more than nothing (seed %i)',
    (seed) => {
      const returns = LARGE.map((share) => returnsOf(years(seed), share))
      const same: number[] = []
      const other: number[] = []
      for (const [place, one] of LARGE.entries()) {
        for (const [before, two] of LARGE.slice(0, place).entries()) {
          const together = correlation(returns[place] ?? [], returns[before] ?? [])
          const isSame = SIM_SHARES[one]?.sector === SIM_SHARES[two]?.sector
          if (isSame) same.push(together)
          else other.push(together)
        }
      }
      expect(mean(other)).toBeGreaterThan(0.1)
      expect(mean(same)).toBeGreaterThan(mean(other) + 0.06)
      expect(mean(same)).toBeLessThan(0.7)
    },
  )

  it('goes through every regime, stays in each but a crash for days, and is most restless in the worst', () => {
    const all = SEEDS.flatMap((seed) => years(seed))
    const of = (regime: string) => all.filter(({ weather }) => weather.regime === regime)
    const restless = (regime: string) =>
      deviation(of(regime).map(({ weather }) => weather.market.session))
    for (const regime of ['calm', 'rising', 'falling', 'volatile']) {
      expect(of(regime).length).toBeGreaterThan(60)
    }
    expect(restless('volatile')).toBeGreaterThan(1.6 * restless('calm'))
    const crashes = of('crash').map(({ weather }) => weather.market.gap + weather.market.session)
    expect(crashes.length).toBeGreaterThan(2)
    expect(crashes.length).toBeLessThan(all.length / 50)
    expect(mean(crashes)).toBeLessThan(-0.015)
    const stays = all.filter(
      ({ weather }, index) => weather.regime === all[index - 1]?.weather.regime,
    )
    expect(stays.length / all.length).toBeGreaterThan(0.85)
  })

  it('opens away from the close before, by less than it moves in the session', () => {
    const gaps = LARGE.flatMap((share) =>
      years(1).map(
        ({ shares }) => (shares[share]?.worthAtOpen ?? 0) - Math.log(shares[share]?.base ?? 1),
      ),
    )
    const moves = LARGE.flatMap((share) =>
      years(1).map(
        ({ shares }) => (shares[share]?.worthAtClose ?? 0) - (shares[share]?.worthAtOpen ?? 0),
      ),
    )
    expect(deviation(gaps)).toBeGreaterThan(0.004)
    expect(deviation(gaps)).toBeLessThan(deviation(moves))
  })

  it('keeps every close on the month’s tick and within the day’s band', () => {
    const wrong = SEEDS.flatMap((seed) => years(seed)).flatMap(({ shares }) =>
      shares.filter(({ base, tick, lower, upper, close }) => {
        const isOnTick = [base, lower, upper, close].every(
          (price) => price > 0 && price % tick === 0,
        )
        return !(isOnTick && lower < base && base < upper && lower <= close && close <= upper)
      }),
    )
    expect(wrong).toEqual([])
  })

  it('changes a tick only with the first session of a month, by the close before it', () => {
    const market = new SimMarket({ seed: 1, from: day('2026-01-01'), sessions })
    let before = market.day(day('2026-01-01'))
    let changes = 0
    for (let date = day('2026-01-02'); date <= '2026-12-31'; date = addDays(date, 1)) {
      const now = market.day(date)
      if (now === null) continue
      const isReview = before?.date.slice(0, 7) !== date.slice(0, 7)
      for (const [index, { tick, reviewed }] of now.shares.entries()) {
        const old = before?.shares[index]
        expect(reviewed).toBe(isReview ? old?.close : old?.reviewed)
        if (tick !== old?.tick) changes++
      }
      before = now
    }
    expect(changes).toBeGreaterThan(5)
  })

  it('lets thin shares meet their circuit now and then, and large ones never lock', () => {
    const all = SEEDS.flatMap((seed) => years(seed))
    const locked = (share: number) =>
      all.filter(({ shares }) => {
        const outline = shares[share]
        return (
          outline !== undefined &&
          (outline.close >= outline.upper || outline.close <= outline.lower)
        )
      }).length
    for (const share of LARGE) expect(locked(share)).toBe(0)
    const narrow = SIM_SHARES.flatMap(({ instrument }, index) =>
      instrument.bandPercent === 5 ? [index] : [],
    )
    for (const share of narrow) {
      expect(locked(share)).toBeGreaterThan(all.length / 200)
      expect(locked(share)).toBeLessThan(all.length / 8)
    }
  })
})
