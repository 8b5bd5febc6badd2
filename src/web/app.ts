import { Readable } from 'node:stream'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { TradingError } from '../core/errors.ts'
import { correlationId } from '../domain/brand.ts'
import { answerOnce, hashOfRequest } from './answer-once.ts'
import { registerLive } from './connection-manager.ts'
import { correlationOf } from './correlation.ts'
import { documentRoutes } from './documentation.ts'
import { answerMalformed, handleErrors } from './error-handler.ts'
import { takeFiles } from './file-bodies.ts'
import { cookieName, Gate, guard } from './gate.ts'
import { servePages } from './pages.ts'
import { type Limiter, limiters } from './rate-limits.ts'
import { ReadyStates } from './ready-states.ts'
import type { Answer, Asking, Route } from './route.ts'
import { ROUTES } from './route-table.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { requireShallow } from './shallow-body.ts'
import { mayWait, shed } from './shedding.ts'
import { SpokenAnswers } from './spoken-answers.ts'
import type { Web } from './web.ts'

const BODY_BYTES_MAX = 65_536
const PARAM_LENGTH_MAX = 128
/** The whole of a request must have come by then (Node, `server.requestTimeout`). */
const REQUEST_MS_MAX = 15_000
const KEEP_ALIVE_MS = 65_000
const LOOP_DELAY_MS_MAX = 1_000
const KEY = /^[\w.:-]{8,100}$/

/** The HTTP server of a desk, not yet listening: every route of the table behind one gate. */
export async function buildApp(web: Web): Promise<FastifyInstance> {
  const { effective, access, identity, clock } = web
  const { config } = effective
  const app: FastifyInstance = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies.length === 0 ? false : config.trustedProxies,
    genReqId: correlationOf,
    requestIdHeader: false,
    logger: false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    clientErrorHandler: answerMalformed,
    frameworkErrors: (error, request, reply) => app.errorHandler(error, request, reply),
  })
  app.removeContentTypeParser('text/plain')
  handleErrors(app, web)
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-correlation-id', request.id)
    void reply.header('cache-control', 'no-store')
    done()
  })
  await app.register(underPressure, {
    maxEventLoopDelay: LOOP_DELAY_MS_MAX,
    pressureHandler: ({ routeOptions }) => shed(routeOptions.config.gated),
  })
  const gate = new Gate({ access, config, port: () => identity().port })
  guard(app, gate)
  // A file is handed on as it comes.
  app.addHook('preValidation', async ({ body }) => {
    if (!(body instanceof Readable)) requireShallow(body)
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request
    web.metrics.observe(method, routeOptions.url ?? '', reply.statusCode, reply.elapsedTime)
  })
  const limiterOf = limiters(config.rateLimits, clock)
  documentRoutes(app, ROUTES, limiterOf)
  const spoken = new SpokenAnswers(app, web)
  for (const route of ROUTES) register(app, route, web, limiterOf(route), spoken)
  await registerLive(app, web, limiterOf({ method: 'GET', group: 'socket' }))
  await servePages(app, web)
  answerFirst(app, new ReadyStates(gate, web, limiterOf))
  return app
}

/** Lets what is ready be answered before the framework makes anything of a request. */
function answerFirst(app: FastifyInstance, ready: ReadyStates): void {
  const [handle] = app.server.listeners('request')
  app.server.removeAllListeners('request')
  app.server.on('request', (request, response) => {
    if (app.isUnderPressure() || !ready.answer(request, response)) {
      handle?.call(app.server, request, response)
    }
  })
}

function register(
  app: FastifyInstance,
  route: Route,
  web: Web,
  limiter: Limiter | null,
  spoken: SpokenAnswers,
): void {
  const { method, url, need, uploadBytesMax } = route
  const isForPages = url === '/api/auth/session'
  const options = {
    method,
    url,
    config: {
      gated: { method, need, limiter, isForPages, mayWait: mayWait(route) },
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = await answerOf(route, request, web)
      if (answer.kind === 'spoken') return spoken.send(answer.spoken, request, reply)
      return send(answer, request, reply, web)
    },
  }
  if (uploadBytesMax === undefined) app.route(options)
  else {
    app.register(async (scope) => {
      takeFiles(scope, uploadBytesMax)
      scope.route(options)
    })
  }
}

async function answerOf(route: Route, request: FastifyRequest, web: Web): Promise<Answer> {
  const { method, url, body, query, params, caller } = request
  const key = route.key === undefined ? null : keyOf(request, route.key)
  const prepared = route.prepare({ body, query, params })
  const asking: Asking = { caller, correlationId: correlationId(request.id), key }
  if (key === null) return prepared(asking, web)
  return answerOnce(prepared, { ...asking, key }, hashOfRequest(method, url, body), web)
}

/** Throws INPUT_INVALID when a key is missing, or is none. */
function keyOf({ headers }: FastifyRequest, isAsked: 'required' | 'optional'): string | null {
  const key = headers['idempotency-key']
  if (key === undefined && isAsked === 'optional') return null
  if (typeof key === 'string' && KEY.test(key)) return key
  const says =
    'The header Idempotency-Key needs 8 to 100 letters, digits, "_", ".", ":" or "-", a new one for each wish'
  throw new TradingError('INPUT_INVALID', says, {
    facts: { fields: { 'Idempotency-Key': 'must be 8 to 100 characters' } },
  })
}

function send(
  answer: Exclude<Answer, { kind: 'spoken' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
) {
  switch (answer.kind) {
    case 'json':
      return reply.code(answer.status).send(answer.value)
    case 'text':
      return reply.type(answer.type).send(answer.text)
    case 'page':
      void reply.header('content-security-policy', answer.policy)
      return reply.type('text/html; charset=utf-8').send(answer.html)
    case 'bytes': {
      const { body, etag } = answer.bytes
      void reply.header('etag', etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    }
    case 'session':
      void reply.header('set-cookie', cookieOf(answer, request, web))
      return reply.send(answer.value)
    default:
      return answer satisfies never
  }
}

/** Kept from scripts and from other sites, and from plain HTTP where the client speaks TLS. */
function cookieOf(
  { secret, maxAgeSeconds }: Extract<Answer, { kind: 'session' }>,
  { protocol }: FastifyRequest,
  { identity }: Web,
): string {
  const kept = `Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict`
  const secure = protocol === 'https' ? '; Secure' : ''
  return `${cookieName(identity().port)}=${secret}; ${kept}${secure}`
}
