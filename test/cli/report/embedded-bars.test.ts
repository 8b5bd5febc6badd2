import { describe, expect, it } from 'vitest'
import { embedBars, unpackBars } from '../../../src/cli/report/embedded-bars.ts'
import { at, emptyBars, sliceBars } from '../../../src/domain/bar.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { DAY_MS, MINUTE_MS, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { throughJson } from '../../domain/through-json.ts'
import { wanderingDays } from '../../services/sample-backtest.ts'

const ALPHA = instrumentId('NSE:ALPHA')
const BETA = instrumentId('NSE:BETA')

/** So many sessions of minutes, 375 each. */
function minutes(sessions: number) {
  const bars = emptyBars(sessions * 375)
  for (let row = 0; row < bars.length; row++) {
    const day = momentOf(tradeDate('2020-01-01'), 555) + Math.floor(row / 375) * DAY_MS
    bars.at[row] = day + (row % 375) * MINUTE_MS
    bars.open[row] = 10_000 + row
    bars.high[row] = 10_020 + row
    bars.low[row] = 9_990 + row
    bars.close[row] = 10_010 + row
    bars.volume[row] = 2
  }
  return bars
}

describe('bars in a page', () => {
  it('come out as they went in, prices and times', () => {
    const days = wanderingDays(3)
    const { bars } = throughJson(embedBars([ALPHA], new Map([[ALPHA, days]]), 'day'))
    const [packed] = bars
    const { volume: _, ...rest } = days
    expect(packed && unpackBars(packed)).toEqual(rest)
  })

  it('leave out an instrument without any, and say how many', () => {
    const series = new Map([[ALPHA, wanderingDays(1)]])
    const { bars, omitted } = embedBars([BETA, ALPHA], series, 'day')
    expect(bars.map(({ instrument }) => instrument)).toEqual([ALPHA])
    expect(omitted).toBe(1)
  })

  it('are merged into longer ones where they are too many: open of the first, close of the last, extremes of all', () => {
    const short = minutes(110)
    const { bars } = embedBars([ALPHA], new Map([[ALPHA, short]]), '1m')
    const [packed] = bars
    expect(packed?.interval).toBe('5m')
    const long = packed && unpackBars(packed)
    expect(long?.length).toBe(110 * 75)
    const first = sliceBars(short, 0, 5)
    expect(long?.open[0]).toBe(at(first.open, 0))
    expect(long?.close[0]).toBe(at(first.close, 4))
    expect(long?.high[0]).toBe(Math.max(...first.high))
    expect(long?.low[0]).toBe(Math.min(...first.low))
    expect(long?.at[75]).toBe(at(short.at, 375))
  })
})
