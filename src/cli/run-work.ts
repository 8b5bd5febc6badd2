import { availableParallelism } from 'node:os'
import type { Clock } from '../core/clock.ts'
import { SystemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import type { DependencyContainer } from '../core/di.ts'
import type { RunPoint } from '../core/run-desk.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { EquityLine } from '../domain/backtest.ts'
import { midnightOf, tradeDate } from '../domain/time.ts'
import { type BacktestData, loadBacktestData } from '../services/backtest-data.ts'
import { BacktestService } from '../services/backtest-service.ts'
import { sweep } from '../services/sweep-service.ts'
import type { AskedSpec } from './asked-spec.ts'
import { keepBacktest, keepSweep, type RunName, triedOn } from './kept-run.ts'
import type { RunProgress } from './run-tasks.ts'
import { shareData } from './shared-data.ts'
import { strategyNamed } from './strategy-plans.ts'
import { TrialPool } from './trial-pool.ts'

/** What a run is worked with, in a thread of its own. */
export interface RunWork {
  readonly config: Config
  readonly parts: DependencyContainer
  readonly signal: AbortSignal
  readonly onProgress: (progress: RunProgress) => void
}

/** Built beside the program of the thread. */
const TRIALS = new URL('./trial-worker.js', import.meta.url)
/** Between two words about how far it has come. */
const TOLD_EVERY_MS = 200
const POINTS_MAX = 200

/** Runs what was asked and keeps it, the same as the commands do. */
export async function workOff(name: RunName, asked: AskedSpec, work: RunWork): Promise<void> {
  const { parts, signal } = work
  const door = parts.get(StateDoor)
  const runs = await door.runs()
  const ports = { bars: parts.get(ParquetBarStore), reference: await door.reference() }
  if (asked.kind === 'backtest') {
    const data = await loadBacktestData(ports, asked.spec, signal)
    const told = teller(work, data.block.bars.length)
    const result = await parts.get(BacktestService).run(data, asked.spec, signal, {
      onProgress: ({ bars, barsInAll, date, days }) =>
        told(bars / barsInAll, bars, () => `${counted(bars, barsInAll)} bars${until(date)}`, days),
    })
    await keepBacktest(runs, name, result)
  } else {
    const data = await loadBacktestData(ports, { ...asked.spec, parameters: {} }, signal)
    const triedBefore = await triedOn(runs, asked.spec.strategy, data.hash)
    await keepSweep(runs, name, await sweepOf(asked, { data, triedBefore }, work))
  }
}

const counted = (done: number, all: number): string =>
  `${done.toLocaleString('en-IN')} of ${all.toLocaleString('en-IN')}`

const until = (date: string | null): string => (date === null ? '' : `, up to ${date}`)

/** One core is left to the desk. */
async function sweepOf(
  { spec, windows }: Extract<AskedSpec, { kind: 'sweep' }>,
  known: { readonly data: BacktestData; readonly triedBefore: Awaited<ReturnType<typeof triedOn>> },
  work: RunWork,
) {
  const { config, signal } = work
  const threads = Math.max(1, availableParallelism() - 1)
  const pool = new TrialPool(TRIALS, threads, { config, data: shareData(known.data) }, signal)
  const bars = known.data.block.bars.length
  const told = teller(work, bars)
  try {
    return await sweep(
      spec,
      {
        ...known,
        definition: strategyNamed(spec.strategy),
        async runTrial(parameters, { countsFrom, ...range }) {
          const task = { spec: { ...spec, ...range, parameters }, countsFrom, trials: null }
          return (await pool.run(task)).metrics
        },
        runBest: (best, trials) => pool.run({ spec: best, countsFrom: null, trials }),
      },
      {
        windows,
        onTrial: (done, all) =>
          told(done / all, done * bars, () => `${counted(done, all)} trials`, []),
      },
    )
  } finally {
    await pool.close()
  }
}

/** Tells how far a run has come, a few times a second. */
function teller({ parts, onProgress }: RunWork, barsInAll: number) {
  const clock: Clock = parts.get(SystemClock)
  const startedAt = clock.now()
  let toldAt = startedAt
  const first = `${barsInAll.toLocaleString('en-IN')} bars are read`
  onProgress({ part: 0, says: first, rate: null, secondsLeft: null, equity: [] })
  return (part: number, bars: number, says: () => string, days: readonly EquityLine[]): void => {
    const now = clock.now()
    if (part < 1 && now - toldAt < TOLD_EVERY_MS) return
    toldAt = now
    const seconds = (now - startedAt) / 1_000
    const rate = seconds > 0 ? Math.round(bars / seconds) : null
    const secondsLeft = part > 0 ? Math.round((seconds / part) * (1 - part)) : null
    onProgress({ part, says: says(), rate, secondsLeft, equity: thinned(days) })
  }
}

/** As many points as a small chart shows, evenly taken, the last one among them. */
export function thinned(days: readonly EquityLine[]): readonly RunPoint[] {
  const step = Math.max(1, Math.ceil(days.length / POINTS_MAX))
  return days
    .filter((_, row) => (days.length - 1 - row) % step === 0)
    .map(({ date, equityPaise }) => ({ at: midnightOf(tradeDate(date)), equityPaise }))
}
