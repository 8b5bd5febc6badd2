import {
  calibrationIn,
  type ForecastLine,
  type ForecastLinesState,
} from '../../core/desk-view/forecast-lines.ts'
import type { ForecastRow, ForecastsBody } from '../contract/ai.ts'

function stateOf({ resolution }: ForecastLine): ForecastRow['state'] {
  if (resolution === null) return 'open'
  if (resolution.came === null) return 'unresolvable'
  return resolution.came ? 'came' : 'did_not_come'
}

function rowOf(line: ForecastLine): ForecastRow {
  const { resolution, forecastId: id, price: pricePaise } = line
  const { recommendationId, instrument, side, probability, madeOn, resolvesOn, by } = line
  const { outcomeBps = null, benchmarkBps = null } = resolution ?? {}
  const outcome =
    resolution === null ? null : { outcomeBps, benchmarkBps, resolvedOn: resolution.resolvedOn }
  const what = { id, recommendationId, instrument, side, probability, pricePaise }
  return { ...what, madeOn, resolvesOn, by, state: stateOf(line), outcome }
}

/** What was foretold, the newest that is open first, then what was resolved, and how all of them held. */
export function forecastsView(lines: ForecastLinesState): ForecastsBody {
  const { resolved, brier, bins, says } = calibrationIn(lines)
  return {
    forecasts: [...lines.open.toReversed(), ...lines.resolved].map(rowOf),
    calibration: { resolved, brier, bins: bins.map((bin) => ({ ...bin })), says },
  }
}
