import type * as z from 'zod'
import type { RateGroup } from '../../core/config-web.ts'
import { aiTopic } from '../contract/ai.ts'
import { approvalsState } from '../contract/approvals.ts'
import { dashboardState, equityState } from '../contract/desk.ts'
import type { TopicName } from '../contract/live.ts'
import { quotesState } from '../contract/market.ts'
import { ordersState } from '../contract/orders.ts'
import { riskState } from '../contract/risk.ts'
import { healthState } from '../contract/system.ts'
import { defineRoute, type Route } from '../route.ts'

const topicAt = (
  url: string,
  topic: TopicName,
  reply: z.ZodType,
  says: string,
  group: RateGroup = 'dashboard',
) => ({
  topic,
  route: defineRoute({
    method: 'GET',
    url,
    group,
    need: 'read',
    says,
    reply,
    answer: (_, { desk }) => ({ kind: 'bytes', bytes: desk.bytes(topic) }),
  }),
})

/** What the socket brings piece by piece, whole: bytes made once a version, for all who ask. */
export const TOPIC_ROUTES: readonly { readonly topic: TopicName; readonly route: Route }[] = [
  topicAt(
    '/api/dashboard',
    'dashboard',
    dashboardState,
    'The desk at a glance: money, positions, strategies, what happened and what waits for a person',
  ),
  topicAt(
    '/api/orders',
    'orders',
    ordersState,
    'Orders that work, the last ones that ended, and the last fills',
  ),
  topicAt('/api/equity', 'equity', equityState, 'Equity within the day and at each close'),
  topicAt('/api/risk', 'risk', riskState, 'Every limit with its use, and the breakers'),
  topicAt('/api/market/quotes', 'quotes', quotesState, 'The newest price of every instrument'),
  topicAt(
    '/api/system/health',
    'health',
    healthState,
    'Every part of the machinery with its state',
  ),
  topicAt(
    '/api/approvals',
    'approvals',
    approvalsState,
    'Proposals that wait for a person with all that an answer is bound to, and the last answers',
    'trades',
  ),
  topicAt(
    '/api/agents',
    'ai',
    aiTopic,
    'The model, the newest analyses and the last decisions',
    'agents',
  ),
]

export const topics: readonly Route[] = TOPIC_ROUTES.map(({ route }) => route)
