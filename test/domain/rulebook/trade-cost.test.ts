import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../src/domain/brand.ts'
import { paise, rupees } from '../../../src/domain/money.ts'
import { CHARGE_TABLES, DEFAULT_TERMS } from '../../../src/domain/rulebook/charge-rates.ts'
import { amended } from '../../../src/domain/rulebook/dated.ts'
import {
  breakEvenPrice,
  estimateCharges,
  type RoundTrip,
  roundTripBps,
  roundTripCharges,
} from '../../../src/domain/rulebook/trade-cost.ts'
import { tradeDate } from '../../../src/domain/time.ts'

const TODAY = tradeDate('2026-11-23')
const NEXT = tradeDate('2026-11-25')
/** Market rules §11 was reckoned with stamp duty to the rupee. */
const RUPEE_STAMP = { ...DEFAULT_TERMS, stampRounding: 'rupee' } as const

const trip = (product: 'CNC' | 'MIS', value: number, more: Partial<RoundTrip> = {}): RoundTrip => ({
  instrument: instrumentId('NSE:INFY'),
  kind: 'equity',
  exchange: 'NSE',
  product,
  side: 'buy',
  quantity: value / 100,
  price: rupees(100),
  entryDate: TODAY,
  exitDate: product === 'MIS' ? TODAY : NEXT,
  ...more,
})

describe('the cost of a round trip', () => {
  it('of ₹5,000 in delivery is ₹26.47, and with stamp duty to the rupee ₹26.72', () => {
    const delivery = trip('CNC', 5_000)
    expect(roundTripCharges(delivery, delivery.price).totalPaise).toBe(2_647)
    // 26.71 without rounding the rest: half a paisa on each side rounds up
    expect(roundTripCharges(delivery, delivery.price, RUPEE_STAMP).totalPaise).toBe(2_672)
  })

  it('agrees with the worked figures of the market rules to a basis point', () => {
    const delivery = [
      [5_000, 53],
      [10_000, 37],
      [20_000, 30],
      [50_000, 25],
      [100_000, 24],
    ] as const
    for (const [value, bps] of delivery) {
      expect(Math.abs(roundTripBps(trip('CNC', value), RUPEE_STAMP) - bps)).toBeLessThan(1.2)
    }
    const intraday = [
      [5_000, 10],
      [20_000, 11],
      [100_000, 8],
    ] as const
    for (const [value, bps] of intraday) {
      expect(Math.abs(roundTripBps(trip('MIS', value), RUPEE_STAMP) - bps)).toBeLessThan(1)
    }
  })

  it('is that of an intraday trade when delivery is sold the same day', () => {
    const sameDay = trip('CNC', 10_000, { exitDate: TODAY })
    const intraday = trip('MIS', 10_000)
    expect(roundTripCharges(sameDay, paise(10_100))).toEqual(
      roundTripCharges(intraday, paise(10_100)),
    )
  })

  it('cannot be asked for an intraday trade over night', () => {
    const overnight = trip('MIS', 10_000, { exitDate: NEXT })
    expect(() => roundTripCharges(overnight, paise(10_000))).toThrow(RangeError)
  })

  it('follows a table that was amended without a release', () => {
    const stt = amended(CHARGE_TABLES.stt.equity, {
      from: NEXT,
      to: null,
      value: { deliveryBuy: 0, deliverySell: 0, intradaySell: 0 },
      source: 'Finance Act of some year',
      confidence: 'sure',
      note: null,
    })
    const tables = { ...CHARGE_TABLES, stt: { ...CHARGE_TABLES.stt, equity: stt } }
    const charged = roundTripCharges(trip('CNC', 10_000), rupees(100), DEFAULT_TERMS, tables)
    expect(charged.sttPaise).toBe(1_000)
  })

  it('of one trade alone counts a delivery sale out of the demat account', () => {
    const { entryDate, exitDate, ...sale } = trip('CNC', 5_000, { side: 'sell' })
    expect(estimateCharges(sale, exitDate).dpPaise).toBe(1_534)
    expect(estimateCharges({ ...sale, side: 'buy' }, entryDate).dpPaise).toBe(0)
  })
})

describe('the break-even price', () => {
  const anyTrip = fc
    .record({
      product: fc.constantFrom('CNC', 'MIS'),
      isShort: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 2_000 }),
      price: fc.integer({ min: 1_000, max: 500_000 }),
      tick: fc.constantFrom(1, 5, 10),
    })
    .map(({ product, isShort, quantity, price, tick }) => ({
      tick,
      trade: trip(product, 100, {
        side: isShort && product === 'MIS' ? 'sell' : 'buy',
        quantity,
        price: paise(price - (price % tick)),
      }),
    }))

  const netOf = (trade: RoundTrip, exit: number): number => {
    const gross = (exit - trade.price) * trade.quantity * (trade.side === 'buy' ? 1 : -1)
    return gross - roundTripCharges(trade, paise(exit)).totalPaise
  }

  it('loses nothing, and every price between it and the entry loses', () => {
    fc.assert(
      fc.property(anyTrip, ({ trade, tick }) => {
        const exit = breakEvenPrice(trade, tick)
        expect(exit % tick).toBe(0)
        const step = trade.side === 'buy' ? -tick : tick
        if (exit > 0) expect(netOf(trade, exit)).toBeGreaterThanOrEqual(0)
        for (let price = exit + step, n = 0; price !== trade.price + step && n < 50; n++) {
          expect(netOf(trade, price)).toBeLessThan(0)
          price += step
        }
      }),
    )
  })

  it('of a short waits where rounding to the rupee makes a better price cost more', () => {
    const short = trip('MIS', 0, { side: 'sell', quantity: 2, price: rupees(625.51) })
    expect(netOf(short, 62_500)).toBeLessThan(0)
    expect(breakEvenPrice(short, 1)).toBe(62_499)
  })

  it('of 10 shares at ₹500 is ₹502.65: most of it pays the demat account', () => {
    const trade = trip('CNC', 5_000, { quantity: 10, price: rupees(500) })
    expect(breakEvenPrice(trade, 1)).toBe(50_265)
    expect(breakEvenPrice(trade, 5)).toBe(50_265)
  })
})
