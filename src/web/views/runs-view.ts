import type { RunLine } from '../../core/run-desk.ts'
import { isoTime } from '../../domain/time.ts'
import type { RunRow, RunsState } from '../contract/strategies.ts'
import { keptRows, keyed } from './kept-rows.ts'

/** A socket is told of the newest; a list asks for all of them. */
const SHOWN = 50

/** A run, under way or ended. */
export const runRowOf = keptRows((line: RunLine): RunRow => {
  const { createdAt, equity, error, headline, ...rest } = line
  return {
    ...rest,
    createdAt: isoTime(createdAt),
    equity: equity.map(({ at, equityPaise }): [string, number] => [isoTime(at), equityPaise]),
    error: error === null ? null : { ...error },
    headline: headline === null ? null : { ...headline },
  }
})

/** Topic `runs`: what is under way grows before one's eyes. */
export const runsView = (known: readonly RunLine[]): RunsState =>
  keyed(known.slice(0, SHOWN), ({ id }) => id, runRowOf)
