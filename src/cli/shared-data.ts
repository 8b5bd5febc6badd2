import type { BarColumns } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Instrument } from '../domain/instrument.ts'
import { Universe } from '../domain/universe.ts'
import type { BacktestData } from '../services/backtest-data.ts'

/** The data of a sweep as it goes to threads: columns lie in shared memory, so that nothing large is copied. */
export interface SharedData extends Omit<BacktestData, 'universe' | 'series'> {
  readonly instruments: readonly Instrument[]
  readonly series: readonly (readonly [InstrumentId, BarColumns])[]
}

function shared<T extends Float64Array | Int32Array>(column: T): T {
  const copy = new SharedArrayBuffer(column.byteLength)
  const view = column instanceof Float64Array ? new Float64Array(copy) : new Int32Array(copy)
  view.set(column)
  return view as T
}

const sharedBars = ({ length, at, open, high, low, close, volume }: BarColumns): BarColumns => ({
  length,
  at: shared(at),
  open: shared(open),
  high: shared(high),
  low: shared(low),
  close: shared(close),
  volume: shared(volume),
})

/** Puts the columns into shared memory. */
export function shareData({ universe, series, block, ...rest }: BacktestData): SharedData {
  return {
    ...rest,
    instruments: universe.all(),
    series: [...series].map(([id, bars]) => [id, sharedBars(bars)] as const),
    block: { ...block, instrument: shared(block.instrument), bars: sharedBars(block.bars) },
  }
}

/** The data again, over the same memory. */
export function dataOf({ instruments, series, ...rest }: SharedData): BacktestData {
  return { ...rest, universe: new Universe(instruments), series: new Map(series) }
}
