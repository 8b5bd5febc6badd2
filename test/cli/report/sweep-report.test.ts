import { beforeAll, describe, expect, it } from 'vitest'
import { objectiveText } from '../../../src/cli/report/objective-words.ts'
import { packSweep } from '../../../src/cli/report/packed-sweep.ts'
import { renderSweep } from '../../../src/cli/report/sweep-report.ts'
import { lineOf, surfaceOf, surfaceTable } from '../../../src/cli/report/sweep-surface.ts'
import { firstPage } from '../../../src/cli/report/table-source.ts'
import { trialSource } from '../../../src/cli/report/trial-table.ts'
import type { StrategyRanges } from '../../../src/domain/strategy-values.ts'
import type { Objective, SweepResult } from '../../../src/domain/sweep.ts'
import { sweep } from '../../../src/services/sweep-service.ts'
import { emaCross } from '../../../src/strategies/ema-cross.ts'
import { throughJson } from '../../domain/through-json.ts'
import { type SampleBacktest, sampleBacktest } from '../../services/sample-backtest.ts'
import { bodyOf, reachesOf, sweepPayloadOf, textOf } from './page.ts'

const TWO = { fast: [3, 5, 9], slow: [8, 13], quantity: [null] }

describe('the report of a sweep', () => {
  let sample: SampleBacktest
  let result: SweepResult
  let page: string
  const render = (changed: SweepResult) =>
    renderSweep({ result: changed, clientScript: 'document.title = "</script>"' })

  const swept = (
    parameters: StrategyRanges,
    {
      objective = 'sharpe',
      windows = null,
    }: { objective?: Objective; windows?: number | null } = {},
    to = sample.spec.to,
  ) =>
    sweep(
      { ...sample.spec, parameters, objective, to },
      {
        definition: emaCross,
        data: sample.data,
        triedBefore: [],
        runTrial: (values, { countsFrom, ...range }) =>
          sample.trial({ ...range, parameters: values }, countsFrom),
        runBest: (best, trials) => sample.run(best, trials),
      },
      { windows, onTrial: () => undefined },
    )

  beforeAll(async () => {
    sample = await sampleBacktest()
    result = await swept(TWO, { windows: 2 })
    page = render(result)
  })

  it('is the same text for the same sweep, also after it was stored and read again', () => {
    expect(render(throughJson(result))).toBe(page)
  })

  it('says what the best is, how many were tried, and how likely it is more than luck', () => {
    const text = textOf(page)
    const { best, counted } = result
    expect(best).not.toBeNull()
    expect(text).toContain(
      `Best Sharpe ${objectiveText('sharpe', best?.trial.figures.sharpe ?? null)}`,
    )
    expect(text).toContain(
      `fast=${best?.trial.parameters['fast']} slow=${best?.trial.parameters['slow']}`,
    )
    expect(text).toContain(`chance after ${counted.count} trials on these data`)
    expect(text).toContain('5 combinations; 1 forbidden by the strategy’s own rules')
  })

  it('lists every trial by rank, the objective first among the figures', () => {
    const source = trialSource(packSweep(result))
    expect(source.length).toBe(5)
    expect(source.columns.slice(0, 4).map(({ title }) => title)).toEqual([
      'Rank',
      'fast',
      'slow',
      'Sharpe',
    ])
    const cells = source.columns.map(({ cell }) => cell(0))
    expect(cells.slice(0, 4)).toEqual([
      '1',
      String(result.trials[0]?.parameters['fast']),
      String(result.trials[0]?.parameters['slow']),
      objectiveText('sharpe', result.trials[0]?.figures.sharpe ?? null),
    ])
    expect(page).toContain(firstPage(source).text)
  })

  it('shades the objective over two parameters: every trial in its cell, the best outlined, the forbidden empty', () => {
    const packed = packSweep(result)
    const surface = surfaceOf(packed, 'fast', 'slow')
    expect(surface.columns).toEqual([3, 5, 9])
    expect(surface.heads).toEqual([8, 13])
    for (const [y, row] of surface.rows.entries()) {
      for (const [x, point] of row.entries()) {
        const trial = result.trials.find(
          ({ parameters }) =>
            parameters['fast'] === surface.columns[x] && parameters['slow'] === surface.heads[y],
        )
        expect(point?.value).toBe(trial?.figures.sharpe)
        expect(point === null ? undefined : point.row + 1).toBe(trial?.rank)
      }
    }
    const table = surfaceTable(surface, 'sharpe').text
    expect(page).toContain(table)
    expect(table.match(/class="n heat8 best"/g)).toHaveLength(1)
    expect(table.match(/heat0/g)).toHaveLength(1)
    expect(table.match(/Forbidden/g)).toHaveLength(1)
  })

  it('holds all other parameters at the best’s values where three are varied', async () => {
    const three = await swept({ fast: [3, 5], slow: [8, 13], quantity: [10, 20] })
    const packed = packSweep(three)
    const held = three.trials[0]?.parameters['quantity']
    const points = surfaceOf(packed, 'fast', 'slow').rows.flat()
    expect(points).toHaveLength(4)
    for (const point of points) {
      expect(three.trials[point?.row ?? -1]?.parameters['quantity']).toBe(held)
    }
    expect(render(three)).toContain('id="surface-across"')
    expect(page).not.toContain('id="surface-across"')
  })

  it('draws a line over one parameter, in the order of its values', async () => {
    const one = await swept({ fast: [9, 3, 5], slow: [13], quantity: [null] })
    const points = lineOf(packSweep(one), 'fast')
    expect(points.map(({ at }) => at)).toEqual([3, 5, 9])
    expect(points.map(({ row }) => one.trials[row]?.parameters['fast'])).toEqual([3, 5, 9])
    expect(render(one)).toContain('id="surface-chart"')
    expect(render(one)).not.toContain('class="surface"')
  })

  it('shows each window of the walk-forward, or how to ask for it', async () => {
    const text = textOf(page)
    const [first] = result.walkForward ?? []
    expect(text).toContain('Out of sample')
    expect(text).toMatch(/\d of 2 windows above zero/)
    expect(first).toBeDefined()
    expect(bodyOf(page).match(/<h2 id="walk-forward-title">/g)).toHaveLength(1)
    const without = await swept({ fast: [3], slow: [8], quantity: [null] })
    expect(textOf(render(without))).toContain('Not asked for: run it again with --walk-forward.')
    expect(textOf(render(without))).toContain('One combination was tried')
  })

  it('ranks by whatever was asked for and names it', async () => {
    const other = await swept(TWO, { objective: 'expectancyPaise' })
    const text = textOf(render(other))
    expect(text).toContain('ranked by expectancy')
    expect(text).toContain(
      `Best Expectancy ${objectiveText('expectancyPaise', other.best?.trial.figures.expectancyPaise ?? null)}`,
    )
  })

  it('says why there is no best where every figure is withheld, and shows no part of one', async () => {
    const short = render(await swept(TWO, {}, '2022-02-15'))
    const text = textOf(short)
    expect(text).toContain('No trial has a Sharpe ratio: sample too small.')
    expect(text).toContain('Withheld because')
    expect(short).not.toContain('id="metrics"')
    expect(bodyOf(short)).not.toContain('#metrics')
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it('asks nothing of a network and leads nowhere that is not there', () => {
    expect(reachesOf(page)).toEqual([])
    const anchors = [...bodyOf(page).matchAll(/href="#([\w-]+)"/g)].map(([, id = '']) => id)
    const ids = [...bodyOf(page).matchAll(/\sid="([\w-]+)"/g)].map(([, id = '']) => id)
    for (const anchor of anchors) expect(ids).toContain(anchor)
    expect(sweepPayloadOf(page).sweep).toEqual(throughJson(packSweep(result)))
  })

  it('lets no name out of its place', () => {
    const evil = render({ ...result, warnings: ['<img src=x onerror=alert(1)>'] })
    expect(reachesOf(evil)).toEqual([])
    expect(textOf(evil)).toContain('<img src=x onerror=alert(1)>')
  })
})
