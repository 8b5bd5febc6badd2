import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type WebSocket, WebSocketServer } from 'ws'
import type { PatchOp, ServerMessage } from '../../src/web/contract/live.ts'
import * as aiStates from './ai-states.ts'
import * as states from './desk-states.ts'
import * as research from './research-states.ts'

const UI = fileURLToPath(new URL('../../dist/ui', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}
/** As strict as the product's own. */
const CSP = "default-src 'self'; script-src 'self'; style-src 'self'"

/** What a route of the stand-in answers. */
export type Answer = {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Record<string, string>
}

/** What a route of the stand-in says line by line, for as long as somebody listens. */
export type Said = (line: (line: unknown) => void, listener: AbortSignal) => Promise<void>

/** A server that answers as the desk does, with states that a test chooses: the page cannot tell it from the real one. */
export class StandInDesk {
  readonly topics: Record<string, unknown> = {
    status: states.status(),
    dashboard: states.dashboard(),
    equity: states.equity(),
    orders: states.orders(),
    health: states.health(),
    quotes: { 'NSE:INFY': research.QUOTE },
    risk: null,
    runs: {},
    ai: aiStates.aiTopic(),
    approvals: aiStates.approvals(),
  }
  /** By method and path; a test replaces what it wants otherwise. */
  readonly answers: Record<string, (request: { url: URL; body: unknown }) => Answer> = {
    'POST /api/auth/session': () => ({ body: SESSION }),
    'GET /api/portfolio': () => ({ body: states.portfolio() }),
    'GET /api/events': ({ url }) => ({
      body: {
        events: url.searchParams.get('types')?.includes('risk')
          ? states.refusals()
          : states.events(),
        head: 412,
        next: null,
        looked: 412,
      },
    }),
    'GET /api/market/bars': ({ url }) => ({ body: bars(url.searchParams.get('instrument') ?? '') }),
    'GET /api/instruments/search': () => ({
      body: {
        found: [
          {
            instrument: 'NSE:INFY',
            symbol: 'INFY',
            name: 'Infosys Limited',
            sector: 'IT',
            lotSize: 1,
          },
        ],
      },
    }),
    'GET /api/readiness': () => ({ body: { items: [], isBlocked: false } }),
    'GET /api/backups': () => ({
      body: {
        backups: [
          {
            file: 'day-2026-11-22.backup',
            bytes: 1_204_330,
            createdAt: '2026-11-22T18:30:00+05:30',
            reason: 'daily',
          },
        ],
      },
    }),
    'GET /api/logs': () => ({
      body: {
        lines: [
          {
            id: 1,
            at: '2026-11-23T09:02:11+05:30',
            level: 'info',
            message: 'the desk is open',
            correlationId: null,
            fields: {},
          },
          {
            id: 2,
            at: '2026-11-23T11:38:00+05:30',
            level: 'warn',
            message: 'no price of TATASTEEL for 4 minutes',
            correlationId: 'sim-paper-9',
            fields: { instrument: 'NSE:TATASTEEL' },
          },
        ],
      },
    }),
    'GET /api/configuration/ai': () => ({ body: aiStates.configuration() }),
    'GET /api/agents/analyses': () => ({ body: aiStates.analyses() }),
    'GET /api/agents/analyses/a-done': () => ({ body: aiStates.record() }),
    'GET /api/agents/recommendations': () => ({ body: aiStates.recommendations() }),
    'GET /api/agents/forecasts': () => ({ body: aiStates.forecasts() }),
    'GET /api/agents/status': () => ({ body: aiStates.agents() }),
    'GET /api/prompts/judge': () => ({ body: aiStates.prompts('judge') }),
    'GET /api/news': ({ url }) => ({ body: research.news(url.searchParams.get('instrument')) }),
    'GET /api/earnings': () => ({ body: research.earnings() }),
    'GET /api/earnings/upcoming': () => ({ body: research.upcoming() }),
    'GET /api/fundamentals/NSE%3AINFY': () => ({ body: research.fundamentals() }),
    'GET /api/screener': () => ({ body: research.screener() }),
    'GET /api/chat/sessions': () => ({ body: aiStates.chatSessions() }),
    'GET /api/chat/sessions/c1': () => ({ body: aiStates.chatSession('c1') }),
    'GET /api/chat/sessions/c2': () => ({ body: aiStates.chatSession('c2') }),
    'POST /api/emergency/stop': () => ({
      body: {
        correlationId: 'c1',
        state: 'halted',
        says: 'Trading is stopped: 2 open orders were taken back.',
      },
    }),
    'POST /api/emergency/resume': () => ({
      body: { correlationId: 'c2', state: 'active', says: 'Trading goes on.' },
    }),
  }
  /** Routes that answer with lines, by method and path. */
  readonly streams: Record<string, Said> = {}
  /** Every write that came, in order. */
  readonly writes: {
    readonly route: string
    readonly body: unknown
    readonly csrf: string | undefined
  }[] = []
  readonly #versions = new Map<string, number>()
  readonly #clients = new Set<WebSocket>()
  readonly #server: Server
  readonly #sockets = new WebSocketServer({ noServer: true })
  #isAway = false

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.#isAway) socket.destroy()
      else this.#sockets.handleUpgrade(request, socket, head, (client) => this.#greet(client))
    })
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    const { port: taken } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${taken}`
  }

  /** Changes a topic, and tells by patch. */
  patch(topic: string, ops: readonly PatchOp[]): void {
    const from = this.#version(topic)
    this.#versions.set(topic, from + 1)
    this.#say({ type: 'patch', topic, version: from + 1, from, ops })
  }

  /** Lets a version pass that nobody is told of. */
  skip(topic: string): void {
    this.#versions.set(topic, this.#version(topic) + 1)
  }

  /** Replaces a topic's state, and tells it whole. */
  set(topic: string, state: unknown): void {
    this.topics[topic] = state
    this.#versions.set(topic, this.#version(topic) + 1)
    this.#say(this.#snapshot(topic))
  }

  /** Goes away as a stopped desk does, and lets nobody in. */
  leave(reason: string): void {
    this.#isAway = true
    this.#say({ type: 'shutdown', reason })
    for (const client of this.#clients) client.terminate()
    this.#clients.clear()
  }

  /** Comes back, perhaps as another process. */
  comeBack(): void {
    this.#isAway = false
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.terminate()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #greet(client: WebSocket): void {
    this.#clients.add(client)
    client.on('close', () => this.#clients.delete(client))
    client.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString('utf8')) as {
        type: string
        topics?: string[]
      }
      if (message.type === 'ping')
        this.#say({ type: 'pong', serverTime: new Date().toISOString() }, client)
      if (message.type === 'subscribe' || message.type === 'resync') {
        for (const topic of message.topics ?? []) {
          if (topic in this.topics) this.#say(this.#snapshot(topic), client)
        }
      }
    })
    const { identity } = this.topics['status'] as { identity: typeof states.IDENTITY }
    this.#say(
      { type: 'welcome', clientId: 'c', serverTime: new Date().toISOString(), identity },
      client,
    )
  }

  #snapshot(topic: string): ServerMessage {
    return { type: 'snapshot', topic, version: this.#version(topic), state: this.topics[topic] }
  }

  #version(topic: string): number {
    return this.#versions.get(topic) ?? 1
  }

  #say(message: ServerMessage, client?: WebSocket): void {
    for (const one of client ? [client] : this.#clients) one.send(JSON.stringify(message))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://desk')
    const route = `${request.method} ${url.pathname}`
    response.setHeader('content-security-policy', CSP)
    if (!url.pathname.startsWith('/api/')) return file(url.pathname, response)
    if (this.#isAway) return void request.socket.destroy()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const body: unknown = text === '' ? null : JSON.parse(text)
    if (request.method !== 'GET') {
      this.writes.push({ route, body, csrf: request.headers['x-csrf-token']?.toString() })
    }
    const said = this.streams[route]
    if (said) return speak(said, response)
    const { status, body: answer, headers } = this.#find(route)({ url, body })
    response.writeHead(status ?? 200, {
      'content-type': 'application/json',
      'x-correlation-id': 'corr-1',
      ...headers,
    })
    response.end(JSON.stringify(answer))
  }

  #find(route: string): (request: { url: URL; body: unknown }) => Answer {
    const known = this.answers[route]
    if (known) return known
    if (route.startsWith('GET /api/events/trace/')) {
      return () => ({ body: { correlationId: 'sim-paper-381', events: states.events() } })
    }
    if (route.startsWith('GET /api/configuration/')) return () => ({ body: states.section() })
    return () => ({
      status: 503,
      body: {
        error: {
          code: 'NOT_AVAILABLE',
          message: 'This part of the desk is not there yet.',
          category: 'system',
          severity: 'medium',
          recoverable: false,
          retryAfterSeconds: null,
          correlationId: 'corr-1',
          details: {},
        },
      },
    })
  }
}

const SESSION = {
  csrfToken: 'token',
  expiresAt: '2026-11-24T09:00:00+05:30',
  scopes: ['read', 'propose', 'operate'],
  available: [
    'desk',
    'portfolio',
    'trade',
    'chart',
    'strategies',
    'backtests',
    'risk',
    'journal',
    'approvals',
    'research',
    'ai',
    'chat',
    'health',
    'settings',
  ],
}

function bars(instrument: string) {
  const closePaise = Array.from({ length: 48 }, (_, place) =>
    Math.round(1_000_00 + Math.sin(place / 5 + instrument.length) * 900 + place * 30),
  )
  const time = closePaise.map((_, place) => 1_795_000_000 + place * 300)
  const volume = closePaise.map(() => 1_000)
  return {
    instrument,
    interval: '5m',
    source: 'sim',
    time,
    openPaise: closePaise,
    highPaise: closePaise,
    lowPaise: closePaise,
    closePaise,
    volume,
    lines: [],
  }
}

async function file(path: string, response: ServerResponse): Promise<void> {
  const wanted = extname(path) === '' ? 'index.html' : normalize(path).replace(/^[/\\]+/, '')
  const bytes = await readFile(join(UI, wanted)).catch(() => null)
  response.writeHead(bytes ? 200 : 404, { 'content-type': TYPES[extname(wanted)] ?? 'text/plain' })
  response.end(bytes)
}

async function speak(said: Said, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  try {
    await said((line) => response.write(`${JSON.stringify(line)}\n`), gone.signal)
    response.end()
  } catch {
    // As a desk that dies in the middle of a word.
    response.destroy()
  }
}
