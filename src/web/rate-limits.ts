import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../core/config.ts'
import type { RateGroup } from '../core/config-web.ts'
import { TradingError } from '../core/errors.ts'
import type { Route } from './route.ts'

/** So many requests in so long. */
interface Rate {
  readonly max: number
  readonly windowMs: number
}

const WINDOWS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 }

const rateOf = (text: string): Rate => {
  const [max = '', unit = ''] = text.split('/')
  return { max: Number(max), windowMs: WINDOWS[unit] ?? 60_000 }
}

const perMs = ({ max, windowMs }: Rate): number => max / windowMs

type Limited = Pick<Route, 'method' | 'group' | 'bucket'>

/** Requests that are counted together, and how many may come. */
interface Budget {
  readonly name: string
  readonly rate: Rate
  readonly text: string
}

/** The budget of a route: its group's, or that of all writes where that is the smaller one; null is not limited. */
export function budgetOf(
  { method, group, bucket }: Limited,
  limits: Config['rateLimits'],
): Budget | null {
  if (group === null) return null
  const kind = bucket ?? (method === 'GET' ? 'reads' : 'writes')
  const name = `${group} ${kind}`
  const own = { name, rate: rateOf(limits[group]), text: limits[group] }
  const writes = { name, rate: rateOf(limits.writes), text: limits.writes }
  return method !== 'GET' && perMs(writes.rate) < perMs(own.rate) ? writes : own
}

/** What is counted against whom: the table that the program prints. */
export interface LimitRow {
  readonly group: RateGroup | 'none'
  readonly counted: string
  readonly limit: string
  readonly routes: readonly string[]
}

/** Every route with what it is counted by. */
export function limitTable(
  routes: readonly Route[],
  limits: Config['rateLimits'],
): readonly LimitRow[] {
  const rows = new Map<string, { group: RateGroup | 'none'; limit: string; routes: string[] }>()
  for (const route of routes) {
    const budget = budgetOf(route, limits)
    const counted = budget?.name ?? 'not counted'
    const fresh = { group: route.group ?? ('none' as const), limit: budget?.text ?? '', routes: [] }
    const row = rows.get(counted) ?? fresh
    row.routes.push(`${route.method} ${route.url}`)
    rows.set(counted, row)
  }
  return [...rows].map(([counted, row]) => ({ ...row, counted }))
}

/** Lets a request pass, or throws RATE_LIMITED with the time to wait. */
export type Limiter = (request: FastifyRequest) => Promise<void>

/** Counters of this process, one a budget; `keyOf` names the client. */
export function limiters(
  app: FastifyInstance,
  limits: Config['rateLimits'],
  keyOf: (request: FastifyRequest) => string,
): (route: Limited) => Limiter | null {
  const made = new Map<string, Limiter>()
  return (route) => {
    const budget = budgetOf(route, limits)
    if (budget === null) return null
    const known = made.get(budget.name)
    if (known !== undefined) return known
    const limiter = limiterOf(app, budget, keyOf)
    made.set(budget.name, limiter)
    return limiter
  }
}

function limiterOf(
  app: FastifyInstance,
  { name, rate, text }: Budget,
  keyOf: (request: FastifyRequest) => string,
): Limiter {
  const count = app.createRateLimit({
    max: rate.max,
    timeWindow: rate.windowMs,
    keyGenerator: keyOf,
  })
  return async (request) => {
    const found = await count(request)
    if (found.isAllowed || !found.isExceeded) return
    const says = `More than ${text} of "${name}": wait ${found.ttlInSeconds} s`
    throw new TradingError('RATE_LIMITED', says, {
      retryAfterMs: found.ttl,
      facts: { group: name, limit: text },
    })
  }
}
