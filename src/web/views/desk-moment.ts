import type { AiState } from '../../core/ai/claude.ts'
import type { Valuation } from '../../core/desk-view/valuation.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import type { FeedLabel } from '../../core/ports.ts'
import type { ReadinessItem } from '../../core/readiness.ts'
import type { RiskLimits } from '../../domain/risk-limits.ts'
import type { Phase } from '../../domain/rulebook/phase.ts'
import type { PositionRow } from '../contract/desk.ts'
import type { WebIdentity } from '../web-deps.ts'

/** Prices as a whole: whose they are, and how old. */
export interface PriceAge {
  readonly label: FeedLabel
  /** Market time over wall time; Infinity is as fast as it goes. */
  readonly speed: number
  /** Market time of the newest price, epoch ms; null before the first. */
  readonly pricedAt: number | null
  /** When it came in, by the machine's clock; null before the first of this process. */
  readonly receivedAt: number | null
  readonly isStale: boolean
  /** The journal is being gone over after a restart: prices are of then. */
  readonly isResuming: boolean
}

/** What the exchange does, by the market's clock. */
export interface MarketHours {
  /** Market time, epoch ms. */
  readonly now: number
  readonly date: string | null
  readonly isOpen: boolean
  readonly phase: Phase
  /** Until continuous trading ends; 0 when it is over or has not begun. */
  readonly minutesLeft: number
  /** When the phase gives way to the next, epoch ms; null when the calendar does not say. */
  readonly phaseEndsAt: number | null
}

/** Everything that the views look at, gathered at one moment. */
export interface DeskMoment {
  readonly identity: WebIdentity
  readonly picture: DeskPicture
  readonly prices: PriceAge
  readonly hours: MarketHours
  readonly valuation: Valuation
  readonly positions: Readonly<Record<string, PositionRow>>
  readonly readiness: readonly ReadinessItem[]
  readonly limits: RiskLimits
  /** How the model stands; null before there is one to ask. */
  readonly ai: AiState | null
}
