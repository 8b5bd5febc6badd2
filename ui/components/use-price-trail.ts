import { useRef } from 'react'
import { useRead } from '../api/api-context.ts'

const BARS = 48
const FRESH_MS = 1_800_000
const KEPT = 96

/** Prices of an instrument over the last bars, and each new one since: enough for a line as high as a word. */
export function usePriceTrail(instrument: string, lastPaise: number | null): readonly number[] {
  const { data } = useRead(
    '/api/market/bars',
    {},
    { query: { instrument, interval: '5m', limit: BARS }, freshMs: FRESH_MS },
  )
  const since = useRef<readonly number[]>([])
  if (lastPaise !== null && since.current.at(-1) !== lastPaise) {
    since.current = [...since.current, lastPaise].slice(-KEPT)
  }
  return [...(data?.closePaise ?? []), ...since.current]
}
