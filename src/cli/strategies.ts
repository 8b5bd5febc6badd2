import { Command } from 'commander'
import type { Parameter, StrategyDefinition } from '../domain/strategy.ts'
import { STRATEGIES } from '../strategies/registry.ts'
import type { GlobalOptions } from './context.ts'
import { processOutput, textTable } from './output.ts'
import { strategyNamed } from './strategy-plans.ts'

/** `strategies`: what can be run, and what may be set. */
export const strategiesCommand = (): Command =>
  new Command('strategies')
    .description('list strategies with their parameters and what they mean')
    .argument('[name]', 'only this one')
    .action(function (this: Command, name: string | undefined) {
      const { json = false } = this.optsWithGlobals<GlobalOptions>()
      const chosen = name === undefined ? [...STRATEGIES.values()] : [strategyNamed(name)]
      const document = { strategies: chosen.map(described) }
      processOutput(json).answer(document, () => chosen.map(strategyWords).join('\n\n'))
    })

function described(definition: StrategyDefinition) {
  const { name, title, summary, source, interval, product, scope, rules = [] } = definition
  const parameters = Object.entries(definition.parameters).map(([field, parameter]) => {
    const { meaning, fallback, min, max, isWhole } = parameter
    return { name: field, meaning, default: fallback, min, max, isWhole }
  })
  const between = rules.map(({ field, says }) => ({ field, says }))
  return { name, title, summary, source, interval, product, scope, parameters, rules: between }
}

const HEAD = ['  parameter', 'default', 'from', 'to', '']
const SIDES = ['left', 'right', 'right', 'right', 'left'] as const

function strategyWords(definition: StrategyDefinition): string {
  const { name, title, summary, source, interval, product, scope, rules = [] } = definition
  const looksAt = scope === 'instrument' ? 'one share at a time' : 'all shares together'
  const rows = Object.entries(definition.parameters).map(parameterRow)
  const lines = [
    `${name}: ${title}`,
    summary,
    `Bars: ${interval} · product: ${product} · looks at ${looksAt} · source: ${source}`,
  ]
  if (rows.length > 0) lines.push('', textTable(HEAD, rows, SIDES))
  for (const { field, says } of rules) lines.push(`  ${field} ${says}`)
  return lines.join('\n')
}

const number = (value: number): string =>
  value.toLocaleString('en-IN', { maximumFractionDigits: 6 })

const parameterRow = ([name, { fallback, min, max, meaning }]: readonly [string, Parameter]) => [
  `  ${name}`,
  fallback === null ? 'none' : number(fallback),
  number(min),
  number(max),
  meaning,
]
