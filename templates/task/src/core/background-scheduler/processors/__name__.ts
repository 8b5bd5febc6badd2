import type { InstrumentId } from '../../../domain/brand.ts'
import { HOUR_MS, MINUTE_MS } from '../../../domain/time.ts'
import { defineTask } from '../models.ts'

/** What the task asks of the outside: one client an API stands behind it. */
export interface __Name__Source {
  fetch(instrument: InstrumentId, signal: AbortSignal): Promise<readonly string[]>
}

interface Needs {
  readonly source: __Name__Source
  /** Where the result goes. */
  readonly keep: (instrument: InstrumentId, items: readonly string[]) => Promise<void>
}

/** Fetches what is new about a company, unless we hold it already. */
export const __camel__ = defineTask<{ readonly instrument: InstrumentId }, Needs>({
  name: '__snake__.fetch',
  everyMs: 6 * HOUR_MS,
  timeoutMs: 2 * MINUTE_MS,
  attemptsMax: 3,
  async run({ instrument }, { stocks, source, keep, signal }) {
    if (await stocks.isFresh(instrument, '__name__')) return 'skipped'
    await keep(instrument, await source.fetch(instrument, signal))
    await stocks.markFetched(instrument, '__name__')
    return 'done'
  },
})
