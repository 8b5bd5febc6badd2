import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dayPlan } from '../../../src/adapters/sim/sim-day-plan.ts'
import { SimMarket } from '../../../src/adapters/sim/sim-market.ts'
import { simSession } from '../../../src/adapters/sim/sim-session.ts'
import { SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { addDays } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { correlation, day, deviation, mean } from './sim-market-fixture.ts'

warnWithoutData('the simulated market beside real NSE shares')

const unzip = promisify(gunzip)
const sessions = new Sessions()
const QUARTERS = 23

/** Lines of a gzipped CSV as records by column name. */
async function recordsOf(path: string): Promise<Map<string, string>[]> {
  const text = (await unzip(await readFile(`${marketData}/${path}`))).toString('utf8')
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  const names = header.split(',').map((name) => name.trim())
  return lines.map(
    (line) => new Map(line.split(',').map((cell, column) => [names[column] ?? '', cell.trim()])),
  )
}

const numberOf = (record: Map<string, string>, name: string): number => Number(record.get(name))

/** Adds a day's minutes to sums by quarter of an hour, each as a part of the day's total; the last two are left out. */
function addProfile(sums: number[], minutes: Iterable<number>): void {
  const values = [...minutes]
  const total = values.reduce((sum, value) => sum + value, 0)
  for (const [minute, value] of values.entries()) {
    const quarter = Math.floor(minute / 15)
    if (quarter < QUARTERS) sums[quarter] = (sums[quarter] ?? 0) + value / total
  }
}

async function realProfiles() {
  const volume: number[] = []
  const variance: number[] = []
  for (const symbol of ['reliance', 'tcs', 'icicibank', 'bhartiartl', 'bajaj-auto']) {
    const days = new Map<string, Map<string, string>[]>()
    for (const record of await recordsOf(`bars-minute/1m-2025/${symbol}.csv.gz`)) {
      const date = record.get('date') ?? ''
      const known = days.get(date)
      if (known) known.push(record)
      else days.set(date, [record])
    }
    for (const records of days.values()) {
      if (records.length !== 375) continue
      addProfile(
        volume,
        records.map((record) => numberOf(record, 'volume')),
      )
      const moves = records.map((record, minute) => {
        const before = records[minute - 1]
        const from = before ? numberOf(before, 'close') : numberOf(record, 'open')
        return Math.log(numberOf(record, 'close') / from) ** 2
      })
      addProfile(variance, moves)
    }
  }
  return { volume, variance }
}

function simulatedProfiles() {
  const market = new SimMarket({ seed: 1, from: day('2025-01-01'), sessions })
  const volume: number[] = []
  const variance: number[] = []
  for (let date = day('2025-01-01'); date <= '2025-02-28'; date = addDays(date, 1)) {
    const outline = market.day(date)
    const session = simSession(sessions, date)
    if (!outline || !session) continue
    for (const { day, traded, worth } of dayPlan(market.key, outline, session).shares) {
      if (day.share.weight === 0) continue
      addProfile(
        volume,
        traded.slice(1).map((shares, minute) => shares - (traded[minute] ?? 0)),
      )
      addProfile(
        variance,
        worth.slice(1).map((price, minute) => Math.log(price / (worth[minute] ?? price)) ** 2),
      )
    }
  }
  return { volume, variance }
}

describe.skipIf(marketData === null)('the simulated market beside real NSE shares', () => {
  it('spreads volume and restlessness over the day as minutes of January to April 2025 did', async () => {
    const real = await realProfiles()
    const simulated = simulatedProfiles()
    expect(correlation(real.volume, simulated.volume)).toBeGreaterThan(0.9)
    expect(correlation(real.variance, simulated.variance)).toBeGreaterThan(0.95)
  })

  it('has shares as restless as their namesakes were in 2024, the wild ones among them wild', async () => {
    const market = new SimMarket({ seed: 1, from: day('2024-01-01'), sessions })
    const files = new Set(await readdir(`${marketData}/bars-daily/nse-eq-raw`))
    const real: number[] = []
    const simulated: number[] = []
    for (const [index, { instrument }] of SIM_SHARES.entries()) {
      const file = `${instrument.symbol.toLowerCase().replace('&', '-and-')}.csv.gz`
      if (!files.has(file)) continue
      const records = await recordsOf(`bars-daily/nse-eq-raw/${file}`)
      const year = records.filter((record) => record.get('date')?.startsWith('2024'))
      if (year.length < 200) continue
      const returns = year.map((record) =>
        Math.log(numberOf(record, 'close') / numberOf(record, 'prev_close')),
      )
      real.push(deviation(returns.filter((move) => Math.abs(move) < 0.25)))
      const own: number[] = []
      for (let date = day('2024-01-01'); date <= '2024-12-31'; date = addDays(date, 1)) {
        const outline = market.day(date)?.shares[index]
        if (outline) own.push(Math.log(outline.close / outline.base))
      }
      simulated.push(deviation(own))
    }
    expect(real.length).toBeGreaterThan(50)
    const ratios = simulated.map((value, index) => value / (real[index] ?? Number.NaN))
    expect(mean(ratios)).toBeGreaterThan(0.7)
    expect(mean(ratios)).toBeLessThan(1.4)
    expect(Math.min(...ratios)).toBeGreaterThan(0.35)
    expect(Math.max(...ratios)).toBeLessThan(2.5)
    expect(correlation(real, simulated)).toBeGreaterThan(0.5)
  })
})
