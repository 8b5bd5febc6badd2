import * as z from 'zod'
import type { Tool, ToolAnswer } from '../core/ai/tool.ts'
import { isCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import type { AskedRun, RunLine } from '../core/run-desk.ts'
import { epochMs, isoTime, SECOND_MS } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'runs'>
type Runs = NonNullable<Desk['runs']>

/** So long a run is waited for; then its id is the answer. */
const WAIT_MS = 20 * SECOND_MS
const INSTRUMENTS_MAX = 50
const CAPITAL_MAX = 1_000_000_000
const CAPITAL = 100_000

const day = z.iso.date()

const input = z.strictObject({
  runId: z
    .uuid()
    .nullable()
    .default(null)
    .describe('Looks at a run started before; then leave the rest'),
  strategy: z.string().min(1).max(60).nullable().default(null),
  instruments: z
    .array(z.string().min(1).max(40))
    .max(INSTRUMENTS_MAX)
    .default([])
    .describe('None takes every stored share'),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  interval: z.enum(['day', '1m', '5m', '15m', '30m', '1h']).default('day'),
  capitalRupees: z.number().min(1_000).max(CAPITAL_MAX).default(CAPITAL),
  parameters: z.record(z.string().max(40), z.number()).default({}),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
})

function askedOf(wish: z.output<typeof input>): AskedRun {
  const { strategy, from, to, instruments, interval, capitalRupees, parameters, seed } = wish
  if (strategy === null || from === null || to === null) {
    throw new TradingError('INPUT_INVALID', 'A run needs strategy, from and to; or runId of one')
  }
  return {
    strategy,
    instruments: instruments.map((name) => (name.includes(':') ? name : `NSE:${name}`)),
    from,
    to,
    interval,
    capital: capitalRupees,
    parameters,
    benchmark: null,
    seed,
    slippage: 'default',
    risk: 'on',
    objective: 'sharpe',
    walkForward: null,
  }
}

const isOver = ({ state }: RunLine): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled'

/** Looks again whenever a run has moved, until this one is over or the wait is. */
async function settled(
  runs: Runs,
  id: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<RunLine> {
  const due = epochMs(clock.now() + WAIT_MS)
  for (;;) {
    const moved = new AbortController()
    using _ = runs.listen(() => moved.abort('a run has moved'))
    const line = await runs.get(id)
    if (isOver(line) || clock.now() >= due || signal.aborted) return line
    await clock.until(due, AbortSignal.any([signal, moved.signal])).catch((error: unknown) => {
      if (!isCancellation(error)) throw error
    })
  }
}

const answerOf = (line: RunLine): ToolAnswer => ({
  source: 'a backtest through the desk’s own services, after charges',
  asOf: isoTime(line.createdAt),
  data: {
    runId: line.id,
    title: line.title,
    state: line.state,
    progress: Math.round(line.progress * 100) / 100,
    says: isOver(line) ? line.says : `${line.says}: ask again with runId ${line.id}`,
    headline: line.headline,
    error: line.error,
  },
})

/** Backtests, each in a thread of its own. A call that is given up leaves its run alone: nothing hangs on it. */
export const runTools = ({ runs }: Desk, clock: Clock): readonly Tool[] => [
  defineTool({
    name: 'run_backtest',
    says: 'Runs a strategy over stored bars with charges and slippage; gives the run’s id, and its headline when it is done in time',
    input,
    async call(wish, _caller, signal) {
      if (runs === null) {
        throw new TradingError(
          'NOT_AVAILABLE',
          'No desk runs now, so none takes a run: start it first',
        )
      }
      const id = wish.runId ?? (await runs.start(askedOf(wish))).id
      return answerOf(await settled(runs, id, clock, signal))
    },
  }),
]
