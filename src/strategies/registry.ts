import type { StrategyDefinition } from '../domain/strategy.ts'
import { emaCross } from './ema-cross.ts'

const ALL: readonly StrategyDefinition[] = [emaCross]

/** Every strategy the desk knows, by name. */
export const STRATEGIES: ReadonlyMap<string, StrategyDefinition> = new Map(
  ALL.map((definition) => [definition.name, definition]),
)
