import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { BUILD } from '../core/runtime-identity.ts'
import type { LimiterOf } from './rate-limits.ts'
import type { Route } from './route.ts'

const INFO = {
  title: 'Robo Trader',
  version: BUILD.version,
  description:
    'The desk as other programs see it. Money is whole paise, times carry the offset of India, instruments are written NSE:INFY.',
}

/** Where the description and its page are found. */
const PLACES = ['/api/openapi.json', '/api/docs', '/api/docs/*']
const TOLD_ON = ['content-type', 'location']

/**
 * The API as OpenAPI 3.1 and a page to read it, made of the table of routes when somebody asks for the first time: a
 * start need not wait for what it takes to describe it.
 */
export function documentRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  limiterOf: LimiterOf,
): void {
  const limiter = limiterOf({ method: 'GET', group: 'docs' })
  const config = { gated: { method: 'GET', need: 'read', limiter } as const }
  let opening: Promise<FastifyInstance> | null = null
  const tell = async ({ url }: FastifyRequest, reply: FastifyReply) => {
    opening ??= openReference(routes)
    const told = await (await opening).inject({ method: 'GET', url })
    for (const name of TOLD_ON) {
      const value = told.headers[name]
      if (value !== undefined) void reply.header(name, value)
    }
    return reply.code(told.statusCode).send(told.rawPayload)
  }
  for (const url of PLACES) app.get(url, { config }, tell)
  app.addHook('onClose', async () => {
    const reference = await opening
    await reference?.close()
  })
}

/** A server that answers nothing but what the desk's routes are; it never listens. */
async function openReference(routes: readonly Route[]): Promise<FastifyInstance> {
  const { default: swagger } = await import('@fastify/swagger')
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  const { jsonSchemaTransform } = await import('fastify-type-provider-zod')
  const reference: FastifyInstance = Fastify()
  reference.setValidatorCompiler(() => () => true)
  reference.setSerializerCompiler(() => (value) => JSON.stringify(value))
  await reference.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
  })
  const nothing = () => null
  for (const route of routes) {
    const { method, url } = route
    reference.route({ method, url, schema: schemaOf(route), handler: nothing })
  }
  const hidden = { schema: { hide: true } }
  reference.get('/api/openapi.json', hidden, () => reference.swagger())
  await reference.register(swaggerUi, { routePrefix: '/api/docs' })
  await reference.ready()
  return reference
}

const schemaOf = (route: Route) => ({
  ...describedRoute(route),
  // A file has no schema: its kind is said by the words.
  ...(route.uploadBytesMax === undefined ? {} : { consumes: ['application/octet-stream'] }),
  ...(route.body === undefined || route.uploadBytesMax !== undefined ? {} : { body: route.body }),
})

const describedRoute = ({ query, params, reply, status = 200, says, group, awaits }: Route) => ({
  summary: says,
  tags: [group ?? 'health'],
  ...(awaits === undefined ? {} : { description: `Answers NOT_AVAILABLE until ${awaits}` }),
  ...(query === undefined ? {} : { querystring: query }),
  ...(params === undefined ? {} : { params }),
  response: { [status]: reply },
})
