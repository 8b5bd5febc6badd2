import { Command, InvalidArgumentError } from 'commander'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { Run, RunStore } from '../core/state/run-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { insightsOf } from '../domain/learning/insights.ts'
import { isoTime } from '../domain/time.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { learningWords } from './learning-words.ts'
import { comparisonOf, comparisonWords } from './run-comparison.ts'
import { headlineOf, runListWords, runWords } from './run-headline.ts'
import { knownShares } from './share-history.ts'
import { storedTrades } from './stored-outcomes.ts'

interface ListFlags {
  readonly last: number
  readonly kind?: string
}

/** Runs whose beginning of an id is looked for. */
const SEARCHED_MAX = 1_000
const ID_LETTERS_MIN = 4

const count = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= SEARCHED_MAX) return value
  throw new InvalidArgumentError(`Write a whole number from 1 to ${SEARCHED_MAX}.`)
}

/** `runs`: backtests and sweeps that were kept. */
export const runsCommand = (signal: AbortSignal): Command =>
  new Command('runs')
    .description('backtests and sweeps that were kept')
    .addCommand(
      new Command('list')
        .description('the newest runs with their headline')
        .option('--last <number>', 'how many', count, 20)
        .option('--kind <kind>', 'only backtest or sweep')
        .action(inContext<ListFlags>(signal, runsList)),
    )
    .addCommand(
      new Command('show')
        .description(
          'one run: what was asked, what came out, what its trades teach, and what it rests on',
        )
        .argument('<run>', 'its id, or the beginning of it')
        .action(inContext(signal, runsShow)),
    )
    .addCommand(
      new Command('compare')
        .description(
          'runs side by side, whether they may be compared, and which was better beyond chance',
        )
        .argument('<run...>', 'two or more ids, or beginnings of them')
        .action(inContext(signal, runsCompare)),
    )
    .addCommand(
      new Command('delete')
        .description('forget runs; what was tried still counts against what is found')
        .argument('<run...>', 'ids, or beginnings of them')
        .action(inContext(signal, runsDelete)),
    )

async function runsList({ parts, output }: Context, { last, kind }: ListFlags): Promise<void> {
  const runs = await (await parts.get(StateDoor).runs()).list(last, kind ?? null)
  output.answer({ runs: runs.map(headlineOf) }, () => runListWords(runs.map(headlineOf)))
}

async function runsShow(
  context: Context,
  _options: unknown,
  [id = '']: readonly string[],
): Promise<void> {
  const { parts, output } = context
  const run = await found(await parts.get(StateDoor).runs(), id)
  const trades = storedTrades(run)
  const { instruments } = await knownShares(context)
  const sectorOf = (instrument: InstrumentId) => instruments.get(instrument)?.sector ?? null
  const learnings = trades === null ? null : insightsOf(trades, sectorOf)
  const { createdAt, ...rest } = run
  output.answer({ ...rest, createdAt: isoTime(createdAt), learnings }, () =>
    [runWords(run), ...(learnings === null ? [] : learningWords(learnings))].join('\n'),
  )
}

async function runsCompare(
  { parts, output }: Context,
  _options: unknown,
  ids: readonly string[],
): Promise<void> {
  const store = await parts.get(StateDoor).runs()
  const runs: Run[] = []
  for (const id of ids) runs.push(await found(store, id))
  if (runs.length < 2) {
    throw new ConfigurationError(
      'run',
      'A comparison needs two runs or more: see "robo-trader runs list"',
    )
  }
  const comparison = comparisonOf(runs)
  output.answer(comparison, () => comparisonWords(comparison))
}

async function runsDelete(
  { parts, output }: Context,
  _options: unknown,
  ids: readonly string[],
): Promise<void> {
  const store = await parts.get(StateDoor).runs()
  const runs: Run[] = []
  for (const id of ids) runs.push(await found(store, id))
  const deleted = [...new Set(runs.map((run) => run.id))]
  for (const id of deleted) await store.delete(id)
  output.answer(
    { deleted },
    () => `Deleted: ${deleted.join(', ')}. What was tried in them still counts.`,
  )
}

/** The run with that id, or the only one whose id begins so. Throws CONFIGURATION_INVALID. */
async function found(store: RunStore, id: string): Promise<Run> {
  const whole = await store.get(id).catch((error: unknown) => {
    if (error instanceof TradingError && error.code === 'NOT_FOUND') return null
    throw error
  })
  if (whole !== null) return whole
  const begins = id.length < ID_LETTERS_MIN ? [] : await store.list(SEARCHED_MAX)
  const [first, ...others] = begins.filter((run) => run.id.startsWith(id))
  if (first !== undefined && others.length === 0) return first
  const says =
    others.length > 0
      ? `"${id}" begins the ids of ${others.length + 1} runs: write more of it`
      : `There is no run "${id}": see "robo-trader runs list"`
  throw new ConfigurationError('run', says)
}
