import type { StrategyDefinition } from '../domain/strategy.ts'
import { emaCross } from './ema-cross.ts'

/** Every strategy the desk knows, by name. */
export const STRATEGIES: ReadonlyMap<string, StrategyDefinition> = new Map(
  [emaCross].map((definition) => [definition.name, definition as unknown as StrategyDefinition]),
)
