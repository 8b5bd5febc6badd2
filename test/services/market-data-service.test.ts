import { describe, expect, it } from 'vitest'
import { DailyHistory } from '../../src/core/daily-history.ts'
import { MarketSession } from '../../src/core/market-session.ts'
import type { BarStage } from '../../src/core/ports.ts'
import { Quotes } from '../../src/core/quotes.ts'
import type { Bar, Interval } from '../../src/domain/bar.ts'
import type { CorporateAction } from '../../src/domain/corporate-action.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { PositionBook } from '../../src/domain/position.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { Sessions } from '../../src/domain/rulebook/sessions.ts'
import { clockTime, type EpochMs, epochMs, momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { MarketDataService } from '../../src/services/market-data-service.ts'
import { dividend, fill, INFY, split, TCS } from '../domain/fills.ts'
import { Alone } from './alone.ts'

/** Strategies that only remember what they were shown. */
class Listeners implements BarStage {
  readonly shown: (readonly [Interval, string, Bar])[] = []
  readonly moments: (readonly [Interval, string])[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  onBar(_instrument: number, interval: Interval, bar: Bar): void {
    this.shown.push([interval, clockTime(bar.at), { ...bar }])
  }

  onMoment(interval: Interval): void {
    this.moments.push([interval, clockTime(this.#now())])
  }
}

interface Setting {
  readonly date?: string
  readonly feed?: 'ticks' | Interval
  readonly intervals?: readonly Interval[]
  readonly actions?: readonly CorporateAction[]
}

/** Market data alone, and a clock that goes from boundary to boundary as the lane does. */
class MarketDesk extends Alone {
  readonly quotes = new Quotes(2)
  readonly universe = new Universe([
    plainEquity(INFY),
    { ...plainEquity(TCS), isDerivativeEligible: true },
  ])
  readonly session = new MarketSession(this.universe)
  readonly strategies = new Listeners(() => this.clock.now())
  readonly service: MarketDataService

  constructor({ date = '2026-09-07', feed = 'ticks', intervals = [], actions = [] }: Setting = {}) {
    super()
    this.service = new MarketDataService({
      bus: this.bus,
      clock: this.clock,
      quotes: this.quotes,
      session: this.session,
      sessions: new Sessions(new MarketCalendar()),
      universe: this.universe,
      history: new DailyHistory(2),
      strategies: this.strategies,
      actions,
      feed,
      intervals,
      startsAt: momentOf(tradeDate(date), 480),
      past: NO_BARS,
    })
  }

  reach(moment: EpochMs): void {
    while (this.service.nextBoundary <= moment) {
      this.clock.advance(epochMs(this.service.nextBoundary))
      this.service.onBoundary()
    }
    this.clock.advance(moment)
  }

  to(date: string, hour: number, minute: number, second = 0): void {
    this.reach(epochMs(momentOf(tradeDate(date), hour * 60 + minute) + second * 1_000))
  }

  /** A trade of INFY now. */
  trade(price: number, volume: number): void {
    this.quotes.last[0] = price
    this.quotes.open[0] = price
    this.quotes.madeAt[0] = this.clock.now()
    this.service.onTick(0, price, volume)
  }

  hold(): void {
    const { position } = new PositionBook().applyFill(fill('buy', 10, 100))
    const change = { position, orderId: null, fillId: null, closed: [] }
    this.bus.publish('portfolio.position_change', change, { source: 'test' })
  }

  async phases(segment: string): Promise<readonly string[]> {
    const changes = await this.told('market.session_phase_change')
    return changes.flatMap(({ at, data }) =>
      data.segment === segment ? [`${clockTime(at)} ${data.phase}`] : [],
    )
  }
}

describe('market data alone', () => {
  it('B24 B59 stands without a container, states nothing by itself and leaves nothing behind', async () => {
    const desk = new MarketDesk()
    expect(await desk.types()).toEqual([])
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })

  it('B91 says every phase of each kind of share at its moment', async () => {
    const desk = new MarketDesk()
    desk.to('2026-09-07', 23, 0)
    expect(await desk.phases('cash')).toEqual([
      '09:00:00 pre_open',
      '09:05:00 pre_open_limit_only',
      '09:10:00 pre_open_matching',
      '09:12:00 buffer',
      '09:15:00 continuous',
      '15:30:00 closed',
      '15:50:00 post_close',
      '16:00:00 closed',
    ])
    expect(await desk.phases('cash_with_derivatives')).toEqual([
      '09:00:00 pre_open',
      '09:05:00 pre_open_limit_only',
      '09:10:00 pre_open_matching',
      '09:12:00 buffer',
      '09:15:00 continuous',
      '15:15:00 closing_reference',
      '15:20:00 closing_auction',
      '15:25:00 closing_limit_only',
      '15:30:00 closing_matching',
      '15:35:00 closed',
      '15:50:00 post_close',
      '16:00:00 closed',
    ])
  })

  it.each([
    ['2026-09-07', '09:15:00', '15:35:00', false],
    ['2026-06-01', '09:15:00', '15:30:00', false],
    ['2026-11-08', '18:00:00', '19:00:00', true],
  ])(
    'B91 the market of %s opens at %s and closes at %s, each once',
    async (date, opens, closes, isSpecial) => {
      const desk = new MarketDesk({ date, feed: 'day' })
      desk.to(date, 23, 59)
      const [open, ...reopened] = await desk.told('market.open')
      const [close, ...reclosed] = await desk.told('market.close')
      expect([clockTime(open?.at ?? 0), clockTime(close?.at ?? 0)]).toEqual([opens, closes])
      expect(open?.data).toEqual({ date, isSpecial })
      expect([...reopened, ...reclosed]).toEqual([])
    },
  )

  it('B91 holidays and weekends have no session', async () => {
    const desk = new MarketDesk({ date: '2026-10-01', feed: 'day' })
    desk.to('2026-10-05', 23, 0)
    const opened = await desk.told('market.open')
    expect(opened.map(({ data }) => data.date)).toEqual(['2026-10-01', '2026-10-05'])
  })

  it.each([
    [100_000, true],
    [120_500, true],
    [120_501, false],
    [79_500, true],
    [79_499, false],
    [0, false],
    [Number.NaN, false],
  ])('B134 after 100,000 a price of %d is believed: %s', async (price, isBelieved) => {
    const desk = new MarketDesk()
    desk.quotes.last[0] = 100_000
    expect(desk.service.admits(0, price)).toBe(isBelieved)
    expect(desk.service.admits(1, 5)).toBe(true)
    const isStep = !isBelieved && price > 0
    expect(await desk.told('data.gap_found')).toHaveLength(isStep ? 1 : 0)
    expect(desk.quotes.suspect[0]).toBe(isStep ? 1 : 0)
  })

  it('B134 what is no price ends no suspicion', () => {
    const desk = new MarketDesk()
    desk.quotes.last[0] = 100_000
    for (const price of [50_000, Number.NaN, 0]) expect(desk.service.admits(0, price)).toBe(false)
    expect(desk.quotes.suspect[0]).toBe(1)
    expect(desk.service.admits(0, 100_100)).toBe(true)
    expect(desk.quotes.suspect[0]).toBe(0)
  })

  it('B134 a step is told once until a believed price ends it', async () => {
    const desk = new MarketDesk()
    desk.quotes.last[0] = 100_000
    for (const price of [50_000, 50_100, 99_000, 50_000]) desk.service.admits(0, price)
    expect(await desk.told('data.gap_found')).toHaveLength(2)
  })

  it('B134 actions of an ex-date are stated before it opens, those of closed days with the next session', async () => {
    const desk = new MarketDesk({
      date: '2026-10-01',
      feed: 'day',
      actions: [
        split(2, 1, tradeDate('2026-10-01')),
        dividend(500, tradeDate('2026-10-02')),
        split(3, 1, tradeDate('2026-10-06')),
      ],
    })
    desk.to('2026-10-05', 12, 0)
    const told = (await desk.journal.read(0, 100)).map(({ type }) => type)
    expect(told).toEqual([
      'market.corporate_action',
      'market.open',
      'market.close',
      'market.corporate_action',
      'market.open',
    ])
  })

  it('B134 a split restates the last price and the previous close before the day’s first price', () => {
    const desk = new MarketDesk({ feed: 'day', actions: [split(5, 1, tradeDate('2026-09-08'))] })
    desk.to('2026-09-07', 10, 0)
    desk.quotes.last[0] = 100_000
    desk.to('2026-09-08', 9, 14)
    expect(desk.quotes.last[0]).toBe(20_000)
    expect(desk.quotes.previousClose[0]).toBe(20_000)
    expect(desk.service.admits(0, 20_400)).toBe(true)
  })

  it('D6 builds minutes and longer bars of ticks, each handed on when it ends, the day’s at the close', () => {
    const desk = new MarketDesk({ intervals: ['1m', '5m', 'day'] })
    for (const [minute, second, price] of [
      [15, 1, 100],
      [15, 59, 105],
      [16, 0, 95],
      [19, 59, 99],
      [20, 0, 101],
    ] as const) {
      desk.to('2026-09-07', 9, minute, second)
      desk.trade(price, 2)
    }
    desk.to('2026-09-07', 16, 30)
    const of = (interval: Interval) =>
      desk.strategies.shown.flatMap(([shown, at, { open, high, low, close, volume }]) =>
        shown === interval ? [[at, open, high, low, close, volume]] : [],
      )
    expect(of('1m')).toEqual([
      ['09:15:00', 100, 105, 100, 105, 4],
      ['09:16:00', 95, 95, 95, 95, 2],
      ['09:19:00', 99, 99, 99, 99, 2],
      ['09:20:00', 101, 101, 101, 101, 2],
    ])
    expect(of('5m')).toEqual([
      ['09:15:00', 100, 105, 95, 99, 8],
      ['09:20:00', 101, 101, 101, 101, 2],
    ])
    expect(of('day').map((bar) => bar.slice(1))).toEqual([[100, 105, 95, 101, 10]])
    expect(desk.strategies.moments.at(-1)).toEqual(['day', '15:35:00'])
  })

  it('B61 at the close the price of what is held is stated, and of nothing else', async () => {
    const desk = new MarketDesk()
    desk.to('2026-09-07', 9, 16)
    desk.hold()
    desk.quotes.last[1] = 5_000
    desk.trade(12_345, 1)
    desk.to('2026-09-07', 23, 0)
    const updates = await desk.told('market.price_update')
    expect(updates.map(({ data }) => [data.instrument, data.price, data.why])).toEqual([
      [INFY, 12_345, 'session_close'],
    ])
  })

  it('B61 an unusual volume of what is held is told once a session', async () => {
    const desk = new MarketDesk({ feed: '1m' })
    desk.to('2026-09-07', 9, 15)
    const bar = (volume: number) => {
      const at = desk.clock.now()
      const prices = { open: 100, high: 100, low: 100, close: 100 }
      desk.service.onBar(0, '1m', { at, endsAt: at + 60_000, ...prices, volume })
    }
    for (let minute = 0; minute < 5; minute++) bar(100)
    bar(1_000)
    expect(await desk.told('market.volume_spike')).toEqual([])
    desk.hold()
    for (let minute = 0; minute < 40; minute++) bar(100)
    bar(799)
    expect(await desk.told('market.volume_spike')).toEqual([])
    bar(5_000)
    bar(90_000)
    const [spike, ...more] = await desk.told('market.volume_spike')
    expect(spike?.data).toMatchObject({ instrument: INFY, volume: 5_000 })
    expect(more).toEqual([])
  })
})
