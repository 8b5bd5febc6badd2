import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from './cli.ts'

const COMMANDS = [
  'run',
  'doctor',
  'monitor',
  'scan',
  'screen',
  'data',
  'backtest',
  'optimize',
  'runs',
  'strategies',
  'stop',
  'resume',
  'journal',
  'backup',
  'db',
  'config',
]

describe('the command line', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeAll(async () => {
    my = await desk()
  })
  afterAll(() => my[Symbol.asyncDispose]())

  it('lists its commands, and tells each its own options', async () => {
    const { code, out, err } = await my.run(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const listed = [...out.matchAll(/^ {2}([a-z]+)[ [<].*$/gm)].map(([, name]) => name)
    expect(listed).toEqual(expect.arrayContaining(COMMANDS))
    for (const name of ['run', 'data', 'journal']) {
      const help = await my.run([name, '--help'])
      expect(help.code).toBe(0)
      expect(help.out).toMatch(new RegExp(`^Usage: robo-trader ${name} `))
      expect(help.out).toContain('--data-dir <folder>')
    }
  })

  it('ends with 2 for a command or an option that is none, with the nearest that is', async () => {
    const unknown = await my.run(['rnu'])
    expect(unknown).toMatchObject({ code: 2, out: '' })
    expect(unknown.err).toMatch(/unknown command 'rnu'\n\(Did you mean run\?\)/)
    const option = await my.run(['data', 'list', '--symbol', 'INFY'])
    expect(option.code).toBe(2)
    expect(option.err).toMatch(/unknown option '--symbol'\n\(Did you mean --symbols\?\)/)
    const none = await my.run([])
    expect(none.code).toBe(2)
    expect(none.err).toContain('Usage: robo-trader')
  })

  it('answers a failure with one JSON document too, naming the field', async () => {
    const { code, out } = await my.run(['run', '--until', 'soon', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'CONFIGURATION_INVALID', field: 'until', correlationId: null },
    })
    const usage = await my.run(['data', 'import', '--json'])
    expect(usage.code).toBe(2)
    expect(JSON.parse(usage.out)).toMatchObject({ error: { code: 'INPUT_INVALID' } })
  })

  it('config show tells each value and where it came from; a bad one stops every command', async () => {
    const environment = { ROBO_CAPITAL: '250000' }
    const shown = await my.run(['config', 'show', '--json'], environment)
    const { values }: { readonly values: readonly { readonly key: string }[] } = JSON.parse(
      shown.out,
    )
    const of = (key: string) => values.find((value) => value.key === key)
    expect(of('capital')).toEqual({ key: 'capital', value: 250_000, from: 'environment' })
    expect(of('dataDir')).toEqual({ key: 'dataDir', value: my.dataDir, from: 'command line' })
    expect(of('mode')).toEqual({ key: 'mode', value: 'paper', from: 'default' })
    expect(JSON.stringify(of('databaseUrl'))).not.toContain('postgres')
    const bad = await my.run(['doctor'], { ROBO_MODE: 'papr' })
    expect(bad).toMatchObject({ code: 2, out: '' })
    expect(bad.err).toContain('mode from environment: "papr" is not allowed (allowed: dry-run,')
  })

  it('strategies tells each parameter with its meaning, default and range', async () => {
    const { strategies } = await my.json<{
      readonly strategies: readonly {
        readonly name: string
        readonly parameters: readonly Readonly<Record<string, unknown>>[]
      }[]
    }>(['strategies'])
    expect(strategies.length).toBeGreaterThanOrEqual(6)
    for (const { name, parameters } of strategies) {
      for (const parameter of parameters) {
        expect({ name, ...parameter }).toMatchObject({
          meaning: expect.stringMatching(/\S/),
          min: expect.any(Number),
          max: expect.any(Number),
        })
      }
    }
    const wrong = await my.run(['strategies', 'ema-cros'])
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean ema-cross?'),
    })
  })

  it('B141 what has nothing to show says why and what would change that', async () => {
    const told = async (args: readonly string[], code: number) => {
      const ended = await my.run(args)
      expect({ args, code: ended.code }).toEqual({ args, code })
      return `${ended.out}${ended.err}`
    }
    expect(await told(['runs', 'list'], 0)).toContain('robo-trader backtest')
    expect(await told(['runs', 'show', 'abcd1234'], 2)).toContain('robo-trader runs list')
    expect(await told(['journal', 'verify'], 0)).toContain('no desk has run here')
    expect(await told(['monitor'], 3)).toContain('start one with "robo-trader run"')
    expect(await told(['scan'], 3)).toContain('robo-trader scan HOLDINGS.csv')
    expect(await told(['data', 'fetch'], 3)).toContain('robo-trader data import')
  })

  it('B140 the readiness card says of each item what it is, why, and since when it is known', async () => {
    const before = Date.now()
    const { isBlocked, items } = await my.json<{
      readonly isBlocked: boolean
      readonly items: readonly {
        readonly name: string
        readonly state: string
        readonly reason: string
        readonly checkedAt: string
      }[]
    }>(['doctor'])
    expect(isBlocked).toBe(false)
    for (const { reason, checkedAt } of items) {
      expect(reason).not.toBe('')
      expect(Date.parse(checkedAt)).toBeGreaterThanOrEqual(before)
    }
    const away = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const { code, out } = await my.run(['doctor', '--json'], away)
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ isBlocked: true })
    expect(out).toMatch(/"name": "database",\s+"isNeeded": true,\s+"state": "blocked"/)
  })
})
