import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TopicName } from './contract/live.ts'
import { correlationOf } from './correlation.ts'
import type { Gate, Gated } from './gate.ts'
import type { LimiterOf } from './rate-limits.ts'
import { TOPIC_ROUTES } from './routes/topics.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import type { Web } from './web.ts'

interface ReadyState {
  readonly topic: TopicName
  readonly gated: Gated
}

/** What every answer from here begins with. */
const HEAD: readonly string[] = [
  ...Object.entries(SECURITY_HEADERS).flat(),
  'cache-control',
  'no-cache',
]

/**
 * States are bytes already, so whoever may have them is answered before anything is made of his request. Everybody else,
 * and whatever is not as plain as can be, goes the way of all requests: it alone refuses. Both stand before the same gate.
 */
export class ReadyStates {
  readonly #states: ReadonlyMap<string, ReadyState>
  readonly #gate: Gate
  readonly #web: Pick<Web, 'desk' | 'metrics' | 'effective' | 'log' | 'isClosing' | 'clock'>

  constructor(
    gate: Gate,
    web: Pick<Web, 'desk' | 'metrics' | 'effective' | 'log' | 'isClosing' | 'clock'>,
    limiterOf: LimiterOf,
  ) {
    this.#gate = gate
    this.#web = web
    this.#states = new Map(
      TOPIC_ROUTES.map(({ topic, route: { url, method, need, group } }) => {
        const limiter = limiterOf({ method, group })
        return [url, { topic, gated: { method, need, limiter } }]
      }),
    )
  }

  /** Whether the request was answered. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET') return false
    const state = this.#states.get(request.url ?? '')
    if (state === undefined || !this.#isPlain(request)) return false
    try {
      return this.#answer(state, request, response)
    } catch (error) {
      // The ordinary way meets the same failure, and answers it.
      this.#web.log.warn('a ready state could not be answered', { topic: state.topic, error })
      return false
    }
  }

  #answer(state: ReadyState, request: IncomingMessage, response: ServerResponse): boolean {
    const { clock, desk, metrics } = this.#web
    const begun = clock.now()
    const knock = {
      headers: request.headers,
      ip: request.socket.remoteAddress ?? '',
      protocol: 'http',
    }
    if (!this.#gate.admits(state.gated, knock)) return false
    const { body, etag } = desk.bytes(state.topic)
    const isKnown = request.headers['if-none-match'] === etag
    const own = ['x-correlation-id', correlationOf(request), 'etag', etag]
    if (isKnown) response.writeHead(304, [...HEAD, ...own]).end()
    else response.writeHead(200, [...HEAD, ...own, ...JSON_OF, String(body.length)]).end(body)
    metrics.observe('GET', request.url ?? '', isKnown ? 304 : 200, clock.now() - begun)
    return true
  }

  /** Asked by nobody on another's behalf. */
  #isPlain({ headers }: IncomingMessage): boolean {
    const { effective, isClosing } = this.#web
    if (isClosing() || effective.config.trustedProxies.length > 0) return false
    return headers.upgrade === undefined && headers['content-length'] === undefined
  }
}

const JSON_OF = ['content-type', 'application/json; charset=utf-8', 'content-length'] as const
