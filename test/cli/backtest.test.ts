import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BacktestResult } from '../../src/domain/backtest.ts'
import { LONG, RANGE, useBarDesk } from './bar-desk.ts'
import { backtestPayloadOf, reachesOf } from './report/page.ts'

type Answer = BacktestResult & { readonly runId: string }

const RUN = ['backtest', '--strategy', 'ema-cross', ...RANGE, '--capital', '1000000']
const CROSS = ['--param', 'fast=3', 'slow=8']

describe('backtest', { timeout: LONG }, () => {
  const { my, refused } = useBarDesk()

  it('answers one document: money in whole paise that adds up, trades, metrics and what proves it', async () => {
    const answer = await my().json<Answer>([...RUN, ...CROSS])
    const { finalEquityPaise, cashPaise, positions, trades, charges, metrics, fills } = answer
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    expect(trades.length).toBeGreaterThan(20)
    expect(metrics.trades.trades).toBe(trades.length)
    expect(finalEquityPaise).toBe(cashPaise + sum(positions.map(({ valuePaise }) => valuePaise)))
    const { totalPaise, ...items } = charges
    expect(totalPaise).toBe(sum(Object.values(items)))
    expect(charges.sttPaise).toBeGreaterThan(0)
    expect(charges.brokeragePaise).toBeGreaterThanOrEqual(0)
    for (const { grossPaise, chargesPaise, netPaise } of trades) {
      expect(netPaise).toBe(grossPaise - chargesPaise)
    }
    const traded = fills.map(({ side, quantity, pricePaise }) =>
      side === 'buy' ? -quantity * pricePaise : quantity * pricePaise,
    )
    expect(cashPaise).toBe(100_000_000 + sum(traded) - totalPaise)
    for (const amount of [finalEquityPaise, cashPaise, ...Object.values(charges)]) {
      expect(Number.isSafeInteger(amount)).toBe(true)
    }
    expect(answer.dataHash).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.journalHash).toMatch(/^[0-9a-f]{64}$/)
    expect(answer.seed).toBe(1)
    expect(answer.spec).toMatchObject({ strategy: 'ema-cross', parameters: { fast: 3, slow: 8 } })
  })

  it('gives the same document for the same command, but for the id of the run', async () => {
    const [one, two] = [await my().json<Answer>(RUN), await my().json<Answer>(RUN)]
    expect(one.journalHash).toBe(two.journalHash)
    expect({ ...one, runId: '' }).toEqual({ ...two, runId: '' })
    expect(one.runId).not.toBe(two.runId)
    const other = await my().json<Answer>([...RUN, '--param', 'fast=4'])
    expect(other.journalHash).not.toBe(one.journalHash)
    expect(other.dataHash).toBe(one.dataHash)
  })

  it('keeps the run, to be shown again', async () => {
    const { runId, journalHash } = await my().json<Answer>([...RUN, ...CROSS])
    const shown = await my().json<{ readonly journalHash: string }>(['runs', 'show', runId])
    expect(shown.journalHash).toBe(journalHash)
  })

  it('runs only what is named', async () => {
    const { instruments, trades } = await my().json<Answer>([...RUN, ...CROSS, '--symbols', 'BETA'])
    expect(instruments).toBe(1)
    expect(new Set(trades.map(({ instrument }) => instrument))).toEqual(new Set(['NSE:BETA']))
    const universe = await my().file('universe.csv', 'Company Name,Symbol\nAlpha Limited,ALPHA\n')
    const listed = await my().json<Answer>([...RUN, '--universe', universe])
    expect(listed.spec.instruments).toEqual(['NSE:ALPHA'])
  })

  it('tells a person the headline and the assumptions', async () => {
    const { code, out } = await my().run([...RUN, ...CROSS])
    expect(code).toBe(0)
    expect(out).toMatch(/Final equity +₹\d/)
    expect(out).toContain('Half spread 2 bp')
    expect(out).toMatch(/Run [0-9a-f-]{36} · data [0-9a-f]{12} · journal [0-9a-f]{12}/)
  })

  it('writes the report as one page that holds the run and needs nothing else', async () => {
    const path = await my()
      .file('reports/keep.txt', '')
      .then((file) => join(dirname(file), 'run.html'))
    const { journalHash, trades } = await my().json<Answer>([...RUN, ...CROSS, '--report', path])
    const page = await readFile(path, 'utf8')
    const { result, bars } = backtestPayloadOf(page)
    expect(result.journalHash).toBe(journalHash)
    expect(result.trades.length).toBe(trades.length)
    expect(bars.map(({ instrument }) => instrument).toSorted()).toEqual([
      'NSE:ALPHA',
      'NSE:BETA',
      'NSE:GAMMA',
    ])
    expect(reachesOf(page)).toEqual([])
    expect((await readdir(dirname(path))).toSorted()).toEqual(['keep.txt', 'run.html'])
  })

  it('refuses an unknown strategy and names the nearest', async () => {
    const error = await refused(['backtest', '--strategy', 'ema-crss', ...RANGE])
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', field: 'strategy' })
    expect(error.message).toContain('did you mean ema-cross')
  })

  it('refuses an unknown parameter and a value out of its bounds, with the nearest choice', async () => {
    const unknown = await refused([...RUN, '--param', 'fasst=3'])
    expect(unknown).toMatchObject({ field: 'fasst' })
    expect(unknown.message).toContain('did you mean fast')
    const outside = await refused([...RUN, '--param', 'fast=0'])
    expect(outside).toMatchObject({ field: 'fast' })
    expect(outside.message).toContain('the nearest choice is 1')
    const together = await refused([...RUN, '--param', 'fast=30', 'slow=20'])
    expect(together).toMatchObject({ field: 'slow' })
    expect(together.message).toContain('the nearest choice is 31')
  })

  it('refuses dates the wrong way round and what is no date', async () => {
    const range = ['--from', '2023-12-29', '--to', '2022-01-03']
    const turned = await refused(['backtest', '--strategy', 'ema-cross', ...range])
    expect(turned).toMatchObject({ field: 'from' })
    expect(turned.message).toContain('swap them')
    const wrong = ['--from', '2023-02-30', '--to', '2023-12-29']
    expect(await refused(['backtest', '--strategy', 'ema-cross', ...wrong])).toMatchObject({
      field: 'from',
    })
  })

  it('names what was probably meant, or what there is of a share outside the range', async () => {
    const misspelt = await refused([...RUN, ...CROSS, '--symbols', 'ALPHAA'])
    expect(misspelt.message).toContain('did you mean NSE:ALPHA?')
    const early = ['--from', '2015-01-01', '--to', '2015-12-31', '--no-benchmark']
    const away = await refused([
      'backtest',
      '--strategy',
      'ema-cross',
      ...early,
      '--symbols',
      'ALPHA',
    ])
    expect(away.message).toMatch(/its bars go from 20\d\d-\d\d-\d\d to 20\d\d-\d\d-\d\d/)
  })

  it('refuses a range without data and says where to look', async () => {
    const range = ['--from', '1999-01-01', '--to', '1999-12-31']
    const error = await refused(['backtest', '--strategy', 'ema-cross', ...range])
    expect(error.code).toBe('DATA_MISSING')
    expect(error.message).toContain('data list')
  })

  it('refuses what cannot be: capital, seed, interval, a list that is not there, a folder that is not there', async () => {
    expect(await refused([...RUN, '--capital', '-5'])).toMatchObject({ field: 'capital' })
    expect(await refused([...RUN, '--seed', '1.5'])).toMatchObject({ field: 'seed' })
    expect(await refused([...RUN, '--interval', '7m'])).toMatchObject({ field: 'interval' })
    expect(await refused([...RUN, '--universe', 'nowhere.csv'])).toMatchObject({
      field: 'universe',
    })
    expect(await refused([...RUN, '--report', 'nowhere/run.html'])).toMatchObject({
      field: 'report',
    })
    const { code, err } = await my().run([...RUN, '--capital', 'much'])
    expect(code).toBe(2)
    expect(err).toContain('Write a number')
  })
})
