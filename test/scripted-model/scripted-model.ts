import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message, Reply } from './replies.ts'
import { type ModelRequest, readRequest } from './request.ts'
import { GivenIds, streamPlan, wholeMessage } from './sse.ts'

/** Answers a request by what it says and how many came before it. */
export type Script = (request: ModelRequest, before: number) => Reply | Promise<Reply>

/** A request to `/v1/messages`. */
export interface Call {
  readonly headers: IncomingHttpHeaders
  readonly request: ModelRequest
  /** The client went before it had the whole answer. */
  isAbandoned: boolean
}

/** A Messages API on this machine that answers by a script. */
export interface ScriptedModel {
  readonly url: string
  /** In the order in which they came. */
  readonly calls: readonly Call[]
  /** Whatever else was asked for, as `METHOD path`. */
  readonly other: readonly string[]
  /** Throws what the script threw, if it did. */
  close(): Promise<void>
}

/** Starts it on a free port, or on the one given, of the loopback address. */
export async function startScriptedModel(script: Script, port = 0): Promise<ScriptedModel> {
  const calls: Call[] = []
  const other: string[] = []
  const thrown: unknown[] = []
  const sockets = new Set<Socket>()
  const ids = new GivenIds()
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      thrown.push(error)
      refuse(response, ids, 500, 'api_error', String(error))
    })
  })
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(incoming)
    if (raw === null) return
    const path = incoming.url?.split('?')[0] ?? '/'
    if (incoming.method !== 'POST' || path !== '/v1/messages') {
      other.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
      return answerOther(incoming.method, path, raw, response, ids)
    }
    const request = accepted(incoming.headers, raw, response, ids)
    if (request === null) return
    const call: Call = { headers: incoming.headers, request, isAbandoned: false }
    calls.push(call)
    response.on('close', () => {
      call.isAbandoned = !response.writableEnded
    })
    await send(await script(request, calls.length - 1), request, response, ids)
  }
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new RangeError('no port was given')
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    other,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
      if (thrown.length > 0) throw new AggregateError(thrown, 'the script of the model threw')
    },
  }
}

/** null when the client went while it was sending. */
async function bodyOf(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString('utf8')
}

function json(
  response: ServerResponse,
  ids: GivenIds,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return
  const own = { 'content-type': 'application/json', 'request-id': ids.next('req') }
  response.writeHead(status, { ...own, ...headers }).end(JSON.stringify(body))
}

function refuse(
  response: ServerResponse,
  ids: GivenIds,
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  json(response, ids, status, { type: 'error', error: { type, message } }, headers)
}

function answerOther(
  method: string | undefined,
  path: string,
  raw: string,
  response: ServerResponse,
  ids: GivenIds,
): void {
  if (method === 'HEAD') return void response.writeHead(200).end()
  if (path === '/v1/messages/count_tokens') {
    return json(response, ids, 200, { input_tokens: Math.ceil(raw.length / 4) })
  }
  refuse(response, ids, 404, 'not_found_error', path)
}

/** The request when the API would take it; what it complains of is sent otherwise. */
function accepted(
  headers: IncomingHttpHeaders,
  raw: string,
  response: ServerResponse,
  ids: GivenIds,
): ModelRequest | null {
  if (headers.authorization === undefined && headers['x-api-key'] === undefined) {
    refuse(response, ids, 401, 'authentication_error', 'no credential was sent')
    return null
  }
  try {
    if (headers['anthropic-version'] === undefined) throw new RangeError('no anthropic-version')
    return readRequest(raw)
  } catch (error) {
    refuse(response, ids, 400, 'invalid_request_error', String(error))
    return null
  }
}

async function send(
  reply: Reply,
  request: ModelRequest,
  response: ServerResponse,
  ids: GivenIds,
): Promise<void> {
  if (reply.kind === 'hang') return
  if (reply.kind === 'destroy') return void response.destroy()
  if (reply.delayMs !== undefined) await sleep(reply.delayMs)
  if (reply.kind === 'failure') {
    return refuse(response, ids, reply.status, reply.errorType, reply.message, reply.headers)
  }
  if (request.isStreamed) return stream(reply, request, response, ids)
  json(response, ids, 200, wholeMessage(request, reply, ids).body, reply.headers)
}

async function stream(
  message: Message,
  request: ModelRequest,
  response: ServerResponse,
  ids: GivenIds,
): Promise<void> {
  const { lines, end } = streamPlan(request, message, ids)
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': ids.next('req'),
    ...message.headers,
  })
  if (message.paceMs === undefined) {
    response.write(lines.join(''))
  } else {
    for (const line of lines) {
      if (response.destroyed) return
      response.write(line)
      await sleep(message.paceMs)
    }
  }
  if (end === 'ended') response.end()
  // What was written leaves first: a cut stream is one that had begun.
  if (end === 'is cut') setTimeout(() => response.destroy(), 20).unref()
}
