import type { BarsBody, LineId, OverlayId } from '../../../src/web/contract/market.ts'

/** A line over the candles in rupees: a value a bar, null where there is none. */
export interface OverlayLine {
  readonly id: LineId
  readonly tone: 'accent' | 'warn' | 'quiet' | 'gain' | 'loss'
  readonly isDashed: boolean
  readonly values: readonly (number | null)[]
}

/** What may be drawn over the candles; the desk works it out by the studies that its strategies use. */
export const OVERLAYS = [
  { id: 'ema9', word: 'EMA 9' },
  { id: 'ema21', word: 'EMA 21' },
  { id: 'sma50', word: 'SMA 50' },
  { id: 'bollinger', word: 'Bollinger 20' },
  { id: 'supertrend', word: 'Supertrend 10, 3' },
  { id: 'vwap', word: 'VWAP' },
] as const satisfies readonly { readonly id: OverlayId; readonly word: string }[]

const TONES: Readonly<Record<LineId, OverlayLine['tone']>> = {
  ema9: 'accent',
  ema21: 'warn',
  sma50: 'quiet',
  'bollinger-upper': 'quiet',
  'bollinger-middle': 'quiet',
  'bollinger-lower': 'quiet',
  'supertrend-below': 'gain',
  'supertrend-above': 'loss',
  vwap: 'accent',
}
const DASHED: ReadonlySet<LineId> = new Set(['bollinger-middle', 'vwap'])

/** The lines that the desk tells with its bars. */
export const overlayLines = ({ lines }: BarsBody): readonly OverlayLine[] =>
  lines.map(({ id, paise }) => ({
    id,
    tone: TONES[id],
    isDashed: DASHED.has(id),
    values: paise.map((value) => (value === null ? null : value / 100)),
  }))
