import type { Event } from '../events.ts'
import { type DecisionLine, decisionsAfter } from './decision-lines.ts'
import { type ForecastLinesState, forecastsAfter, NO_FORECASTS } from './forecast-lines.ts'
import { NO_PROPOSALS, type ProposalLinesState, proposalsAfter } from './proposal-lines.ts'

/** What the AI decided, asks and foretold. */
export interface AgentLines {
  /** Proposals that wait for a person, and those that had their answer. */
  readonly proposals: ProposalLinesState
  /** Decisions and what became of each, newest first, the last few. */
  readonly decisions: readonly DecisionLine[]
  readonly forecasts: ForecastLinesState
}

export const NO_AGENT_LINES: AgentLines = {
  proposals: NO_PROPOSALS,
  decisions: [],
  forecasts: NO_FORECASTS,
}

/** All of it after an event. */
export const agentsAfter = (
  { proposals, decisions, forecasts }: AgentLines,
  event: Event,
): AgentLines => ({
  proposals: proposalsAfter(proposals, event),
  decisions: decisionsAfter(decisions, event),
  forecasts: forecastsAfter(forecasts, event),
})
