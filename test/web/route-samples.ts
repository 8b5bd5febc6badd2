import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { vi } from 'vitest'
import { keepBacktest } from '../../src/cli/kept-run.ts'
import type { Recommendation } from '../../src/core/ai/records.ts'
import { eventId, instrumentId } from '../../src/domain/brand.ts'
import type { ApprovalLine } from '../../src/web/contract/approvals.ts'
import type { Route } from '../../src/web/route.ts'
import { ROUTES } from '../../src/web/route-table.ts'
import { sampleBacktest } from '../services/sample-backtest.ts'
import { recommendationOf } from './stand-in-ai.ts'
import type { Client, WebDesk } from './web-desk.ts'

/** What a route is asked with so that it answers well. */
export interface Sample {
  readonly url: string
  readonly payload?: Record<string, unknown>
}

/** What a desk must hold before every route has something to answer. */
export interface Held {
  readonly orderId: string
  readonly correlationId: string
  readonly backup: string
  /** Two kept runs. */
  readonly runs: readonly [string, string]
  /** Two proposals that wait, with what an answer names. */
  readonly approvals: readonly [ApprovalLine, ApprovalLine]
  /** An analysis that is done, and one that waits. */
  readonly analyses: readonly [string, string]
  readonly chats: readonly [string, string]
}

/** How a route is called in tests: `POST /api/trades/place`. */
export const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>): string => `${method} ${url}`

/** Runs are made by threads of their own: their routes are shown where those are built. */
const SHOWN_ELSEWHERE = /^\/api\/(?:backtests|data|screener)(?:\/|$)/

/** Every other route. */
export const ASKED: readonly Route[] = ROUTES.filter(({ url }) => !SHOWN_ELSEWHERE.test(url))

export const WORKING: readonly Route[] = ASKED.filter(({ awaits }) => awaits === undefined)

const WISH = { instrument: 'NSE:TCS', side: 'buy', quantity: 1 }

/** One sample a route that works; whoever adds a route adds one. */
export const SAMPLES: Readonly<Record<string, (held: Held, version: number) => Sample>> = {
  'GET /api/health': () => ({ url: '/api/health' }),
  'GET /api/readiness': () => ({ url: '/api/readiness' }),
  'GET /metrics': () => ({ url: '/metrics' }),
  'GET /api/logs': () => ({ url: '/api/logs' }),
  'POST /api/auth/session': () => ({ url: '/api/auth/session', payload: {} }),
  'DELETE /api/auth/session': () => ({ url: '/api/auth/session' }),
  'GET /api/dashboard': () => ({ url: '/api/dashboard' }),
  'GET /api/orders': () => ({ url: '/api/orders' }),
  'GET /api/equity': () => ({ url: '/api/equity' }),
  'GET /api/risk': () => ({ url: '/api/risk' }),
  'GET /api/market/quotes': () => ({ url: '/api/market/quotes' }),
  'GET /api/system/health': () => ({ url: '/api/system/health' }),
  'GET /api/portfolio': () => ({ url: '/api/portfolio' }),
  'GET /api/positions': () => ({ url: '/api/positions' }),
  'GET /api/orders/:id': ({ orderId }) => ({ url: `/api/orders/${orderId}` }),
  'GET /api/fills': () => ({ url: '/api/fills?limit=5' }),
  'GET /api/performance': () => ({ url: '/api/performance' }),
  'GET /api/contract-notes/:date': () => ({ url: '/api/contract-notes/2026-11-23' }),
  'GET /api/market/bars': () => ({ url: '/api/market/bars?instrument=NSE:INFY&interval=3m' }),
  'GET /api/market/marks': () => ({ url: '/api/market/marks?instrument=NSE:INFY' }),
  'GET /api/instruments/search': () => ({ url: '/api/instruments/search?q=inf' }),
  'GET /api/events': () => ({ url: '/api/events?types=risk&limit=20' }),
  'GET /api/events/trace/:correlationId': ({ correlationId }) => ({
    url: `/api/events/trace/${correlationId}`,
  }),
  'POST /api/trades/place': () => ({ url: '/api/trades/place', payload: WISH }),
  'POST /api/trades/preview': () => ({ url: '/api/trades/preview', payload: WISH }),
  'POST /api/orders/:id/modify': ({ orderId }) => ({
    url: `/api/orders/${orderId}/modify`,
    payload: { quantity: 2 },
  }),
  'POST /api/orders/:id/cancel': ({ orderId }) => ({
    url: `/api/orders/${orderId}/cancel`,
    payload: {},
  }),
  'POST /api/positions/:instrument/close': () => ({
    url: '/api/positions/NSE:INFY/close',
    payload: { quantity: 1 },
  }),
  'PUT /api/positions/:instrument/protection': () => ({
    url: '/api/positions/NSE:INFY/protection',
    payload: { stopPaise: 50_000, targetPaise: null, trailPaise: null },
  }),
  'PUT /api/risk/limits': (_, version) => ({
    url: '/api/risk/limits',
    payload: { version, limits: { entriesADayMax: 9 } },
  }),
  'POST /api/emergency/stop': () => ({
    url: '/api/emergency/stop',
    payload: { reason: 'a drill' },
  }),
  'POST /api/emergency/resume': () => ({
    url: '/api/emergency/resume',
    payload: { reason: 'the drill is over' },
  }),
  'GET /api/strategies': () => ({ url: '/api/strategies' }),
  'PUT /api/strategies/:name': () => ({
    url: '/api/strategies/ema-cross',
    payload: { isEnabled: false },
  }),
  'POST /api/backtests': () => ({
    url: '/api/backtests',
    payload: { strategy: 'ema-cross', from: '2022-01-03', to: '2022-12-30' },
  }),
  'GET /api/backtests': () => ({ url: '/api/backtests' }),
  'GET /api/backtests/compare': ({ runs }) => ({
    url: `/api/backtests/compare?ids=${runs.join(',')}`,
  }),
  'GET /api/backtests/:id': ({ runs: [run] }) => ({ url: `/api/backtests/${run}` }),
  'GET /api/backtests/:id/report': ({ runs: [run] }) => ({ url: `/api/backtests/${run}/report` }),
  'POST /api/backtests/:id/cancel': ({ runs: [run] }) => ({
    url: `/api/backtests/${run}/cancel`,
    payload: {},
  }),
  'DELETE /api/backtests/:id': ({ runs: [, run] }) => ({ url: `/api/backtests/${run}` }),
  'GET /api/data': () => ({ url: '/api/data' }),
  'POST /api/data/import': () => ({ url: '/api/data/import?name=INFY.csv', payload: {} }),
  'GET /api/screener': () => ({ url: '/api/screener?peMax=any' }),
  'GET /api/news': () => ({ url: '/api/news?instrument=NSE:INFY&limit=5' }),
  'GET /api/earnings': () => ({ url: '/api/earnings' }),
  'GET /api/earnings/upcoming': () => ({ url: '/api/earnings/upcoming' }),
  'GET /api/fundamentals/:instrument': () => ({ url: '/api/fundamentals/NSE:INFY' }),
  'GET /api/approvals': () => ({ url: '/api/approvals' }),
  'POST /api/approvals/:id/approve': ({ approvals: [line] }) => ({
    url: `/api/approvals/${line.id}/approve`,
    payload: { figuresHash: line.figuresHash },
  }),
  'POST /api/approvals/:id/reject': ({ approvals: [, line] }) => ({
    url: `/api/approvals/${line.id}/reject`,
    payload: { reason: 'not now' },
  }),
  'POST /api/approvals/:id/discuss': ({ approvals: [line] }) => ({
    url: `/api/approvals/${line.id}/discuss`,
    payload: {},
  }),
  'GET /api/agents': () => ({ url: '/api/agents' }),
  'POST /api/agents/analysis': () => ({
    url: '/api/agents/analysis',
    payload: { symbols: ['NSE:INFY', 'TCS'] },
  }),
  'GET /api/agents/analyses': () => ({ url: '/api/agents/analyses?limit=5' }),
  'GET /api/agents/analyses/:id': ({ analyses: [id] }) => ({ url: `/api/agents/analyses/${id}` }),
  'POST /api/agents/analyses/:id/cancel': ({ analyses: [, id] }) => ({
    url: `/api/agents/analyses/${id}/cancel`,
    payload: {},
  }),
  'POST /api/agents/analyses/:id/replay': ({ analyses: [id] }) => ({
    url: `/api/agents/analyses/${id}/replay`,
    payload: {},
  }),
  'GET /api/agents/recommendations': () => ({ url: '/api/agents/recommendations' }),
  'GET /api/agents/forecasts': () => ({ url: '/api/agents/forecasts' }),
  'GET /api/agents/status': () => ({ url: '/api/agents/status' }),
  'GET /api/agents/:name/config': () => ({ url: '/api/agents/judge/config' }),
  'PUT /api/agents/:name/config': () => ({
    url: '/api/agents/judge/config',
    payload: { version: 1, isOn: false },
  }),
  'POST /api/chat': () => ({ url: '/api/chat', payload: { text: 'What do I hold?' } }),
  'GET /api/chat/sessions': () => ({ url: '/api/chat/sessions' }),
  'GET /api/chat/sessions/:id': ({ chats: [id] }) => ({ url: `/api/chat/sessions/${id}` }),
  'DELETE /api/chat/sessions/:id': ({ chats: [, id] }) => ({ url: `/api/chat/sessions/${id}` }),
  'GET /api/prompts/:name': () => ({ url: '/api/prompts/judge' }),
  'PUT /api/prompts/:name': () => ({
    url: '/api/prompts/judge',
    payload: { text: 'You judge what both sides said.' },
  }),
  'POST /api/prompts/:name/promote': () => ({
    url: '/api/prompts/judge/promote',
    payload: { version: 1 },
  }),
  'GET /api/configuration/:section': () => ({ url: '/api/configuration/desk' }),
  'PUT /api/configuration/:section': () => ({
    url: '/api/configuration/desk',
    payload: { version: 0, values: { seed: 7 } },
  }),
  'POST /api/configuration/backup': () => ({ url: '/api/configuration/backup', payload: {} }),
  'POST /api/configuration/restore': () => ({
    url: '/api/configuration/restore',
    payload: { file: 'config-0000000000000.json' },
  }),
  'GET /api/backups': () => ({ url: '/api/backups' }),
  'POST /api/backups': () => ({ url: '/api/backups', payload: {} }),
  'GET /api/backups/status': () => ({ url: '/api/backups/status' }),
  'POST /api/backups/:file/restore': ({ backup }) => ({
    url: `/api/backups/${backup}/restore`,
    payload: {},
  }),
}

/** Routes whose well-formed sample is refused all the same, by the state of the desk. */
export const REFUSED: Readonly<Record<string, number>> = {
  'POST /api/configuration/restore': 404,
  // No bars are stored, and the runs have ended.
  'POST /api/backtests': 422,
  'POST /api/backtests/:id/cancel': 409,
  'POST /api/backups/:file/restore': 409,
}

const FILLERS: Readonly<Record<string, string>> = {
  id: 'abc1',
  name: 'ema-cross',
  instrument: 'NSE:INFY',
  section: 'desk',
  file: 'robo-2026-11-23T093000.000Z-manual.backup',
  date: '2026-11-23',
  correlationId: '00000000-0000-4000-8000-000000000000',
}

/** A path with something well formed for each name in it. */
export const pathOf = (url: string): string =>
  url.replaceAll(/:(\w+)/g, (_, name: string) => FILLERS[name] ?? 'x')

/** A request to a route as a client would send it. */
export function requestTo(route: Route, sample: Sample): InjectOptions {
  const { method, key } = route
  return {
    method,
    url: sample.url,
    headers: {
      accept: 'application/json',
      ...(sample.payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === 'required' ? { 'idempotency-key': randomUUID() } : {}),
    },
    ...(sample.payload === undefined ? {} : { payload: sample.payload }),
  }
}

/** The same with the least that each route takes, whether it works or not. */
export function plainRequest(route: Route): InjectOptions {
  const sample = SAMPLES[nameOf(route)]
  const id = String(FILLERS['correlationId'])
  const runs = [id, randomUUID()] as const
  const line = { id: 'approval-1', figuresHash: 'a'.repeat(32) } as ApprovalLine
  const none = { approvals: [line, line], analyses: runs, chats: runs } as const
  const held: Held = { orderId: 'abc1', correlationId: id, backup: 'x', runs, ...none }
  const plain = { url: pathOf(route.url), ...(route.method === 'GET' ? {} : { payload: {} }) }
  return requestTo(route, sample === undefined ? plain : sample(held, 0))
}

/** Places a wish as a person would; the answer's ids. */
export async function place(
  desk: WebDesk,
  client: Client,
  wish: Record<string, unknown>,
): Promise<{ readonly correlationId: string; readonly intentId: string }> {
  const answer = await desk.ask(
    {
      method: 'POST',
      url: '/api/trades/place',
      headers: { 'idempotency-key': randomUUID() },
      payload: wish,
    },
    client,
  )
  if (answer.statusCode !== 202) throw new RangeError(answer.body)
  return answer.json()
}

/** A position, a resting order and a backup, so that every route has something to answer. */
export async function heldBy(desk: WebDesk, client: Client): Promise<Held> {
  const bought = await place(desk, client, { instrument: 'NSE:INFY', side: 'buy', quantity: 2 })
  await desk.advance(2)
  const quotes = desk.web.desk.state('quotes')
  const low = Math.floor((quotes['NSE:TCS']?.lastPaise ?? 0) * 0.98)
  await place(desk, client, {
    instrument: 'NSE:TCS',
    side: 'buy',
    quantity: 1,
    type: 'LIMIT',
    limitPaise: low - (low % 10),
  })
  await desk.advance(1)
  await desk.settled()
  const { orders, positions } = desk.web.broadcast.picture
  const resting = orders.find(({ order }) => order.instrument === 'NSE:TCS')
  if (resting === undefined || positions.length === 0) throw new RangeError(desk.logged())
  const { file } = await desk.web.backups.create('manual', AbortSignal.timeout(30_000))
  await vi.waitFor(async () => {
    const fills = await desk.web.history.fills({ instrument: null, before: null, limit: 1 })
    const notes = await desk.web.history.chargesOf('2026-11-23' as never)
    if (fills.length * notes.length === 0) throw new RangeError('not projected yet')
  })
  const runs = [await keptRun(desk, 3), await keptRun(desk, 5)] as const
  const { correlationId } = bought
  return { orderId: resting.order.id, correlationId, backup: file, runs, ...(await aiOf(desk)) }
}

/** Proposals, analyses and conversations. */
async function aiOf(desk: WebDesk): Promise<Pick<Held, 'approvals' | 'analyses' | 'chats'>> {
  const { analyses, chat } = desk.ai
  const ids: string[] = []
  for (const symbol of ['NSE:SBIN', 'NSE:WIPRO']) {
    const asked = { instruments: [instrumentId(symbol)], askedBy: 'a test' }
    for (const { id } of await analyses.start(asked)) ids.push(id)
  }
  const [done = '', waiting = ''] = ids
  analyses.finish(done)
  const chats: string[] = []
  for (const text of ['What do I hold?', 'And now?']) {
    const asked = { sessionId: null, text, by: 'a test', recommendationId: null }
    const told = { words: () => undefined, tool: () => undefined }
    chats.push((await chat.ask(asked, told, new AbortController().signal)).sessionId)
  }
  const [kept = '', other = ''] = chats
  const approvals = [await propose(desk, 'NSE:HDFCBANK'), await propose(desk, 'NSE:TCS')] as const
  return { approvals, analyses: [done, waiting], chats: [kept, other] }
}

/** Lets the AI propose something, as its desk would: what a person is shown of it. */
export async function propose(
  desk: WebDesk,
  symbol: string,
  own: Partial<Recommendation> = {},
  wallAt = desk.web.clock.now(),
): Promise<ApprovalLine> {
  const { id, at: _, ...said } = recommendationOf(instrumentId(symbol), own)
  const origin = { source: 'test', id: eventId(randomUUID()) }
  const fact = { ...said, recommendationId: id, wallAt }
  await desk.live.intake.post('ai.recommendation', fact, origin)
  await desk.settled()
  const { pending } = desk.web.desk.state('approvals')
  const line = Object.values(pending).find(({ recommendation }) => recommendation?.id === id)
  if (line === undefined) throw new RangeError(desk.logged())
  return line
}

/** A backtest as the command keeps it. */
async function keptRun({ web }: WebDesk, fast: number): Promise<string> {
  const sample = await sampleBacktest(['ALPHA'])
  const parameters = { ...sample.spec.parameters, fast }
  const name = { id: randomUUID(), createdAt: web.clock.now() }
  await keepBacktest(web.runs, name, await sample.run({ parameters }))
  return name.id
}
