import { describe, expect, it } from 'vitest'
import { MarketBars } from '../../../src/core/ai/market-bars.ts'
import { BarTape } from '../../../src/core/bar-tape.ts'
import { type BarQuery, BarStore, type SeriesKey } from '../../../src/core/ports.ts'
import { at, type BarColumns, emptyBars, firstRowAt, sliceBars } from '../../../src/domain/bar.ts'
import { type InstrumentId, instrumentId } from '../../../src/domain/brand.ts'
import type { CorporateAction } from '../../../src/domain/corporate-action.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import {
  addDays,
  dateOf,
  epochMs,
  midnightOf,
  momentOf,
  tradeDate,
} from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'

const INFY = instrumentId('NSE:INFY')
const FIRST = tradeDate('2026-11-02')
const NEVER = new AbortController().signal

/** Daily bars from the first day on, as stored: at midnight. */
function days(closes: readonly number[]): BarColumns {
  const bars = emptyBars(closes.length)
  for (const [row, close] of closes.entries()) {
    bars.at[row] = midnightOf(addDays(FIRST, row))
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][row] = close
    bars.volume[row] = 100
  }
  return bars
}

/** Series that are held in memory, read as the stored ones are. */
class HeldBars extends BarStore {
  readonly #series: readonly (SeriesKey & { readonly bars: BarColumns })[]

  constructor(series: readonly (SeriesKey & { readonly bars: BarColumns })[]) {
    super()
    this.#series = series
  }

  override async list() {
    return []
  }

  override async read({ instruments, interval, basis, from, to }: BarQuery) {
    const found = new Map<InstrumentId, { series: SeriesKey; bars: BarColumns }>()
    for (const { bars, ...series } of this.#series) {
      const isAsked = instruments === 'all' || instruments.includes(series.instrument)
      if (!isAsked || series.interval !== interval || series.basis !== basis) continue
      const part = sliceBars(bars, firstRowAt(bars, from), firstRowAt(bars, to + 1))
      if (part.length > 0) found.set(series.instrument, { series, bars: part })
    }
    return found
  }
}

const nse = (bars: BarColumns, basis: 'raw' | 'adjusted' = 'raw') =>
  ({ instrument: INFY, interval: 'day', source: 'nse', basis, bars }) as const

const SPLIT: CorporateAction = {
  kind: 'split',
  instrument: INFY,
  exDate: addDays(FIRST, 3),
  oldShares: 1,
  newShares: 5,
  source: 'nse',
}

function barsAt(
  moment: number,
  series: readonly (SeriesKey & { readonly bars: BarColumns })[],
  {
    actions = [],
    tape = null,
    isOpen = true,
  }: {
    readonly actions?: readonly CorporateAction[]
    readonly tape?: BarTape | null
    readonly isOpen?: boolean
  } = {},
) {
  return new MarketBars({
    store: new HeldBars(series),
    clock: { now: () => epochMs(moment) },
    isOpen: () => isOpen,
    universe: new Universe([plainEquity(INFY)]),
    tape,
    past: null,
    known: async () => ({ actions, changes: [] }),
  })
}

const closes = ({ close }: BarColumns) => Array.from(close)

describe('bars as of market time', () => {
  const stored = days([1_000, 1_010, 1_020, 204, 206, 208])
  const noon = (day: number) => momentOf(addDays(FIRST, day), 720)

  it('a replay never sees a day that has not ended', async () => {
    const found = await barsAt(noon(2), [nse(stored)]).of(INFY, 'day', 100, NEVER)
    expect(closes(found.bars)).toEqual([1_000, 1_010])
    expect(found).toMatchObject({ source: 'nse', isForming: false })
  })

  it('a split that is in force restates what was before it, and one that is to come does not', async () => {
    const before = await barsAt(noon(2), [nse(stored)], { actions: [SPLIT] }).of(
      INFY,
      'day',
      9,
      NEVER,
    )
    expect(closes(before.bars)).toEqual([1_000, 1_010])
    const after = await barsAt(noon(6), [nse(stored)], { actions: [SPLIT] }).of(
      INFY,
      'day',
      9,
      NEVER,
    )
    expect(closes(after.bars)).toEqual([200, 202, 204, 204, 206, 208])
    expect(at(after.bars.volume, 0)).toBe(500)
  })

  it('bars that their source adjusted stand in where there are no others, and are not adjusted again', async () => {
    const adjusted = nse(days([200, 202, 204, 204, 206, 208]), 'adjusted')
    const found = await barsAt(noon(6), [adjusted], { actions: [SPLIT] }).of(INFY, 'day', 9, NEVER)
    expect(closes(found.bars)).toEqual([200, 202, 204, 204, 206, 208])
  })

  it('what the feed brought follows what is stored, as a bar that forms until the close', async () => {
    const tape = new BarTape(1)
    const minute = emptyBars(1)
    minute.at[0] = momentOf(addDays(FIRST, 2), 555)
    for (const name of ['open', 'high', 'low', 'close'] as const) minute[name][0] = 1_015
    const block = {
      kind: 'bars',
      interval: '1m',
      instrument: new Int32Array(1),
      bars: minute,
    } as const
    tape.take(block)
    const open = await barsAt(noon(2), [nse(stored)], { tape }).of(INFY, 'day', 9, NEVER)
    expect(closes(open.bars)).toEqual([1_000, 1_010, 1_015])
    expect(open.isForming).toBe(true)
    const closed = barsAt(noon(2), [nse(stored)], { tape, isOpen: false })
    expect((await closed.of(INFY, 'day', 9, NEVER)).isForming).toBe(false)
    const five = await barsAt(noon(2), [nse(stored)], { tape }).of(INFY, '5m', 9, NEVER)
    expect(five.source).toBe('feed')
    expect(closes(five.bars)).toEqual([1_015])
    expect(dateOf(at(five.bars.at, 0))).toBe(addDays(FIRST, 2))
  })

  it('of an instrument without a bar the answer is none, and many are asked at once', async () => {
    const market = barsAt(noon(6), [nse(stored)])
    const unknown = instrumentId('NSE:NONE')
    expect(await market.of(unknown, 'day', 9, NEVER)).toMatchObject({ source: 'none' })
    const all = await market.daily([INFY, unknown], 30, NEVER)
    expect([...all.keys()]).toEqual([INFY])
  })
})
