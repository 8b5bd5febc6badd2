import * as z from 'zod'
import { isBlocked, type ReadinessItem } from '../../core/readiness.ts'
import { isoTime } from '../../domain/time.ts'
import { aliveBody, logsBody, readinessBody } from '../contract/system.ts'
import { defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'

const itemOf = ({ checkedAt, ...item }: ReadinessItem) => ({
  ...item,
  checkedAt: isoTime(checkedAt),
})

/** Who answers, as the API shows it. A stranger is not told where the data are. */
function identityOf({ identity, effective }: Web, isKnown: boolean) {
  const { startedAt, dataDir, ...rest } = identity()
  const isOpen = effective.config.passwordHash === null
  return { ...rest, dataDir: isKnown || isOpen ? dataDir : '', startedAt: isoTime(startedAt) }
}

/** How the program stands. */
export const system: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/health',
    group: null,
    need: 'nothing',
    says: 'Whether the program is alive, and which one it is',
    reply: aliveBody,
    answer: ({ caller }, web) =>
      json({
        status: web.isClosing() ? 'closing' : 'ok',
        identity: identityOf(web, caller !== null),
      }),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/readiness',
    group: null,
    need: 'read',
    says: 'The readiness card: each item with its state, the reason and the next step',
    reply: readinessBody,
    answer: (_, { status }) =>
      json({ items: status.items.map(itemOf), isBlocked: isBlocked(status.items) }),
  }),
  defineRoute({
    method: 'GET',
    url: '/metrics',
    group: null,
    need: 'read',
    says: 'Figures of the process for Prometheus',
    reply: z.string(),
    answer: async (_, { metrics }) => ({
      kind: 'text',
      type: metrics.contentType,
      text: await metrics.text(),
    }),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/logs',
    group: 'dashboard',
    need: 'read',
    says: 'The newest lines of the log, masked',
    reply: logsBody,
    answer: (_, { logs }) => json({ lines: logs.lines }),
  }),
]
