import type { z } from 'zod'
import { isoTime } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { previewBody } from './contract/orders.ts'

/** A preview as the API shows it. */
export const previewOf = (preview: TradePreview): z.output<typeof previewBody> => ({
  at: isoTime(preview.at),
  verdict: preview.verdict,
  says: preview.says,
  quantity: preview.quantity,
  suggestion: preview.suggestion,
  pricePaise: preview.price,
  valuePaise: preview.value,
  checks: preview.checks.map(({ id, says, isPassed, value, limit, unit }) => ({
    id,
    says,
    isPassed,
    value,
    limit,
    unit,
  })),
  charges: preview.charges,
  roundTripPaise: preview.roundTrip,
  breakEvenPaise: preview.breakEven,
  worstCasePaise: preview.worstCase,
  stopPaise: preview.stop,
  targetPaise: preview.target,
})
