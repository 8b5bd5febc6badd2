import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { describeConfig, loadConfig, variablesNamed } from '../../src/core/config.ts'

const dataDir = tmpdir()
const load = (environment: Readonly<Record<string, string>>) => loadConfig({ dataDir }, environment)

describe('the configuration of the AI desk', () => {
  it('has bounds on time, tokens and rupees unless somebody sets others', async () => {
    const { config } = await load({})
    expect(config.ai).toMatchObject({
      isOn: true,
      queryMs: 60_000,
      replyMs: 120_000,
      promptTokensMax: 8_000,
      approvals: 'automatic',
      scriptedModelUrl: null,
    })
    expect(config.ai.budgetADayPaise).toBeGreaterThan(0)
  })

  it.each(['http://127.0.0.1:8123', 'http://localhost:1', 'http://[::1]:8123'])(
    'a script in the model’s place may stand at %s',
    async (url) => {
      const { config } = await load({ ROBO_SCRIPTED_MODEL_URL: url })
      expect(config.ai.scriptedModelUrl).toBe(url)
    },
  )

  it.each([
    'https://api.example.com',
    'http://10.0.0.2:8123',
    'http://127.0.0.1.example.com',
    'http://127.0.0.1@example.com',
    'http://0.0.0.0:8123',
    'https://127.0.0.1:8123',
    '127.0.0.1:8123',
    'file:///etc/passwd',
  ])('and not at %s', async (url) => {
    await expect(load({ ROBO_SCRIPTED_MODEL_URL: url })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      field: 'ai.scriptedModelUrl',
    })
  })

  it.each([
    ['ai.model', { ROBO_AI_MODEL: 'a; rm -rf /' }],
    ['ai.isOn', { ROBO_AI: 'perhaps' }],
  ])('%s is checked', async (field, environment) => {
    await expect(load(environment)).rejects.toMatchObject({ field })
  })

  it('every key is shown with the layer it came from', async () => {
    const lines = describeConfig(await load({ ROBO_AI_MODEL: 'claude-opus-4-8' }))
    expect(lines.find(({ key }) => key === 'ai.model')).toMatchObject({
      value: 'claude-opus-4-8',
      from: 'environment',
    })
  })

  it('B99 of our variables those that are named are handed on, and only those that are set', () => {
    const ours = { HOME: '/home/me', DATABASE_URL: 'postgres://secret', LANG: '' }
    expect(variablesNamed(['HOME', 'LANG', 'TMPDIR'], ours)).toEqual({ HOME: '/home/me' })
  })
})
