import { describe, expect, it } from 'vitest'
import { SimBarFeed } from '../../../src/adapters/sim/sim-bar-feed.ts'
import { SimFeed } from '../../../src/adapters/sim/sim-feed.ts'
import { type BarColumns, at as valueAt } from '../../../src/domain/bar.ts'
import {
  dateOf,
  type EpochMs,
  epochMs,
  HOUR_MS,
  MINUTE_MS,
  minutesOf,
} from '../../../src/domain/time.ts'
import { day, exchangeOf, INDEX_PLACE, never, startOf, universe } from './sim-market-fixture.ts'

const FROM = '2026-11-18'
const TO = '2026-11-19'
const STEP_MS = 2_000

/** A bar as text: instrument, start, open, high, low, close, volume. */
const textOf = (instrument: number, bars: BarColumns, row: number): string =>
  [bars.at, bars.open, bars.high, bars.low, bars.close, bars.volume]
    .map((column) => valueAt(column, row))
    .join(' ')
    .replace(/^/, `${universe.at(instrument).id} `)

async function barsOf(interval: '1m' | 'day', after: EpochMs): Promise<string[]> {
  const feed = new SimBarFeed({ exchange: exchangeOf(FROM, 1, STEP_MS), interval, to: day(TO) })
  const bars: string[] = []
  for await (const block of feed.blocks(after, never)) {
    if (block.kind !== 'bars') continue
    for (let row = 0; row < block.bars.length; row++) {
      bars.push(textOf(block.instrument[row] ?? -1, block.bars, row))
    }
  }
  return bars
}

interface Sum {
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** The bars that a listener to the ticks would make, by key: what traded, and every level of the index. */
async function foldedBy(keyOf: (at: number) => number | null): Promise<string[]> {
  const sums = new Map<string, Sum>()
  const sold = new Float64Array(universe.size)
  let date = ''
  const feed = new SimFeed({ exchange: exchangeOf(FROM, 1, STEP_MS), to: day(TO) })
  for await (const block of feed.blocks(startOf(FROM), never)) {
    if (block.kind !== 'ticks') continue
    const { ticks } = block
    if (dateOf(valueAt(ticks.at, 0)) !== date) sold.fill(0)
    date = dateOf(valueAt(ticks.at, 0))
    for (let row = 0; row < ticks.length; row++) {
      const place = ticks.instrument[row] ?? -1
      const traded = valueAt(ticks.volume, row) - valueAt(sold, place)
      sold[place] = valueAt(ticks.volume, row)
      const key = keyOf(valueAt(ticks.at, row))
      if (key === null || (traded === 0 && place !== INDEX_PLACE)) continue
      const last = valueAt(ticks.last, row)
      const name = `${universe.at(place).id} ${key}`
      const sum = sums.get(name) ?? { open: last, high: last, low: last, close: last, volume: 0 }
      sum.high = Math.max(sum.high, last)
      sum.low = Math.min(sum.low, last)
      sum.close = last
      sum.volume += traded
      sums.set(name, sum)
    }
  }
  return [...sums].map(([name, { open, high, low, close, volume }]) =>
    [name, open, high, low, close, volume].join(' '),
  )
}

describe('the bars of the simulated exchange', () => {
  it('of a minute are those of its ticks, without the auctions', async () => {
    const folded = await foldedBy((at) =>
      minutesOf(at) >= 555 && minutesOf(at) < 930 ? at - (at % MINUTE_MS) : null,
    )
    const told = await barsOf('1m', startOf(FROM))
    expect(told.length).toBeGreaterThan(40_000)
    expect([...told].sort()).toEqual(folded.sort())
  })

  it('of a day run from the opening auction to the closing price, with the whole volume', async () => {
    const folded = await foldedBy((at) => startOf(dateOf(at)) + 555 * MINUTE_MS)
    const told = await barsOf('day', startOf(FROM))
    expect(told).toHaveLength(2 * universe.size)
    expect([...told].sort()).toEqual(folded.sort())
    const outline = exchangeOf(FROM, 1, STEP_MS).open(day(TO))?.plan.day.shares[0]
    const last = told[universe.size]?.split(' ') ?? []
    expect(last[0]).toBe(universe.at(0).id)
    expect(last.slice(-2)).toEqual([`${outline?.close}`, `${outline?.volume}`])
  })

  it('goes on after any moment with the bar that had not ended', async () => {
    const whole = await barsOf('1m', startOf(FROM))
    const startOfBar = (bar: string) => Number(bar.split(' ').at(-6))
    const noon = startOf(TO) + 12 * HOUR_MS
    for (const after of [noon, noon + 30_000, noon + MINUTE_MS]) {
      const rest = whole.filter((bar) => startOfBar(bar) + MINUTE_MS > after)
      expect(await barsOf('1m', epochMs(after))).toEqual(rest)
    }
  })

  it('comes in the order of time, a minute or a day a block, and passes to midnight', async () => {
    const feed = new SimBarFeed({
      exchange: exchangeOf(FROM, 1, 60_000),
      interval: '1m',
      to: day('2026-11-22'),
    })
    let before = 0
    const quiet: number[] = []
    for await (const block of feed.blocks(startOf(FROM), never)) {
      if (block.kind === 'quiet') quiet.push(block.until)
      if (block.kind !== 'bars') continue
      expect(new Set(block.bars.at).size).toBe(1)
      expect(valueAt(block.bars.at, 0)).toBeGreaterThan(before)
      before = valueAt(block.bars.at, 0)
    }
    expect(quiet).toEqual(
      ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map(startOf),
    )
  })

  it('stops at the abort', async () => {
    const stop = new AbortController()
    const feed = new SimBarFeed({ exchange: exchangeOf(FROM, 1, 60_000), interval: '1m', to: null })
    let blocks = 0
    for await (const _ of feed.blocks(startOf(FROM), stop.signal)) {
      if (++blocks === 10) stop.abort('enough')
    }
    expect(blocks).toBe(10)
  })
})
