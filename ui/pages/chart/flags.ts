import type { EarningsRow, NewsRow } from '../../../src/web/contract/research.ts'
import { crores } from '../../format.ts'
import { dayShort } from '../../times.ts'
import { barAt, barStart, type Candle, chartSeconds } from './candles.ts'
import type { ChartInterval } from './intervals.ts'

/** A story or a report of the company, at the bar in which it could first be traded on. */
export interface Flag {
  readonly id: string
  readonly kind: 'news' | 'earnings'
  readonly bar: number
  /** When it was published. */
  readonly at: string
  /** Words of others: text and nothing else. */
  readonly says: string
  readonly source: string
}

type Told = Omit<Flag, 'bar'>

/** The bar in which something published could first be traded on; null for what is older than the first bar. */
function firstBar(
  candles: readonly Candle[],
  published: string,
  interval: ChartInterval,
): number | null {
  const seconds = chartSeconds(Date.parse(published))
  const bar = barAt(candles, seconds)
  if (bar === null) return null
  const isOver = barStart(seconds, interval) > (candles[bar]?.time ?? 0)
  return isOver ? Math.min(bar + 1, candles.length - 1) : bar
}

const storyOf = ({ id, title, publishedAt, source }: NewsRow): Told => ({
  id,
  kind: 'news',
  at: publishedAt,
  says: title,
  source,
})

const profitOf = (paise: number | null): string =>
  paise === null ? '' : paise < 0 ? `, a loss of ${crores(-paise)}` : `, profit ${crores(paise)}`

function reportOf(row: EarningsRow): readonly Told[] {
  const { periodEnd, isConsolidated, announcedAt, profitPaise, doubts, source } = row
  if (announcedAt === null) return []
  const whose = isConsolidated ? 'group' : 'company alone'
  const doubt = doubts.length === 0 ? '' : ' (doubted)'
  const quarter = `${dayShort(periodEnd)} ${periodEnd.slice(0, 4)}`
  return [
    {
      id: `${periodEnd} ${whose} ${source}`,
      kind: 'earnings',
      at: announcedAt,
      says: `Results of the quarter to ${quarter}, ${whose}${profitOf(profitPaise)}${doubt}`,
      source,
    },
  ]
}

/** What was published of a company while the bars were made, newest first. */
export const flagsOf = (
  news: readonly NewsRow[],
  reports: readonly EarningsRow[],
  candles: readonly Candle[],
  interval: ChartInterval,
): readonly Flag[] =>
  [...news.map(storyOf), ...reports.flatMap(reportOf)]
    .flatMap((told) => {
      const bar = firstBar(candles, told.at, interval)
      return bar === null ? [] : [{ ...told, bar }]
    })
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
