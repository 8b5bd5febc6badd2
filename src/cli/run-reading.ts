import type { DependencyContainer } from '../core/di.ts'
import { TradingError } from '../core/errors.ts'
import type { RunReport } from '../core/run-reader.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import type { Run } from '../core/state/run-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { BacktestResult } from '../domain/backtest.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { insightsOf } from '../domain/learning/insights.ts'
import type { SweepResult } from '../domain/sweep.ts'
import { loadBacktestData } from '../services/backtest-data.ts'
import type { Context } from './context.ts'
import { describedSeries, storedResearch } from './data-list.ts'
import { renderReport } from './report/report.ts'
import { policyOf } from './report/report-frame.ts'
import { renderSweep } from './report/sweep-report.ts'
import { readClientScript } from './report-file.ts'
import { comparisonOf } from './run-comparison.ts'
import { storedTrades } from './stored-outcomes.ts'

const jsonBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** A kept run whole, with what its trades teach. */
export async function documentOf(parts: DependencyContainer, id: string): Promise<Uint8Array> {
  const door = parts.get(StateDoor)
  const run = await (await door.runs()).get(id)
  const known = await (await door.reference()).instruments()
  const sectors = new Map(known.map((instrument) => [instrument.id, instrument.sector]))
  const trades = storedTrades(run)
  const sectorOf = (instrument: InstrumentId) => sectors.get(instrument) ?? null
  const learnings = trades === null ? null : insightsOf(trades, sectorOf)
  return jsonBytes({ spec: run.spec, result: run.result, learnings })
}

/** Runs side by side. */
export async function comparisonBytes(
  parts: DependencyContainer,
  ids: readonly string[],
): Promise<Uint8Array> {
  const runs = await parts.get(StateDoor).runs()
  return jsonBytes(comparisonOf(await Promise.all(ids.map((id) => runs.get(id)))))
}

/** Every stored series, and what is stored about companies. */
export async function seriesBytes(
  from: Pick<Context, 'parts' | 'config'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const series = await from.parts.get(ParquetBarStore).list(signal)
  return jsonBytes({ series: series.map(describedSeries), research: await storedResearch(from) })
}

/** The page of a kept run. Candles are drawn where the stored bars are still those that it ran over. */
export async function reportOf(
  parts: DependencyContainer,
  id: string,
  signal: AbortSignal,
): Promise<RunReport> {
  const run = await (await parts.get(StateDoor).runs()).get(id)
  const clientScript = await readClientScript()
  try {
    const html = isSweep(run.kind, run.result)
      ? renderSweep({ result: run.result, clientScript })
      : await backtestPage(parts, run, clientScript, signal)
    return { html: new TextEncoder().encode(html), policy: policyOf(clientScript) }
  } catch (error) {
    if (error instanceof TradingError) throw error
    throw otherVersion(error)
  }
}

async function backtestPage(
  parts: DependencyContainer,
  { kind, result, dataHash }: Run,
  clientScript: string,
  signal: AbortSignal,
): Promise<string> {
  if (!isBacktest(kind, result)) throw otherVersion(null)
  const bars = parts.get(ParquetBarStore)
  const reference = await parts.get(StateDoor).reference()
  const data = await loadBacktestData({ bars, reference }, result.spec, signal).catch(
    (error: unknown) => {
      if (error instanceof TradingError && error.code === 'DATA_MISSING') return null
      throw error
    },
  )
  const series = data?.hash === dataHash ? data.series : new Map<never, never>()
  return renderReport({ result, series, clientScript })
}

const has = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => Object.hasOwn(value, name))

/** Whether a backtest of this program wrote it; its shape is then ours. */
const isBacktest = (kind: string, value: unknown): value is BacktestResult =>
  kind === 'backtest' && has(value, 'spec', 'metrics', 'trades', 'fills', 'equity', 'assumptions')

/** Whether a sweep of this program wrote it; its shape is then ours. */
const isSweep = (kind: string, value: unknown): value is SweepResult =>
  kind === 'sweep' && has(value, 'spec', 'trials', 'best', 'counted', 'assumptions')

const otherVersion = (cause: unknown): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    'Another version of this program wrote this run, so it has no page: run the same once more',
    { cause },
  )
