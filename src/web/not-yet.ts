import * as z from 'zod'
import type { RateGroup } from '../core/config-web.ts'
import { TradingError } from '../core/errors.ts'
import { defineRoute, type Method, type Need, type Route } from './route.ts'

/** A part that a later issue brings, and the routes that wait for it. */
interface Awaited {
  readonly part: string
  /** What to do until then. */
  readonly nextStep: string
  readonly group: RateGroup
  /** null where no screen hangs on it. */
  readonly screen: string | null
  readonly routes: readonly (readonly [Method, string, Need, string])[]
}

const AWAITED: readonly Awaited[] = [
  {
    part: 'the broker connection',
    nextStep: 'trade on paper meanwhile',
    group: 'dashboard',
    screen: null,
    routes: [['GET', '/api/holdings', 'read', 'Settled shares as the broker reports them']],
  },
  {
    part: 'the broker login',
    nextStep: 'trade on paper meanwhile',
    group: 'auth',
    screen: 'broker',
    routes: [
      ['GET', '/api/auth/kite/login', 'operate', 'Where to log in at the broker'],
      ['GET', '/api/auth/kite/callback', 'nothing', 'Where the broker sends the browser back to'],
      ['GET', '/api/auth/kite/status', 'read', 'Whether the broker is logged in'],
      ['POST', '/api/auth/kite/logout', 'operate', 'Ends the broker login'],
      ['POST', '/api/auth/kite/postback', 'nothing', 'News of orders from the broker'],
    ],
  },
  {
    part: 'the scheduler',
    nextStep: 'the desk does its daily work by itself meanwhile',
    group: 'scheduler',
    screen: 'scheduler',
    routes: [
      ['GET', '/api/scheduler/tasks', 'read', 'Tasks with their last and next runs'],
      ['POST', '/api/scheduler/tasks/:name/run', 'operate', 'Runs a task now'],
      ['GET', '/api/queues', 'read', 'Queues and their depths'],
      ['POST', '/api/queues/:name/pause', 'operate', 'Pauses a queue'],
      ['POST', '/api/queues/:name/resume', 'operate', 'Lets a queue go on'],
      ['POST', '/api/queues/tasks/:id/cancel', 'operate', 'Cancels a task'],
      ['POST', '/api/queues/tasks/:id/retry', 'operate', 'Tries a task again'],
      ['GET', '/api/queues/dead-letters', 'read', 'What was given up'],
      ['POST', '/api/queues/dead-letters/:id/retry', 'operate', 'Tries what was given up again'],
    ],
  },
  {
    part: 'the switches of features',
    nextStep: 'see "robo-trader config show" for what is set',
    group: 'configuration',
    screen: null,
    routes: [
      ['GET', '/api/features/:name', 'read', 'A feature and its switch'],
      ['PUT', '/api/features/:name', 'operate', 'Switches a feature'],
    ],
  },
  {
    part: 'several accounts',
    nextStep: 'a new account begins with another --capital or --strategies',
    group: 'accounts',
    screen: null,
    routes: [
      ['GET', '/api/accounts', 'read', 'Accounts of this installation'],
      ['POST', '/api/accounts', 'operate', 'Opens a paper account'],
      ['POST', '/api/accounts/:id/reset', 'operate', 'Begins a paper account anew'],
      ['DELETE', '/api/accounts/:id', 'operate', 'Closes a paper account'],
    ],
  },
  {
    part: 'the trust page',
    nextStep: 'see "robo-trader journal verify" and docs/benchmarks.md',
    group: 'trust',
    screen: 'trust',
    routes: [['GET', '/api/trust', 'read', 'What was claimed, and what shows it']],
  },
]

const refused = ({ part, nextStep }: Awaited) =>
  new TradingError(
    'NOT_AVAILABLE',
    `This waits for ${part}, which is not part of this version: ${nextStep}`,
    { facts: { awaits: part } },
  )

/** Routes of the contract whose part is not there yet: each says so, and why. */
export const NOT_YET: readonly Route[] = AWAITED.flatMap((awaited) =>
  awaited.routes.map(([method, url, need, says]) =>
    defineRoute({
      method,
      url,
      group: awaited.group,
      need,
      says,
      awaits: awaited.part,
      reply: z.unknown(),
      answer: () => {
        throw refused(awaited)
      },
    }),
  ),
)

/** Screens that wait for their part. */
export const AWAITED_SCREENS: readonly string[] = AWAITED.flatMap(({ screen }) => screen ?? [])
