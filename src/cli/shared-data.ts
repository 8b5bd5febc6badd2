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

function sharedFloats(column: Float64Array): Float64Array {
  const view = new Float64Array(new SharedArrayBuffer(column.byteLength))
  view.set(column)
  return view
}

function sharedWholes(column: Int32Array): Int32Array {
  const view = new Int32Array(new SharedArrayBuffer(column.byteLength))
  view.set(column)
  return view
}

const sharedBars = ({ length, at, open, high, low, close, volume }: BarColumns): BarColumns => ({
  length,
  at: sharedFloats(at),
  open: sharedFloats(open),
  high: sharedFloats(high),
  low: sharedFloats(low),
  close: sharedFloats(close),
  volume: sharedFloats(volume),
})

/** Puts the columns into shared memory. */
export function shareData({ universe, series, block, ...rest }: BacktestData): SharedData {
  return {
    ...rest,
    instruments: universe.all(),
    series: [...series].map(([id, bars]) => [id, sharedBars(bars)] as const),
    block: { ...block, instrument: sharedWholes(block.instrument), bars: sharedBars(block.bars) },
  }
}

/** The data again, over the same memory. */
export function dataOf({ instruments, series, ...rest }: SharedData): BacktestData {
  return { ...rest, universe: new Universe(instruments), series: new Map(series) }
}
