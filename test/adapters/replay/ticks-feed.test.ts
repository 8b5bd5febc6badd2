import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTick } from '../../../src/adapters/replay/recorded-tick.ts'
import { TicksFeed } from '../../../src/adapters/replay/ticks-feed.ts'
import type { MarketFeed } from '../../../src/core/ports.ts'
import { at } from '../../../src/domain/bar.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import { DEPTH_LEVELS, type TickColumns } from '../../../src/domain/tick.ts'
import { clockTime, type EpochMs, epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'

warnWithoutData('replays of recorded ticks')

const signal = new AbortController().signal
const nse = (symbol: string) => instrumentId(`NSE:${symbol}`)
const SYMBOLS = ['INFY', 'TCS', 'RELIANCE', 'HDFCBANK', 'COLPAL']
const universe = new Universe(SYMBOLS.map((symbol) => plainEquity(nse(symbol))))

const level = (quantity: number, price: number) => ({ quantity, price, orders: 1 })
const tick = (time: string, price: number, volume: number, more: object = {}) =>
  JSON.stringify({
    mode: 'full',
    last_price: price,
    volume_traded: volume,
    exchange_timestamp: time,
    depth: { buy: [level(5, price - 0.05)], sell: [level(7, price + 0.05)] },
    ...more,
  })

async function blocksOf(
  feed: MarketFeed,
  after: EpochMs = epochMs(0),
): Promise<readonly TickColumns[]> {
  const blocks: TickColumns[] = []
  for await (const block of feed.blocks(after, signal)) {
    if (block.kind !== 'ticks') throw new RangeError('a block of ticks was expected')
    blocks.push(block.ticks)
  }
  return blocks
}

const rowsOf = (blocks: readonly TickColumns[]) =>
  blocks.flatMap((ticks) =>
    Array.from({ length: ticks.length }, (_, row) => {
      const { symbol } = universe.at(ticks.instrument[row] ?? -1)
      return `${clockTime(at(ticks.at, row))} ${symbol} ${at(ticks.last, row)} ${at(ticks.volume, row)}`
    }),
  )

describe('a feed of recorded ticks', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-ticks-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const recording = async (symbol: string, content: string | Buffer) => {
    const file = join(folder, `${symbol}-${Math.abs(content.length)}.jsonl`)
    await writeFile(file, content)
    return { file, instrument: nse(symbol) }
  }

  it('survives every defect of a recording and counts it', async () => {
    const good = tick('2025-07-21 09:14:58', 100, 50)
    const text = [
      good,
      good,
      tick('2025-07-21T09:14:58', 100.05, 40),
      tick('2025-07-21 09:15:00', 100.1, 60, { depth: { buy: [level(0, 0)], sell: [] } }),
      'not json',
      '{"last_price": "high"}',
      tick('2025-07-21 25:15:00', 100, 1),
      tick('2025-07-21 09:14:59', 100.2, 70),
      tick('2025-07-21 09:15:01', 100.3, 80).slice(0, 60),
    ].join('\n')
    const feed = new TicksFeed({ recordings: [await recording('INFY', text)], universe })
    const blocks = await blocksOf(feed)
    expect(rowsOf(blocks)).toEqual([
      '09:14:58 INFY 10000 50',
      '09:14:58 INFY 10005 50',
      '09:15:00 INFY 10010 60',
      '09:15:00 INFY 10020 70',
    ])
    expect(feed.tally).toEqual({
      ticks: 4,
      unreadable: 4,
      repeated: 1,
      sameSecond: 1,
      fallingVolume: 1,
      emptyBook: 1,
      late: 1,
    })
  })

  it('depth stands in columns, best first, zero where there is nobody', async () => {
    const text = `${tick('2025-07-21 09:15:00', 100, 50)}\n`
    const [ticks] = await blocksOf(
      new TicksFeed({ recordings: [await recording('INFY', text)], universe }),
    )
    expect([...(ticks?.bidPrice ?? [])]).toEqual([9_995, 0, 0, 0, 0])
    expect([...(ticks?.bidQuantity ?? [])]).toEqual([5, 0, 0, 0, 0])
    expect([...(ticks?.askPrice ?? [])]).toEqual([10_005, 0, 0, 0, 0])
    expect([...(ticks?.askQuantity ?? [])]).toEqual([7, 0, 0, 0, 0])
  })

  it('several recordings, plain and compressed, are one stream in time order', async () => {
    const times = ['09:15:00', '09:15:02', '09:15:04']
    const infy = times.map((time) => tick(`2025-07-21 ${time}`, 100, 1)).join('\n')
    const tcs = ['09:15:00', '09:15:03']
      .map((time) => tick(`2025-07-21 ${time}`, 200, 2))
      .join('\n')
    const recordings = [
      await recording('TCS', gzipSync(tcs)),
      await recording('INFY', `${infy}\n`),
      await recording('UNKNOWN', tcs),
    ]
    const expected = [
      '09:15:00 INFY 10000 1',
      '09:15:00 TCS 20000 2',
      '09:15:02 INFY 10000 1',
      '09:15:03 TCS 20000 2',
      '09:15:04 INFY 10000 1',
    ]
    expect(rowsOf(await blocksOf(new TicksFeed({ recordings, universe })))).toEqual(expected)
    const small = await blocksOf(new TicksFeed({ recordings, universe, blockRows: 1 }))
    expect(rowsOf(small)).toEqual(expected)
    expect(small.map(({ length }) => length)).toEqual([2, 1, 1, 1])
  })

  it('begins after the moment it is asked for, knowing the volume until then', async () => {
    const text = [tick('2025-07-21 09:15:00', 100, 50), tick('2025-07-21 09:15:01', 101, 40)].join(
      '\n',
    )
    const feed = new TicksFeed({ recordings: [await recording('INFY', text)], universe })
    const after = epochMs(momentOf(tradeDate('2025-07-21'), 555))
    expect(rowsOf(await blocksOf(feed, after))).toEqual(['09:15:01 INFY 10100 50'])
  })

  it('a recorder that was killed leaves compressed data cut: what is there is told', async () => {
    const text = Array.from({ length: 2_000 }, (_, i) =>
      tick('2025-07-21 09:15:00', 100 + i, i),
    ).join('\n')
    const whole = gzipSync(text)
    const feed = new TicksFeed({
      recordings: [await recording('INFY', whole.subarray(0, whole.length / 2))],
      universe,
    })
    await blocksOf(feed)
    expect(feed.tally.ticks).toBeGreaterThan(100)
    expect(feed.tally.ticks).toBeLessThan(2_000)
  })

  it('a recording that is not there is an error with a code', async () => {
    const recordings = [{ file: join(folder, 'none.jsonl'), instrument: nse('INFY') }]
    await expect(blocksOf(new TicksFeed({ recordings, universe }))).rejects.toMatchObject({
      code: 'FILE_REFUSED',
    })
  })

  it('any text is a tick with sensible numbers, or none', () => {
    const good = tick('2025-07-21 09:15:00', 100.05, 50)
    const edit = fc.tuple(fc.nat(good.length), fc.nat(6), fc.string({ maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const line = edits.reduce(
          (text, [start, length, put]) => text.slice(0, start) + put + text.slice(start + length),
          good,
        )
        const found = readTick(line)
        if (found === null) return
        expect(Number.isSafeInteger(found.at)).toBe(true)
        expect(Number.isSafeInteger(found.last) && found.last >= 0).toBe(true)
        for (const side of [found.bidPrice, found.bidQuantity, found.askPrice, found.askQuantity]) {
          expect(side).toHaveLength(DEPTH_LEVELS)
          expect(side.every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it.skipIf(marketData === null).each([
    ['colpal-2025-07-21', 4_147, { unreadable: 0, fallingVolume: 0, emptyBook: 40 }],
    ['hdfcbank-2025-07-18', 2_390, { unreadable: 1, fallingVolume: 48, emptyBook: 206 }],
    ['infy-2025-07-11', 2_371, { unreadable: 1, fallingVolume: 30, emptyBook: 15 }],
    ['reliance-2025-07-10', 2_347, { unreadable: 1, fallingVolume: 0, emptyBook: 0 }],
    ['tcs-2025-07-11', 2_376, { unreadable: 1, fallingVolume: 36, emptyBook: 15 }],
  ])('the real recording %s gives its %i ticks in order', async (name, lines, defects) => {
    const file = join(marketData ?? '', 'kite/ticks', `${name}-ticks.jsonl.gz`)
    const symbol = name.slice(0, name.indexOf('-')).toUpperCase()
    const feed = new TicksFeed({ recordings: [{ file, instrument: nse(symbol) }], universe })
    const blocks = await blocksOf(feed)
    const { ticks, repeated, unreadable, emptyBook, late } = feed.tally
    expect(ticks + repeated).toBe(lines)
    expect(blocks.reduce((sum, { length }) => sum + length, 0)).toBe(ticks)
    expect(unreadable).toBe(defects.unreadable)
    expect(late).toBe(0)
    // Lines that repeat the one before them exactly are told once, so at most these.
    expect(emptyBook).toBeLessThanOrEqual(defects.emptyBook)
    expect(feed.tally.fallingVolume >= (defects.fallingVolume > 0 ? 1 : 0)).toBe(true)
    let latest = 0
    let volume = 0
    for (const block of blocks) {
      for (let row = 0; row < block.length; row++) {
        expect(at(block.at, row)).toBeGreaterThanOrEqual(latest)
        expect(at(block.volume, row)).toBeGreaterThanOrEqual(volume)
        latest = at(block.at, row)
        volume = at(block.volume, row)
        expect(at(block.last, row)).toBeGreaterThan(0)
      }
    }
  })
})
