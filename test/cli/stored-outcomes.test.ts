import { describe, expect, it } from 'vitest'
import { storedTrades } from '../../src/cli/stored-outcomes.ts'
import { sampleBacktest } from '../services/sample-backtest.ts'

describe('closed trades out of stored runs', () => {
  it('B67 know what was at risk and whose entry they are of', async () => {
    const result = await (await sampleBacktest(['ALPHA'])).run()
    const trades = storedTrades({ result: JSON.parse(JSON.stringify(result)) }) ?? []
    expect(trades.length).toBeGreaterThan(5)
    for (const [row, trade] of trades.entries()) {
      expect(trade.riskPaise).toBeGreaterThan(0)
      expect(trade.riskPaise).toBe(result.trades[row]?.riskPaise)
      expect(trade.openOrderId).toBe(result.trades[row]?.openOrderId)
    }
  })

  it('are read from runs of older versions too, which kept neither', async () => {
    const result = await (await sampleBacktest(['ALPHA'])).run()
    const old = result.trades.map((line) => ({
      ...line,
      riskPaise: undefined,
      openOrderId: undefined,
    }))
    const trades = storedTrades({ result: JSON.parse(JSON.stringify({ ...result, trades: old })) })
    expect(trades).toHaveLength(old.length)
    expect(trades?.[0]).toMatchObject({ riskPaise: null, openOrderId: null })
  })
})
