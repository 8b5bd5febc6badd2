import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Access, type Caller, covers, isSameText } from '../auth/access.ts'
import {
  isForeign,
  isLoopback,
  isOwnPage,
  namesLoopback,
  type RequestSource,
} from '../auth/origin.ts'
import type { Config } from '../core/config.ts'
import { TradingError } from '../core/errors.ts'
import type { Limiter } from './rate-limits.ts'
import type { Method, Need } from './route.ts'

/** What the gate knows of the route that is asked for. */
export interface Gated {
  readonly method: Method
  readonly need: Need
  readonly limiter: Limiter | null
  /** Only for pages of ours and for programs with a token: the socket, and the beginning of a session. */
  readonly isForPages?: boolean
  /** Whether it is put off while the desk is busy. */
  readonly mayWait?: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null when nobody was let in. */
    caller: Caller | null
  }
  interface FastifyContextConfig {
    gated?: Gated
  }
}

const BEARER = /^Bearer ([\w-]{1,100})$/
/** Of an IPv6 address a client has a whole network of 64 bits. */
const NETWORK_PARTS = 4

/** Named by the port: cookies of one machine are shared by all its ports. */
export const cookieName = (port: number): string => `robo_session_${port}`

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

export const sourceOf = (request: FastifyRequest): RequestSource => ({
  host: headerOf(request, 'host'),
  origin: headerOf(request, 'origin'),
  fetchSite: headerOf(request, 'sec-fetch-site'),
  protocol: request.protocol,
})

export interface GateDeps {
  readonly access: Access
  readonly config: Pick<Config, 'host' | 'passwordHash'>
  readonly port: () => number
}

/** Who asks, by his token or his cookie. A token goes before: no browser sends it by itself. */
export function callerOf(request: FastifyRequest, { access, port }: GateDeps): Caller | null {
  const authorization = headerOf(request, 'authorization')
  if (authorization !== undefined) {
    const [, secret = ''] = BEARER.exec(authorization) ?? []
    return access.tokenOf(secret)
  }
  const secret = request.cookies[cookieName(port())]
  return secret === undefined ? null : access.sessionOf(secret)
}

/** Whom a request is counted against: who was let in by himself, the others by their address. */
export function clientOf({ caller, ip }: FastifyRequest): string {
  if (caller !== null) return caller.id
  const plain = ip.replace(/^::ffff:/, '')
  return plain.includes(':') ? plain.split(':').slice(0, NETWORK_PARTS).join(':') : plain
}

/** Every request passes here first: it is counted, and refused unless it is known to be allowed. */
export function guard(app: FastifyInstance, deps: GateDeps): void {
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const { gated } = request.routeOptions.config
    if (gated === undefined) return
    request.caller = callerOf(request, deps)
    if (gated.limiter !== null) await gated.limiter(request)
    refuseStrangers(request, gated, deps)
  })
}

/** Throws FORBIDDEN or NOT_SIGNED_IN. */
function refuseStrangers(request: FastifyRequest, gated: Gated, { config }: GateDeps): void {
  const { caller } = request
  const source = sourceOf(request)
  const isPrivate = isLoopback(config.host) && config.passwordHash === null
  if (isPrivate && caller?.kind !== 'token' && !namesLoopback(source)) throw OTHER_NAME()
  if (gated.need === 'nothing' && gated.isForPages !== true) return
  if (isForeign(source)) throw FOREIGN()
  if (gated.need === 'nothing') {
    if (!isOwnPage(source)) throw NOT_A_PAGE()
    return
  }
  if (caller === null) {
    // Who sits at this machine may look: no page of another site can, and none may change anything.
    if (isPrivate && gated.method === 'GET' && gated.isForPages !== true && !isClaiming(request))
      return
    throw STRANGER()
  }
  if (!covers(caller.scope, gated.need)) throw tooNarrow(caller, gated.need)
  if (gated.isForPages === true && caller.kind === 'session' && !isOwnPage(source))
    throw NOT_A_PAGE()
  if (gated.method === 'GET' || caller.csrfToken === null) return
  const token = headerOf(request, 'x-csrf-token')
  if (token === undefined || !isSameText(token, caller.csrfToken)) throw NO_CSRF()
}

/** Whoever shows a token means to be somebody: a wrong one is told, not passed over. */
const isClaiming = (request: FastifyRequest): boolean => request.headers.authorization !== undefined

const OTHER_NAME = () =>
  new TradingError(
    'FORBIDDEN',
    'This desk answers by the names of its own machine alone: open http://127.0.0.1 with its port',
  )
const FOREIGN = () =>
  new TradingError('FORBIDDEN', 'A page of another site may ask nothing of this desk')
const NOT_A_PAGE = () =>
  new TradingError(
    'FORBIDDEN',
    'This is for the dashboard’s own pages; programs use a token made by "robo-trader token create"',
  )
const STRANGER = () =>
  new TradingError(
    'NOT_SIGNED_IN',
    'Open the dashboard, or send a token made by "robo-trader token create" as Authorization: Bearer',
  )
const NO_CSRF = () =>
  new TradingError(
    'CSRF_INVALID',
    'The X-CSRF-Token of this session is missing or wrong: load the page again',
  )
const tooNarrow = ({ name, scope }: Caller, need: string) =>
  new TradingError(
    'FORBIDDEN',
    `"${name}" may ${scope}; this needs ${need}: make a token with "--scope ${need}"`,
    { facts: { scope, need } },
  )
