import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

/** A table of more rows draws only those in sight. */
const PLAIN_MAX = 150
const ROW_HEIGHT = 32
const MARGIN = 12

/** Rows in sight, and the heights of those above and below. */
interface Window<Row> {
  readonly isWindowed: boolean
  readonly rows: readonly Row[]
  readonly first: number
  readonly above: number
  readonly below: number
}

/** The rows of a long table that are in sight. */
export function useWindow<Row>(
  rows: readonly Row[],
  scroller: RefObject<HTMLElement | null>,
): Window<Row> {
  const isWindowed = rows.length > PLAIN_MAX
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: isWindowed,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: MARGIN,
  })
  if (!isWindowed) return { isWindowed, rows, first: 0, above: 0, below: 0 }
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const end = (items.at(-1)?.index ?? -1) + 1
  return {
    isWindowed,
    rows: rows.slice(first, end),
    first,
    above: first * ROW_HEIGHT,
    below: (rows.length - end) * ROW_HEIGHT,
  }
}
