import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nearestRatio, unexplainedSteps } from '../../../src/adapters/files/bar-check.ts'
import { DataCheck, type Finding } from '../../../src/adapters/files/data-check.ts'
import type { ReferenceStore } from '../../../src/core/ports.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import type { CorporateAction } from '../../../src/domain/corporate-action.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { type TradeDate, tradeDate } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { type ImportDesk, importDesk } from './import-fixture.ts'

warnWithoutData('checks of real price files')

const signal = new AbortController().signal
const sessions = new MarketCalendar().sessionsBetween(
  tradeDate('2024-01-01'),
  tradeDate('2024-06-28'),
)

/** A walk from a seed: prices in rupees with two decimals. */
function walk(seed: number): readonly number[] {
  let state = seed
  let price = 1_000 + seed * 37
  return sessions.map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    price *= 1 + (((state >>> 8) / 2 ** 24 - 0.5) * 4) / 100
    return Math.round(price * 20) / 20
  })
}

const RAW = 'symbol,series,date,prev_close,open,high,low,close,volume'
const YAHOO = 'Date,Adj Close,Close,High,Low,Open,Volume'

const rawFile = (
  symbol: string,
  closes: readonly number[],
  dates: readonly TradeDate[] = sessions,
) =>
  `${RAW}\n${closes
    .map(
      (close, i) =>
        `${symbol},EQ,${dates[i] ?? ''},1,${close},${close + 1},${close - 1},${close},10`,
    )
    .join('\n')}\n`

const yahooFile = (closes: readonly number[]) =>
  `${YAHOO}\n${closes
    .map(
      (close, i) => `${sessions[i] ?? ''},${close},${close},${close + 1},${close - 1},${close},10`,
    )
    .join('\n')}\n`

const withActions = (actions: readonly CorporateAction[]): ReferenceStore => ({
  instruments: async () => [],
  corporateActions: async () => actions,
  symbolChanges: async () => [],
})

describe('a check of what is stored', () => {
  let desk: ImportDesk
  beforeEach(async () => {
    desk = await importDesk()
  })
  afterEach(() => desk[Symbol.asyncDispose]())

  const check = async (reference: ReferenceStore | null = null): Promise<readonly Finding[]> => {
    const { findings } = await new DataCheck({ store: desk.store, reference }).run({ signal })
    return findings
  }
  const kinds = (findings: readonly Finding[]) =>
    findings.map(({ kind, series }) => `${kind} ${series.instrument} ${series.source}`)

  it('sound series give no finding', async () => {
    await desk.importText('a.csv', rawFile('AAA', walk(1)))
    await desk.importText('aaa.csv', yahooFile(walk(1)))
    expect(await check()).toEqual([])
  })

  it("another company's prices in an adjusted file are suspect", async () => {
    await desk.importText('a.csv', rawFile('AAA', walk(1)))
    await desk.importText('b.csv', rawFile('BBB', walk(2)))
    await desk.importText('aaa.csv', yahooFile(walk(1)))
    await desk.importText('bbb.csv', yahooFile(walk(1)))
    const findings = await check()
    expect(kinds(findings)).toEqual(['suspect NSE:BBB yahoo'])
    expect(findings[0]?.message).toMatch(/look like another company's prices; remove the file/)
  })

  it('an adjusted series that a split tells apart from the raw one is not suspect', async () => {
    const raw = walk(1).map((price, i) => (i < 60 ? Math.round(price * 200) / 100 : price))
    await desk.importText('a.csv', rawFile('AAA', raw))
    await desk.importText('aaa.csv', yahooFile(walk(1)))
    expect(kinds(await check())).toEqual(['step NSE:AAA nse'])
  })

  it('a step of a split is reported with the nearest ratio, until the split is known', async () => {
    const raw = walk(1).map((price, i) => (i < 60 ? Math.round(price * 200) / 100 : price))
    await desk.importText('a.csv', rawFile('AAA', raw))
    const exDate = sessions[60] ?? tradeDate('2024-04-01')
    const [step] = await check()
    expect(step).toMatchObject({ kind: 'step', dates: [exDate] })
    expect(step?.message).toMatch(/near 2 for 1: probably a split or bonus/)
    const split: CorporateAction = {
      kind: 'bonus',
      instrument: instrumentId('NSE:AAA'),
      exDate,
      newShares: 2,
      oldShares: 1,
      source: 'nse',
    }
    expect(await check(withActions([split]))).toEqual([])
    // A split of another size does not explain it.
    expect(kinds(await check(withActions([{ ...split, newShares: 5 }])))).toEqual([
      'step NSE:AAA nse',
    ])
  })

  it('missing trading days are counted and named', async () => {
    const dates = sessions.filter((_, i) => i !== 10 && i !== 11)
    await desk.importText('a.csv', rawFile('AAA', walk(1).slice(2), dates))
    const [gap] = await check()
    expect(gap).toMatchObject({ kind: 'gaps', dates: [sessions[10], sessions[11]] })
    expect(gap?.message).toBe('2 trading days between first and last bar are missing')
  })

  it('a series that ends before the others is stale', async () => {
    await desk.importText('a.csv', rawFile('AAA', walk(1)))
    await desk.importText('b.csv', rawFile('BBB', walk(2).slice(0, 50)))
    const findings = await check()
    expect(kinds(findings)).toEqual(['stale NSE:BBB nse'])
    expect(findings[0]?.message).toContain(`it ends on ${sessions[49]}`)
  })

  it('bars without volume are counted', async () => {
    await desk.importText(
      'a.csv',
      rawFile('AAA', walk(1)).replaceAll(/,10\n/g, ',0\n').replace(',0\n', ',7\n'),
    )
    const [idle] = await check()
    expect(idle).toMatchObject({ kind: 'idle' })
    expect(idle?.message).toMatch(/^\d+ bars of \d+ bars without volume$/)
  })

  it('tells how far it is, and stops when asked', async () => {
    for (const [i, symbol] of ['AAA', 'BBB', 'CCC'].entries()) {
      await desk.importText(`${symbol}.csv`, rawFile(symbol, walk(i + 1)))
    }
    const told: string[] = []
    const data = new DataCheck({ store: desk.store, reference: null })
    await data.run({ signal, onProgress: (done, of) => told.push(`${done}/${of}`) })
    expect(told.at(-1)).toBe('3/3')
    await expect(data.run({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  it.each([
    [1.98, 2],
    [0.5, 0.5],
    [4.8984, 5],
    [9.8, 10],
    [1.33, 4 / 3],
    [3.62, null],
    [7.5, null],
  ])('near %d lies %s', (ratio, nearest) => {
    const found = nearestRatio(ratio)
    if (nearest === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(nearest, 9)
  })

  it.skipIf(marketData === null)(
    'every break of five years of real prices is found, and no other',
    async () => {
      const data = marketData ?? ''
      await desk.import([join(data, 'bars-daily/nse-eq-raw')])
      const { readFile } = await import('node:fs/promises')
      const text = await readFile(
        join(data, 'reference/price-breaks-derived-2019-2024.csv'),
        'utf8',
      )
      const breaks = text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
      const found = new Map<string, number | null>()
      const findings = await check()
      for (const { kind, series, dates } of findings) {
        if (kind !== 'step') continue
        const bars = await desk.read(series.instrument.slice(4))
        if (bars === undefined) continue
        for (const step of unexplainedSteps(bars, [])) {
          if (step.ratio > 1 && dates.includes(step.date)) {
            found.set(`${series.instrument.slice(4)} ${step.date}`, step.nearest)
          }
        }
      }
      expect([...found.keys()].sort()).toEqual(
        breaks.map(([symbol, date]) => `${symbol} ${date}`).sort(),
      )
      expect(findings.filter(({ kind }) => kind === 'suspect')).toEqual([])
    },
  )

  it.skipIf(marketData === null)(
    "no real adjusted series is suspect, and each would be with another company's name",
    async () => {
      const daily = join(marketData ?? '', 'bars-daily')
      await desk.import([
        join(daily, 'nse-eq-raw'),
        join(daily, 'yahoo-adjusted-2020-2024'),
        join(daily, 'yahoo-with-actions-1996-2024'),
      ])
      const suspects = async () => (await check()).filter(({ kind }) => kind === 'suspect')
      expect(await suspects()).toEqual([])
      const { copyFile, mkdir } = await import('node:fs/promises')
      const folder = join(desk.folder, 'wrong')
      await mkdir(folder)
      await copyFile(
        join(daily, 'yahoo-adjusted-2020-2024/abb.csv.gz'),
        join(folder, 'wipro.csv.gz'),
      )
      await copyFile(
        join(daily, 'yahoo-adjusted-2020-2024/dlf.csv.gz'),
        join(folder, 'tatasteel.csv.gz'),
      )
      await desk.import([folder])
      expect((await suspects()).map(({ series }) => series.instrument)).toEqual([
        'NSE:TATASTEEL',
        'NSE:WIPRO',
      ])
    },
  )
})
