import fc from 'fast-check'
import { emptyTrades, type TradeColumns } from '../../../src/domain/performance/trade-columns.ts'
import type { TradeResult } from '../../../src/domain/performance/trade-ledger.ts'
import type { DayMark, Opening } from '../../../src/domain/performance.ts'
import { addDays, tradeDate } from '../../../src/domain/time.ts'

export const OPENING: Opening = {
  date: tradeDate('2024-12-30'),
  equityPaise: 100_000_000,
  benchmark: 25_000,
}

const move = fc.integer({ min: -400, max: 420 })

/** Days with weekends and holidays between, deposits now and then, and a benchmark that is sometimes missing. */
export const days = (minLength: number, maxLength: number): fc.Arbitrary<readonly DayMark[]> =>
  fc
    .array(
      fc.record({
        gap: fc.constantFrom(1, 1, 1, 1, 3, 4),
        own: move,
        index: move,
        deployed: fc.integer({ min: 0, max: 100 }),
        flow: fc.oneof(
          { weight: 9, arbitrary: fc.constant(0) },
          fc.integer({ min: -2_000_000, max: 9_000_000 }),
        ),
        isKnown: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
      }),
      { minLength, maxLength, size: 'max' },
    )
    .map((steps) => {
      let { date, equityPaise } = OPENING
      let close = 25_000
      return steps.map(({ gap, own, index, deployed, flow, isKnown }) => {
        date = addDays(date, gap)
        equityPaise = Math.round((equityPaise + flow) * (1 + own / 10_000))
        close = Math.round(close * (1 + index / 10_000) * 100) / 100
        return {
          date,
          equityPaise,
          deployedPaise: Math.round((equityPaise * deployed) / 100),
          flowPaise: flow,
          benchmark: isKnown ? close : null,
        }
      })
    })

export const trades = (
  minLength: number,
  maxLength: number,
): fc.Arbitrary<readonly TradeResult[]> =>
  fc.array(
    fc
      .record({
        strategy: fc.constantFrom('momentum', 'reversion', 'manual'),
        entryPaise: fc.integer({ min: 1, max: 5_000_000 }),
        moveBps: fc.integer({ min: -900, max: 900 }),
        chargesPaise: fc.integer({ min: 0, max: 9_000 }),
        holdingDays: fc.integer({ min: 0, max: 40 }),
        isWatched: fc.boolean(),
        slack: fc.integer({ min: 0, max: 5_000 }),
      })
      .map(({ entryPaise, moveBps, isWatched, slack, ...rest }) => {
        const grossPaise = Math.round((entryPaise * moveBps) / 10_000)
        return {
          ...rest,
          entryPaise,
          exitPaise: entryPaise + grossPaise,
          grossPaise,
          maePaise: isWatched ? Math.min(0, grossPaise) - slack : null,
          mfePaise: isWatched ? Math.max(0, grossPaise) + slack : null,
        }
      }),
    { minLength, maxLength, size: 'max' },
  )

/** The same trades as columns. */
export function columnsOf(rows: readonly TradeResult[]): TradeColumns {
  const strategies = [...new Set(rows.map((row) => row.strategy))]
  const columns = emptyTrades(rows.length, strategies)
  for (const [row, trade] of rows.entries()) {
    columns.strategy[row] = strategies.indexOf(trade.strategy)
    columns.traded[row] = trade.entryPaise + trade.exitPaise
    columns.gross[row] = trade.grossPaise
    columns.charges[row] = trade.chargesPaise
    columns.holdingDays[row] = trade.holdingDays
    columns.adverse[row] = trade.maePaise ?? Number.NaN
    columns.favourable[row] = trade.mfePaise ?? Number.NaN
  }
  return columns
}
