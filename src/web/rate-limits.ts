import type { Clock } from '../core/clock.ts'
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
/** Clients whose counts are kept: those whose window began first are forgotten first. */
const CLIENTS_MAX = 10_000

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

interface Counted {
  count: number
  readonly endsAt: number
}

/** Counts the requests of each client against one budget, in windows that begin with his first. Of this process alone. */
export class Limiter {
  readonly #budget: Budget
  readonly #clock: Clock
  readonly #clients = new Map<string, Counted>()

  constructor(budget: Budget, clock: Clock) {
    this.#budget = budget
    this.#clock = clock
  }

  /** Counts a request that still passes; one that would not is neither counted nor let through. */
  admits(client: string): boolean {
    const counted = this.#countedOf(client)
    if (counted.count >= this.#budget.rate.max) return false
    counted.count += 1
    return true
  }

  /** The same. Throws RATE_LIMITED with the time to wait. */
  require(client: string): void {
    if (this.admits(client)) return
    const { name, text } = this.#budget
    const retryAfterMs = Math.max(1, this.#countedOf(client).endsAt - this.#clock.now())
    const says = `More than ${text} of "${name}": wait ${Math.ceil(retryAfterMs / 1_000)} s`
    const facts = { group: name, limit: text }
    throw new TradingError('RATE_LIMITED', says, { retryAfterMs, facts })
  }

  #countedOf(client: string): Counted {
    const now = this.#clock.now()
    const known = this.#clients.get(client)
    if (known !== undefined && now < known.endsAt) return known
    const fresh = { count: 0, endsAt: now + this.#budget.rate.windowMs }
    this.#clients.delete(client)
    this.#clients.set(client, fresh)
    if (this.#clients.size > CLIENTS_MAX) this.#forgetFirst()
    return fresh
  }

  #forgetFirst(): void {
    const [first] = this.#clients.keys()
    if (first !== undefined) this.#clients.delete(first)
  }
}

/** Hands out the limiter of a route: one a budget; null where nothing is counted. */
export type LimiterOf = (route: Limited) => Limiter | null

/** The limiters of one server. */
export function limiters(limits: Config['rateLimits'], clock: Clock): LimiterOf {
  const made = new Map<string, Limiter>()
  return (route) => {
    const budget = budgetOf(route, limits)
    if (budget === null) return null
    const limiter = made.get(budget.name) ?? new Limiter(budget, clock)
    made.set(budget.name, limiter)
    return limiter
  }
}
