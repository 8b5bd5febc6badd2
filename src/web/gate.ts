import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
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

/** What of a request the gate looks at. */
export interface Knock {
  readonly headers: IncomingHttpHeaders
  /** Of the client, as the last hop that is trusted says it. */
  readonly ip: string
  readonly protocol: string
}

export interface GateDeps {
  readonly access: Access
  readonly config: Pick<Config, 'host' | 'passwordHash'>
  readonly port: () => number
}

const BEARER = /^Bearer ([\w-]{1,100})$/
/** Of an IPv6 address a client has a whole network of 64 bits. */
const NETWORK_PARTS = 4

/** Named by the port: cookies of one machine are shared by all its ports. */
export const cookieName = (port: number): string => `robo_session_${port}`

/** The value of a cookie; the first, where it came twice. */
function cookieIn(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const part of header.split(';')) {
    const cut = part.indexOf('=')
    if (cut > 0 && part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim()
  }
  return undefined
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

const sourceOf = ({ headers, protocol }: Knock): RequestSource => ({
  host: headers.host,
  origin: headers.origin,
  fetchSite: textOf(headers['sec-fetch-site']),
  protocol,
})

/** Whom a request is counted against: who was let in by himself, the others by their address. */
function clientOf(caller: Caller | null, ip: string): string {
  if (caller !== null) return caller.id
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip
  return plain.includes(':') ? plain.split(':').slice(0, NETWORK_PARTS).join(':') : plain
}

/** Stands before every route: counts, and refuses whatever is not known to be allowed. */
export class Gate {
  readonly #deps: GateDeps
  readonly #isPrivate: boolean

  constructor(deps: GateDeps) {
    this.#deps = deps
    this.#isPrivate = isLoopback(deps.config.host) && deps.config.passwordHash === null
  }

  /** Counts and lets in, or throws RATE_LIMITED, FORBIDDEN, CSRF_INVALID or NOT_SIGNED_IN. */
  admit(gated: Gated, knock: Knock): Caller | null {
    const caller = this.#callerOf(knock)
    gated.limiter?.require(clientOf(caller, knock.ip))
    const refusal = this.#refusalOf(gated, knock, caller)
    if (refusal !== null) throw refusal()
    return caller
  }

  /** Counts and lets in; whoever is not let in is not counted either, and may be sent to `admit` to hear why. */
  admits(gated: Gated, knock: Knock): boolean {
    const caller = this.#callerOf(knock)
    if (this.#refusalOf(gated, knock, caller) !== null) return false
    return gated.limiter?.admits(clientOf(caller, knock.ip)) ?? true
  }

  /** Who asks, by his token or his cookie. A token goes before: no browser sends it by itself. */
  #callerOf({ headers }: Knock): Caller | null {
    const { access, port } = this.#deps
    const { authorization } = headers
    if (authorization !== undefined) {
      const [, secret = ''] = BEARER.exec(authorization) ?? []
      return access.tokenOf(secret)
    }
    const secret = cookieIn(headers.cookie, cookieName(port()))
    return secret === undefined ? null : access.sessionOf(secret)
  }

  #refusalOf(gated: Gated, knock: Knock, caller: Caller | null): (() => TradingError) | null {
    const { need, method, isForPages = false } = gated
    const source = sourceOf(knock)
    if (this.#isPrivate && caller?.kind !== 'token' && !namesLoopback(source)) return OTHER_NAME
    if (need === 'nothing' && !isForPages) return null
    if (isForeign(source)) return FOREIGN
    if (need === 'nothing') return isOwnPage(source) ? null : NOT_A_PAGE
    if (caller === null) {
      // Who sits at this machine may look: no page of another site can, and none may change anything. Whoever shows a
      // token means to be somebody: a wrong one is told, not passed over.
      const isClaiming = knock.headers.authorization !== undefined
      const mayLook = this.#isPrivate && method === 'GET' && !isForPages && !isClaiming
      return mayLook ? null : STRANGER
    }
    if (!covers(caller.scope, need)) return () => tooNarrow(caller, need)
    if (isForPages && caller.kind === 'session' && !isOwnPage(source)) return NOT_A_PAGE
    if (method === 'GET' || caller.csrfToken === null) return null
    const token = textOf(knock.headers['x-csrf-token'])
    return token !== undefined && isSameText(token, caller.csrfToken) ? null : NO_CSRF
  }
}

/** Puts the gate before every route of a server. */
export function guard(app: FastifyInstance, gate: Gate): void {
  app.decorateRequest('caller', null)
  app.addHook('onRequest', (request, _, done) => {
    const { gated } = request.routeOptions.config
    if (gated !== undefined) request.caller = gate.admit(gated, request)
    done()
  })
}

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
