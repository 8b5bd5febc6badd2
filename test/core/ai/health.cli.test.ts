import { describe, expect, it } from 'vitest'
import { bundledClient } from '../../../src/core/ai/client-process.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { epochMs, SECOND_MS } from '../../../src/domain/time.ts'
import { costing, fail, quotaGone, say, structured } from '../../scripted-model/replies.ts'
import { askedModel, NEVER, OPTIONS } from './asked-model.ts'

describe('whether the model can be asked', () => {
  it('B12 without the client’s program it is blocked and says so; nothing else fails', async () => {
    await using desk = await askedModel(() => say('never'), { program: null })
    const code = 'AI_BLOCKED'
    await expect(desk.ask('hello')).rejects.toMatchObject({ name: 'AiAuthError', code })
    expect(desk.manager.state).toMatchObject({ state: 'blocked', sessions: [] })
    expect(desk.manager.state.reason).toContain('not installed')
    expect(await desk.manager.check(true, NEVER)).toMatchObject({ state: 'blocked' })
    const lost = () => {
      throw Object.assign(new RangeError('no such module'), { code: 'MODULE_NOT_FOUND' })
    }
    expect(bundledClient(lost)).toBeNull()
  })

  it('B12 a program that is not there, or is no program, is blocked too', async () => {
    await using desk = await askedModel(() => say('never'), { program: '/nowhere/claude' })
    await expect(desk.ask('hello')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(desk.manager.state.reason).toContain('does not run')
  })

  it('B12 a corrupt configuration of the client is told as such', async () => {
    await using desk = await askedModel(() => say('never'), { login: 'corrupt' })
    await expect(desk.ask('hello')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(desk.manager.state).toMatchObject({
      state: 'blocked',
      reason: 'The configuration file of the model’s client cannot be read',
    })
    expect(desk.manager.state.nextStep).toContain('.claude.json')
  })

  it('B12 without a login no request is made, and no words are made up', async () => {
    await using desk = await askedModel(() => say('never'), { login: 'none' })
    await expect(desk.ask('hello')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(desk.model.calls).toHaveLength(0)
    expect(desk.manager.state).toMatchObject({ state: 'blocked' })
    await expect(desk.ask('again')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(desk.manager.state.sessions).toEqual([])
  })

  it('B13 a stored login is unproven until one minimal answer; two reads make one probe', async () => {
    await using desk = await askedModel(() => say('yes'), { login: 'token' })
    expect(desk.manager.state).toMatchObject({ state: 'unproven', checkedAt: null })
    expect((await desk.manager.check(false, NEVER)).state).toBe('unproven')
    expect(desk.model.calls).toHaveLength(0)
    expect((await desk.manager.check(true, NEVER)).state).toBe('ready')
    expect((await desk.manager.check(true, NEVER)).state).toBe('ready')
    expect(desk.model.calls).toHaveLength(1)
    expect(desk.manager.state.sessions).toEqual([])
  })

  it('B14 a login that is lost in the middle blocks, and is told to whoever listens', async () => {
    let isLost = false
    await using desk = await askedModel(() => (isLost ? fail(401) : say('ok')))
    const states: string[] = []
    using _ = desk.manager.listen(() => states.push(desk.manager.state.state))
    await desk.ask('one')
    isLost = true
    await expect(desk.ask('two')).rejects.toMatchObject({ name: 'AiAuthError', code: 'AI_BLOCKED' })
    expect(desk.manager.state.state).toBe('blocked')
    expect(states).toContain('ready')
    expect(states.at(-1)).toBe('blocked')
  })

  it('B14 a limit that is used up cools until it ends: nothing is sent before', async () => {
    const start = 1_700_000_000
    const clock = new VirtualClock(epochMs(start * SECOND_MS))
    let isGone = true
    const script = () => (isGone ? quotaGone(start + 600) : say('ok'))
    await using desk = await askedModel(script, { clock })
    await expect(desk.ask('one')).rejects.toMatchObject({
      name: 'AiRateLimitError',
      code: 'AI_RATE_LIMITED',
      details: { retryAfterMs: 600_000 },
    })
    const calls = desk.model.calls.length
    expect(desk.manager.state).toMatchObject({
      state: 'cooling',
      coolingUntil: (start + 600) * SECOND_MS,
    })
    await expect(desk.ask('two')).rejects.toMatchObject({ code: 'AI_RATE_LIMITED' })
    expect(desk.model.calls).toHaveLength(calls)
    isGone = false
    clock.advance(epochMs((start + 600) * SECOND_MS))
    expect((await desk.ask('three')).text).toBe('ok')
    expect(desk.manager.state.state).toBe('ready')
  })

  it('B14 a client that does not serve our tools as it should is a tool error', async () => {
    await using desk = await askedModel(() => say('ok'))
    const options = { ...OPTIONS, tools: ['get_quote', 'get_bars'] as const }
    await expect(desk.ask('hello', { options, granted: ['get_bars'] })).rejects.toMatchObject({
      name: 'AiToolError',
      code: 'AI_TOOL_FAILED',
      details: { facts: { seen: ['mcp__desk__get_quote'] } },
    })
  })

  it('a budget of a day that is used up stops the next question before anything is sent', async () => {
    const dear = costing({ input_tokens: 150_000 }, say('dear'))
    await using desk = await askedModel(() => dear, { config: { budgetADayPaise: 2_000 } })
    const { costPaise } = await desk.ask('one')
    expect(costPaise).toBeGreaterThan(2_000)
    await expect(desk.ask('two')).rejects.toMatchObject({ details: { facts: { what: 'day' } } })
    expect(desk.model.calls).toHaveLength(1)
  })

  it('a conversation has a budget of its own: it ends within an answer, and begins again with a new one', async () => {
    const dear = costing({ input_tokens: 150_000 }, say('dear'))
    await using desk = await askedModel(() => dear)
    const on = { isFresh: false }
    await desk.ask('one')
    await expect(desk.ask('two', on)).rejects.toMatchObject({ code: 'AI_BUDGET_EXCEEDED' })
    expect(desk.model.calls).toHaveLength(2)
    await expect(desk.ask('three', on)).rejects.toMatchObject({
      details: { facts: { what: 'session' } },
    })
    expect(desk.model.calls).toHaveLength(2)
    expect((await desk.ask('anew')).text).toBe('dear')
  })

  it('a form that is never right ends in an error of its own', async () => {
    const form = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
    await using desk = await askedModel(() => structured({ a: 'x' }))
    const asked = desk.ask('fill', {
      client: 'trading',
      options: { ...OPTIONS, form, turnsMax: 20 },
    })
    await expect(asked).rejects.toMatchObject({ code: 'AI_NO_FORM' })
  })

  it('a desk that is switched off asks nobody', async () => {
    await using desk = await askedModel(() => say('never'), { config: { isOn: false } })
    await expect(desk.ask('hello')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(await desk.manager.check(true, NEVER)).toMatchObject({ state: 'blocked' })
    expect(desk.model.calls).toHaveLength(0)
  })

  it('a look that is given up because everything ends hurts nobody', async () => {
    await using desk = await askedModel(() => say('never'))
    const leaving = new AbortController()
    const asked = desk.manager.check(true, leaving.signal)
    const told = expect(asked).rejects.toMatchObject({ name: 'AbortError' })
    leaving.abort('too late')
    await told
    await desk.manager.close()
    expect(desk.manager.state).toMatchObject({ state: 'unproven', checkedAt: null })
  })
})
