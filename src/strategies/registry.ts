import type { StrategyDefinition } from '../domain/strategy.ts'
import { donchianBreakout } from './donchian-breakout.ts'
import { emaCross } from './ema-cross.ts'
import { momentum } from './momentum.ts'
import { openingRangeBreakout } from './opening-range-breakout.ts'
import { rsiMeanReversion } from './rsi-mean-reversion.ts'
import { supertrend } from './supertrend.ts'

const ALL: readonly StrategyDefinition[] = [
  emaCross,
  rsiMeanReversion,
  donchianBreakout,
  supertrend,
  momentum,
  openingRangeBreakout,
]

/** Every strategy the desk knows, by name. */
export const STRATEGIES: ReadonlyMap<string, StrategyDefinition> = new Map(
  ALL.map((definition) => [definition.name, definition]),
)
