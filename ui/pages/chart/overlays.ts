import type { Candle } from './candles.ts'
import { atrBand, bollinger, ema, sma, vwap } from './indicators.ts'

/** A line over the candles: a value a bar, null where there is none yet. */
export interface OverlayLine {
  readonly id: string
  readonly tone: 'accent' | 'warn' | 'quiet' | 'gain' | 'loss'
  readonly isDashed?: boolean
  readonly values: readonly (number | null)[]
}

const closes = (candles: readonly Candle[]): readonly number[] => candles.map(({ close }) => close)

/** What may be drawn over the candles, computed from the bars that are shown. */
export const OVERLAYS = [
  { id: 'ema9', word: 'EMA 9' },
  { id: 'ema21', word: 'EMA 21' },
  { id: 'sma50', word: 'SMA 50' },
  { id: 'bollinger', word: 'Bollinger 20' },
  { id: 'supertrend', word: 'Supertrend 10, 3' },
  { id: 'vwap', word: 'VWAP' },
] as const
export type OverlayId = (typeof OVERLAYS)[number]['id']

const LINES: Readonly<Record<OverlayId, (candles: readonly Candle[]) => readonly OverlayLine[]>> = {
  ema9: (candles) => [{ id: 'ema9', tone: 'accent', values: ema(closes(candles), 9) }],
  ema21: (candles) => [{ id: 'ema21', tone: 'warn', values: ema(closes(candles), 21) }],
  sma50: (candles) => [{ id: 'sma50', tone: 'quiet', values: sma(closes(candles), 50) }],
  bollinger(candles) {
    const { upper, middle, lower } = bollinger(closes(candles), 20, 2)
    return [
      { id: 'bollinger-upper', tone: 'quiet', values: upper },
      { id: 'bollinger-middle', tone: 'quiet', isDashed: true, values: middle },
      { id: 'bollinger-lower', tone: 'quiet', values: lower },
    ]
  },
  supertrend(candles) {
    const { below, above } = atrBand(candles, 10, 3)
    return [
      { id: 'supertrend-below', tone: 'gain', values: below },
      { id: 'supertrend-above', tone: 'loss', values: above },
    ]
  },
  vwap: (candles) => [{ id: 'vwap', tone: 'accent', isDashed: true, values: vwap(candles) }],
}

/** Lines of the overlays that are chosen. */
export const overlayLines = (
  chosen: readonly OverlayId[],
  candles: readonly Candle[],
): readonly OverlayLine[] => chosen.flatMap((id) => LINES[id](candles))
