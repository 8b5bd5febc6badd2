import { type Options, query, type SDKMessage } from '@anthropic-ai/claude-agent-sdk'
import { describe, expect, it } from 'vitest'
import { DUMMY_ACCESS, dummyLogin, type LoginKind } from './dummy-login.ts'
import { cut, fail, malformed, quotaGone, say, structured, use } from './replies.ts'
import { lastWords, resultWords, toolResults } from './request.ts'
import { type Script, startScriptedModel } from './scripted-model.ts'

/** Asks the client one thing, as the SDK does, and waits for its end. */
async function ask(script: Script, kind: LoginKind, over: Partial<Options> = {}) {
  const model = await startScriptedModel(script)
  const login = await dummyLogin(model.url, kind)
  const messages: SDKMessage[] = []
  let thrown: unknown = null
  try {
    const options: Options = {
      env: { ...login.env },
      cwd: login.cwd,
      systemPrompt: 'You answer.',
      tools: [],
      settingSources: [],
      strictMcpConfig: true,
      permissionMode: 'default',
      verbatimPrompts: true,
      maxTurns: 6,
      persistSession: false,
      ...over,
    }
    for await (const message of query({ prompt: 'How is INFY?', options })) messages.push(message)
  } catch (error) {
    thrown = error
  } finally {
    await model.close()
    await login.close()
  }
  const result = messages.find((message) => message.type === 'result')
  return { model, messages, result, thrown }
}

const textOf = (result: Awaited<ReturnType<typeof ask>>['result']): string =>
  result?.subtype === 'success' ? result.result : (result?.errors.join() ?? 'none')

describe('the scripted model and the real client', () => {
  it('says its words to the real client, which sends the stored dummy login and nothing else', async () => {
    const long = 'A sentence that is told in pieces. '.repeat(20).trim()
    const { model, result } = await ask(() => say(long), 'stored')
    expect(textOf(result)).toBe(long)
    expect(model.calls).toHaveLength(1)
    const [call] = model.calls
    expect(call?.headers.authorization).toBe(`Bearer ${DUMMY_ACCESS}`)
    expect(call && lastWords(call.request)).toContain('How is INFY?')
    expect(call?.request.system).toContain('You answer.')
    expect(call?.request.tools).toEqual([])
    expect(model.other).toEqual([])
  })

  it('reads what a tool answered, and fills a form that the client checks', async () => {
    const schema = {
      type: 'object',
      properties: { verdict: { enum: ['BUY', 'HOLD'] } },
      required: ['verdict'],
    }
    const { model, result } = await ask(
      (request, before) => {
        if (before === 0) return use('Bash', { command: 'true', description: 'x' })
        const [answer] = toolResults(request)
        expect(answer && resultWords(answer)).toContain('No such tool')
        return structured(before === 1 ? { verdict: 'MAYBE' } : { verdict: 'HOLD' })
      },
      'token',
      { outputFormat: { type: 'json_schema', schema } },
    )
    expect(result?.subtype === 'success' && result.structured_output).toEqual({ verdict: 'HOLD' })
    expect(model.calls).toHaveLength(3)
    expect(model.calls[0]?.request.schemas.get('StructuredOutput')).toMatchObject(schema)
  })

  it('fails as the API does: the client tries once more, and tells the status', async () => {
    const { model, result } = await ask(() => fail(529), 'stored')
    expect(result?.is_error).toBe(true)
    expect(result?.subtype === 'success' && result.api_error_status).toBe(529)
    expect(model.calls).toHaveLength(2)
  })

  it('uses up a quota: the client tells until when', async () => {
    const resetsAt = 4_000_000_000
    const { messages, model } = await ask(() => quotaGone(resetsAt), 'stored')
    const told = messages.find((message) => message.type === 'rate_limit_event')
    expect(told?.rate_limit_info).toMatchObject({ status: 'rejected', resetsAt })
    expect(model.calls).toHaveLength(1)
  })

  it('breaks a stream by an event and by its connection: the client asks again and has the answer', async () => {
    const broken = await ask(
      (_, before) => (before === 0 ? malformed(say('a')) : say('b')),
      'stored',
    )
    expect(textOf(broken.result)).toBe('b')
    const dropped = await ask((_, before) => (before === 0 ? cut(4, say('a')) : say('c')), 'stored')
    expect(textOf(dropped.result)).toBe('c')
  })

  it('knows no login, or a settings file that cannot be read: nothing reaches the server', async () => {
    const none = await ask(() => say('never'), 'none')
    expect(textOf(none.result)).toContain('Not logged in')
    expect(none.model.calls).toEqual([])
    const corrupt = await ask(() => say('never'), 'corrupt')
    expect(corrupt.model.calls).toEqual([])
    expect(corrupt.result?.is_error ?? corrupt.thrown !== null).toBe(true)
  })
})
