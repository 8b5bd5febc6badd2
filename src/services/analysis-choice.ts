import type { InstrumentId } from '../domain/brand.ts'

/** Those that were never analysed first, in the order given, then the oldest; what is fresh is left out. */
export function dueFirst(
  candidates: readonly InstrumentId[],
  analysedAt: ReadonlyMap<InstrumentId, number>,
  staleBefore: number,
): readonly InstrumentId[] {
  const at = (instrument: InstrumentId) => analysedAt.get(instrument) ?? Number.NEGATIVE_INFINITY
  return [...new Set(candidates)]
    .filter((instrument) => at(instrument) < staleBefore)
    .sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
}

/** Tasks of two or three where there are more than one: as even as can be, so that none is left alone. */
export function inTasks(
  instruments: readonly InstrumentId[],
  most: number,
): readonly (readonly InstrumentId[])[] {
  const tasks = Math.ceil(instruments.length / most)
  const small = Math.floor(instruments.length / Math.max(1, tasks))
  const larger = instruments.length - small * tasks
  const start = (task: number) => task * small + Math.min(task, larger)
  return Array.from({ length: tasks }, (_, task) => instruments.slice(start(task), start(task + 1)))
}
