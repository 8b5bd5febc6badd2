import type { ResearchCoverage } from '../core/ai/research.ts'
import type { SeriesInfo } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { hasDatabase } from '../core/state/has-database.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { symbolOf } from '../domain/instrument.ts'
import { dateOf, isoTime } from '../domain/time.ts'
import type { Context } from './context.ts'
import { textTable } from './output.ts'
import { requireStored, symbolsOf } from './symbol-list.ts'

/**
 * Every stored series, or those of some symbols, and what is stored about companies. Throws CONFIGURATION_INVALID for a
 * symbol that has no bars.
 */
export async function dataList(
  { parts, config, output, signal }: Context,
  { symbols }: { readonly symbols?: string },
): Promise<void> {
  const wanted = symbolsOf(symbols)
  const all = await parts.get(ParquetBarStore).list(signal)
  if (all.length > 0) requireStored(wanted, all)
  const chosen = all.filter(({ instrument }) => wanted === null || wanted.has(instrument))
  const research = wanted === null ? await storedResearch({ parts, config }) : []
  output.answer({ series: chosen.map(describedSeries), research }, () =>
    [listWords(chosen), ...researchTable(research)].join('\n'),
  )
}

/** What is stored about companies; nothing where no database was made. */
export async function storedResearch({
  parts,
  config,
}: Pick<Context, 'parts' | 'config'>): Promise<readonly ResearchCoverage[]> {
  if (!(await hasDatabase(config))) return []
  return (await parts.get(StateDoor).research()).coverage()
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

const RESEARCH_HEAD = [
  'about companies',
  'source',
  'first',
  'last',
  'stored',
  'companies',
  'doubtful',
]

/** Lines under the series; none where nothing is stored. */
function researchTable(research: readonly ResearchCoverage[]): readonly string[] {
  if (research.length === 0) return []
  const rows = research.map(({ kind, source, first, last, count, instruments, doubtful }) => [
    kind,
    source,
    first,
    last,
    count.toLocaleString('en-IN'),
    instruments.toLocaleString('en-IN'),
    doubtful.toLocaleString('en-IN'),
  ])
  return ['', textTable(RESEARCH_HEAD, rows)]
}
