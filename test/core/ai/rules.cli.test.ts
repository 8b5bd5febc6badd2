import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { ClientOptions, Question } from '../../../src/core/ai/claude.ts'
import { bundledClient, ClientProcesses } from '../../../src/core/ai/client-process.ts'
import type { ToolName } from '../../../src/core/ai/tool-names.ts'
import { SystemClock } from '../../../src/core/clock.ts'
import { openLine, receiveReply, sendQuery, type ToolGate } from '../../../src/core/sdk-helpers.ts'
import { dummyLogin } from '../../scripted-model/dummy-login.ts'
import {
  cut,
  fail,
  hang,
  later,
  paced,
  type Reply,
  say,
  structured,
  use,
  uses,
} from '../../scripted-model/replies.ts'
import {
  lastWords,
  type ModelRequest,
  resultWords,
  toolResults,
  userWords,
} from '../../scripted-model/request.ts'
import { startScriptedModel } from '../../scripted-model/scripted-model.ts'
import { askedModel, isAlive, NEVER, OPTIONS, TestBench } from './asked-model.ts'

const QUOTE = 'mcp__desk__get_quote'
const PROPOSE = 'mcp__desk__propose_trade'
const INFY = { instrument: 'NSE:INFY' }
const TOOLED: ClientOptions = { ...OPTIONS, tools: ['get_quote', 'propose_trade'] }
const granted = (...tools: readonly ToolName[]): Partial<Question> => ({
  client: 'portfolio_analysis',
  options: TOOLED,
  granted: tools,
})

/** Calls something first, and says `done` when it was answered. */
const calling =
  (...calls: readonly (readonly [string, unknown])[]) =>
  (request: ModelRequest): Reply =>
    toolResults(request).length > 0 ? say('done') : uses(...calls)

const answersIn = (request: ModelRequest | undefined): string =>
  request ? toolResults(request).map(resultWords).join('\n') : ''

/** A line of its own to the real client, behind a gate that the test makes. */
async function throughGate(gate: Partial<ToolGate>, script: (request: ModelRequest) => Reply) {
  const model = await startScriptedModel(script)
  const login = await dummyLogin(model.url)
  const processes = new ClientProcesses()
  const called: ToolName[] = []
  const line = await openLine({
    client: TOOLED,
    tools: new TestBench().tools,
    gate: {
      refusal: () => null,
      call: async (tool) => {
        called.push(tool)
        return { text: 'done', isError: false }
      },
      ...gate,
    },
    program: bundledClient() ?? '',
    env: login.env,
    cwd: login.cwd,
    processes,
    isTold: false,
    toolMs: 10_000,
    usdMax: 1,
  })
  const limits = { limitMs: 30_000, clock: new SystemClock(), signal: NEVER }
  const unheard = () => {}
  await sendQuery(line, { text: 'go', isComposed: true }, limits, unheard)
  await receiveReply(line, limits, unheard)
  await line.close()
  await model.close()
  await login.close()
  return { called, calls: model.calls }
}

describe('the rules of the SDK', () => {
  it('rule 1: the model sees our tools and no others, no settings, no file of the folder', async () => {
    const script = calling(
      ['Bash', { command: 'touch pwned', description: 'x' }],
      ['Read', { file_path: '/etc/hostname' }],
      ['WebFetch', { url: 'http://127.0.0.1', prompt: 'x' }],
    )
    await using desk = await askedModel(script)
    const canary = 'CANARY-OF-SETTINGS'
    const { configDir, env } = desk.login
    for (const folder of [configDir, env['HOME'] ?? '']) {
      await writeFile(join(folder, 'CLAUDE.md'), canary)
      await writeFile(
        join(folder, 'settings.json'),
        JSON.stringify({ permissions: { allow: ['Bash'] }, env: { CANARY: canary } }),
      )
    }
    await desk.ask('go', granted('get_quote'))
    const [first, second] = desk.model.calls.map(({ request }) => request)
    expect(first?.tools).toEqual([QUOTE, PROPOSE])
    expect(first?.raw).not.toContain(canary)
    expect(answersIn(second).match(/No such tool available/g)).toHaveLength(3)
    expect(desk.model.other).toEqual([])
  })

  it('rule 2: what a person writes is never a path, a command or a setting to the client', async () => {
    await using desk = await askedModel(() => say('ok'))
    const file = join(desk.login.cwd, 'broker.env')
    await writeFile(file, 'BROKER_SECRET=hunter2')
    const lines = [`summarise @${file}`, '/clear', '/model opus', '!cat /etc/passwd', '#remember']
    for (const line of lines) await desk.ask(line, { isFresh: line === lines[0] })
    const last = desk.model.calls.at(-1)?.request
    expect(desk.model.calls).toHaveLength(lines.length)
    for (const line of lines) expect(last && userWords(last)).toContain(line)
    expect(last?.raw).not.toContain('hunter2')
    expect(last?.model).toBe(OPTIONS.model)
  })

  it('rule 3: a gate that throws, or answers nonsense, is shut: the tool is not called', async () => {
    const throws = () => {
      throw new RangeError('the gate is broken')
    }
    const thrown = await throughGate({ refusal: throws }, calling([PROPOSE, INFY]))
    expect(thrown.called).toEqual([])
    expect(answersIn(thrown.calls[1]?.request)).not.toBe('')
  })

  it('rule 4: the gate is asked by the full name', async () => {
    const asked: string[] = []
    const refusal = (name: string) => {
      asked.push(name)
      return null
    }
    const { called } = await throughGate({ refusal }, calling([PROPOSE, INFY], [QUOTE, INFY]))
    expect(asked).toEqual([PROPOSE, QUOTE])
    expect(called).toEqual(['propose_trade', 'get_quote'])
  })

  it('rule 5: a refusal keeps the tool from being called, tells the model why, and the answer goes on', async () => {
    await using desk = await askedModel(calling([PROPOSE, INFY]))
    const answer = await desk.ask('go', granted('get_quote'))
    expect(desk.bench.calls).toEqual([])
    expect(answersIn(desk.model.calls[1]?.request)).toContain('is not granted for this question')
    expect(answer.text).toBe('done')
    expect(answer.toolCalls).toMatchObject([{ tool: 'propose_trade', isError: true }])
  })

  it('rule 6: nothing is approved in advance: what is served is called only when it is granted', async () => {
    await using desk = await askedModel(calling([QUOTE, INFY], [PROPOSE, INFY]))
    const names = () => desk.bench.calls.map(({ name }) => name)
    await desk.ask('go', granted('get_quote'))
    expect(names()).toEqual(['get_quote'])
    await desk.ask('go', granted())
    expect(names()).toEqual(['get_quote'])
    await desk.ask('go', granted('get_quote', 'propose_trade'))
    expect(names()).toEqual(['get_quote', 'get_quote', 'propose_trade'])
  })

  it('rule 7: a tool is told of an abort and runs to its own end; its answer belongs to no later question', async () => {
    const seen: string[] = []
    let finish: () => void = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const bench = new TestBench({
      propose_trade: async (signal) => {
        seen.push('began')
        signal.addEventListener('abort', () => seen.push('told'), { once: true })
        await finished
        seen.push('ended')
        return 'late'
      },
    })
    const script = (request: ModelRequest) =>
      lastWords(request).includes('propose') ? use(PROPOSE, INFY) : say('ok')
    await using desk = await askedModel(script, { bench })
    const ending = new AbortController()
    const asked = desk.ask('propose', granted('propose_trade'), ending.signal)
    const told = expect(asked).rejects.toMatchObject({ name: 'AbortError' })
    while (seen.length === 0) await sleep(10)
    ending.abort('enough')
    await told
    const next = desk.ask('and now?', granted('propose_trade'))
    finish()
    expect(await next).toMatchObject({ text: 'ok', toolCalls: [] })
    expect(seen).toEqual(['began', 'told', 'ended'])
  })

  it('rule 8: a tool whose message was cut off after its block is called once, not twice', async () => {
    const script = (request: ModelRequest, before: number) => {
      if (before === 0) return paced(150, cut(5, use(PROPOSE, INFY)))
      return toolResults(request).length > 0 ? say('done') : say('again')
    }
    await using desk = await askedModel(script)
    await desk.ask('go', granted('propose_trade'))
    expect(desk.bench.calls).toHaveLength(1)
  })

  it('rule 9: success in the client’s own word is not success', async () => {
    const script = (request: ModelRequest) => {
      const words = userWords(request)
      if (words.includes('refuse')) return fail(403)
      if (words.includes('too long')) return { ...say('cut'), stopReason: 'refusal' }
      return say('words, no form')
    }
    await using desk = await askedModel(script)
    await expect(desk.ask('too long')).rejects.toMatchObject({ code: 'AI_FAILED' })
    const form = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
    const answer = await desk.ask('a form', { client: 'trading', options: { ...OPTIONS, form } })
    expect(answer).toMatchObject({ form: undefined })
    expect(answer.text).toContain('words, no form')
    await expect(desk.ask('refuse')).rejects.toMatchObject({ name: 'AiAuthError' })
  })

  it('rule 10: a service that fails is told after two more tries; one that hangs ends at our limit', async () => {
    const script = (request: ModelRequest) => {
      if (lastWords(request).includes('fail')) return fail(529)
      return lastWords(request).includes('hang') ? hang() : say('ok')
    }
    await using desk = await askedModel(script, { config: { replyMs: 3_000 } })
    await expect(desk.ask('fail')).rejects.toMatchObject({
      code: 'AI_FAILED',
      details: { facts: { status: 529 }, retryAfterMs: 30_000 },
    })
    expect(desk.model.calls).toHaveLength(3)
    const [before] = desk.manager.state.sessions
    await expect(desk.ask('hang')).rejects.toMatchObject({ code: 'AI_TIMED_OUT' })
    expect((await desk.ask('and now?')).text).toBe('ok')
    expect(desk.manager.state.sessions[0]?.pid).toBe(before?.pid)
  })

  it('rule 11: questions that come together are answered one after the other, each by its own answer', async () => {
    const script = (request: ModelRequest) => later(50, say(`to ${lastWords(request).at(-1)}`))
    await using desk = await askedModel(script)
    const answers = await Promise.all(['A', 'B', 'C'].map((words) => desk.ask(words)))
    expect(answers.map(({ text }) => text)).toEqual(['to A', 'to B', 'to C'])
    expect(desk.model.calls.map(({ request }) => /[ABC]$/.exec(userWords(request))?.[0])).toEqual([
      'A',
      'B',
      'C',
    ])
    expect(desk.model.calls).toHaveLength(3)
  })

  it.each([
    ['SIGTERM that is heard', ['--listens'], 'SIGTERM'],
    ['SIGTERM that nobody hears', [], 'SIGTERM'],
    ['SIGINT', [], 'SIGINT'],
    ['SIGKILL', [], 'SIGKILL'],
    ['an error that nobody caught', [], null],
  ] as const)(
    'rule 12 B10 no client outlives us after %s, though the model hangs',
    async (_, args, end) => {
      const model = await startScriptedModel(() => hang())
      const login = await dummyLogin(model.url)
      const file = fileURLToPath(new URL('hanging-desk.ts', import.meta.url))
      const env = { ...login.env, ROBO_SCRIPTED_MODEL_URL: model.url, ROBO_DATA_DIR: login.cwd }
      const desk = spawn(process.execPath, ['--import', 'tsx', file, ...args], { env })
      const [told]: readonly unknown[] = await once(desk.stdout, 'data')
      const pid = Number(String(told))
      while (model.calls.length === 0) await sleep(20)
      expect(isAlive(pid)).toBe(true)
      const ended = once(desk, 'exit')
      if (end === null) desk.stdin.write('throw')
      else desk.kill(end)
      await ended
      for (let tries = 0; isAlive(pid) && tries < 100; tries++) await sleep(20)
      expect(isAlive(pid)).toBe(false)
      await model.close()
      await login.close()
    },
  )

  it('rule 13 B2 a key in our environment does not reach the client: the login is used', async () => {
    const keys = { ANTHROPIC_API_KEY: 'a-key', ANTHROPIC_AUTH_TOKEN: 'a-token' }
    await using desk = await askedModel(() => say('ok'), { environment: keys })
    await desk.ask('hello')
    const headers = desk.model.calls[0]?.headers
    expect(headers?.authorization).toBe('Bearer dummy-access')
    expect(headers?.['x-api-key']).toBeUndefined()
  })

  it('rule 14: a form is a schema of draft 7, and the model’s form is checked by it', async () => {
    const Verdict = z.object({ verdict: z.enum(['BUY', 'HOLD']) })
    const script = (_: ModelRequest, before: number) =>
      structured({ verdict: before === 0 ? 'MAYBE' : 'HOLD' })
    await using desk = await askedModel(script)
    const form = z.toJSONSchema(Verdict, { target: 'draft-7' })
    const answer = await desk.ask('decide', { client: 'trading', options: { ...OPTIONS, form } })
    expect(answer.form).toEqual({ verdict: 'HOLD' })
    expect(desk.model.calls).toHaveLength(2)
    const newer = z.toJSONSchema(Verdict)
    const refused = desk.ask('decide', { client: 'query', options: { ...OPTIONS, form: newer } })
    await expect(refused).rejects.toMatchObject({ name: expect.stringMatching(/^Ai/) })
  })

  it('rule 15: an answer of a tool reaches the model whole, or as a refusal: never as a path', async () => {
    const lengths = { get_quote: 47_000, propose_trade: 60_000 }
    const bench = new TestBench({
      get_quote: async () => 'x'.repeat(lengths.get_quote),
      propose_trade: async () => 'y'.repeat(lengths.propose_trade),
    })
    await using desk = await askedModel(calling([QUOTE, INFY], [PROPOSE, INFY]), { bench })
    await desk.ask('go', granted('get_quote', 'propose_trade'))
    const request = desk.model.calls[1]?.request
    const [short, long] = request ? toolResults(request) : []
    expect(short && resultWords(short)).toHaveLength(lengths.get_quote)
    expect(long && resultWords(long)).toBe('The answer was too long: ask for less.')
    expect(long?.is_error).toBe(true)
  })
})
