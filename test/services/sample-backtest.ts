import { trialContainer } from '../../src/container.ts'
import { loadConfig } from '../../src/core/config.ts'
import { BarStore, ReferenceStore } from '../../src/core/ports.ts'
import type { BacktestResult, BacktestSpec } from '../../src/domain/backtest.ts'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { type InstrumentId, instrumentId } from '../../src/domain/brand.ts'
import type { Trials } from '../../src/domain/performance/significance-metrics.ts'
import type { PerformanceReport } from '../../src/domain/performance.ts'
import { Random } from '../../src/domain/random.ts'
import { reportSince } from '../../src/domain/report-since.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { type BacktestData, loadBacktestData } from '../../src/services/backtest-data.ts'
import { BacktestService } from '../../src/services/backtest-service.ts'

/** Minutes of the day at which a day's bar begins: 09:15. */
const OPENING = 555

export const SESSIONS: readonly TradeDate[] = new MarketCalendar().sessionsBetween(
  tradeDate('2022-01-03'),
  tradeDate('2023-12-29'),
)

/** Daily bars of a share that wanders, swinging enough for averages to cross. */
export function wanderingDays(seed: number): BarColumns {
  const random = new Random(seed)
  const bars = emptyBars(SESSIONS.length)
  let close = 100_000
  for (const [row, date] of SESSIONS.entries()) {
    const open = Math.round(close * (1 + random.normal() * 0.003))
    const drift = Math.sin(row / 9 + seed) * 0.012
    close = Math.max(5_000, Math.round(open * (1 + drift + random.normal() * 0.008)))
    bars.at[row] = momentOf(date, OPENING)
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = Math.round(Math.max(open, close) * 1.004)
    bars.low[row] = Math.round(Math.min(open, close) * 0.996)
    bars.volume[row] = 2_000_000
  }
  return bars
}

class SampleBars extends BarStore {
  readonly #series: ReadonlyMap<InstrumentId, BarColumns>

  constructor(series: ReadonlyMap<InstrumentId, BarColumns>) {
    super()
    this.#series = series
  }

  override list() {
    return Promise.resolve([])
  }

  override read({ instruments, basis, interval }: Parameters<BarStore['read']>[0]) {
    const asked = instruments === 'all' ? [...this.#series.keys()] : instruments
    const found = asked.flatMap((instrument) => {
      const bars = basis === 'raw' ? this.#series.get(instrument) : undefined
      const series = { instrument, interval, source: 'sample', basis } as const
      return bars ? [[instrument, { series, bars }] as const] : []
    })
    return Promise.resolve(new Map(found))
  }
}

class NoReference extends ReferenceStore {
  override instruments() {
    return Promise.resolve([])
  }
  override corporateActions() {
    return Promise.resolve([])
  }
  override symbolChanges() {
    return Promise.resolve([])
  }
}

/** A small market and a backtest of it: everything but the store is what runs for a person. */
export interface SampleBacktest {
  readonly data: BacktestData
  readonly spec: BacktestSpec
  run(changes?: Partial<BacktestSpec>, trials?: Trials | null): Promise<BacktestResult>
  /** As a sweep runs it: figures only. */
  trial(changes: Partial<BacktestSpec>, countsFrom?: string | null): Promise<PerformanceReport>
}

/** `names` are symbols of the National Stock Exchange. */
export async function sampleBacktest(
  names: readonly string[] = ['ALPHA', 'BETA', 'GAMMA'],
): Promise<SampleBacktest> {
  const { config } = await loadConfig({}, {})
  const series = new Map(
    names.map((name, place) => [instrumentId(`NSE:${name}`), wanderingDays(place + 1)]),
  )
  const spec: BacktestSpec = {
    strategy: 'ema-cross',
    parameters: { fast: 3, slow: 8, quantity: null },
    instruments: null,
    from: '2022-01-03',
    to: '2023-12-29',
    interval: 'day',
    capitalPaise: 100_000_000,
    slippage: 'default',
    isRiskOn: true,
    basis: 'best',
    source: null,
    benchmark: null,
    seed: 1,
  }
  const signal = new AbortController().signal
  const ports = { bars: new SampleBars(series), reference: new NoReference() }
  const data = await loadBacktestData(ports, spec, signal)
  const calendar = new MarketCalendar()
  const service = trialContainer({ config, calendar }).get(BacktestService)
  return {
    data,
    spec,
    run: (changes = {}, trials = null) =>
      service.run(data, { ...spec, ...changes }, signal, { trials }),
    async trial(changes, countsFrom = null) {
      const isTrial = countsFrom === null
      const run = await service.run(data, { ...spec, ...changes }, signal, { isTrial })
      return isTrial ? run.metrics : reportSince(run, countsFrom, config.performance)
    },
  }
}
