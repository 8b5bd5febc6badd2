import type { EquityPoint } from '../../core/desk-view/day-figures.ts'
import type { Valuation } from '../../core/desk-view/valuation.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import type { FeedLabel } from '../../core/ports.ts'
import type { RuntimeIdentity } from '../../core/runtime-identity.ts'
import type { Phase } from '../../domain/rulebook/phase.ts'
import type { PriceRow } from './price-board.ts'

/** What the exchange does now. */
export interface SceneHours {
  readonly cash: Phase
  readonly cashWithDerivatives: Phase
  /** Until continuous trading ends; 0 when it is over or has not begun. */
  readonly minutesLeft: number
  /** When the next phase begins, epoch ms. */
  readonly nextChangeAt: number
}

/** Everything that one drawing of the desk shows, gathered at one moment. */
export interface DeskScene {
  readonly identity: RuntimeIdentity
  /** Where the dashboard is; null while nothing serves it. */
  readonly url: string | null
  readonly label: FeedLabel
  /** Market time over wall time; Infinity is as fast as it goes. */
  readonly speed: number
  /** The market's time, epoch ms. */
  readonly now: number
  readonly hours: SceneHours
  readonly picture: DeskPicture
  readonly valuation: Valuation
  readonly prices: readonly PriceRow[]
  /** When the newest price was made, epoch ms; null before the first. */
  readonly pricesAt: number | null
  readonly trace: readonly EquityPoint[]
  /** The journal is being gone over after a restart: prices are of then. */
  readonly isResuming: boolean
  /** Somebody asked for the end. */
  readonly isEnding: boolean
}
