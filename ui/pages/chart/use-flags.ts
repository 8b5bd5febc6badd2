import { useMemo } from 'react'
import { useRead } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import type { Candle } from './candles.ts'
import { type Flag, flagsOf } from './flags.ts'
import type { ChartInterval } from './intervals.ts'

const NEWS = 100
const REPORTS = 24
const NEWS_EVERY_MS = 60_000

/** What was published of an instrument, at its bars; what is of another is not shown meanwhile. */
export function useFlags(
  instrument: string,
  interval: ChartInterval,
  candles: readonly Candle[],
): { readonly flags: readonly Flag[]; readonly failure: Failure | null } {
  const news = useRead(
    '/api/news',
    {},
    { query: { instrument, limit: NEWS }, everyMs: NEWS_EVERY_MS },
  )
  const reports = useRead('/api/earnings', {}, { query: { instrument, limit: REPORTS } })
  const stories = news.isPlaceholderData ? undefined : news.data?.news
  const told = reports.isPlaceholderData ? undefined : reports.data?.reports
  const flags = useMemo(
    () => flagsOf(stories ?? [], told ?? [], candles, interval),
    [stories, told, candles, interval],
  )
  return { flags, failure: news.error ?? reports.error }
}
