import type { Config } from '../core/config.ts'
import { ConfigurationError } from '../core/errors.ts'
import { INTERVAL_MS, type Interval } from '../domain/bar.ts'
import type { StrategyDefinition, StrategyPlan } from '../domain/strategy.ts'
import { valuesOf } from '../domain/strategy-values.ts'
import { STRATEGIES } from '../strategies/registry.ts'
import { nearestWord } from './nearest-word.ts'

/** The strategy of that name. Throws CONFIGURATION_INVALID with the nearest one. */
export function strategyNamed(name: string): StrategyDefinition {
  const definition = STRATEGIES.get(name)
  if (definition) return definition
  const names = [...STRATEGIES.keys()]
  const near = nearestWord(name, names)
  const hint = near === null ? `there are ${names.join(', ')}` : `did you mean ${near}?`
  throw new ConfigurationError('strategy', `There is no strategy "${name}"; ${hint}`)
}

/** Values for a strategy's parameters. Throws CONFIGURATION_INVALID with the field and the nearest valid choice. */
export function checkedValues(
  definition: StrategyDefinition,
  given: Readonly<Record<string, string | number>>,
): Readonly<Record<string, number | null>> {
  const outcome = valuesOf(definition, given)
  if (outcome.outcome === 'accepted') return outcome.values
  const { problems } = outcome
  const says = problems.map(({ message }) => message).join('; ')
  throw new ConfigurationError(problems[0]?.field ?? 'param', says)
}

/** The strategies of a run: those named, else those of the configuration. */
export function plansOf(
  config: Config,
  names: readonly string[] | null,
  brings: 'ticks' | Interval,
): readonly StrategyPlan[] {
  const configured = new Map(config.strategies.map((entry) => [entry.name, entry]))
  return (names ?? [...configured.keys()]).map((name) => {
    const definition = strategyNamed(name)
    const entry = configured.get(name)
    const values = checkedValues(definition, entry?.parameters ?? {})
    return { definition, values, interval: intervalFor(definition, entry?.interval, brings) }
  })
}

/** Bars shorter than what the feed brings cannot be made: the feed's own are taken, unless the strategy needs them. */
function intervalFor(
  definition: StrategyDefinition,
  wished: Interval | undefined,
  brings: 'ticks' | Interval,
): Interval {
  const interval = wished ?? definition.interval
  if (brings === 'ticks' || INTERVAL_MS[interval] >= INTERVAL_MS[brings]) return interval
  if (definition.product === 'CNC') return brings
  throw new ConfigurationError(
    'strategies',
    `${definition.name} needs ${interval} bars, and this market brings ${brings} bars`,
  )
}
