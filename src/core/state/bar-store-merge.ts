import { at, type BarColumns } from '../../domain/bar.ts'
import type { BarTable, SeriesRange } from './bar-store-table.ts'

/** Conflicting lines that are named one by one; the rest is only counted. */
const CONFLICTS_NAMED_MAX = 1_000

/** What became of the rows of one file. */
export interface FileTally {
  /** Bars that the store did not have. */
  added: number
  /** Bars that it had, equal in every column. */
  same: number
  /** Bars that it had with other values, which the file replaced. */
  changed: number
  /** Lines that repeat an earlier line of the same file exactly. */
  repeated: number
  /** Lines that contradict an earlier line of the same file: left out. */
  conflicts: number
  readonly conflictLines: number[]
}

export const emptyTally = (): FileTally => ({
  added: 0,
  same: 0,
  changed: 0,
  repeated: 0,
  conflicts: 0,
  conflictLines: [],
})

/** What is stored of a series already. */
export interface StoredRows {
  readonly bars: BarColumns
  /** Moments that an earlier part of the file being read has staged, in order; null when there are none. */
  readonly staged: BarColumns | null
  /** The file that staged them. */
  readonly file: number
}

const equals = (a: BarColumns, rowA: number, b: BarColumns, rowB: number): boolean =>
  a.close[rowA] === b.close[rowB] &&
  a.volume[rowA] === b.volume[rowB] &&
  a.open[rowA] === b.open[rowB] &&
  a.high[rowA] === b.high[rowB] &&
  a.low[rowA] === b.low[rowB]

/** First row at or after a moment, from a row on. */
function advance(bars: BarColumns, row: number, moment: number): number {
  let next = row
  while (next < bars.length && at(bars.at, next) < moment) next++
  return next
}

const holds = (bars: BarColumns | null, row: number, moment: number): boolean =>
  bars !== null && row < bars.length && at(bars.at, row) === moment

/**
 * Compares sorted rows of a series with what is stored and hands over those to write: one a moment, the last file's word.
 * Within a file the first line stands; a different second one is a conflict. `write` is told whether the moment was stored
 * before.
 */
export function mergeSeries(
  table: BarTable,
  { from, to }: SeriesRange,
  stored: StoredRows,
  tallyOf: (file: number) => FileTally,
  write: (row: number, isReplacing: boolean) => void,
): void {
  const incoming = table.bars
  const { bars, staged } = stored
  let known = 0
  let own = 0
  for (let row = from; row < to; ) {
    const moment = at(incoming.at, row)
    known = advance(bars, known, moment)
    const wasStored = holds(bars, known, moment)
    if (staged !== null) own = advance(staged, own, moment)
    let origin = wasStored && holds(staged, own, moment) ? stored.file : NO_FILE
    let winner = -1
    for (; row < to && at(incoming.at, row) === moment; row++) {
      const file = table.fileOf(row)
      const isSame =
        winner >= 0
          ? equals(incoming, row, incoming, winner)
          : wasStored && equals(incoming, row, bars, known)
      const verdict = verdictOf(wasStored || winner >= 0, isSame, file === origin)
      count(tallyOf(file), verdict, table.lineOf(row))
      if (verdict === 'added' || verdict === 'changed') winner = row
      if (verdict !== 'conflict') origin = file
    }
    if (winner >= 0) write(winner, wasStored)
  }
}

const NO_FILE = -1

type Verdict = 'added' | 'same' | 'changed' | 'repeated' | 'conflict'

function verdictOf(isKnown: boolean, isSame: boolean, isSameFile: boolean): Verdict {
  if (!isKnown) return 'added'
  if (isSame) return isSameFile ? 'repeated' : 'same'
  return isSameFile ? 'conflict' : 'changed'
}

function count(tally: FileTally, verdict: Verdict, line: number): void {
  if (verdict !== 'conflict') {
    tally[verdict]++
    return
  }
  tally.conflicts++
  if (tally.conflictLines.length < CONFLICTS_NAMED_MAX) tally.conflictLines.push(line)
}
