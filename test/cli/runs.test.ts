import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
}

/** A share that swings, so that averages cross. */
function swings(): string {
  const lines = ['date,open,high,low,close,volume']
  for (let at = Date.parse('2023-01-02'); lines.length <= 240; at += 86_400_000) {
    const day = new Date(at)
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue
    const close = Math.round(500 + 80 * Math.sin(lines.length / 12))
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
})
