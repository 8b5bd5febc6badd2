import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCalendar } from '../../src/core/calendar-file.ts'
import { describeConfig, loadConfig } from '../../src/core/config.ts'
import { ConfigurationError } from '../../src/core/errors.ts'
import { tradeDate } from '../../src/domain/time.ts'

let dataDir = ''

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'robo-config-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const file = (name: string, content: unknown): Promise<void> =>
  writeFile(join(dataDir, name), typeof content === 'string' ? content : JSON.stringify(content))

describe('the configuration', () => {
  it('takes each key from the weightiest layer that states it, and says from which', async () => {
    await file('config.json', { seed: 2, speed: 5, capital: 50_000, limits: { entriesADayMax: 3 } })
    const environment = { ROBO_SPEED: '7', ROBO_CAPITAL: '60000', LOG_LEVEL: '' }
    const effective = await loadConfig({ dataDir, capital: 70_000, mode: undefined }, environment)
    const { config, origins } = effective
    expect(config).toMatchObject({
      mode: 'paper',
      seed: 2,
      speed: 7,
      capital: 70_000,
      logLevel: 'info',
    })
    expect(config.limits.entriesADayMax).toBe(3)
    expect(config.strategies[0]?.name).toBe('ema-cross')
    expect(Object.fromEntries(origins)).toMatchObject({
      seed: 'config.json',
      'limits.entriesADayMax': 'config.json',
      speed: 'environment',
      capital: 'command line',
      strategies: 'config/default.json',
    })
    expect(origins.has('mode')).toBe(false)
  })

  it('B107 an empty environment and no file give paper trading on a simulated market', async () => {
    const { config } = await loadConfig({ dataDir }, {})
    expect(config).toMatchObject({
      mode: 'paper',
      market: 'sim',
      databaseUrl: null,
      capital: 100_000,
    })
  })

  it('the folder of the environment is where its file is looked for', async () => {
    await file('config.json', { seed: 9 })
    const { config } = await loadConfig({}, { ROBO_DATA_DIR: dataDir })
    expect([config.seed, config.dataDir]).toEqual([9, dataDir])
  })

  it.each([
    ['a value out of range', { speed: 0 }, 'speed', /speed from config\.json: 0 is not allowed/],
    [
      'a word that is none of them',
      { mode: 'turbo' },
      'mode',
      /"turbo" is not allowed \(allowed: dry-run, paper, live\)/,
    ],
    [
      'a key that nobody knows',
      { sped: 5 },
      'sped',
      /sped from config\.json: is not a key \(known keys: mode/,
    ],
    [
      'a key inside a section',
      { limits: { entriesADayMax: -1 } },
      'limits.entriesADayMax',
      /-1 is not allowed/,
    ],
    ['an unknown key inside a section', { limits: { most: 1 } }, 'limits.most', /is not a key/],
    ['a text instead of a number', { seed: 'seven' }, 'seed', /"seven" is not allowed/],
  ])('refuses %s, naming key, layer and what is allowed', async (_what, content, field, says) => {
    await file('config.json', content)
    const refused = loadConfig({ dataDir }, {})
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
    await expect(refused).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      field,
      message: says,
    })
  })

  it.each(['{', '[]', '7', 'null'])(
    'refuses a file that is not one object: %s',
    async (content) => {
      await file('config.json', content)
      await expect(loadConfig({ dataDir }, {})).rejects.toMatchObject({
        code: 'CONFIGURATION_INVALID',
      })
    },
  )

  it('B51 refuses a file that cannot be read', async () => {
    await mkdir(join(dataDir, 'config.json'))
    await expect(loadConfig({ dataDir }, {})).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    })
  })

  it('what the environment says instead of a number is shown as it was written', async () => {
    await expect(loadConfig({ dataDir }, { ROBO_SEED: 'x7' })).rejects.toThrow(
      /seed from environment: "x7" is not allowed/,
    )
  })

  it('B55 a secret is neither described nor told in a refusal', async () => {
    const url = 'postgres://me:canary-7@host/db'
    const lines = describeConfig(await loadConfig({ dataDir }, { DATABASE_URL: url }))
    const line = lines.find(({ key }) => key === 'databaseUrl')
    expect(line).toEqual({ key: 'databaseUrl', value: '[set, not shown]', from: 'environment' })
    expect(JSON.stringify(lines)).not.toContain('canary-7')
    const wrong = await loadConfig(
      { dataDir },
      { DATABASE_URL: 'mysql://me:canary-7@host/db' },
    ).catch((error: unknown) => JSON.stringify(error))
    expect(wrong).toContain('databaseUrl')
    expect(wrong).not.toContain('canary-7')
  })

  it('whatever stands in the file, it is refused in words or taken whole, and pollutes nothing', async () => {
    const values = fc.dictionary(
      fc.constantFrom('mode', 'seed', 'speed', 'limits', '__proto__', 'constructor', 'strategies'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    await fc.assert(
      fc.asyncProperty(values, async (content) => {
        await file('config.json', content)
        const outcome = await loadConfig({ dataDir }, {}).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ConfigurationError)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('the calendar file', () => {
  const MONDAY = tradeDate('2026-06-01')

  it('B91 adds a closure that came after the program', async () => {
    expect((await readCalendar(dataDir)).isSession(MONDAY)).toBe(true)
    await file('calendar.json', {
      closures: [{ date: MONDAY, name: 'Election', source: 'circular' }],
    })
    expect((await readCalendar(dataDir)).isSession(MONDAY)).toBe(false)
  })

  it.each([
    ['{', 'it is not valid JSON'],
    ['{"closures":[{"date":"2026-13-01","name":"x","source":"y"}]}', 'closures[0].date'],
    ['{"holidays":[]}', 'holidays'],
  ])('refuses %s in words', async (content, says) => {
    await file('calendar.json', content)
    await expect(readCalendar(dataDir)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      field: 'calendar.json',
      message: expect.stringContaining(says),
    })
  })
})
