import { useRef, useState } from 'react'
import { useRead } from '../api/api-context.ts'

const BARS = 48
const FRESH_MS = 1_800_000
const KEPT = 96

/** A decoration leaves the desk's patience to what a person asks for: so many a minute. */
const ASKED_MAX = 8
const MINUTE_MS = 60_000
let asked: readonly number[] = []

function mayAsk(): boolean {
  const now = Date.now()
  const lately = asked.filter((at) => now - at < MINUTE_MS)
  const may = lately.length < ASKED_MAX
  asked = may ? [...lately, now] : lately
  return may
}

/** Prices of an instrument over the last bars, and each new one since: enough for a line as high as a word. */
export function usePriceTrail(instrument: string, lastPaise: number | null): readonly number[] {
  const [isWanted] = useState(mayAsk)
  const { data } = useRead(
    '/api/market/bars',
    {},
    { query: { instrument, interval: '5m', limit: BARS }, freshMs: FRESH_MS, isWanted },
  )
  const since = useRef<readonly number[]>([])
  if (lastPaise !== null && since.current.at(-1) !== lastPaise) {
    since.current = [...since.current, lastPaise].slice(-KEPT)
  }
  return [...(data?.closePaise ?? []), ...since.current]
}
