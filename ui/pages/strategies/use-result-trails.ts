import { useMemo } from 'react'
import { useRead } from '../../api/api-context.ts'

const NONE: ReadonlyMap<string, readonly number[]> = new Map()

/** By strategy: the sum of its closed trades after each of them, in rupees, of the trades that the desk still tells. */
export function useResultTrails(): ReadonlyMap<string, readonly number[]> {
  const { data } = useRead('/api/portfolio', {}, { freshMs: 30_000 })
  return useMemo(() => {
    if (!data) return NONE
    const trails = new Map<string, number[]>()
    const byTime = data.trades.toSorted((a, b) => Date.parse(a.closedAt) - Date.parse(b.closedAt))
    for (const { strategy, grossPaise } of byTime) {
      const trail = trails.get(strategy) ?? [0]
      trail.push((trail.at(-1) ?? 0) + grossPaise / 100)
      trails.set(strategy, trail)
    }
    return trails
  }, [data])
}
