import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from './cli.ts'

interface Summary {
  readonly book: string
  readonly finalEquityPaise: number
  readonly cashPaise: number
  readonly positions: readonly { readonly valuePaise: number }[]
  readonly trades: readonly { readonly chargesPaise: number; readonly netPaise: number }[]
  readonly charges: { readonly totalPaise: number }
  readonly metrics: { readonly trades: { readonly trades: number } }
  readonly dataHash: string
  readonly seed: number
  readonly journalHash: string
  readonly sessions: number
  readonly contractNote: { readonly charges: { readonly totalPaise: number } } | null
}

/** A Monday on which the simulated market trades; the day after is a holiday. */
const DAY = ['run', '--from', '2026-11-23', '--until', 'end', '--speed', 'max']

/** `₹1,234.50` in paise. */
const paiseOf = (words: string): number =>
  Math.round(Number(words.replaceAll(/[₹,]/g, '').replace('−', '-')) * 100)

/** The amounts of the contract note in a summary, line by line, and its sum. */
function noteOf(text: string) {
  const [, note = ''] = text.split(/^Contract note of .*$/m)
  const amounts = [...note.matchAll(/^(\S.*?) {2,}(₹[\d,.]+)$/gm)].map(
    ([, name = '', amount = '']) => ({ name, paise: paiseOf(amount) }),
  )
  const total = amounts.find(({ name }) => name === 'In all')?.paise
  return { lines: amounts.filter(({ name }) => name !== 'In all'), total }
}

describe('a run on the simulated market', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeEach(async () => {
    my = await desk()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  it('trades a whole session whose money adds up, then goes on with the next one', async () => {
    const first = await my.json<Summary>(DAY)
    expect(first.sessions).toBe(1)
    expect(first.seed).toBe(1)
    expect(first.journalHash).toMatch(/^[0-9a-f]{64}$/)
    expect(first.dataHash).toMatch(/^[0-9a-f]{64}$/)
    expect(first.trades.length).toBeGreaterThan(0)
    expect(first.metrics.trades.trades).toBe(first.trades.length)
    const invested = first.positions.reduce((sum, { valuePaise }) => sum + valuePaise, 0)
    expect(first.finalEquityPaise).toBe(first.cashPaise + invested)
    expect(first.contractNote?.charges.totalPaise).toBe(first.charges.totalPaise)

    const { code, out } = await my.run(DAY)
    expect(code).toBe(0)
    expect(out).toContain(`book ${first.book} · 2 sessions`)
    expect(out).toMatch(/^Contract note of 2026-11-25, \d+ instruments? traded$/m)
    const { lines, total = Number.NaN } = noteOf(out)
    expect(lines.length).toBeGreaterThanOrEqual(8)
    expect(total).toBeGreaterThan(0)
    expect(lines.reduce((sum, { paise }) => sum + paise, 0)).toBe(total)
    const both = await my.json<Pick<Summary, 'charges'>>(['journal', 'replay'])
    expect(both.charges.totalPaise).toBe(first.charges.totalPaise + total)
  })

  it('comes to the same journal from the same seed and settings, and to another from another seed', async () => {
    await using other = await desk()
    const [one, two] = await Promise.all([
      my.json<Summary>(DAY),
      other.json<Summary>([...DAY, '--seed', '1']),
    ])
    expect(two.journalHash).toBe(one.journalHash)
    expect(two.finalEquityPaise).toBe(one.finalEquityPaise)
    const third = await other.json<Summary>([...DAY, '--seed', '2'])
    expect(third.journalHash).not.toBe(one.journalHash)
    expect(third.dataHash).not.toBe(one.dataHash)
  })

  it('B107 paper starts with an empty environment and a database of its own', async () => {
    const bare = { DATABASE_URL: undefined, PATH: undefined }
    const { code, out, err } = await my.run([...DAY, '--json'], bare)
    expect(code, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ sessions: 1, capitalPaise: 10_000_000 })
    const doctor = await my.run(['doctor', '--json'], bare)
    expect(doctor.code, doctor.err).toBe(0)
    const {
      items,
    }: { readonly items: readonly { readonly name: string; readonly state: string }[] } =
      JSON.parse(doctor.out)
    const stateOf = (name: string) => items.find((item) => item.name === name)?.state
    expect([stateOf('database'), stateOf('broker'), stateOf('ai')]).toEqual([
      'ready',
      'blocked',
      'blocked',
    ])
  })

  it('ends cleanly when it is interrupted, and goes on where it was', async () => {
    const running = my.start(['run', '--from', '2026-11-23', '--speed', '500', '--json'])
    await running.said(/SIMULATED 2026-11-23 \S+ bought/)
    running.signal('SIGINT')
    const { code, out } = await running.ended
    expect(code).toBe(0)
    const cut: Summary = JSON.parse(out)
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
    const whole = await my.json<Summary>(DAY)
    expect(whole.book).not.toBe('')
    expect(whole.sessions).toBe(1)
    expect(whole.trades.slice(0, cut.trades.length)).toEqual(cut.trades)
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
  })

  it('begins no book for options that it refuses, and names the option', async () => {
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['--until', 'tomorrow'], /--until tomorrow is not a day/],
      [['--market', 'sims'], /market .*"sims" is not allowed \(allowed: sim, replay/],
      [['--port', '99999'], /whole number from 0 to 65535/],
      [
        ['--market', 'replay', '--from', '2024-01-01', '--to', '2024-02-01'],
        /no stored bars of any share from 2024-01-01 to 2024-02-01: import some/,
      ],
    ]
    for (const [options, says] of refused) {
      const { code, err } = await my.run(['run', ...options])
      expect({ options, code }).toEqual({ options, code: 2 })
      expect(err).toMatch(says)
    }
    expect((await my.run(['run', '--mode', 'live'])).code).toBe(3)
    expect((await my.run(['journal', 'show'])).err).toContain('No desk has run here yet')
  })
})

describe('the identity of the program', () => {
  const { desk } = useProgram()

  /** What git says of the project, asked apart from the build; `unknown` without a repository. */
  async function commitNow(): Promise<string> {
    try {
      const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], {
        cwd: import.meta.dirname,
      })
      return stdout.trim()
    } catch (error) {
      return error instanceof Error ? 'unknown' : 'unreadable'
    }
  }

  it('B145 is that of the process: version, commit, start, environment, number and folder', async () => {
    await using my = await desk()
    const before = Date.now()
    const running = my.start(['doctor', '--json'])
    const { out } = await running.ended
    const { identity }: { readonly identity: Readonly<Record<string, string | number>> } =
      JSON.parse(out)
    expect(identity).toMatchObject({
      environment: 'paper',
      pid: running.pid,
      dataDir: my.dataDir,
      commit: await commitNow(),
    })
    const startedAt = Date.parse(`${identity['startedAt']}`)
    expect(startedAt).toBeGreaterThanOrEqual(before - 1_000)
    expect(startedAt).toBeLessThanOrEqual(Date.now())
    const dry = await my.run(['doctor', '--json'], { ROBO_MODE: 'dry-run' })
    expect(JSON.parse(dry.out)).toMatchObject({ identity: { environment: 'dry-run' } })
    const version = await my.run(['--version'])
    expect(version).toMatchObject({ code: 0, err: '' })
    expect(version.out).toBe(
      `robo-trader ${identity['version']}, commit ${identity['commit']}, Node ${process.versions.node}\n`,
    )
  })
})
