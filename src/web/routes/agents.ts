import * as z from 'zod'
import type { AgentConfig as Config } from '../../core/ai/ai-desk.ts'
import type { RoleName } from '../../core/ai/role-names.ts'
import { TradingError } from '../../core/errors.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import {
  agentConfig,
  agentsBody,
  agentWish,
  analysesBody,
  analysisLine,
  analysisRecord,
  analysisTasks,
  analysisWish,
  forecastsBody,
  recommendationsBody,
  replayBody,
} from '../contract/ai.ts'
import { authorOf } from '../intents.ts'
import { ofAnything, ofName } from '../params.ts'
import { roleNamed } from '../role-named.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { tradedInstrument } from '../trade-signal.ts'
import { aiStateOf, analysisLineOf, analysisRecordOf } from '../views/ai-words.ts'
import { forecastsView } from '../views/forecasts-view.ts'
import { newestRecommendations, recommendationRows } from '../views/recommendation-rows.ts'
import type { Web } from '../web.ts'
import { announce } from './configuration.ts'

const TAKEN = 202
const group = 'agents'
const ofMany = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) })
const EXCHANGE = 'NSE'

/** `INFY` is the share of that symbol at the NSE. Throws NOT_FOUND for what this desk does not trade. */
const sharesOf = (symbols: readonly string[], web: Web): readonly InstrumentId[] => [
  ...new Set(
    symbols.map((name) => tradedInstrument(web, name.includes(':') ? name : `${EXCHANGE}:${name}`)),
  ),
]

async function configOf(role: RoleName, { ai }: Web): Promise<Config> {
  const found = (await ai.agents.all()).find((one) => one.role === role)
  if (found !== undefined) return found
  throw new TradingError('NOT_FOUND', `There is no configuration of ${role}`)
}

const configBody = ({ role, isOn, model, version }: Config): z.output<typeof agentConfig> => ({
  role,
  isOn,
  model,
  version,
})

async function agentsOf({ ai }: Web): Promise<z.output<typeof agentsBody>> {
  const configs = await ai.agents.all()
  const agents = configs.map(async (config) => {
    const { version, quality, uses } = await ai.prompts.active(config.role)
    return { ...configBody(config), prompt: { version, quality, uses } }
  })
  return { ai: aiStateOf(ai.claude.state), agents: await Promise.all(agents) }
}

/** Analyses: asked for, followed, ended and read. */
const analyses: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/agents/analysis',
    group,
    need: 'propose',
    key: 'optional',
    says: 'Asks for an analysis, two or three shares a task; how far it has come is told by the topic "ai"',
    body: analysisWish,
    reply: analysisTasks,
    status: TAKEN,
    async answer({ body: { symbols }, ...asking }, web) {
      const asked = { instruments: sharesOf(symbols, web), askedBy: authorOf(asking) }
      const tasks = (await web.ai.analyses.start(asked)).map(analysisLineOf)
      return json({ correlationId: asking.correlationId, tasks }, TAKEN)
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/agents/analyses',
    group,
    need: 'read',
    says: 'Analyses, newest first, those of earlier starts among them',
    query: ofMany,
    reply: analysesBody,
    answer: async ({ query: { limit } }, { ai }) =>
      json({ analyses: (await ai.analyses.list(limit)).map(analysisLineOf) }),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/agents/analyses/:id',
    group,
    need: 'read',
    says: 'One analysis: each step with its prompt, reply, tools, tokens and rupees, and what came of it',
    params: ofAnything,
    reply: analysisRecord,
    async answer({ params: { id } }, web) {
      const record = await web.ai.analyses.get(id)
      const { picture } = web.broadcast
      return json(analysisRecordOf(record, recommendationRows(record.recommendations, picture)))
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/agents/analyses/:id/cancel',
    group,
    need: 'propose',
    key: 'optional',
    says: 'Ends an analysis that waits or runs; the steps that it finished stay',
    params: ofAnything,
    reply: analysisLine,
    answer: async ({ params: { id } }, { ai }) =>
      json(analysisLineOf(await ai.analyses.cancel(id))),
  }),
  defineRoute({
    method: 'POST',
    url: '/api/agents/analyses/:id/replay',
    group,
    need: 'propose',
    says: 'Plays the recorded replies of an analysis through the same code again: no model is asked',
    params: ofAnything,
    reply: replayBody,
    answer: async ({ params: { id } }, { ai }) => json(await ai.analyses.replay(id)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/agents/recommendations',
    group,
    need: 'read',
    says: 'What the agents came to, newest first: what became of it, and of what went no further, why',
    query: ofMany,
    reply: recommendationsBody,
    async answer({ query: { limit } }, { ai, broadcast }) {
      const found = await ai.analyses.recommendations(limit)
      const { picture } = broadcast
      return json({ recommendations: newestRecommendations(found, picture, limit) })
    },
  }),
]

/** The agents themselves. */
const configs: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/agents/forecasts',
    group,
    need: 'read',
    says: 'What was foretold, the newest first, and how probabilities held: Brier score and calibration',
    reply: forecastsBody,
    answer: (_, { broadcast }) => json(forecastsView(broadcast.picture.forecasts)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/agents/status',
    group,
    need: 'read',
    says: 'Whether the model can be asked, what was spent, its processes, and each agent with its prompt',
    reply: agentsBody,
    answer: async (_, web) => json(await agentsOf(web)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/agents/:name/config',
    group,
    need: 'read',
    says: 'The switch and the model of an agent',
    params: ofName,
    reply: agentConfig,
    answer: async ({ params }, web) =>
      json(configBody(await configOf(roleNamed(params.name), web))),
  }),
  defineRoute({
    method: 'PUT',
    url: '/api/agents/:name/config',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Switches an agent, or gives it another model; what is absent stays',
    params: ofName,
    body: agentWish,
    reply: agentConfig,
    async answer({ params, body, ...asking }, web) {
      const before = await configOf(roleNamed(params.name), web)
      const { version, isOn = before.isOn, model = before.model } = body
      const wish = { role: before.role, isOn, model, version }
      const changed = await web.ai.agents.change(wish, authorOf(asking))
      await announce(`agent ${before.role}`, asking, web)
      return json(configBody(changed))
    },
  }),
]

/** The desk's AI: asked for work, watched and configured. */
export const agents: readonly Route[] = [...analyses, ...configs]
