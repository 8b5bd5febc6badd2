import type * as z from 'zod'
import type { CheckRow } from '../domain/findings.ts'
import { isoTime } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { CheckRow as CheckBody, previewBody } from './contract/orders.ts'

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null

/** One check as the API shows it: what is beyond all numbers is none in JSON. */
export const checkRowOf = (check: Readonly<CheckRow>): CheckBody => {
  const { id, says, isPassed, value, limit, unit } = check
  return { id, says, isPassed, value: finite(value), limit: finite(limit), unit }
}

/** A preview as the API shows it. */
export const previewOf = (preview: TradePreview): z.output<typeof previewBody> => ({
  at: isoTime(preview.at),
  verdict: preview.verdict,
  says: preview.says,
  quantity: preview.quantity,
  suggestion: preview.suggestion,
  pricePaise: preview.price,
  valuePaise: preview.value,
  checks: preview.checks.map(checkRowOf),
  charges: preview.charges,
  roundTripPaise: preview.roundTrip,
  breakEvenPaise: preview.breakEven,
  worstCasePaise: preview.worstCase,
  stopPaise: preview.stop,
  targetPaise: preview.target,
})
