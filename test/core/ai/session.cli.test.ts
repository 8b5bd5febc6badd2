import { constants, getPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../../../src/core/ai/claude.ts'
import { SystemClock, VirtualClock } from '../../../src/core/clock.ts'
import { epochMs, MINUTE_MS } from '../../../src/domain/time.ts'
import { hang, paced, say, use } from '../../scripted-model/replies.ts'
import { lastWords, toolResults, userWords } from '../../scripted-model/request.ts'
import { askedModel, isAlive, NEVER, OPTIONS, question } from './asked-model.ts'

const TOOLED: ClientOptions = { ...OPTIONS, tools: ['get_quote', 'propose_trade'] }

const starts = (desk: Awaited<ReturnType<typeof askedModel>>): number =>
  desk.log.lines.filter(({ message }) => message.startsWith('a session')).length

describe('the manager and the real client', () => {
  it('B3 B4 fifty first calls at once make one session and one start, and later ones reuse it', async () => {
    await using desk = await askedModel(() => say('ok'))
    const calls = Array.from({ length: 50 }, () => desk.manager.getClient('query', OPTIONS))
    const sessions = new Set(await Promise.all(calls))
    expect(sessions.size).toBe(1)
    expect(await desk.manager.getClient('query', { ...OPTIONS, tools: [] })).toBe([...sessions][0])
    expect(starts(desk)).toBe(1)
    expect(desk.manager.state.sessions).toHaveLength(1)
  })

  it('B5 changed options are another client, with another system prompt; the old one is closed', async () => {
    await using desk = await askedModel(() => say('ok'))
    await desk.ask('one')
    const [before] = desk.manager.state.sessions
    await desk.ask('two', { options: { ...OPTIONS, systemPrompt: 'You doubt.' } })
    const [after] = desk.manager.state.sessions
    expect(after?.pid).not.toBe(before?.pid)
    expect(desk.model.calls[0]?.request.system).toContain('You answer.')
    expect(desk.model.calls[1]?.request.system).toContain('You doubt.')
    expect(starts(desk)).toBe(2)
  })

  it('B6 a client that takes no question up ends in an error of its own at the limit, and is gone', async () => {
    await using desk = await askedModel(() => say('ok'), { config: { queryMs: 300 } })
    const session = await desk.manager.getClient('query', OPTIONS)
    const { pid } = session.line
    process.kill(pid ?? 0, 'SIGSTOP')
    await expect(desk.ask('anybody there?')).rejects.toMatchObject({
      name: 'AiError',
      code: 'AI_TIMED_OUT',
      details: { facts: { what: 'query', limitMs: 300 } },
    })
    expect(desk.model.calls).toHaveLength(0)
    expect(isAlive(pid ?? 0)).toBe(false)
    expect((await desk.ask('and now?')).text).toBe('ok')
  })

  it('B7 an answer that comes in crumbs for ever ends at the limit of the whole reply', async () => {
    const crumbs = paced(50, say('crumb '.repeat(2_000)))
    const script = () => crumbs
    await using desk = await askedModel(script, { config: { replyMs: 1_500 } })
    const heard: string[] = []
    const asked = desk.ask('go on', {
      client: 'conversation',
      onWords: (words) => heard.push(words),
    })
    await expect(asked).rejects.toMatchObject({
      code: 'AI_TIMED_OUT',
      details: { facts: { what: 'reply', limitMs: 1_500 } },
    })
    expect(heard.length).toBeGreaterThan(2)
    // The connection is given up, which the other end hears a moment later.
    while (desk.model.calls[0]?.isAbandoned !== true) await sleep(20)
  })

  it('B9 tools reach the model under the names that are served, and their answers come back', async () => {
    const script = (request: Parameters<typeof toolResults>[0]) =>
      toolResults(request).length > 0
        ? say('123.45')
        : use('mcp__desk__get_quote', { instrument: 'NSE:INFY' })
    await using desk = await askedModel(script)
    const calls: string[] = []
    const answer = await desk.ask('price?', {
      client: 'portfolio_analysis',
      by: 'technical_analyst',
      options: TOOLED,
      granted: ['get_quote'],
      onToolCall: ({ tool }) => calls.push(tool),
    })
    const served = desk.bench.tools.map(({ name }) => `mcp__desk__${name}`)
    expect(desk.model.calls[0]?.request.tools).toEqual(served)
    expect(answer).toMatchObject({
      text: '123.45',
      toolCalls: [{ tool: 'get_quote', output: '{"price": 123.45}', isError: false }],
    })
    expect(calls).toEqual(['get_quote'])
    expect(desk.bench.calls).toMatchObject([
      { name: 'get_quote', caller: { by: 'technical_analyst', granted: ['get_quote'] } },
    ])
  })

  it('a client goes behind the desk: whoever trades is served before whoever thinks', async () => {
    const desk = await askedModel(() => say('yes'))
    await desk.ask('well?')
    const pids = desk.manager.state.sessions.map(({ pid }) => pid ?? 0)
    expect(pids).toHaveLength(1)
    expect(pids.map((pid) => getPriority(pid))).toEqual([constants.priority.PRIORITY_BELOW_NORMAL])
    await desk[Symbol.asyncDispose]()
  })

  it('B10 after the manager is closed no process is left, though the model hangs', async () => {
    const desk = await askedModel(() => hang())
    const asked = desk.ask('wait')
    const told = expect(asked).rejects.toMatchObject({ code: 'AI_SESSION_LOST' })
    while (desk.model.calls.length === 0) await sleep(20)
    const pids = desk.manager.state.sessions.map(({ pid }) => pid ?? 0)
    expect(pids.map(isAlive)).toEqual([true])
    await desk.manager.close()
    expect(pids.map(isAlive)).toEqual([false])
    await told
    await expect(desk.ask('more')).rejects.toMatchObject({ code: 'CLOSED' })
    await desk[Symbol.asyncDispose]()
  })

  it('B11 the answer holds the words as they were said, for a question and in a conversation', async () => {
    const words = 'INFY looks dear: ₹1,850.\n\n| a | b |\n<b>नमस्ते</b>'
    const script = (request: Parameters<typeof toolResults>[0]) => {
      if (!lastWords(request).includes('tool')) return say(words)
      if (toolResults(request).length > 0) return say('Second.')
      const call = use('mcp__desk__get_quote', { instrument: 'NSE:INFY' })
      return { ...call, blocks: [...say('First.').blocks, ...call.blocks] }
    }
    await using desk = await askedModel(script)
    expect((await desk.ask('How is INFY?')).text).toBe(words)
    const heard: string[] = []
    const told = { onWords: (text: string) => heard.push(text) }
    const chat = { client: 'conversation', options: TOOLED, granted: ['get_quote'] } as const
    const answer = await desk.ask('use a tool', { ...chat, ...told })
    expect(answer.text).toBe('First.\n\nSecond.')
    expect(heard.join('')).toBe(answer.text)
  })

  it('B15 a question of 9,000 tokens is refused before any client begins', async () => {
    await using desk = await askedModel(() => say('ok'))
    await expect(desk.ask('word '.repeat(7_300))).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' })
    expect(desk.model.calls).toHaveLength(0)
    expect(starts(desk)).toBe(0)
  })

  it('a fresh question sees nothing of what was said before, another sees it all', async () => {
    await using desk = await askedModel(() => say('ok'))
    await desk.ask('my secret is 42')
    await desk.ask('go on', { isFresh: false })
    await desk.ask('anew')
    const [, second, third] = desk.model.calls.map(({ request }) => userWords(request))
    expect(second).toContain('my secret is 42')
    expect(third).not.toContain('secret')
    expect(starts(desk)).toBe(1)
  })

  it('an abort ends the question within 2 s, and the client answers the next one', async () => {
    await using desk = await askedModel((request) =>
      lastWords(request).includes('hang') ? hang('stream') : say('ok'),
    )
    await desk.ask('warm up')
    const ending = new AbortController()
    const asked = desk.ask('please hang', {}, ending.signal)
    const waiting = desk.ask('I wait', {}, ending.signal)
    const told = expect(asked).rejects.toMatchObject({ name: 'AbortError' })
    const toldToo = expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    while (desk.model.calls.length < 2) await sleep(20)
    const clock = new SystemClock()
    const at = clock.now()
    ending.abort('the person left')
    await Promise.all([told, toldToo])
    expect(clock.now() - at).toBeLessThan(2_000)
    expect((await desk.ask('again')).text).toBe('ok')
    expect(starts(desk)).toBe(1)
    expect(desk.model.calls.map(({ request }) => lastWords(request))).not.toContain('I wait')
  })

  it('a client that dies in the middle is told, and the next question finds another', async () => {
    await using desk = await askedModel((request) =>
      lastWords(request).includes('hang') ? hang() : say('ok'),
    )
    const asked = desk.ask('please hang')
    const told = expect(asked).rejects.toMatchObject({
      name: 'AiSessionError',
      code: 'AI_SESSION_LOST',
    })
    while (desk.model.calls.length === 0) await sleep(20)
    process.kill(desk.manager.state.sessions[0]?.pid ?? 0, 'SIGKILL')
    await told
    expect((await desk.ask('again')).text).toBe('ok')
    expect(starts(desk)).toBe(2)
  })

  it('memory of each client is known, and what it costs is counted turn by turn', async () => {
    await using desk = await askedModel(() => say('ok'))
    const first = await desk.ask('one')
    const second = await desk.ask('two', { isFresh: false })
    const [line] = desk.manager.state.sessions
    expect(line?.residentBytes).toBeGreaterThan(50_000_000)
    expect(line).toMatchObject({ client: 'query', turns: 2, isBusy: false })
    expect(first.costPaise).toBeGreaterThan(0)
    expect(desk.manager.state.spentTodayPaise).toBe(first.costPaise + second.costPaise)
    expect(desk.manager.state.tokensToday).toBe(
      [first, second].reduce((sum, { tokens }) => sum + tokens.input + tokens.output, 0),
    )
  })

  it.each([
    ['turns', { turnsMax: 2, residentBytesMax: Number.POSITIVE_INFINITY }, [1, 1, 2]],
    ['memory', { turnsMax: 300, residentBytesMax: 1 }, [1, 2, 3]],
  ] as const)(
    'a client that is worn out by its %s is replaced for the next question, and ends',
    async (_, wear, begun) => {
      await using desk = await askedModel(() => say('ok'), { wear })
      const seen: number[] = []
      for (const words of ['one', 'two', 'three']) {
        await desk.ask(words)
        seen.push(starts(desk))
      }
      expect(seen).toEqual(begun)
      const pids = desk.log.lines.map(({ facts }) => Number(facts['pid']))
      await desk.manager.close()
      expect(pids.filter(isAlive)).toEqual([])
    },
  )

  it('a client that nobody asks for a quarter of an hour ends; the next question finds another', async () => {
    const clock = new VirtualClock(epochMs(1_700_000_000_000))
    await using desk = await askedModel(() => say('ok'), { clock })
    await desk.ask('one')
    const pid = desk.manager.state.sessions[0]?.pid ?? 0
    clock.advance(epochMs(clock.now() + 15 * MINUTE_MS))
    expect(desk.manager.state.sessions).toEqual([])
    expect((await desk.ask('two')).text).toBe('ok')
    expect(starts(desk)).toBe(2)
    await desk.manager.close()
    expect(isAlive(pid)).toBe(false)
  })

  it('more questions than may wait are refused, and those that wait are answered', async () => {
    await using desk = await askedModel(() => say('ok'))
    const session = await desk.manager.getClient('query', OPTIONS)
    const asked = Array.from({ length: 65 }, () => session.ask(question('go'), NEVER))
    const told = await Promise.allSettled(asked)
    const refused = told.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'QUEUE_FULL' } }])
    expect(desk.model.calls).toHaveLength(64)
  })

  it('B10 a manager that is closed while a client begins leaves none', async () => {
    await using desk = await askedModel(() => say('ok'))
    const opening = desk.manager.getClient('query', OPTIONS)
    const told = expect(opening).rejects.toMatchObject({ name: 'AbortError' })
    await desk.manager.close()
    await told
    expect(starts(desk)).toBe(0)
  })

  it('whoever is told words and throws hurts his own question alone', async () => {
    await using desk = await askedModel((request) => say(`to ${lastWords(request).at(-1)}`))
    const onWords = () => {
      throw new RangeError('the reader is gone')
    }
    const told = expect(desk.ask('A', { onWords })).rejects.toMatchObject({ name: 'TradingError' })
    const next = desk.ask('B')
    await told
    expect((await next).text).toBe('to B')
    expect(starts(desk)).toBe(1)
  })
})
