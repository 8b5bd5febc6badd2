import { describe, expect, it } from 'vitest'
import { dummyLogin } from '../scripted-model/dummy-login.ts'
import { fail, say } from '../scripted-model/replies.ts'
import { startScriptedModel } from '../scripted-model/scripted-model.ts'
import { useProgram } from './cli.ts'

const program = useProgram()

interface Status {
  readonly state: string
  readonly reason: string
  readonly nextStep: string | null
  readonly model: string
  readonly isScripted: boolean
  readonly budgets: Readonly<Record<string, number>>
}

const readStatus = (out: string): Status => JSON.parse(out)

describe('robo-trader ai', () => {
  it('B2 B12 without a login it is blocked, says how to log in, and ends with 3', async () => {
    await using desk = await program.desk()
    const login = await dummyLogin('http://127.0.0.1:1', 'none')
    const { HOME, CLAUDE_CONFIG_DIR } = login.env
    const { code, out } = await desk.run(['ai', 'status', '--json'], { HOME, CLAUDE_CONFIG_DIR })
    await login.close()
    expect(code).toBe(3)
    expect(readStatus(out)).toMatchObject({
      state: 'blocked',
      reason: 'Nobody is logged in',
      nextStep: 'Run "robo-trader ai login"',
      isScripted: false,
    })
  })

  it('B13 a token that is only stored is unproven; a script that answers proves it, one that refuses blocks it', async () => {
    await using desk = await program.desk()
    let isRefusing = false
    const model = await startScriptedModel(() => (isRefusing ? fail(401) : say('yes')))
    const login = await dummyLogin(model.url, 'token')
    const { HOME, CLAUDE_CONFIG_DIR, CLAUDE_CODE_OAUTH_TOKEN } = login.env
    const mine = { HOME, CLAUDE_CONFIG_DIR, CLAUDE_CODE_OAUTH_TOKEN }
    const scripted = { ...mine, ROBO_SCRIPTED_MODEL_URL: model.url }
    const stored = await desk.run(['ai', 'status', '--no-probe', '--json'], mine)
    expect([stored.code, readStatus(stored.out).state]).toEqual([0, 'unproven'])
    expect(readStatus(stored.out).reason).toContain('oauth_token')

    const proven = await desk.run(['ai', 'status', '--json'], scripted)
    expect([proven.code, readStatus(proven.out)]).toMatchObject([
      0,
      { state: 'ready', isScripted: true, model: 'claude-sonnet-5', budgets: { dayPaise: 50_000 } },
    ])
    expect(model.calls).toHaveLength(1)

    const words = await desk.run(['ai', 'status', '--no-probe'], scripted)
    expect(words.out).toMatch(/^SCRIPTED MODEL: a script at http:\/\/127\.0\.0\.1:\d+ answers/)

    isRefusing = true
    const refused = await desk.run(['ai', 'status', '--json'], scripted)
    expect([refused.code, readStatus(refused.out).state]).toEqual([3, 'blocked'])
    expect(refused.out + refused.err).not.toContain('dummy-token')
    await model.close()
    await login.close()
  })

  it('a script in the model’s place must be on this machine', async () => {
    await using desk = await program.desk()
    const there = { ROBO_SCRIPTED_MODEL_URL: 'http://example.com' }
    const { code, err } = await desk.run(['ai', 'status'], there)
    expect(code).toBe(2)
    expect(err).toContain('ai.scriptedModelUrl from environment')
  })

  it('login names the client that is run, and what a person does', async () => {
    await using desk = await program.desk()
    const answer = await desk.json<{ command: readonly string[]; steps: readonly string[] }>([
      'ai',
      'login',
    ])
    expect(answer.command.slice(1)).toEqual(['auth', 'login'])
    expect(answer.steps).toHaveLength(3)
  })
})
