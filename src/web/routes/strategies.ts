import * as z from 'zod'
import { TradingError } from '../../core/errors.ts'
import { INTERVALS } from '../../domain/bar.ts'
import type { StrategyDefinition } from '../../domain/strategy.ts'
import { valuesOf } from '../../domain/strategy-values.ts'
import { strategiesBody, strategyWish } from '../contract/strategies.ts'
import { inputInvalid } from '../error-handler.ts'
import { authorOf, postIntent } from '../intents.ts'
import { ofName } from '../params.ts'
import { type Asking, defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'
import { announce } from './configuration.ts'

const group = 'strategies'
const strategyRow = strategiesBody.shape.strategies.element
/** What was done, in words: what acts now and what with the next start. */
const answerBody = z.object({ strategy: strategyRow, says: z.array(z.string()) })

function rowOf(definition: StrategyDefinition, { desk, plans }: Web): z.output<typeof strategyRow> {
  const { name, title, summary, source, scope, interval } = definition
  const plan = plans.find((one) => one.definition.name === name)
  const running = desk.state('dashboard').strategies[name] ?? null
  return {
    name,
    says: `${title}: ${summary}`,
    source,
    kind: scope,
    parameters: Object.entries(definition.parameters).map(([field, parameter]) => ({
      name: field,
      says: parameter.meaning,
      value: plan?.values[field] ?? parameter.fallback,
      defaultValue: parameter.fallback,
      min: parameter.min,
      max: parameter.max,
      isWhole: parameter.isWhole,
    })),
    intervals: [...INTERVALS],
    running: plan === undefined ? null : running,
    isEnabled: plan !== undefined && running?.isRunning === true,
    interval: plan?.interval ?? interval,
  }
}

/** Throws NOT_FOUND. */
function definitionNamed(name: string, { strategies }: Web): StrategyDefinition {
  const found = strategies.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = strategies.map((one) => one.name).join(', ')
  throw new TradingError('NOT_FOUND', `There is no such strategy: there are ${names}`)
}

type Wish = z.output<typeof strategyWish>

/** On and off at once. Throws CONFLICT for one that the book does not hold. */
async function turn(name: string, isOn: boolean, asking: Asking, web: Web): Promise<string> {
  if (!web.plans.some(({ definition }) => definition.name === name)) {
    const says = `${name} is not in this book: start the desk with --strategies and its name`
    throw new TradingError('CONFLICT', says)
  }
  const wish = { strategy: name, isOn, reason: 'switched by hand', by: authorOf(asking) }
  await postIntent('strategy.switch_requested', wish, asking, web)
  return isOn
    ? `${name} opens positions from now on`
    : `${name} opens no more positions; what it holds keeps its stops and targets`
}

/** Parameters and bars are part of the book, so they are saved for the next start. Throws INPUT_INVALID. */
async function saveSettings(
  definition: StrategyDefinition,
  { interval, parameters }: Wish,
  asking: Asking,
  web: Web,
): Promise<string> {
  const { name } = definition
  const version = await web.configFile.version()
  const { config } = await web.reload(null)
  const before = config.strategies.find((entry) => entry.name === name)
  const given = { ...before?.parameters, ...parameters }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  const outcome = valuesOf(definition, numbersOf(set))
  if (outcome.outcome !== 'accepted') {
    throw inputInvalid(
      'set of parameters',
      outcome.problems.map(({ field, message }) => ({ path: [field], message })),
    )
  }
  const chosen = interval ?? before?.interval
  const entry = { name, ...(chosen === undefined ? {} : { interval: chosen }), parameters: set }
  const others = config.strategies.filter((one) => one.name !== name)
  await web.configFile.save(version, { strategies: [...others, entry] }, (whole) =>
    web.reload(whole),
  )
  await announce('strategies', asking, web)
  return 'Parameters are part of the book: they act from the next start, which begins a new one; this one stays in its journal'
}

const numbersOf = (values: Readonly<Record<string, number | null>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )

/** What the desk can run, and what it runs. */
export const strategies: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/strategies',
    group,
    need: 'read',
    says: 'Every strategy with its parameters, and how it does in this book',
    reply: strategiesBody,
    answer: (_, web) =>
      json({ strategies: web.strategies.map((definition) => rowOf(definition, web)) }),
  }),
  defineRoute({
    method: 'PUT',
    url: '/api/strategies/:name',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Switches a strategy at once, and saves its parameters for the next start',
    params: ofName,
    body: strategyWish,
    reply: answerBody,
    async answer({ params: { name }, body, ...asking }, web) {
      const definition = definitionNamed(name, web)
      const { isEnabled, interval, parameters } = body
      if (isEnabled === undefined && interval === undefined && parameters === undefined) {
        throw inputInvalid('body', [{ path: [], message: 'asks for nothing' }])
      }
      if (interval !== undefined && !INTERVALS.some((known) => known === interval)) {
        const message = `must be one of ${INTERVALS.join(', ')}`
        throw inputInvalid('body', [{ path: ['interval'], message }])
      }
      const says: string[] = []
      if (interval !== undefined || parameters !== undefined) {
        says.push(await saveSettings(definition, body, asking, web))
      }
      if (isEnabled !== undefined) says.push(await turn(name, isEnabled, asking, web))
      return json({ strategy: rowOf(definition, web), says })
    },
  }),
]
