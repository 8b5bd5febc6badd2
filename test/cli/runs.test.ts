import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunVerdict } from '../../src/cli/run-verdict.ts'
import type { Learnings } from '../../src/domain/learning/insights.ts'
import { type Desk, useProgram } from './cli.ts'

interface Headline {
  readonly id: string
  readonly kind: string
  readonly dataHash: string
  readonly journalHash: string | null
  readonly parameters: Readonly<Record<string, unknown>>
}

interface Comparison {
  readonly isSameData: boolean
  readonly isSameJournal: boolean
  readonly metrics: readonly {
    readonly values: readonly (number | null)[]
    readonly difference: number | null
  }[]
  readonly verdicts: readonly RunVerdict[]
}

interface Taught {
  readonly learnings: Learnings
  readonly result: { readonly trades: readonly { readonly returnBps: number }[] }
}

/** A share that swings, so that averages cross; a swing takes about six times as many sessions as its pace. */
function swings(pace = 12): string {
  const lines = ['date,open,high,low,close,volume']
  for (let at = Date.parse('2023-01-02'); lines.length <= 240; at += 86_400_000) {
    const day = new Date(at)
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue
    const close = Math.round(500 + 80 * Math.sin(lines.length / pace))
    const [high, low] = [close + 5, close - 5]
    lines.push(`${day.toISOString().slice(0, 10)},${close},${high},${low},${close},500000`)
  }
  return `${lines.join('\n')}\n`
}

const BACKTEST = ['backtest', '--strategy', 'ema-cross', '--symbols', 'SWING', '--no-benchmark']
const RANGE = ['--from', '2023-01-02', '--to', '2023-11-30']

describe('runs that were kept', () => {
  const { desk } = useProgram()
  let my: Desk
  let runs: readonly Headline[]
  beforeAll(async () => {
    my = await desk()
    await my.run(['data', 'import', await my.file('SWING.csv', swings())])
    for (const param of ['fast=5', 'fast=8', 'fast=5']) {
      const { code, err } = await my.run([...BACKTEST, ...RANGE, '--param', param])
      expect(code, err).toBe(0)
    }
    runs = (await my.json<{ readonly runs: readonly Headline[] }>(['runs', 'list'])).runs
  })
  afterAll(() => my[Symbol.asyncDispose]())

  it('are listed, the newest first, with what was asked', async () => {
    expect(runs.map(({ kind, parameters }) => [kind, parameters['fast']])).toEqual([
      ['backtest', 5],
      ['backtest', 8],
      ['backtest', 5],
    ])
    const { out } = await my.run(['runs', 'list', '--last', '1'])
    expect(out).toContain(runs[0]?.id.slice(0, 8))
    expect(out).not.toContain(runs[1]?.id.slice(0, 8))
  })

  it('are shown by the beginning of their id, with the hashes that they rest on', async () => {
    const [newest] = runs
    const shown = await my.json<Headline>(['runs', 'show', newest?.id.slice(0, 8) ?? ''])
    expect(shown).toMatchObject({ id: newest?.id, dataHash: newest?.dataHash })
    const { out } = await my.run(['runs', 'show', newest?.id ?? ''])
    expect(out).toContain(`Data ${newest?.dataHash} · journal ${newest?.journalHash}`)
    expect((await my.run(['runs', 'show', 'abc'])).code).toBe(2)
  })

  it('side by side say whether they may be compared, and how far apart they are', async () => {
    const [third, second, first] = runs.map(({ id }) => id)
    const equal = await my.json<Comparison>(['runs', 'compare', first ?? '', third ?? ''])
    expect(equal).toMatchObject({ isSameData: true, isSameJournal: true })
    expect(equal.verdicts[0]?.reason).toBe('they did the same, event by event')
    expect(equal.metrics.every(({ difference }) => difference === null || difference === 0)).toBe(
      true,
    )
    const other = await my.json<Comparison>(['runs', 'compare', first ?? '', second ?? ''])
    expect(other).toMatchObject({ isSameData: true, isSameJournal: false })
    for (const { values, difference } of other.metrics) {
      const [from = null, to = null] = values
      expect(difference).toBe(from === null || to === null ? null : to - from)
    }
    const { code, err } = await my.run(['runs', 'compare', first ?? ''])
    expect(code).toBe(2)
    expect(err).toContain('A comparison needs two runs or more')
  })

  it('that are deleted are gone, and the others stay', async () => {
    const [newest, ...others] = runs.map(({ id }) => id)
    expect((await my.run(['runs', 'delete', newest ?? ''])).code).toBe(0)
    const left = await my.json<{ readonly runs: readonly Headline[] }>(['runs', 'list'])
    expect(left.runs.map(({ id }) => id)).toEqual(others)
    expect((await my.run(['runs', 'show', newest ?? ''])).code).toBe(2)
  })

  it('B67 tell what their trades teach, and nothing of fewer than five', async () => {
    const [few] = (await my.json<{ readonly runs: readonly Headline[] }>(['runs', 'list'])).runs
    const shown = await my.json<Taught>(['runs', 'show', few?.id ?? ''])
    expect(shown.learnings.insights).toEqual([])
    expect(shown.learnings.samples).toBe(shown.result.trades.length)
    expect((await my.run(['runs', 'show', few?.id ?? ''])).out).toContain('teach: nothing yet')

    await my.run(['data', 'import', await my.file('FAST.csv', swings(3))])
    const asked = BACKTEST.map((word) => (word === 'SWING' ? 'FAST' : word))
    for (const param of ['fast=2', 'fast=4']) {
      const { code, err } = await my.run([
        ...asked,
        ...RANGE,
        '--param',
        param,
        '--param',
        'slow=6',
      ])
      expect(code, err).toBe(0)
    }
    const { runs: all } = await my.json<{ readonly runs: readonly Headline[] }>(['runs', 'list'])
    const [b = '', a = ''] = all.map(({ id }) => id)
    const { learnings, result } = await my.json<Taught>(['runs', 'show', a])
    const [insight] = learnings.insights
    const mean = result.trades.reduce((sum, { returnBps }) => sum + returnBps, 0)
    expect(insight).toMatchObject({ facet: 'all', samples: result.trades.length })
    expect(insight?.meanNetBps).toBeCloseTo(mean / result.trades.length, 6)
    expect((await my.run(['runs', 'show', a])).out).toContain(
      'What its trades teach, after charges:',
    )

    const there = await my.json<Comparison>(['runs', 'compare', a, b])
    const back = await my.json<Comparison>(['runs', 'compare', b, a])
    const [verdict] = there.verdicts
    expect(verdict).toMatchObject({ a, b, reason: null, tradesOfA: result.trades.length })
    expect(verdict?.trades?.differenceBps).toBeCloseTo(
      -(back.verdicts[0]?.trades?.differenceBps ?? 0),
      6,
    )
    expect(verdict?.days?.samplesA).toBeGreaterThan(100)
    const { out } = await my.run(['runs', 'compare', a, b])
    expect(out).toContain(`${a.slice(0, 8)} (a) against ${b.slice(0, 8)} (b)`)
  })
})
