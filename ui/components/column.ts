import type { ReactNode } from 'react'

/** What a cell is sorted and exported by. */
export type CellValue = string | number | null

/** A column of a table. */
export interface Column<Row> {
  readonly id: string
  readonly head: string
  /** What the head means, where a word does not say it. */
  readonly says?: string
  readonly value: (row: Row) => CellValue
  /** What is shown; the value where it is left out. */
  readonly cell?: (row: Row) => ReactNode
  readonly isNumber?: boolean
  /** Holds what can be done with a row: its head is for those who cannot see it. */
  readonly isAction?: boolean
  /** Shown from this width on; everywhere where it is left out. */
  readonly from?: 'md' | 'lg'
}

/** The column that rows are ordered by. */
export interface Sorting {
  readonly by: string
  readonly isDown: boolean
}

const inWords = new Intl.Collator('en-IN', { numeric: true })

/** Smaller first; what is not known comes last in either direction. */
export function compareCells(a: CellValue, b: CellValue, isDown: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : inWords.compare(String(a), String(b))
  return isDown ? -order : order
}

/** Ids in a new order, but for those that somebody is reading: these stay where they are, and what is new comes last. */
export function steadyOrder(
  kept: readonly string[],
  now: readonly string[],
  isReading: boolean,
): readonly string[] {
  if (!isReading) return now
  const alive = new Set(now)
  const known = new Set(kept)
  return [...kept.filter((id) => alive.has(id)), ...now.filter((id) => !known.has(id))]
}
