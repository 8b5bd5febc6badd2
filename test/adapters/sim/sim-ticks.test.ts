import { describe, expect, it } from 'vitest'
import { SimFeed } from '../../../src/adapters/sim/sim-feed.ts'
import type { MarketDay } from '../../../src/adapters/sim/sim-market.ts'
import { SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { DEPTH_LEVELS, type TickColumns } from '../../../src/domain/tick.ts'
import { dateOf, minutesOf } from '../../../src/domain/time.ts'
import {
  day,
  exchangeOf,
  INDEX_PLACE,
  kurtosis,
  mean,
  never,
  startOf,
} from './sim-market-fixture.ts'

const FROM = '2026-11-17'
const TO = '2026-11-19'
const CONTINUOUS = 555
const END = 915

/** What a share showed over the days. */
class Showing {
  rows = 0
  trades = 0
  /** Rows with both sides, and how many of them had the last trade between the two. */
  twoSided = 0
  inside = 0
  spreadBps = 0
  /** Last price and volume of each continuous minute, by day. */
  readonly closes = new Map<string, Float64Array>()
  readonly volumes = new Map<string, Float64Array>()
}

interface Side {
  readonly prices: Float64Array
  readonly quantities: Float64Array
  readonly way: 1 | -1
}

/** What is wrong with a side of the book, if anything. */
function faultOf({ prices, quantities, way }: Side, row: number, outline: Outline): string | null {
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const place = row * DEPTH_LEVELS + level
    const price = prices[place] ?? Number.NaN
    const quantity = quantities[place] ?? Number.NaN
    const before = level === 0 ? Number.NaN : (prices[place - 1] ?? Number.NaN)
    if (quantity === 0 && price === 0) continue
    if (!(Number.isInteger(quantity) && quantity > 0)) return `a quantity of ${quantity}`
    if (price % outline.tick !== 0) return `${price} is off the tick`
    if (!(price >= outline.lower && price <= outline.upper)) return `${price} is out of the band`
    if (level > 0 && !(way * (price - before) > 0))
      return `level ${level} is not behind the one before`
  }
  return null
}

type Outline = MarketDay['shares'][number]

const exchange = exchangeOf(FROM)
const faults: string[] = []
const showings = Array.from({ length: INDEX_PLACE }, () => new Showing())
const indexLevels: number[] = []
const rowsADay = new Map<string, number>()

function check(
  ticks: TickColumns,
  row: number,
  outline: Outline,
  before: Float64Array,
  sold: Float64Array,
) {
  const share = ticks.instrument[row] ?? -1
  const last = ticks.last[row] ?? Number.NaN
  const volume = ticks.volume[row] ?? Number.NaN
  const { bidPrice, bidQuantity, askPrice, askQuantity } = ticks
  const bid = bidPrice[row * DEPTH_LEVELS] ?? Number.NaN
  const ask = askPrice[row * DEPTH_LEVELS] ?? Number.NaN
  const fault =
    faultOf({ prices: bidPrice, quantities: bidQuantity, way: -1 }, row, outline) ??
    faultOf({ prices: askPrice, quantities: askQuantity, way: 1 }, row, outline) ??
    (bid > 0 && ask > 0 && !(bid < ask) ? `crossed at ${bid} and ${ask}` : null) ??
    (last % outline.tick === 0 ? null : `last ${last} is off the tick`) ??
    (last >= outline.lower && last <= outline.upper ? null : `last ${last} is out of the band`) ??
    (Number.isInteger(volume) && volume >= (sold[share] ?? 0)
      ? null
      : `volume fell to ${volume}`) ??
    (volume > 0 && volume === sold[share] && last !== before[share]
      ? `${last} without a trade`
      : null)
  if (fault !== null) faults.push(`${SIM_SHARES[share]?.instrument.id} ${ticks.at[row]}: ${fault}`)
}

function show(ticks: TickColumns, row: number, date: string, sold: number) {
  const showing = showings[ticks.instrument[row] ?? -1]
  const minute = Math.floor(minutesOf(ticks.at[row] ?? 0)) - CONTINUOUS
  if (showing === undefined || minute < 0 || minute >= END - CONTINUOUS) return
  const bid = ticks.bidPrice[row * DEPTH_LEVELS] ?? 0
  const ask = ticks.askPrice[row * DEPTH_LEVELS] ?? 0
  const last = ticks.last[row] ?? 0
  showing.rows++
  if ((ticks.volume[row] ?? 0) > sold) showing.trades++
  if (bid > 0 && ask > 0) {
    showing.twoSided++
    showing.spreadBps += ((ask - bid) / bid) * 10_000
    if (last >= bid && last <= ask) showing.inside++
  }
  const column = (columns: Map<string, Float64Array>) => {
    const known = columns.get(date) ?? new Float64Array(END - CONTINUOUS).fill(Number.NaN)
    columns.set(date, known)
    return known
  }
  column(showing.closes)[minute] = last
  column(showing.volumes)[minute] = ticks.volume[row] ?? 0
}

let today = ''
let shares: readonly Outline[] = []
const before = new Float64Array(INDEX_PLACE)
const sold = new Float64Array(INDEX_PLACE)
for await (const block of new SimFeed({ exchange, to: day(TO) }).blocks(startOf(FROM), never)) {
  if (block.kind !== 'ticks') continue
  const { ticks } = block
  const date = dateOf(ticks.at[0] ?? 0)
  if (date !== today) {
    shares = exchange.open(date)?.plan.day.shares ?? []
    sold.fill(0)
    today = date
  }
  rowsADay.set(date, (rowsADay.get(date) ?? 0) + ticks.length)
  for (let row = 0; row < ticks.length; row++) {
    const share = ticks.instrument[row] ?? -1
    const outline = shares[share]
    if (outline === undefined) {
      indexLevels.push(ticks.last[row] ?? Number.NaN)
      continue
    }
    check(ticks, row, outline, before, sold)
    show(ticks, row, date, sold[share] ?? 0)
    before[share] = ticks.last[row] ?? 0
    sold[share] = ticks.volume[row] ?? 0
  }
}

const large = showings.filter((_, share) => (SIM_SHARES[share]?.weight ?? 0) > 0)
const thin = showings.filter(
  (_, share) => SIM_SHARES[share]?.instrument.isDerivativeEligible === false,
)
const spreadOf = ({ spreadBps, twoSided }: Showing) => spreadBps / twoSided
const dates = [...rowsADay.keys()]

/** Closing prices of the minutes of a day, where a minute without a price keeps the one before. */
function minutesOfDay(showing: Showing, date: string): number[] {
  const closes = [...(showing.closes.get(date) ?? [])]
  return closes.map(
    (_, minute) => closes.slice(0, minute + 1).findLast((close) => !Number.isNaN(close)) ?? 0,
  )
}

const returnsOf = (showing: Showing, date: string): number[] => {
  const closes = minutesOfDay(showing, date)
  return closes.slice(1).map((close, minute) => Math.log(close / (closes[minute] ?? close)))
}

/** Average over large shares and days of a part of each minute in its day's total. */
function profileOf(part: (showing: Showing, date: string) => readonly number[]): number[] {
  const profile = new Array(END - CONTINUOUS - 1).fill(0) as number[]
  for (const showing of large) {
    for (const date of dates) {
      const values = part(showing, date)
      const total = values.reduce((sum, value) => sum + value, 0)
      for (const [minute, value] of values.entries())
        profile[minute] = (profile[minute] ?? 0) + value / total
    }
  }
  return profile
}

describe('the ticks of the simulated exchange', () => {
  it('have books in order on the tick and in the band, volumes that never fall, and lasts that traded', () => {
    expect(faults.slice(0, 5)).toEqual([])
  })

  it('come at the rate of a real feed', () => {
    expect(dates).toHaveLength(3)
    for (const rows of rowsADay.values()) {
      expect(rows).toBeGreaterThan(250_000)
      expect(rows).toBeLessThan(600_000)
    }
    const seconds = (END - CONTINUOUS) * 60 * dates.length
    for (const { rows } of large) {
      expect(seconds / rows).toBeGreaterThan(1)
      expect(seconds / rows).toBeLessThan(8)
    }
    expect(mean(thin.map(({ rows }) => seconds / rows))).toBeGreaterThan(8)
    expect(Math.max(...thin.map(({ rows }) => seconds / rows))).toBeLessThan(60)
  })

  it('have spreads of a few basis points, wider for thin shares', () => {
    expect(mean(large.map(spreadOf))).toBeGreaterThan(1)
    expect(mean(large.map(spreadOf))).toBeLessThan(5)
    expect(mean(thin.map(spreadOf))).toBeGreaterThan(2.5 * mean(large.map(spreadOf)))
  })

  it('have most last trades between bid and ask, but not all', () => {
    for (const { inside, twoSided } of showings) {
      expect(inside / twoSided).toBeGreaterThan(0.6)
      expect(inside / twoSided).toBeLessThan(0.99)
    }
  })

  it('hold trades and changes of quotes', () => {
    for (const { trades, rows } of large) {
      expect(trades / rows).toBeGreaterThan(0.5)
      expect(trades / rows).toBeLessThan(0.85)
    }
  })

  it('trade most at both ends of the day and least after noon', () => {
    const profile = profileOf((showing, date) => {
      const volumes = [...(showing.volumes.get(date) ?? [])]
      return volumes
        .slice(1)
        .map((volume, minute) => Math.max(0, volume - (volumes[minute] ?? 0)) || 0)
    })
    const [opening, noon, closing] = [
      mean(profile.slice(0, 15)),
      mean(profile.slice(180, 240)),
      mean(profile.slice(-15)),
    ]
    expect(opening).toBeGreaterThan(2 * noon)
    expect(closing).toBeGreaterThan(1.4 * noon)
  })

  it('are most restless after the open and a little more before the close than after noon', () => {
    const profile = profileOf((showing, date) =>
      returnsOf(showing, date).map((move) => move * move),
    )
    const [opening, noon, closing] = [
      mean(profile.slice(0, 15)),
      mean(profile.slice(180, 240)),
      mean(profile.slice(-15)),
    ]
    expect(opening).toBeGreaterThan(3 * noon)
    expect(closing).toBeGreaterThan(noon)
    expect(closing).toBeLessThan(opening)
  })

  it('have minutes with fat tails and next to no memory', () => {
    const days = large.flatMap((showing) => dates.map((date) => returnsOf(showing, date)))
    expect(mean(days.map(kurtosis))).toBeGreaterThan(4.5)
    const memory = days.map((returns) => {
      const square = returns.reduce((sum, move) => sum + move * move, 0)
      return (
        returns.slice(1).reduce((sum, move, minute) => sum + move * (returns[minute] ?? 0), 0) /
        square
      )
    })
    expect(Math.abs(mean(memory))).toBeLessThan(0.15)
  })

  it('let averages of 9 and 21 minutes cross several times a day in every large share', () => {
    const crossings = large.flatMap((showing) =>
      dates.map((date) => {
        let [fast, slow, crosses] = [Number.NaN, Number.NaN, 0]
        for (const close of minutesOfDay(showing, date)) {
          const above = fast > slow
          fast = Number.isNaN(fast) ? close : fast + (close - fast) * (2 / 10)
          slow = Number.isNaN(slow) ? close : slow + (close - slow) * (2 / 22)
          if (fast > slow !== above) crosses++
        }
        return crosses
      }),
    )
    expect(Math.min(...crossings)).toBeGreaterThanOrEqual(2)
    expect(mean(crossings)).toBeGreaterThan(8)
    expect(mean(crossings)).toBeLessThan(40)
  })

  it('have an index that moves with its members and far less than one of them', () => {
    expect(indexLevels.every((level) => Number.isInteger(level) && level > 1_000_000)).toBe(true)
    const moves = indexLevels
      .slice(1)
      .map((level, row) => Math.abs(level / (indexLevels[row] ?? level) - 1))
    expect(mean(moves)).toBeGreaterThan(0)
    expect(mean(moves)).toBeLessThan(0.000_2)
  })
})
