import { describe, expect, it } from 'vitest'
import { trialContainer } from '../../src/container.ts'
import { loadConfig } from '../../src/core/config.ts'
import type { BacktestSpec } from '../../src/domain/backtest.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { mergeBars } from '../../src/domain/merge-bars.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { BacktestService } from '../../src/services/backtest-service.ts'
import { columns, type Row, sessionsFrom } from '../strategies/book.ts'

const FIRST = tradeDate('2024-06-03')
const DATES = sessionsFrom(FIRST, 40)
/** A month that falls, so that the next rise is a cross; long enough for usual volumes to be known. */
const FALL = Array.from({ length: 24 }, (_, day) => 100_000 - 100 * day)
const dayAfterFall = (days: number) => DATES[FALL.length + days]

/** A backtest over one share that opens where it closed; null is a session without a bar of it. */
async function backtest(closes: readonly (number | null)[], changes: Partial<BacktestSpec>) {
  const share = instrumentId('NSE:ALPHA')
  const other = instrumentId('NSE:BETA')
  const rows = closes.flatMap((close, day) => (close === null ? [] : [{ close, day }]))
  const still = (close: number): Row => [close, close, close, close]
  const moment = (day: number) => momentOf(DATES[day] ?? FIRST, 555)
  const bars = columns(
    rows.map(({ day }) => moment(day)),
    rows.map(({ close }) => still(close)),
  )
  const quiet = columns(
    closes.map((_, day) => moment(day)),
    closes.map(() => still(50_000)),
  )
  const universe = new Universe([plainEquity(share), plainEquity(other)])
  const merged = mergeBars([bars, quiet].map((one, index) => ({ index, bars: one })))
  const data = {
    universe,
    interval: 'day',
    actions: [],
    series: new Map([
      [share, bars],
      [other, quiet],
    ]),
    block: { kind: 'bars', interval: 'day', ...merged },
    benchmark: new Map<string, number>(),
    hash: 'made up',
    origins: [],
    warnings: [],
  } as const
  const spec = {
    strategy: 'ema-cross',
    parameters: { fast: 2, slow: 3, quantity: 10 },
    instruments: null,
    from: FIRST,
    to: DATES.at(-1) ?? FIRST,
    interval: 'day',
    capitalPaise: 100_000_000,
    slippage: 'none',
    isRiskOn: false,
    basis: 'raw',
    source: null,
    benchmark: null,
    seed: 1,
    ...changes,
  } as const
  const { config } = await loadConfig({}, {})
  const service = trialContainer({ config, calendar: new MarketCalendar() }).get(BacktestService)
  const result = await service.run(data, spec, new AbortController().signal)
  const fills = result.fills.map(
    ({ side, pricePaise, at }) => `${at.slice(0, 10)} ${side} ${pricePaise}`,
  )
  return { ...result, told: fills }
}

describe('a backtest as an outside reckoning would make it', () => {
  const missing = [...FALL, 100_000, null, null, 100_500, 100_600]

  it('an order waits for the next bar of its share where fills are exact, however many sessions lack one', async () => {
    const { told, orders } = await backtest(missing, {})
    expect(told).toEqual([`${dayAfterFall(3)} buy 100500`])
    expect(orders).toMatchObject({ approved: 1, denied: 0, dropped: 0 })
  })

  it('an order ends with its session where fills are modelled', async () => {
    const { told, assumptions, orders } = await backtest(missing, { slippage: 'default' })
    expect(told).toEqual([])
    expect(orders).toMatchObject({ approved: 1, denied: 0, dropped: 0 })
    expect(assumptions.fills).toMatch(/ends with that session$/)
  })

  const split = [...FALL, 100_000, 100_500, 10_000, 9_900, 9_800]

  it('with risk off a step that nothing explains is told, traded through and valued', async () => {
    const { told, warnings, positions } = await backtest(split, {})
    expect(told).toEqual([`${dayAfterFall(1)} buy 100500`, `${dayAfterFall(3)} sell 9900`])
    expect(
      warnings.filter((warning) => warning.includes('as if the shares were the same')),
    ).toHaveLength(1)
    expect(positions).toEqual([])
  })

  it('with risk on it is neither traded nor valued until somebody says why', async () => {
    const { told, warnings, positions } = await backtest(split, {
      isRiskOn: true,
    })
    expect(told).toEqual([`${dayAfterFall(1)} buy 100500`])
    expect(positions[0]?.lastPricePaise).toBe(100_500)
    expect(
      warnings.filter((warning) => warning.includes('neither traded nor revalued')),
    ).toHaveLength(1)
  })
})
