import {
  type Calibration,
  calibrationOf,
  NO_TALLY,
  type Tally,
  tallied,
} from '../../domain/calibration.ts'
import type { TradeDate } from '../../domain/time.ts'
import type { Event, Events } from '../events.ts'

/** What was foretold of a price, and what came. */
export interface ForecastLine extends Readonly<Events['ai.forecast_made']> {
  /** null until its day. */
  readonly resolution: {
    /** null where it could not be told. */
    readonly came: boolean | null
    readonly outcomeBps: number | null
    readonly benchmarkBps: number | null
    readonly resolvedOn: TradeDate
  } | null
}

export interface ForecastLinesState {
  /** Oldest first, the last few hundred: the kernel holds all of them. */
  readonly open: readonly ForecastLine[]
  /** Newest first, the last few. */
  readonly resolved: readonly ForecastLine[]
  /** Over all that were ever resolved. */
  readonly tally: Tally
}

const OPEN_MAX = 500
const RESOLVED_MAX = 200

export const NO_FORECASTS: ForecastLinesState = { open: [], resolved: [], tally: NO_TALLY }

/** The forecasts after an event. */
export function forecastsAfter(lines: ForecastLinesState, event: Event): ForecastLinesState {
  switch (event.type) {
    case 'ai.forecast_made':
      return {
        ...lines,
        open: [...lines.open, { ...event.data, resolution: null }].slice(-OPEN_MAX),
      }
    case 'ai.forecast_resolved':
      return resolvedIn(lines, event.data)
    default:
      return lines
  }
}

function resolvedIn(
  { open, resolved, tally }: ForecastLinesState,
  data: Events['ai.forecast_resolved'],
): ForecastLinesState {
  const { forecastId, probability, came, outcomeBps, benchmarkBps, resolvedOn } = data
  const line = open.find((one) => one.forecastId === forecastId)
  const resolution = { came, outcomeBps, benchmarkBps, resolvedOn }
  return {
    open: open.filter((one) => one !== line),
    resolved:
      line === undefined ? resolved : [{ ...line, resolution }, ...resolved].slice(0, RESOLVED_MAX),
    tally: probability === null || came === null ? tally : tallied(tally, probability, came),
  }
}

/** How all of them held. */
export const calibrationIn = ({ tally }: ForecastLinesState): Calibration => calibrationOf(tally)
