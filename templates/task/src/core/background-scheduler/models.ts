import type { InstrumentId } from '../../domain/brand.ts'
import { TradingError } from '../errors.ts'
import type { EventBus } from '../event-bus.ts'

/** What is known of a stock, so that nothing is fetched twice. */
export abstract class StockStates {
  abstract isFresh(instrument: InstrumentId, what: string): Promise<boolean>
  abstract markFetched(instrument: InstrumentId, what: string): Promise<void>
}

/** What every run of a task is handed. */
export interface TaskContext {
  readonly bus: EventBus
  readonly stocks: StockStates
  readonly signal: AbortSignal
}

/** Whether a run had something to do. */
export type TaskOutcome = 'done' | 'skipped'

/** A periodic job as a value: the scheduler runs it, bounds it, tries it again and tells what became of it. */
export interface Task<Input, Needs> {
  /** `area.verb`, unique. */
  readonly name: string
  readonly everyMs: number
  readonly timeoutMs: number
  readonly attemptsMax: number
  run(input: Input, context: TaskContext & Needs): Promise<TaskOutcome>
}

const NAME = /^[a-z][a-z_]*\.[a-z][a-z_]*$/

/** Returns the task unchanged. Throws INTERNAL for a name or a bound that cannot be. */
export function defineTask<Input, Needs>(task: Task<Input, Needs>): Task<Input, Needs> {
  const { name, everyMs, timeoutMs, attemptsMax } = task
  const isNamed = NAME.test(name)
  const isBounded = timeoutMs > 0 && timeoutMs <= everyMs && attemptsMax >= 1
  if (isNamed && isBounded) return task
  const needs = 'needs a name like area.verb, and a limit within its period'
  throw new TradingError('INTERNAL', `The task "${name}" ${needs}`)
}
