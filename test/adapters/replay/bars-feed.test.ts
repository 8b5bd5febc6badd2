import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BarsFeed } from '../../../src/adapters/replay/bars-feed.ts'
import type { BarQuery, MarketFeed } from '../../../src/core/ports.ts'
import { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { BarTable } from '../../../src/core/state/bar-store-table.ts'
import { at } from '../../../src/domain/bar.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { type EpochMs, epochMs, isoTime, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'

const signal = new AbortController().signal
const nse = (symbol: string) => instrumentId(`NSE:${symbol}`)
const universe = new Universe(['CCC', 'AAA', 'BBB'].map((symbol) => plainEquity(nse(symbol))))

/** `2024-01-01T09:15 AAA close` for each row of a feed. */
async function rowsOf(feed: MarketFeed, after: EpochMs, stop = signal): Promise<readonly string[]> {
  const rows: string[] = []
  for await (const block of feed.blocks(after, stop)) {
    if (block.kind !== 'bars') throw new RangeError('a block of bars was expected')
    const { instrument, bars } = block
    for (let row = 0; row < bars.length; row++) {
      const { symbol } = universe.at(instrument[row] ?? -1)
      rows.push(`${isoTime(at(bars.at, row)).slice(0, 16)} ${symbol} ${at(bars.close, row)}`)
    }
  }
  return rows
}

describe('a feed of stored bars', () => {
  let dataDir: string
  let store: ParquetBarStore
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'robo-feed-'))
    store = new ParquetBarStore({ dataDir, calendar: new MarketCalendar() })
    await store.write(async (writer) => {
      for (const [number, symbol] of ['AAA', 'BBB', 'CCC', 'ZZZ'].entries()) {
        const days = new BarTable()
        const minutes = new BarTable()
        for (let day = 1; day <= 5; day++) {
          const date = tradeDate(`2024-01-0${day}`)
          days.push(0, momentOf(date, 555), 1, 9, 1, day * 10 + number, 1, 0)
          if (day > 2) continue
          for (let i = 0; i < 3; i++) {
            minutes.push(0, momentOf(date, 555 + i), 1, 999, 1, day * 100 + i * 10 + number, 1, 0)
          }
        }
        const key = { instrument: nse(symbol), source: 'nse', basis: 'raw' as const }
        writer.add(number, [{ ...key, interval: 'day' }], days)
        writer.add(number, [{ ...key, interval: '1m' }], minutes)
      }
      await writer.commit(signal)
    })
  })
  afterEach(async () => {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const query = (more: Partial<BarQuery> = {}): BarQuery => ({
    instruments: 'all',
    interval: 'day',
    basis: 'raw',
    source: null,
    from: momentOf(tradeDate('2024-01-02'), 0),
    to: momentOf(tradeDate('2024-01-03'), 1_439),
    ...more,
  })
  const feed = (more: Partial<BarQuery> = {}, deps: object = {}) =>
    new BarsFeed({ store, universe, query: query(more), ...deps })

  it('tells bars of the range in time order, of known instruments, by their index', async () => {
    expect(await rowsOf(feed(), epochMs(0))).toEqual([
      '2024-01-02T09:15 CCC 22',
      '2024-01-02T09:15 AAA 20',
      '2024-01-02T09:15 BBB 21',
      '2024-01-03T09:15 CCC 32',
      '2024-01-03T09:15 AAA 30',
      '2024-01-03T09:15 BBB 31',
    ])
    expect(await rowsOf(feed({ instruments: [nse('BBB')] }), epochMs(0))).toEqual([
      '2024-01-02T09:15 BBB 21',
      '2024-01-03T09:15 BBB 31',
    ])
  })

  it('a day counts from its close: after noon it is still to come, after 15:30 it is over', async () => {
    const day = tradeDate('2024-01-02')
    const all = await rowsOf(feed(), epochMs(0))
    expect(await rowsOf(feed(), momentOf(day, 720))).toEqual(all)
    expect(await rowsOf(feed(), momentOf(day, 930))).toEqual(all.slice(3))
    expect(await rowsOf(feed(), momentOf(tradeDate('2024-01-03'), 930))).toEqual([])
  })

  it('a minute counts from its end', async () => {
    const minutes = feed({ interval: '1m', instruments: [nse('AAA')] })
    const day = tradeDate('2024-01-02')
    expect(await rowsOf(minutes, momentOf(day, 556))).toEqual([
      '2024-01-02T09:16 AAA 210',
      '2024-01-02T09:17 AAA 220',
    ])
    expect(await rowsOf(minutes, momentOf(day, 557))).toEqual(['2024-01-02T09:17 AAA 220'])
  })

  it('when a special session ends is for the caller to say', async () => {
    const later = feed({}, { endsAt: (moment: number) => moment + 8 * 3_600_000 })
    expect(await rowsOf(later, momentOf(tradeDate('2024-01-02'), 1_034))).toHaveLength(6)
    expect(await rowsOf(later, momentOf(tradeDate('2024-01-02'), 1_035))).toHaveLength(3)
  })

  it('however small the blocks and the windows, the rows are the same', async () => {
    const whole = await rowsOf(
      feed({ interval: '1m', from: epochMs(0), to: epochMs(4e12) }),
      epochMs(0),
    )
    expect(whole).toHaveLength(18)
    const small = feed(
      { interval: '1m', from: epochMs(0), to: epochMs(4e12) },
      { blockRows: 1, windowRows: 2 },
    )
    expect(await rowsOf(small, epochMs(0))).toEqual(whole)
  })

  it('bars can be restated on their way', async () => {
    const halved = feed(
      { instruments: [nse('AAA')] },
      {
        restate: (_: string, bars: object & { close: Float64Array }) => ({
          ...bars,
          close: bars.close.map((price) => price / 2),
        }),
      },
    )
    expect(await rowsOf(halved, epochMs(0))).toEqual([
      '2024-01-02T09:15 AAA 10',
      '2024-01-03T09:15 AAA 15',
    ])
  })

  it('an abort ends it', async () => {
    const stop = new AbortController()
    const rows = (async () => {
      for await (const block of feed({}, { blockRows: 1 }).blocks(epochMs(0), stop.signal)) {
        expect(block.kind).toBe('bars')
        stop.abort('enough')
      }
    })()
    await expect(rows).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('says that it replays, what and from when', () => {
    expect(feed().label).toEqual({
      source: 'REPLAY',
      detail: 'stored daily bars (raw), 2024-01-02 to 2024-01-03',
    })
  })
})
