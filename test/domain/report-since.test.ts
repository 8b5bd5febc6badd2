import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/core/config.ts'
import type { BacktestResult } from '../../src/domain/backtest.ts'
import type { PerformanceSettings } from '../../src/domain/performance/settings.ts'
import { reportSince } from '../../src/domain/report-since.ts'
import { sampleBacktest } from '../services/sample-backtest.ts'

const FROM = '2023-01-02'

describe('a report from a day on', () => {
  let result: BacktestResult
  let settings: PerformanceSettings
  beforeAll(async () => {
    result = await (await sampleBacktest()).run()
    settings = (await loadConfig({}, {})).config.performance
  })

  it('begins with what the account was worth at the close before, and ends where the run does', () => {
    const report = reportSince(result, FROM, settings)
    const before = result.equity.findLast(({ date }) => date < FROM)
    expect(report.openingPaise).toBe(before?.equityPaise)
    expect(report.equityPaise).toBe(result.equity.at(-1)?.equityPaise)
    expect(report.days).toBe(result.equity.filter(({ date }) => date >= FROM).length)
  })

  it('counts the trades that were opened from that day on and no other', () => {
    const opened = result.trades.filter(({ openedAt }) => openedAt.slice(0, 10) >= FROM)
    const { trades } = reportSince(result, FROM, settings)
    expect(opened.length).toBeGreaterThan(0)
    expect(opened.length).toBeLessThan(result.trades.length)
    expect(trades.trades).toBe(opened.length)
    expect(trades.netPaise).toBe(opened.reduce((sum, { netPaise }) => sum + netPaise, 0))
  })

  it('chained to the days before it comes to the whole', () => {
    const growth = (bps: number | null) => 1 + (bps ?? Number.NaN) / 10_000
    const later = reportSince(result, FROM, settings)
    const opening = result.spec.capitalPaise
    const { returns } = result.metrics
    expect((later.openingPaise / opening) * growth(later.returns.totalReturnBps.value)).toBeCloseTo(
      growth(returns.totalReturnBps.value),
      12,
    )
  })

  it('is refused for a day without a close before it', () => {
    expect(() => reportSince(result, '2022-01-03', settings)).toThrow(/no close before 2022-01-03/)
  })

  it('of a day after the last has no day and withholds its ratios', () => {
    const report = reportSince(result, '2024-06-01', settings)
    expect(report.days).toBe(0)
    expect(report.returns.sharpe.value).toBeNull()
  })
})
