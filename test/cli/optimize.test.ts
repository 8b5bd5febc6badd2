import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SweepResult } from '../../src/domain/sweep.ts'
import { LONG, RANGE, useBarDesk } from './bar-desk.ts'
import { importBars } from './bar-files.ts'
import { reachesOf, sweepPayloadOf } from './report/page.ts'

type Answer = SweepResult & { readonly runId: string }

const SWEEP = ['optimize', '--strategy', 'ema-cross', ...RANGE, '--capital', '1000000']
const FOUR = ['--param', 'fast=3,5', 'slow=8..13:5']

describe('optimize', { timeout: LONG }, () => {
  const { desk, my, refused } = useBarDesk()

  it('gives the same answer on one thread, on two, and when it is asked again', async () => {
    const walk = [...SWEEP, ...FOUR, '--walk-forward', '2']
    const one = await my().json<Answer>([...walk, '--workers', '1'])
    const two = await my().json<Answer>([...walk, '--workers', '2'])
    expect({ ...one, runId: '' }).toEqual({ ...two, runId: '' })
    expect(one.trials.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
    expect(one.best?.trial).toEqual(one.trials[0])
    expect(one.walkForward).toHaveLength(2)
    for (const { inSampleTo, outOfSampleFrom } of one.walkForward ?? []) {
      expect(outOfSampleFrom > inSampleTo).toBe(true)
    }
  })

  it('B69 counts what was tried before on the same bars, and no trial twice', async () => {
    await using fresh = await desk()
    await importBars(fresh, ['ALPHA'])
    const first = await fresh.json<Answer>([...SWEEP, ...FOUR])
    expect(first.counted.count).toBe(4)
    const more = await fresh.json<Answer>([...SWEEP, '--param', 'fast=3,4', 'slow=8,13'])
    expect(more.counted.count).toBe(6)
    await fresh.json(['backtest', ...SWEEP.slice(1), '--param', 'fast=7', 'slow=19'])
    const again = await fresh.json<Answer>([...SWEEP, ...FOUR])
    expect(again.counted.count).toBe(7)
    expect(again.trials).toEqual(first.trials)
  })

  it('a trial comes to what a backtest of the same parameters comes to', async () => {
    const { trials } = await my().json<Answer>([...SWEEP, ...FOUR])
    const [best] = trials
    const values = ['fast', 'slow'].map((name) => `${name}=${best?.parameters[name]}`)
    const { metrics } = await my().json<{
      readonly metrics: NonNullable<Answer['best']>['metrics']
    }>(['backtest', ...SWEEP.slice(1), '--param', ...values])
    expect(best?.figures.sharpe).toBe(metrics.returns.sharpe.value)
    expect(best?.figures.trades).toBe(metrics.trades.trades)
    expect(best?.figures.maxDrawdownBps).toBe(metrics.drawdown.maxBps)
  })

  it('tells a person the ranking and what trying so much does to the best', async () => {
    const { code, out, err } = await my().run([...SWEEP, ...FOUR, '--walk-forward', '2'])
    expect(code).toBe(0)
    expect(out).toContain('4 trials by Sharpe ratio')
    expect(out).toMatch(/Chance that the best is more than luck after \d+ trials/)
    expect(out).toContain('Out of sample: median')
    expect(err).toMatch(/bars of 3 instruments on \d+ threads/)
  })

  it('writes the report of the sweep as one page that needs nothing else', async () => {
    const path = await my()
      .file('reports/keep.txt', '')
      .then((file) => join(dirname(file), 'sweep.html'))
    const { trials } = await my().json<Answer>([...SWEEP, ...FOUR, '--report', path])
    const page = await readFile(path, 'utf8')
    const { sweep } = sweepPayloadOf(page)
    expect(sweep.trials.figures.sharpe).toEqual(trials.map(({ figures }) => figures.sharpe))
    expect(reachesOf(page)).toEqual([])
  })

  it('refuses ranges that cannot be, with the field and the nearest choice', async () => {
    expect(await refused([...SWEEP, '--param', 'fast=0..5'])).toMatchObject({ field: 'fast' })
    const unknown = await refused([...SWEEP, '--param', 'sloww=5..9'])
    expect(unknown.message).toContain('did you mean slow')
    const none = await refused([...SWEEP, '--param', 'fast=30,40', 'slow=20'])
    expect(none.message).toContain('No combination is allowed: slow must be above fast')
    const many = await refused([...SWEEP, '--param', 'fast=1..1000', 'slow=1001..2000'])
    expect(many.message).toContain('1000000 combinations are too many')
  })

  it('refuses an unknown objective, no threads, and a range without data', async () => {
    for (const wrong of [
      ['--objective', 'luck'],
      ['--workers', '0'],
    ]) {
      expect((await my().run([...SWEEP, ...FOUR, ...wrong])).code).toBe(2)
    }
    const range = ['--from', '1999-01-01', '--to', '1999-12-31']
    const error = await refused(['optimize', '--strategy', 'ema-cross', ...range, ...FOUR])
    expect(error.code).toBe('DATA_MISSING')
  })

  it('stopped by Ctrl-C it ends by itself, keeps nothing half done and leaves no file', async () => {
    const folder = dirname(await my().file('stopped/keep.txt', ''))
    const before = await my().json<{ readonly runs: readonly unknown[] }>([
      'runs',
      'list',
      '--last',
      '999',
    ])
    const running = my().start([
      ...SWEEP,
      '--param',
      'fast=3..90',
      'slow=100..190',
      '--report',
      join(folder, 'sweep.html'),
    ])
    await running.said(/threads/)
    running.signal('SIGINT')
    const { code, err } = await running.ended
    expect(code).toBe(1)
    expect(err).toContain('Stopped before it was done.')
    expect(await readdir(folder)).toEqual(['keep.txt'])
    const after = await my().json<{ readonly runs: readonly unknown[] }>([
      'runs',
      'list',
      '--last',
      '999',
    ])
    expect(after.runs).toHaveLength(before.runs.length)
  })
})
