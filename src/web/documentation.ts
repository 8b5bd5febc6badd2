import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { BUILD } from '../core/runtime-identity.ts'
import type { LimiterOf } from './rate-limits.ts'

const INFO = {
  title: 'Robo Trader',
  version: BUILD.version,
  description:
    'The desk as other programs see it. Money is whole paise, times carry the offset of India, instruments are written NSE:INFY.',
}

/** The API as OpenAPI 3.1, made of the very schemas that the routes read by, and a page to read it. */
export async function documentRoutes(app: FastifyInstance, limiterOf: LimiterOf): Promise<void> {
  const limiter = limiterOf({ method: 'GET', group: 'docs' })
  const gated = { method: 'GET', need: 'read', limiter } as const
  await app.register(swagger, {
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
  app.get('/api/openapi.json', { schema: { hide: true }, config: { gated } }, () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/api/docs' })
}
