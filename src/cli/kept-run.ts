import * as z from 'zod'
import type { RunStore } from '../core/state/run-store.ts'
import type { BacktestResult } from '../domain/backtest.ts'
import type { SweepResult, TriedBefore } from '../domain/sweep.ts'
import type { EpochMs } from '../domain/time.ts'

/** Under which name a run is kept, and since when. */
export interface RunName {
  readonly id: string
  readonly createdAt: EpochMs
}

/** Keeps a backtest and counts it as a trial of its strategy. */
export async function keepBacktest(
  runs: RunStore,
  { id, createdAt }: RunName,
  result: BacktestResult,
): Promise<void> {
  const { spec, dataHash, journalHash, metrics } = result
  const trial = {
    runId: id,
    strategy: spec.strategy,
    at: createdAt,
    dataHash,
    parameters: spec.parameters,
    metrics: { sharpe: metrics.returns.sharpe.value },
  }
  const run = { id, kind: 'backtest', createdAt, spec, result, journalHash, dataHash }
  await runs.insert(run, [trial])
}

/** Keeps a sweep and counts each of its trials. */
export async function keepSweep(
  runs: RunStore,
  { id, createdAt }: RunName,
  result: SweepResult,
): Promise<void> {
  const { spec, dataHash } = result
  const { strategy } = spec
  const trials = result.trials.map(({ parameters, figures }) => {
    return { runId: id, strategy, at: createdAt, dataHash, parameters, metrics: figures }
  })
  const run = { id, kind: 'sweep', createdAt, spec, result, journalHash: null, dataHash }
  await runs.insert(run, trials)
}

/** Of what a trial came to, the figure that deflation needs; one of an older version may lack it. */
const trialShape = z.object({
  parameters: z.record(z.string(), z.number().nullable()),
  metrics: z.object({ sharpe: z.number().nullable().default(null) }),
})

/** Everything that was tried with a strategy on these very bars. */
export async function triedOn(
  runs: RunStore,
  strategy: string,
  dataHash: string,
): Promise<readonly TriedBefore[]> {
  const trials = await runs.trials(strategy)
  return trials
    .filter((trial) => trial.dataHash === dataHash)
    .map((trial) => {
      const { parameters, metrics } = trialShape.parse(trial)
      return { parameters, sharpe: metrics.sharpe }
    })
}
