import type { StoredBody } from '../../../src/web/contract/strategies.ts'

/** A series of bars, or what one source says about companies. */
export interface StoredLine {
  readonly id: string
  readonly what: string
  readonly source: string
  readonly first: string
  readonly last: string
  readonly count: number
  /** Days without a bar, or rows that something is wrong with. */
  readonly lacking: number
}

const KINDS = {
  news: 'News',
  earnings: 'Results',
  'expected earnings': 'Expected results',
  fundamentals: 'Ratios',
} as const

/** Everything that is stored, what is about companies first. */
export function storedLines(stored: StoredBody | undefined): readonly StoredLine[] {
  if (!stored) return []
  const research = stored.research.map(({ kind, source, first, last, count, doubtful }) => {
    return {
      id: `${kind} ${source}`,
      what: KINDS[kind],
      source,
      first,
      last,
      count,
      lacking: doubtful,
    }
  })
  const bars = stored.series.map(
    ({ symbol, interval, source, basis, first, last, count, gaps }) => {
      const id = `${symbol} ${interval} ${source} ${basis}`
      const what = `${symbol} ${interval}${basis === 'adjusted' ? ', adjusted' : ''}`
      return { id, what, source, first, last, count, lacking: gaps }
    },
  )
  return [...research, ...bars]
}
