import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeConfig, loadConfig } from '../../src/core/config.ts'
import { CONFIG_SECTIONS } from '../../src/core/config-sections.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

/** A change for each section that may be made, and the key that shows it. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  desk: { seed: 42, benchmark: null },
  strategies: { strategies: [{ name: 'supertrend', interval: '15m', parameters: {} }] },
  risk: { 'limits.entriesADayMax': 4, 'limits.isOn': true },
  charges: { 'charges.state': 'karnataka' },
  performance: { 'performance.riskFreeBps': 700 },
  web: { port: 0, trustedProxies: ['10.0.0.0/8'] },
  storage: { backupsKept: 3, logLevel: 'debug' },
}

describe('the configuration by the web', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const get = async (section: string) =>
    (await desk.ask({ url: `/api/configuration/${section}` }, page)).json()
  const put = (section: string, version: number, values: Record<string, unknown>) =>
    desk.ask(
      { method: 'PUT', url: `/api/configuration/${section}`, payload: { version, values } },
      page,
    )

  it('every key of the configuration belongs to one section, with words of its own', async () => {
    const known = describeConfig(await desk.web.reload(null)).map(({ key }) => key)
    const sections = await Promise.all(CONFIG_SECTIONS.map(({ name }) => get(name)))
    const keys = sections.flatMap((section) => section.keys)
    expect(new Set(keys.map(({ key }) => key))).toEqual(new Set(known))
    expect(keys).toHaveLength(known.length)
    expect(keys.filter(({ says }) => says === '')).toEqual([])
    expect(keys.filter(({ allowed }) => Object.keys(allowed).length === 0)).toEqual([])
  })

  it.each(CONFIG_SECTIONS.map(({ name }) => name))(
    'B125 a change of the section "%s" persists, is told to everybody, and survives a restart',
    async (section) => {
      const values = { ...CHANGES[section] }
      const told: string[] = []
      using _ = desk.web.broadcast.listen({ told: ({ says }) => told.push(says) })
      const before = await get(section)
      const answer = await put(section, before.version, values)
      expect(answer.statusCode, answer.body).toBe(200)
      expect(answer.json().version).toBeGreaterThan(before.version)
      for (const [key, value] of Object.entries(values)) {
        const row = answer.json().keys.find((one: { key: string }) => one.key === key)
        expect(row).toMatchObject({ key, value, from: 'config.json', acts: 'next start' })
      }
      const { config } = await loadConfig({ dataDir: desk.dataDir }, {})
      for (const [key, value] of Object.entries(values)) {
        const found = key
          .split('.')
          .reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], config)
        expect(found).toEqual(value)
      }
      await desk.settled()
      expect(told).toContainEqual(expect.stringContaining(`configuration of ${section}`))
      const stale = await put(section, before.version, values)
      expect([stale.statusCode, stale.json().error.code]).toEqual([409, 'CONFLICT'])
    },
  )

  it('B125 saves nothing that the desk could not start with, and names the key', async () => {
    const text = await readFile(join(desk.dataDir, 'config.json'), 'utf8')
    const wrong: readonly (readonly [string, Record<string, unknown>, string])[] = [
      ['desk', { speed: 0 }, 'speed'],
      ['desk', { mode: 'turbo' }, 'mode'],
      ['desk', { neverHeardOf: 1 }, 'neverHeardOf'],
      ['desk', { 'limits.isOn': false }, 'limits.isOn'],
      ['risk', { 'limits.noSuch': 1 }, 'limits.noSuch'],
      ['web', { host: '0.0.0.0' }, 'host'],
      ['web', { passwordHash: null }, 'passwordHash'],
      ['web', { 'rateLimits.trades': 'often' }, 'rateLimits.trades'],
      ['storage', { dataDir: '/etc' }, 'dataDir'],
      ['storage', { databaseUrl: 'postgres://x' }, 'databaseUrl'],
      ['desk', { 'constructor.polluted': true }, 'constructor.polluted'],
    ]
    for (const [section, values, field] of wrong) {
      const { version } = await get(section)
      const answer = await put(section, version, values)
      expect([field, answer.statusCode]).toEqual([field, 422])
      expect(answer.json().error.details.fields).toHaveProperty([field])
    }
    expect(await readFile(join(desk.dataDir, 'config.json'), 'utf8')).toBe(text)
    expect({}).not.toHaveProperty('polluted')
    expect((await desk.ask({ url: '/api/configuration/nowhere' }, page)).statusCode).toBe(404)
  })

  it('B125 a copy that was put aside comes back', async () => {
    const post = (what: string, payload: Record<string, unknown>) =>
      desk.ask({ method: 'POST', url: `/api/configuration/${what}`, payload }, page)
    const { version: first } = await get('desk')
    await put('desk', first, { seed: 1_001 })
    const [file] = (await post('backup', {})).json().backups
    const { version } = await get('desk')
    await put('desk', version, { seed: 1_002 })
    expect((await post('restore', { file })).statusCode).toBe(200)
    const { config } = await loadConfig({ dataDir: desk.dataDir }, {})
    expect(config.seed).toBe(1_001)
    for (const bad of ['../config.json', 'config-1.json', '/etc/passwd']) {
      expect((await post('restore', { file: bad })).statusCode).toBe(404)
    }
  })

  it('shows no secret', async () => {
    const { keys } = await get('storage')
    const row = keys.find(({ key }: { key: string }) => key === 'databaseUrl')
    expect(row).toMatchObject({ value: '[set, not shown]', isSecret: true })
    expect(JSON.stringify(keys)).not.toContain('postgres://')
  })
})
