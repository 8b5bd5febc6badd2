import { describe, expect, it } from 'vitest'
import { paise } from '../../src/domain/money.ts'
import { PositionBook, unrealised } from '../../src/domain/position.ts'
import { addDays } from '../../src/domain/time.ts'
import { DAY, dividend, fill, INFY, NEXT, split, TCS } from './fills.ts'
import { throughJson } from './through-json.ts'

describe('a position made of fills', () => {
  it('B60 buy 10 then sell 4 leaves 6 with cost, average, realised and unrealised right', () => {
    const book = new PositionBook()
    const bought = book.applyFill(fill('buy', 10, 100))
    const sold = book.applyFill(fill('sell', 4, 110))
    expect(bought.cashPaise + sold.cashPaise).toBe(-100_000 + 44_000)
    expect(sold.position).toMatchObject({
      quantity: 6,
      costPaise: 60_000,
      averagePricePaise: 10_000,
      realisedPaise: 4_000,
      lots: 1,
    })
    expect(unrealised(sold.position, paise(9_500))).toBe(-3_000)
  })

  it('B60 sells the oldest lot first and keeps the average of what is left', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100))
    book.applyFill(fill('buy', 10, 120))
    const { position, closed } = book.applyFill(fill('sell', 15, 130))
    expect(closed.map(({ quantity, grossPaise }) => [quantity, grossPaise])).toEqual([
      [10, 30_000],
      [5, 5_000],
    ])
    expect(position).toMatchObject({ quantity: 5, averagePricePaise: 12_000 })
  })

  it('B132 buy 10 at 100 and sell at 50 leaves cash 500 below the start', () => {
    const book = new PositionBook()
    const cash = [fill('buy', 10, 100), fill('sell', 10, 50)].map(
      (each) => book.applyFill(each).cashPaise,
    )
    expect(cash.reduce((sum, change) => sum + change, 0)).toBe(-50_000)
    expect(book.position(INFY, 'CNC')).toMatchObject({
      quantity: 0,
      costPaise: 0,
      averagePricePaise: null,
      realisedPaise: -50_000,
      lots: 0,
      openedAt: null,
    })
  })

  it('B132 a short is the mirror of a long: what it gains, the other loses', () => {
    const long = new PositionBook()
    const short = new PositionBook()
    for (const [side, quantity, price] of [
      ['buy', 7, 101.35],
      ['buy', 5, 99.9],
      ['sell', 9, 104.05],
      ['sell', 3, 97.15],
    ] as const) {
      long.applyFill(fill(side, quantity, price))
      const { position } = short.applyFill(fill(side === 'buy' ? 'sell' : 'buy', quantity, price))
      const mirror = long.position(INFY, 'CNC')
      expect(position.quantity + mirror.quantity).toBe(0)
      expect(position.costPaise + mirror.costPaise).toBe(0)
      expect(position.realisedPaise + mirror.realisedPaise).toBe(0)
      expect(position.averagePricePaise).toBe(mirror.averagePricePaise)
    }
  })

  it('B67 a closed short gains when the price fell and says so', () => {
    const book = new PositionBook()
    book.applyFill(fill('sell', 10, 100, { product: 'MIS' }))
    const { closed } = book.applyFill(fill('buy', 10, 95, { product: 'MIS' }))
    expect(closed).toHaveLength(1)
    expect(closed[0]).toMatchObject({
      side: 'short',
      entryPaise: 100_000,
      exitPaise: 95_000,
      grossPaise: 5_000,
      holdingDays: 0,
    })
  })

  it('flips through zero: closes the long, opens a short with the rest', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100))
    const { position, closed, cashPaise } = book.applyFill(fill('sell', 25, 110))
    expect(closed.map((trade) => trade.quantity)).toEqual([10])
    expect(position).toMatchObject({
      quantity: -15,
      costPaise: -165_000,
      averagePricePaise: 11_000,
      realisedPaise: 10_000,
    })
    expect(cashPaise).toBe(275_000)
  })

  it('tells of a round trip by which orders, why and for how many days', () => {
    const book = new PositionBook()
    const open = fill('buy', 10, 100, { date: DAY })
    const close = fill('sell', 10, 101, { date: addDays(DAY, 3), strategy: 'protection' })
    book.applyFill(open)
    const { closed } = book.applyFill(close)
    expect(closed[0]).toEqual({
      instrument: INFY,
      product: 'CNC',
      strategy: 'momentum',
      side: 'long',
      quantity: 10,
      openedAt: open.at,
      closedAt: close.at,
      entryPaise: 100_000,
      exitPaise: 101_000,
      grossPaise: 1_000,
      openOrderId: open.orderId,
      closeOrderId: close.orderId,
      openReason: 'buy for the test',
      closeReason: 'sell for the test',
      holdingDays: 3,
    })
  })

  it('keeps delivery and intraday of one share apart', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100, { product: 'CNC' }))
    book.applyFill(fill('sell', 4, 100, { product: 'MIS' }))
    expect(book.quantity(INFY, 'CNC')).toBe(10)
    expect(book.quantity(INFY, 'MIS')).toBe(-4)
    expect(book.positions()).toHaveLength(2)
  })

  it('closes the lots of the strategy that sells before those of another', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100, { strategy: 'first' }))
    book.applyFill(fill('buy', 10, 200, { strategy: 'second' }))
    const own = book.applyFill(fill('sell', 4, 210, { strategy: 'second' }))
    expect(own.closed.map((trade) => trade.strategy)).toEqual(['second'])
    const stranger = book.applyFill(fill('sell', 12, 210, { strategy: 'protection' }))
    expect(stranger.closed.map((trade) => [trade.strategy, trade.quantity])).toEqual([
      ['first', 10],
      ['second', 2],
    ])
    expect(book.quantityOf('first', INFY, 'CNC')).toBe(0)
    expect(book.quantityOf('second', INFY, 'CNC')).toBe(4)
  })

  it('refuses a fill of no shares, of half a share, and of a value beyond whole paise', () => {
    const book = new PositionBook()
    expect(() => book.applyFill(fill('buy', 0, 100))).toThrow(RangeError)
    expect(() => book.applyFill(fill('buy', 0.5, 100))).toThrow(RangeError)
    expect(() => book.applyFill(fill('buy', Number.NaN, 100))).toThrow(RangeError)
    expect(() => book.applyFill(fill('buy', 2 ** 40, 1e9))).toThrow(RangeError)
    expect(book.positions()).toEqual([])
  })

  it('closes 200,000 lots one by one and ends flat', () => {
    const book = new PositionBook()
    for (let lot = 0; lot < 200_000; lot += 1) book.applyFill(fill('buy', 1, 100 + (lot % 7)))
    let closed = 0
    for (let lot = 0; lot < 200_000; lot += 1) {
      closed += book.applyFill(fill('sell', 1, 101)).closed.length
    }
    expect(closed).toBe(200_000)
    expect(book.position(INFY, 'CNC')).toMatchObject({ quantity: 0, costPaise: 0, lots: 0 })
  })
})

describe('corporate actions', () => {
  it('a 1:1 bonus doubles the shares and keeps the cost to the paisa', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 7, 100.01))
    const [change] = book.applyAction(split(2, 1, NEXT))
    expect(change?.position).toMatchObject({ quantity: 14, costPaise: 70_007 })
    const sold = book.applyFill(fill('sell', 5, 60, { date: NEXT }))
    expect(sold.closed[0]?.entryPaise).toBe(25_003) // 25,002.5 rounds up, the rest keeps 45,004
    expect(sold.position.costPaise).toBe(45_004)
  })

  it('counts whole shares over all lots together, so 3 for 2 of two single shares is 3', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 1, 100))
    book.applyFill(fill('buy', 1, 110))
    const [change] = book.applyAction(split(3, 2, NEXT))
    expect(change?.position).toMatchObject({ quantity: 3, costPaise: 21_000, lots: 2 })
  })

  it('drops a fraction of a share and leaves its cost with the others', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 5, 100))
    const [change] = book.applyAction(split(3, 2, NEXT))
    expect(change).toMatchObject({ cashPaise: 0, closed: [] })
    expect(change?.position).toMatchObject({ quantity: 7, costPaise: 50_000 })
  })

  it('a lot too small for one new share hands its cost to its neighbour', () => {
    const book = new PositionBook()
    for (const price of [100, 101, 102]) book.applyFill(fill('buy', 4, price))
    const [change] = book.applyAction(split(1, 10, NEXT))
    expect(change?.position).toMatchObject({ quantity: 1, costPaise: 121_200, lots: 1 })
    expect(book.lots(INFY, 'CNC').map((lot) => lot.costPaise)).toEqual([121_200])
  })

  it('the cost of a last lot without a share goes back to the one before it', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100))
    book.applyFill(fill('buy', 4, 200))
    book.applyAction(split(1, 10, NEXT))
    expect(book.lots(INFY, 'CNC').map((lot) => [lot.quantity, lot.costPaise])).toEqual([
      [1, 180_000],
    ])
  })

  it('a position worth less than one new share ends at no value', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 3, 100))
    book.applyFill(fill('buy', 4, 100))
    const [change] = book.applyAction(split(1, 10, NEXT))
    expect(change?.position).toMatchObject({ quantity: 0, costPaise: 0, realisedPaise: -70_000 })
    expect(change?.closed.map((trade) => [trade.exitPaise, trade.closeOrderId])).toEqual([
      [0, null],
      [0, null],
    ])
  })

  it('pays dividends on what was held before the ex-date, and a short pays them', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100))
    book.applyFill(fill('buy', 10, 100, { date: NEXT }))
    book.applyFill(fill('sell', 4, 100, { product: 'MIS' }))
    const changes = book.applyAction(dividend(1_650, NEXT))
    expect(changes.map((change) => change.cashPaise)).toEqual([16_500, -6_600])
    expect(book.position(INFY, 'CNC').dividendPaise).toBe(16_500)
    expect(book.position(INFY, 'CNC').realisedPaise).toBe(0)
  })

  it('leaves shares bought on the ex-date, other instruments and flat positions alone', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100, { instrument: TCS }))
    expect(book.applyAction(split(2, 1, NEXT))).toEqual([])
    book.applyFill(fill('buy', 10, 100, { date: NEXT }))
    const [change] = book.applyAction(split(2, 1, NEXT))
    expect(change?.position.quantity).toBe(10)
    expect(change?.closed).toEqual([])
    expect(
      book.applyAction({
        kind: 'other',
        instrument: INFY,
        exDate: NEXT,
        purpose: 'rights',
        source: 'test',
      }),
    ).toEqual([])
  })

  it('carries open lots to a new symbol and refuses when both are held', () => {
    const book = new PositionBook()
    book.applyFill(fill('buy', 10, 100))
    book.applyFill(fill('sell', 4, 110))
    const changes = book.rename({ before: INFY, after: TCS, from: NEXT })
    expect(changes.map(({ position }) => [position.instrument, position.quantity])).toEqual([
      [INFY, 0],
      [TCS, 6],
    ])
    expect(book.position(TCS, 'CNC').costPaise).toBe(60_000)
    expect(book.position(INFY, 'CNC').realisedPaise).toBe(4_000)
    book.applyFill(fill('buy', 1, 100))
    expect(() => book.rename({ before: INFY, after: TCS, from: NEXT })).toThrow(RangeError)
  })

  it('shows positions that survive JSON unchanged, without a minus zero', () => {
    const book = new PositionBook()
    book.applyFill(fill('sell', 5, 100))
    book.applyFill(fill('buy', 5, 100))
    book.applyAction(dividend(100, NEXT))
    expect(throughJson(book.positions())).toEqual(book.positions())
  })
})
