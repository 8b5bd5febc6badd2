import type { SeriesInfo } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { symbolOf } from '../domain/instrument.ts'
import { dateOf, isoTime } from '../domain/time.ts'
import type { Context } from './context.ts'
import { textTable } from './output.ts'
import { requireStored, symbolsOf } from './symbol-list.ts'

/** Every stored series, or those of some symbols. Throws CONFIGURATION_INVALID for one that has none. */
export async function dataList(
  { parts, output, signal }: Context,
  { symbols }: { readonly symbols?: string },
): Promise<void> {
  const wanted = symbolsOf(symbols)
  const all = await parts.get(ParquetBarStore).list(signal)
  if (all.length > 0) requireStored(wanted, all)
  const chosen = all.filter(({ instrument }) => wanted === null || wanted.has(instrument))
  output.answer({ series: chosen.map(describedSeries) }, () => listWords(chosen))
}

/** A series as JSON shows it. */
export const describedSeries = ({
  instrument,
  interval,
  source,
  basis,
  first,
  last,
  count,
  gaps,
}: SeriesInfo) => ({
  instrument,
  symbol: symbolOf(instrument),
  interval,
  source,
  basis,
  adjusted: basis === 'adjusted',
  first: isoTime(first),
  last: isoTime(last),
  count,
  gaps,
})

const HEAD = ['', 'interval', 'source', 'prices', 'first', 'last', 'bars', 'days missing']

function listWords(series: readonly SeriesInfo[]): string {
  if (series.length === 0) {
    return 'No bars are stored. Take files over with "robo-trader data import FILE…".'
  }
  return textTable(
    HEAD,
    series.map(({ instrument, interval, source, basis, first, last, count, gaps }) => [
      instrument,
      interval,
      source,
      basis,
      dateOf(first),
      dateOf(last),
      count.toLocaleString('en-IN'),
      gaps.toLocaleString('en-IN'),
    ]),
  )
}
