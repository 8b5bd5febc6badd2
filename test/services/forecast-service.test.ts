import { describe, expect, it } from 'vitest'
import { Quotes } from '../../src/core/quotes.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { ForecastService } from '../../src/services/forecast-service.ts'
import { INFY } from '../domain/fills.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone, DATE } from './alone.ts'
import { recommendation } from './recommendations.ts'

const BY = { source: 'test' } as const
const NIFTY = instrumentId('NSE:NIFTY 50')
const DAY_2 = tradeDate('2026-06-02')
const DAY_8 = tradeDate('2026-06-08')

/** Forecasts alone: one share and its index, with prices of one's own. */
class ForecastDesk extends Alone {
  readonly quotes = new Quotes(2)
  readonly service: ForecastService

  constructor(benchmark = NIFTY) {
    super()
    const universe = new Universe([plainEquity(INFY), { ...plainEquity(NIFTY), kind: 'index' }])
    const { bus, clock, quotes } = this
    this.service = new ForecastService({ bus, clock, quotes, universe, benchmark })
  }

  price(share: number, index: number, date: TradeDate = DATE): this {
    for (const [row, price] of [share, index].entries()) {
      this.quotes.last[row] = price
      this.quotes.madeAt[row] = momentOf(date, 15 * 60)
    }
    return this
  }

  given(part: object = {}): this {
    const forecast = {
      forecastId: 'f1',
      recommendationId: null,
      instrument: INFY,
      side: 'buy',
      probability: 0.7,
      horizonDays: 7,
      by: 'chat',
      ...part,
    } as const
    this.bus.inject('ai.forecast_given', forecast, BY)
    return this
  }

  close(date: TradeDate): this {
    this.clock.advance(momentOf(date, 15 * 60 + 30))
    this.bus.publish('market.close', { date }, BY)
    return this
  }

  async resolved() {
    return (await this.told('ai.forecast_resolved')).map(({ data }) => data)
  }
}

describe('what was foretold', () => {
  it('resolves at the first close on its day, against the index and against doing nothing', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given()
    const [made] = await desk.told('ai.forecast_made')
    expect(made?.data).toMatchObject({ price: 100_000, benchmarkPrice: 2_400_000 })
    expect(made?.data).toMatchObject({ madeOn: DATE, resolvesOn: DAY_8, by: 'chat' })
    desk.price(90_000, 2_300_000, DAY_2).close(DAY_2)
    expect(await desk.resolved()).toEqual([])
    desk.price(103_000, 2_424_000, DAY_8).close(DAY_8).close(tradeDate('2026-06-09'))
    expect(await desk.resolved()).toMatchObject([
      { came: true, outcomeBps: 300, benchmarkBps: 100, price: 103_000, resolvedOn: DAY_8 },
    ])
    expect(desk.service.save()).toEqual({ open: [] })
  })

  it('a fall that was expected came, and is worth what the sale would have brought', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given({ side: 'sell' })
    desk.price(98_000, 2_400_000, DAY_8).close(DAY_8)
    expect(await desk.resolved()).toMatchObject([{ came: true, outcomeBps: 200, benchmarkBps: 0 }])
  })

  it('an unmoved price did not come', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given()
    desk.price(100_000, 2_400_000, DAY_8).close(DAY_8)
    expect(await desk.resolved()).toMatchObject([{ came: false, outcomeBps: 0 }])
  })

  it('a book without the index compares with nothing', async () => {
    const desk = new ForecastDesk(instrumentId('NSE:NOWHERE')).price(100_000, 2_400_000).given()
    desk.price(98_000, 2_400_000, DAY_8).close(DAY_8)
    expect(await desk.resolved()).toMatchObject([{ outcomeBps: -200, benchmarkBps: null }])
  })

  it('a share that did not trade on its day waits for one on which it does', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given().close(DAY_8)
    expect(await desk.resolved()).toEqual([])
    const later = tradeDate('2026-06-11')
    desk.price(101_000, 2_400_000, later).close(later)
    expect(await desk.resolved()).toMatchObject([{ outcomeBps: 100, resolvedOn: later }])
  })

  it('a share of which no price comes any more is resolved as unknown, a month later', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given()
    desk.close(tradeDate('2026-07-08')).close(tradeDate('2026-07-09'))
    expect(await desk.resolved()).toMatchObject([{ came: null, outcomeBps: null, price: null }])
  })

  it('a split in between is no loss', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given()
    const split = { kind: 'split', instrument: INFY, exDate: DAY_2, newShares: 5, oldShares: 1 }
    desk.bus.publish('market.corporate_action', split as never, BY)
    desk.price(20_400, 2_400_000, DAY_8).close(DAY_8)
    expect(await desk.resolved()).toMatchObject([{ came: true, outcomeBps: 200 }])
  })

  it.each([
    ['no horizon', { horizonDays: 0 }],
    ['half a day', { horizonDays: 0.5 }],
    ['more than a year', { horizonDays: 366 }],
    ['less than nothing', { probability: -0.1 }],
    ['more than certainty', { probability: 1.1 }],
    ['no number', { probability: Number.NaN }],
    ['a share that nobody knows', { instrument: 'NSE:NOWHERE' }],
  ])('B138 of %s is refused in words, and breaks nothing', async (_, part) => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given(part)
    expect(await desk.told('ai.forecast_refused')).toHaveLength(1)
    expect(await desk.told('ai.forecast_made')).toEqual([])
    expect(await desk.told('system.error')).toEqual([])
  })

  it('one name is one forecast', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given().given()
    expect(await desk.told('ai.forecast_made')).toHaveLength(1)
    expect(await desk.told('ai.forecast_refused')).toHaveLength(1)
  })

  it('every recommendation is measured: BUY and SELL with their probability, HOLD by its outcome alone', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000)
    const say = (part: object) =>
      desk.bus.inject('ai.recommendation', recommendation({ ...part, horizonDays: 7 }), BY)
    say({})
    say({ verdict: 'SELL', modelVerdict: 'SELL', side: 'sell', effect: 'close' })
    say({ verdict: 'HOLD', modelVerdict: 'HOLD', side: null, effect: null })
    say({ verdict: 'HOLD', modelVerdict: 'BUY', side: null, effect: null, whyNot: 'no agreement' })
    const made = (await desk.told('ai.forecast_made')).map(({ data }) => data)
    expect(made.map(({ side, probability }) => [side, probability])).toEqual([
      ['buy', 0.7],
      ['sell', 0.7],
      ['buy', null],
      ['buy', 0.7],
    ])
    expect(made[0]?.forecastId).toBe(made[0]?.recommendationId)
  })

  it('B97 what is open survives a restart', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given()
    const again = new ForecastDesk()
    again.service.load(throughJson(desk.service.save()))
    again.price(101_000, 2_400_000, DAY_8).close(DAY_8)
    expect(await again.resolved()).toMatchObject([{ forecastId: 'f1', outcomeBps: 100 }])
  })

  it('the fold of what was stated is the live state', async () => {
    const desk = new ForecastDesk().price(100_000, 2_400_000).given().given({ forecastId: 'f2' })
    desk.price(101_000, 2_400_000, DAY_2).given({ forecastId: 'f3', horizonDays: 1 }).close(DAY_2)
    const fold = new ForecastDesk()
    for (const event of await desk.journal.read(0, 1_000)) fold.bus.replay(event)
    expect(fold.service.save()).toEqual(desk.service.save())
    expect(fold.service.save().open).toHaveLength(2)
  })

  it('B24 stands without a container and leaves nothing behind', async () => {
    const desk = new ForecastDesk()
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })
})
