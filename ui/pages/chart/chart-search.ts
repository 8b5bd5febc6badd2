import type { OverlayId } from '../../../src/web/contract/market.ts'
import { type ChartInterval, INTERVALS } from './intervals.ts'
import { OVERLAYS } from './overlays.ts'

/** What is charted: all of it stands in the address. */
export interface ChartSearch {
  readonly instrument?: string
  readonly interval?: ChartInterval
  /** Overlays, with commas between. */
  readonly over?: string
}

const INSTRUMENT = /^[A-Z]{2,4}:[A-Z0-9&_\- ]{1,40}$/

/** What an address asks for; what it asks wrongly is left out. */
export function chartSearch(search: Readonly<Record<string, unknown>>): ChartSearch {
  const { instrument, over } = search
  const interval = INTERVALS.find((one) => one === search['interval'])
  return {
    ...(typeof instrument === 'string' && INSTRUMENT.test(instrument) ? { instrument } : {}),
    ...(interval ? { interval } : {}),
    ...(typeof over === 'string' ? { over } : {}),
  }
}

/** Overlays that an address names; the usual ones where it names none. */
export const overlaysOf = ({ over = 'ema9,ema21' }: ChartSearch): readonly OverlayId[] =>
  OVERLAYS.map(({ id }) => id).filter((id) => over.split(',').includes(id))
