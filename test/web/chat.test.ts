import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import { buildApp } from '../../src/web/app.ts'
import { type ChatLine, chatLine } from '../../src/web/contract/chat.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

const SLOW = { timeout: 20_000 }

const linesOf = (body: string): ChatLine[] =>
  body
    .trim()
    .split('\n')
    .map((line) => chatLine.parse(JSON.parse(line)))

describe('a conversation with the desk', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
  })
  beforeEach(() => {
    desk.ai.chat.hold = Promise.resolve()
    desk.ai.chat.failure = null
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const ask = (payload: Record<string, unknown>, accept?: string) =>
    desk.ask(
      {
        method: 'POST',
        url: '/api/chat',
        payload,
        headers: accept === undefined ? {} : { accept },
      },
      page,
    )

  it('B120 asks, goes on, is found again and is deleted', async () => {
    const first = await ask({ text: 'What do I hold?' }, 'application/json')
    expect(first.headers['content-type']).toMatch(/^application\/json/)
    const { sessionId, turn } = first.json()
    expect(turn).toMatchObject({ by: 'model', text: 'You hold 2 INFY.', error: null })
    expect(turn.toolCalls).toMatchObject([{ tool: 'get_positions', isError: false }])
    await ask({ text: 'Since when?', sessionId }, 'application/json')
    const { sessions } = (await desk.ask({ url: '/api/chat/sessions' }, page)).json()
    expect(sessions[0]).toMatchObject({ id: sessionId, title: 'What do I hold?', turns: 4 })
    const url = `/api/chat/sessions/${sessionId}`
    const whole = (await desk.ask({ url }, page)).json()
    expect(whole.turns.map(({ by }: { by: string }) => by)).toEqual([
      'person',
      'model',
      'person',
      'model',
    ])
    const gone = await desk.ask({ method: 'DELETE', url }, page)
    expect(gone.json()).toEqual({ deleted: sessionId })
    expect((await desk.ask({ url }, page)).statusCode).toBe(404)
    expect((await ask({ text: 'And now?', sessionId }, 'application/json')).statusCode).toBe(404)
  })

  it('B120 tells words and tools as they come, line by line, and the whole turn last', async () => {
    const answer = await ask({ text: 'What do I hold?' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const lines = linesOf(answer.body)
    expect(lines.map(({ type }) => type)).toEqual(['words', 'tool', 'words', 'turn'])
    expect(lines.at(-1)).toMatchObject({ turn: { text: 'You hold 2 INFY.' } })
  })

  it('what fails after the first word is the last line, coded and under the id of its request', async () => {
    desk.ai.chat.failure = new TradingError('AI_RATE_LIMITED', 'The provider asks to wait', {
      retryAfterMs: 60_000,
    })
    const answer = await ask({ text: 'What do I hold?' })
    expect(answer.statusCode).toBe(200)
    const [words, error] = linesOf(answer.body)
    expect(words).toEqual({ type: 'words', text: 'You hold ' })
    expect(error).toMatchObject({
      type: 'error',
      error: {
        code: 'AI_RATE_LIMITED',
        retryAfterSeconds: 60,
        correlationId: answer.headers['x-correlation-id'],
      },
    })
    const plain = await ask({ text: 'What do I hold?' }, 'application/json')
    expect([plain.statusCode, plain.headers['retry-after']]).toEqual([429, '60'])
  })

  it('takes words of every kind as words', async () => {
    for (const text of [
      '@/etc/passwd',
      '/clear',
      '<b onclick=x>',
      '\u202e💣',
      'x'.repeat(20_000),
    ]) {
      expect((await ask({ text }, 'application/json')).statusCode).toBe(200)
      expect(desk.ai.chat.asked.at(-1)?.text).toBe(text)
    }
    for (const text of ['', '   ', 'x'.repeat(20_001), 7, null]) {
      expect((await ask({ text })).statusCode).toBe(422)
    }
  })

  describe('over the wire', () => {
    const listen = async (app: WebDesk['app']) =>
      Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)

    /** Asks, and resolves with the first line while the rest is still to come. */
    const begin = (port: number, token: Client) =>
      new Promise<{ readonly first: string; leave(): void; readonly rest: Promise<string> }>(
        (resolve, reject) => {
          const headers = {
            ...token.headers,
            'content-type': 'application/json',
            host: 'localhost',
          }
          const options = { port, host: '127.0.0.1', path: '/api/chat', method: 'POST', headers }
          const asked = request(options, (response) => {
            let rest = ''
            const over = new Promise<string>((done) => {
              response.on('close', () => done(rest))
            })
            response.on('data', (chunk: Buffer) => {
              if (rest === '')
                resolve({ first: chunk.toString(), leave: () => asked.destroy(), rest: over })
              rest += chunk.toString()
            })
            response.on('error', () => undefined)
          })
          asked.on('error', reject)
          asked.end(JSON.stringify({ text: 'What do I hold?' }))
        },
      )

    it('whoever goes away stops the model', async () => {
      const token = await desk.token('propose')
      const app = await buildApp(desk.web)
      try {
        desk.ai.chat.hold = new Promise(() => undefined)
        const before = desk.ai.chat.stopped
        const { first, leave } = await begin(await listen(app), token)
        expect(JSON.parse(first)).toEqual({ type: 'words', text: 'You hold ' })
        expect(desk.ai.chat.stopped).toBe(before)
        leave()
        await vi.waitUntil(() => desk.ai.chat.stopped === before + 1, SLOW)
      } finally {
        await app.close()
      }
    })

    it('a desk that closes stops the model, and says so in the last line', async () => {
      const token = await desk.token('propose')
      const app = await buildApp(desk.web)
      desk.ai.chat.hold = new Promise(() => undefined)
      const { rest } = await begin(await listen(app), token)
      await app.close()
      expect(linesOf(await rest).map(({ type }) => type)).toEqual(['words', 'error'])
    })

    it('words are there before the answer is whole', async () => {
      const token = await desk.token('propose')
      const app = await buildApp(desk.web)
      try {
        const going = new AbortController()
        desk.ai.chat.hold = new Promise((resolve) => {
          going.signal.addEventListener('abort', resolve)
        })
        const { first, rest } = await begin(await listen(app), token)
        expect(linesOf(first)).toHaveLength(1)
        going.abort()
        expect(linesOf(await rest).at(-1)).toMatchObject({ type: 'turn' })
      } finally {
        await app.close()
      }
    })
  })
})
