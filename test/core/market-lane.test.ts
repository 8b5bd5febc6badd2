import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { type LaneStages, MarketLane, type PriceStage } from '../../src/core/market-lane.ts'
import { GUARD, Quotes, VENUE } from '../../src/core/quotes.ts'
import { type Bar, type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { emptyTicks, type TickColumns } from '../../src/domain/tick.ts'
import { epochMs, MINUTE_MS } from '../../src/domain/time.ts'
import { START } from './state/journal-fixture.ts'

interface Prices {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Levels at which something happens, as orders and guards would stand. */
class Levels implements PriceStage {
  readonly met: number[] = []
  readonly #levels: Set<number>
  readonly #says: string
  readonly #diary: string[]

  constructor(levels: readonly number[], says: string, diary: string[]) {
    this.#levels = new Set(levels)
    this.#says = says
    this.#diary = diary
  }

  nextLevel(_instrument: number, from: number, to: number): number {
    const way = Math.sign(to - from)
    const ahead = [...this.#levels].filter(
      (level) => (level - from) * way > 0 && (to - level) * way >= 0,
    )
    return ahead.length === 0 ? Number.NaN : ahead.reduce((a, b) => ((a - b) * way < 0 ? a : b))
  }

  onPrice(_instrument: number, price: number): boolean {
    this.#diary.push(`${this.#says} ${price}`)
    if (!this.#levels.delete(price)) return false
    this.met.push(price)
    return true
  }
}

interface Options {
  readonly orders?: readonly number[]
  readonly guards?: readonly number[]
  readonly held?: number
  readonly attention?: number
  readonly boundaries?: readonly number[]
  readonly isBelieved?: boolean
}

function lane(options: Options = {}) {
  const { orders = [], guards = [], held = 0, attention = VENUE | GUARD } = options
  const { boundaries = [], isBelieved = true } = options
  const diary: string[] = []
  const clock = new VirtualClock(epochMs(START - MINUTE_MS))
  const quotes = new Quotes(2)
  quotes.held[0] = held
  quotes.attention[0] = attention
  const waiting = [...boundaries]
  const venue = new Levels(orders, 'venue', diary)
  const guard = new Levels(guards, 'guard', diary)
  const stages: LaneStages = {
    gate: {
      get nextBoundary() {
        return waiting[0] ?? Number.POSITIVE_INFINITY
      },
      onBoundary: () => {
        diary.push(`boundary at ${clock.now() - START}`)
        waiting.shift()
      },
      admits: () => isBelieved,
      startOf: (start) => start,
      endOf: (start) => start + MINUTE_MS,
      onBar: (instrument, _interval, bar: Bar) =>
        diary.push(`bar ${instrument} ${bar.close} at ${clock.now() - START}`),
      onTick: (instrument, price, volume) => diary.push(`tick ${instrument} ${price} of ${volume}`),
      onMoment: () => diary.push('moment'),
    },
    venue: Object.assign(venue, {
      onBarBegin: (instrument: number, volume: number) =>
        diary.push(`begins ${instrument} ${volume}`),
      onTick: (_instrument: number, ticks: TickColumns, row: number) =>
        diary.push(`venue tick ${ticks.last[row]}`),
    }),
    guard,
  }
  return { lane: new MarketLane(clock, quotes, stages), diary, clock, quotes, venue, guard }
}

function barsOf(rows: readonly Prices[], at: (row: number) => number = () => START): BarColumns {
  const bars = emptyBars(rows.length)
  for (const [row, { open, high, low, close }] of rows.entries()) {
    bars.at[row] = at(row)
    bars.open[row] = open
    bars.high[row] = high
    bars.low[row] = low
    bars.close[row] = close
    bars.volume[row] = 900
  }
  return bars
}

const block = (bars: BarColumns, instruments: readonly number[] = [0]) =>
  ({ kind: 'bars', interval: '1m', instrument: Int32Array.from(instruments), bars }) as const

const BAR = { open: 100, high: 120, low: 90, close: 110 }

describe('the path of a bar', () => {
  it.each([
    ['who holds shares', 5, [95, 112, 115]],
    ['who holds nothing', 0, [95, 112, 115]],
    ['who is short', -5, [112, 115, 95]],
  ])(
    'for %s goes from the open to the worse end first, then to the better, then to the close',
    (_who, held, met) => {
      const { lane: my, venue } = lane({ held, orders: [115, 95, 112] })
      my.deliver(block(barsOf([BAR])))
      expect(venue.met).toEqual(met)
    },
  )

  it('meets orders and guards in the order in which the price comes to them, orders first where both stand', () => {
    const { lane: my, diary } = lane({ held: 1, orders: [97, 93], guards: [95, 93] })
    my.deliver(block(barsOf([BAR])))
    const prices = diary.filter((line) => /^(venue|guard) \d/.test(line))
    expect(prices.slice(0, 8)).toEqual([
      'venue 100',
      'guard 100',
      'venue 97',
      'guard 97',
      'venue 95',
      'guard 95',
      // The guard's own order is met at the very price that set it off.
      'venue 95',
      'venue 93',
    ])
  })

  it('shows strategies a bar only when it is over, after orders and guards met it', () => {
    const { lane: my, diary, clock, quotes } = lane({ held: 1, orders: [95] })
    my.deliver(block(barsOf([BAR, { ...BAR, close: 105 }]), [0, 1]))
    expect(diary[0]).toBe('begins 0 900')
    expect(diary.slice(-3)).toEqual([
      `bar 0 110 at ${MINUTE_MS}`,
      `bar 1 105 at ${MINUTE_MS}`,
      'moment',
    ])
    expect(clock.now()).toBe(START + MINUTE_MS)
    expect([quotes.last[0], quotes.last[1]]).toEqual([110, 105])
    expect(quotes.madeAt[0]).toBe(START + MINUTE_MS)
  })

  it('is not walked where nobody watches', () => {
    const { lane: my, diary, quotes } = lane({ attention: 0, orders: [95] })
    my.deliver(block(barsOf([BAR])))
    expect(diary).toEqual([`bar 0 110 at ${MINUTE_MS}`, 'moment'])
    expect(quotes.last[0]).toBe(110)
  })

  it('a price that is not believed reaches nobody', () => {
    const { lane: my, diary, quotes } = lane({ isBelieved: false, orders: [95] })
    quotes.suspect[0] = 1
    my.deliver(block(barsOf([BAR])))
    expect(diary).toEqual(['moment'])
    expect(quotes.last[0]).toBeNaN()
  })

  it('sessions change in between, each at its own moment', () => {
    const boundaries = [START - 1_000, START, START + 30_000, START + 90_000]
    const { lane: my, diary } = lane({ boundaries, attention: 0 })
    my.deliver(
      block(
        barsOf([BAR, BAR], (row) => START + row * MINUTE_MS),
        [0, 0],
      ),
    )
    expect(diary).toEqual([
      'boundary at -1000',
      'boundary at 0',
      'boundary at 30000',
      `bar 0 110 at ${MINUTE_MS}`,
      'moment',
      'boundary at 90000',
      `bar 0 110 at ${2 * MINUTE_MS}`,
      'moment',
    ])
  })

  it('time goes on over quiet hours, and never back', () => {
    const { lane: my, diary, clock } = lane({ boundaries: [START + 10] })
    my.deliver({ kind: 'quiet', until: epochMs(START + 50) })
    expect([diary, clock.now()]).toEqual([['boundary at 10'], START + 50])
    my.deliver({ kind: 'quiet', until: epochMs(START + 20) })
    expect(clock.now()).toBe(START + 50)
  })

  it('meets every level between low and high once, none outside, whatever the bar', () => {
    const paths = fc.record({
      low: fc.integer({ min: 1, max: 100 }),
      spread: fc.integer({ min: 0, max: 100 }),
      open: fc.nat({ max: 100 }),
      close: fc.nat({ max: 100 }),
      orders: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 10 }),
      held: fc.constantFrom(-1, 0, 1),
    })
    fc.assert(
      fc.property(paths, ({ low, spread, open, close, orders, held }) => {
        const high = low + spread
        const within = (part: number) => low + Math.round((spread * part) / 100)
        const bar = { open: within(open), high, low, close: within(close) }
        const { lane: my, venue } = lane({ held, orders })
        my.deliver(block(barsOf([bar])))
        const touched = orders.filter((level) => level >= low && level <= high)
        expect(new Set(venue.met)).toEqual(new Set(touched))
        expect(venue.met).toHaveLength(touched.length)
      }),
    )
  })
})

describe('ticks', () => {
  it('are met by orders, then guards, then shown, each at its own moment', () => {
    const { lane: my, diary, quotes, clock } = lane({ guards: [99] })
    const ticks = emptyTicks(3)
    for (const [row, [at, last, volume]] of [
      [START, 101, 0],
      [START + 5, 100, 10],
      [START + 9, 99, 25],
    ].entries()) {
      ticks.at[row] = at ?? 0
      ticks.last[row] = last ?? 0
      ticks.volume[row] = volume ?? 0
    }
    my.deliver({ kind: 'ticks', ticks })
    expect(diary).toEqual([
      'venue tick 100',
      'guard 100',
      'tick 0 100 of 10',
      'venue tick 99',
      'guard 99',
      'venue tick 99',
      'tick 0 99 of 15',
    ])
    expect([quotes.last[0], clock.now()]).toEqual([99, START + 9])
  })
})
