import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { STRATEGIES } from '../../src/strategies/registry.ts'
import { randomness } from '../domain/indicators/walk.ts'
import { columns, opensOf, type Row, type Run, run, sessionsFrom, share } from './book.ts'

const SHARES = 12
const FIRST = tradeDate('2023-01-02')

/** A share’s wandering from a seed: bars on the tick, as wild as told. */
function wandering(length: number, seed: number, wildness: number): Row[] {
  const random = randomness(seed)
  const move = () => (random() + random() + random() - 1.5) * wildness
  const onTick = (price: number) => Math.round(price / 5) * 5
  let close = 50_000
  return Array.from({ length }, () => {
    const open = onTick(close * (1 + move() * 0.3))
    close = onTick(open * (1 + move() + wildness * 0.02))
    const reach = () => onTick(open * random() * wildness * 0.4)
    return [open, Math.max(open, close) + reach(), Math.min(open, close) - reach(), close]
  })
}

/** Twelve shares of twelve sectors: two years of days, or two weeks of minutes. */
function marketFor({ interval }: StrategyDefinition): Pick<Run, 'series' | 'instruments'> {
  const isDaily = interval === 'day'
  const dates = sessionsFrom(FIRST, isDaily ? 500 : 10)
  const minutesOf = (date: typeof FIRST) =>
    Array.from({ length: 375 }, (_, minute) => momentOf(date, 555 + minute))
  const moments = isDaily ? opensOf(dates) : dates.flatMap(minutesOf)
  const places = Array.from({ length: SHARES }, (_, place) => place)
  return {
    series: places.map((place) =>
      columns(moments, wandering(moments.length, 100 + place, isDaily ? 0.02 : 0.002)),
    ),
    instruments: places.map((place) => ({
      ...share(place),
      sector: `Sector ${place}`,
      isDerivativeEligible: true,
    })),
  }
}

describe.each([...STRATEGIES.values()])('$name on the desk', (definition) => {
  const { interval } = definition
  const market = marketFor(definition)

  it('trades with its defaults under the default limits, and its levels pass them', async () => {
    const book = await run({ definition, given: {}, interval, ...market, limits: DEFAULT_LIMITS })
    expect(book.trades.filter(({ side }) => side === 'buy').length).toBeGreaterThan(10)
    const form = ['stop_missing', 'target_missing', 'reward_risk', 'position_size', 'order_value']
    expect(book.denials.filter((reason) => form.includes(reason))).toEqual([])
  })

  it('writes the same journal, byte for byte, when the power goes out three times', async () => {
    const settings = { definition, given: {}, interval, ...market, limits: DEFAULT_LIMITS }
    const moments = market.series[0]?.length ?? 0
    // between two moments, some of them within a session
    const powerCuts = [0.31, 0.62, 0.93].map((part) => Math.floor(moments * part) * SHARES)
    const [whole, cut] = [await run(settings), await run({ ...settings, powerCuts })]
    expect(cut.trades).toEqual(whole.trades)
    expect(cut.hash).toBe(whole.hash)
  })
})
