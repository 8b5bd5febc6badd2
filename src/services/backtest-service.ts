import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { cancelled } from '../core/cancellation.ts'
import { ConfigurationError } from '../core/errors.ts'
import type { Kernel, KernelFactory } from '../core/kernel.ts'
import { SilentLogger } from '../core/log.ts'
import { MemoryJournal } from '../core/memory-journal.ts'
import type { BacktestResult, BacktestSpec, EquityLine } from '../domain/backtest.ts'
import { at, firstRowAt, sliceBars } from '../domain/bar.ts'
import { DEFAULT_FILLS, EXACT_FILLS } from '../domain/fill-model.ts'
import { NO_BARS } from '../domain/merge-bars.ts'
import { paise } from '../domain/money.ts'
import { BOOTSTRAP_DEFAULTS, noIntervals } from '../domain/performance/bootstrap.ts'
import type { PerformanceSettings } from '../domain/performance/settings.ts'
import type { Trials } from '../domain/performance/significance-metrics.ts'
import { PerformanceCalculator } from '../domain/performance.ts'
import { Random } from '../domain/random.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import type { MarketCalendar } from '../domain/rulebook/calendar.ts'
import type { ChargeTerms } from '../domain/rulebook/charge-rates.ts'
import { addDays, dateOf, epochMs, midnightOf, tradeDate } from '../domain/time.ts'
import { STRATEGIES } from '../strategies/registry.ts'
import type { BacktestData } from './backtest-data.ts'
import { assumptionsOf, positionLines, warningsOf } from './backtest-words.ts'
import { excursionOver } from './excursion.ts'
import type { RunLedger } from './run-ledger.ts'
import { RunRecorder } from './run-recorder.ts'

export interface BacktestDeps {
  readonly kernels: KernelFactory
  readonly calendar: MarketCalendar
  readonly limits: RiskLimits
  readonly terms: ChargeTerms
  readonly performance: PerformanceSettings
}

export interface Progress {
  readonly bars: number
  readonly barsInAll: number
  readonly equityPaise: number | null
  readonly date: string | null
  /** The account at each close so far; it grows as the run goes on. */
  readonly days: readonly EquityLine[]
}

export interface RunOptions {
  /** A sweep needs neither journal hash, nor intervals, nor lists. */
  readonly isTrial?: boolean
  /** What deflates the Sharpe ratio; null where nobody counted. */
  readonly trials?: Trials | null
  readonly onProgress?: (progress: Progress) => void
}

/** Rows between two looks at the abort signal, and between two words about how far it has come. */
const CHUNK_ROWS = 8_192
const LINES_MAX = 200_000

/** Runs a strategy over stored bars through the very services that run live. */
export class BacktestService {
  readonly #deps: BacktestDeps

  constructor(deps: BacktestDeps) {
    this.#deps = deps
  }

  /** The same spec over the same data gives the same document. Throws CONFIGURATION_INVALID for an unknown strategy. */
  async run(
    data: BacktestData,
    spec: BacktestSpec,
    signal: AbortSignal,
    { isTrial = false, trials = null, onProgress }: RunOptions = {},
  ): Promise<BacktestResult> {
    const journal = new MemoryJournal({ keeps: isTrial ? 'nothing' : 'hash' })
    const kernel = this.#open(data, spec, journal)
    const opening = {
      date: addDays(tradeDate(spec.from), -1),
      equityPaise: spec.capitalPaise,
      benchmark: null,
    }
    const calculator = new PerformanceCalculator(this.#deps.performance, opening)
    const recorder = new RunRecorder(kernel.bus, {
      calculator,
      excursion: excursionOver(data.series),
      benchmark: data.benchmark,
      linesMax: isTrial ? 0 : LINES_MAX,
    })
    const { ledger } = recorder
    try {
      kernel.begin()
      await this.#feed(kernel, rowsOf(data, spec), ledger, signal, onProgress)
      const intervals = isTrial
        ? noIntervals('not reckoned in a sweep')
        : calculator.intervals(BOOTSTRAP_DEFAULTS, new Random(spec.seed))
      const positions = positionLines(ledger)
      const worth = positions.reduce((sum, { valuePaise }) => sum + valuePaise, 0)
      return {
        spec,
        finalEquityPaise: ledger.cash + worth,
        cashPaise: ledger.cash,
        positions,
        trades: ledger.trades,
        fills: ledger.fills,
        charges: ledger.charges,
        metrics: calculator.report(trials),
        intervals,
        equity: ledger.equity,
        instruments: data.universe.size,
        bars: data.block.bars.length,
        orders: {
          approved: ledger.approved,
          denied: ledger.denied,
          dropped: ledger.dropped,
          denials: ledger.denials,
        },
        assumptions: assumptionsOf(spec, data, this.#deps),
        warnings: warningsOf(spec, ledger, data),
        dataHash: data.hash,
        seed: spec.seed,
        journalHash: isTrial ? '' : journal.hash,
      }
    } finally {
      await recorder.close()
      await kernel.close()
    }
  }

  #open(data: BacktestData, spec: BacktestSpec, journal: MemoryJournal): Kernel {
    const definition = STRATEGIES.get(spec.strategy)
    if (!definition) throw unknownStrategy(spec.strategy)
    const { kernels, calendar, limits, terms } = this.#deps
    return kernels.open({
      name: nameOf(spec, data.hash),
      mode: 'paper',
      capital: paise(spec.capitalPaise),
      startsAt: midnightOf(tradeDate(spec.from)),
      universe: data.universe,
      calendar,
      actions: data.actions,
      plans: [{ definition, values: spec.parameters, interval: spec.interval }],
      feed: spec.interval,
      past: NO_BARS,
      limits: { ...limits, isOn: spec.isRiskOn },
      terms,
      fills: spec.slippage === 'none' ? EXACT_FILLS : DEFAULT_FILLS,
      isStepBelieved: !spec.isRiskOn,
      journal,
      log: new SilentLogger(),
    })
  }

  /** Whole moments a turn, so that progress is told and a cancel is heard; then on to the end of the last day. */
  async #feed(
    kernel: Kernel,
    block: BacktestData['block'],
    ledger: RunLedger,
    signal: AbortSignal,
    onProgress: RunOptions['onProgress'],
  ): Promise<void> {
    const { bars, instrument, interval } = block
    for (let from = 0; from < bars.length; ) {
      let to = Math.min(bars.length, from + CHUNK_ROWS)
      while (to < bars.length && at(bars.at, to) === at(bars.at, to - 1)) to++
      const part = sliceBars(bars, from, to)
      kernel.deliver({
        kind: 'bars',
        interval,
        instrument: instrument.subarray(from, to),
        bars: part,
      })
      from = to
      const last = ledger.equity.at(-1)
      const told = {
        equityPaise: last?.equityPaise ?? null,
        date: last?.date ?? null,
        days: ledger.equity,
      }
      onProgress?.({ bars: to, barsInAll: bars.length, ...told })
      if (to < bars.length) await nextTurn()
      if (signal.aborted) throw cancelled(signal)
    }
    if (bars.length === 0) return
    const lastDay = dateOf(at(bars.at, bars.length - 1))
    kernel.deliver({ kind: 'quiet', until: epochMs(midnightOf(addDays(lastDay, 1)) - 1) })
  }
}

/** The rows of a range of days, without copying. */
function rowsOf({ block }: BacktestData, { from, to }: BacktestSpec): BacktestData['block'] {
  const { interval, instrument, bars } = block
  const first = firstRowAt(bars, midnightOf(tradeDate(from)))
  const last = firstRowAt(bars, midnightOf(addDays(tradeDate(to), 1)))
  if (first === 0 && last === bars.length) return block
  const rows = sliceBars(bars, first, last)
  return { kind: 'bars', interval, instrument: instrument.subarray(first, last), bars: rows }
}

/** A run's name follows from what it is, so that its ids and its journal do. */
const nameOf = (spec: BacktestSpec, dataHash: string): string =>
  createHash('sha256').update(JSON.stringify(spec)).update(dataHash).digest('hex').slice(0, 16)

const unknownStrategy = (name: string): ConfigurationError =>
  new ConfigurationError(
    'strategy',
    `There is no strategy "${name}"; there are ${[...STRATEGIES.keys()].join(', ')}`,
  )
