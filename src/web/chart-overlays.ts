import { at, type BarColumns } from '../domain/bar.ts'
import { batch } from '../domain/indicators/batch.ts'
import { Bollinger } from '../domain/indicators/bollinger.ts'
import { Ema } from '../domain/indicators/ema.ts'
import { Sma } from '../domain/indicators/sma.ts'
import { Supertrend } from '../domain/indicators/supertrend.ts'
import { Vwap } from '../domain/indicators/vwap.ts'
import type { LineId, OverlayId } from './contract/market.ts'

/** A line over the bars of a chart, a value a bar: paise, NaN where there is none yet. */
export interface ChartLine {
  readonly id: LineId
  readonly values: Float64Array
}

const ofCloses = (
  id: LineId,
  study: { next(value: number): number },
  { length, close }: BarColumns,
): readonly ChartLine[] => [{ id, values: batch(length, (row) => study.next(at(close, row))) }]

function bollinger({ length, close }: BarColumns): readonly ChartLine[] {
  const bands = new Bollinger(20, 2)
  const upper = new Float64Array(length)
  const lower = new Float64Array(length)
  const middle = batch(length, (row) => {
    const mean = bands.next(at(close, row))
    upper[row] = bands.upper
    lower[row] = bands.lower
    return mean
  })
  return [
    { id: 'bollinger-upper', values: upper },
    { id: 'bollinger-middle', values: middle },
    { id: 'bollinger-lower', values: lower },
  ]
}

function supertrend({ length, high, low, close }: BarColumns): readonly ChartLine[] {
  const trend = new Supertrend(10, 3)
  const above = new Float64Array(length)
  const below = batch(length, (row) => {
    const value = trend.next(at(high, row), at(low, row), at(close, row))
    above[row] = trend.isRising ? Number.NaN : value
    return trend.isRising ? value : Number.NaN
  })
  return [
    { id: 'supertrend-below', values: below },
    { id: 'supertrend-above', values: above },
  ]
}

function vwap(bars: BarColumns): readonly ChartLine[] {
  const study = new Vwap()
  const { length, at: startsAt, high, low, close, volume } = bars
  const next = (row: number) =>
    study.next(at(startsAt, row), at(high, row), at(low, row), at(close, row), at(volume, row))
  return [{ id: 'vwap', values: batch(length, next) }]
}

const OVERLAYS: Readonly<Record<OverlayId, (bars: BarColumns) => readonly ChartLine[]>> = {
  ema9: (bars) => ofCloses('ema9', new Ema(9), bars),
  ema21: (bars) => ofCloses('ema21', new Ema(21), bars),
  sma50: (bars) => ofCloses('sma50', new Sma(50), bars),
  bollinger,
  supertrend,
  vwap,
}

/** Lines of a chart by the studies that strategies use, over all bars that are known: the newest agree with theirs. */
export const chartLines = (wanted: readonly OverlayId[], bars: BarColumns): readonly ChartLine[] =>
  wanted.flatMap((id) => OVERLAYS[id](bars))
