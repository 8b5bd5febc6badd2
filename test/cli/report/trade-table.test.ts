import { beforeAll, describe, expect, it } from 'vitest'
import { type PackedTrades, packResult } from '../../../src/cli/report/packed-result.ts'
import {
  firstPage,
  orderedRows,
  pageRows,
  ROWS_A_PAGE,
} from '../../../src/cli/report/table-source.ts'
import { matchingTrades, tradeSource } from '../../../src/cli/report/trade-table.ts'
import type { BacktestResult } from '../../../src/domain/backtest.ts'
import { sampleBacktest } from '../../services/sample-backtest.ts'

const ALL = { text: '', side: 'all', result: 'all' } as const

describe('the table of trades', () => {
  let result: BacktestResult
  let trades: PackedTrades
  beforeAll(async () => {
    result = await (await sampleBacktest()).run()
    trades = packResult(result).trades
  })
  const rowsWhere = (holds: (trade: BacktestResult['trades'][number]) => boolean) =>
    result.trades.flatMap((trade, row) => (holds(trade) ? [row] : []))

  it('shows a page of the trades in the order of closing', () => {
    const source = tradeSource(trades, 'day')
    expect(source.length).toBe(result.trades.length)
    expect(firstPage(source).text.match(/<tr><td/g)).toHaveLength(ROWS_A_PAGE)
    expect(pageRows(source, [0]).text).toContain(result.trades[0]?.instrument)
  })

  it('finds trades by part of a name or of a reason, in any case', () => {
    expect([...matchingTrades(trades, { ...ALL, text: ' beta ' })]).toEqual(
      rowsWhere(({ instrument }) => instrument === 'NSE:BETA'),
    )
    expect([...matchingTrades(trades, { ...ALL, text: 'STOP' })]).toEqual(
      rowsWhere(({ openReason, closeReason }) => `${openReason} ${closeReason}`.includes('stop')),
    )
    expect(matchingTrades(trades, { ...ALL, text: 'no such thing' })).toHaveLength(0)
  })

  it('filters by side and by result, which together leave what both leave', () => {
    const gains = rowsWhere(({ netPaise }) => netPaise > 0)
    expect(gains.length).toBeGreaterThan(0)
    expect([...matchingTrades(trades, { ...ALL, result: 'gain' })]).toEqual(gains)
    expect([...matchingTrades(trades, { ...ALL, result: 'gain', side: 'long' })]).toEqual(gains)
    expect(matchingTrades(trades, { ...ALL, side: 'short' })).toHaveLength(0)
  })

  it('sorts by any column, and equals keep their order', () => {
    const source = tradeSource(trades, 'day')
    const all = Uint32Array.from({ length: trades.length }, (_, row) => row)
    for (const column of source.columns) {
      for (const isDescending of [true, false]) {
        const rows = [...orderedRows(all, column, isDescending)]
        expect(rows.toSorted((a, b) => a - b)).toEqual([...all])
        for (const [place, row] of rows.entries()) {
          const before = rows[place - 1]
          if (before === undefined) continue
          const [high, low] = isDescending ? [before, row] : [row, before]
          expect(column.value(high) >= column.value(low)).toBe(true)
          if (column.value(high) === column.value(low)) expect(before).toBeLessThan(row)
        }
      }
    }
  })

  it('puts what is no number last, whichever way it is sorted', () => {
    const values = [2, Number.NaN, 3, Number.NaN, 1]
    const column = {
      key: 'a',
      title: 'A',
      isNumeric: true,
      value: (row: number) => values[row] ?? 0,
      cell: () => '',
    }
    const rows = Uint32Array.from([0, 1, 2, 3, 4])
    expect([...orderedRows(rows, column, true)]).toEqual([2, 0, 4, 1, 3])
    expect([...orderedRows(rows, column, false)]).toEqual([4, 0, 2, 1, 3])
  })
})
