import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { partOf, type Room, sizeOf, suggestSize } from '../../src/domain/sizing.ts'

/** ₹10 lakh, a share at ₹1,000 with its stop ₹20 below, nothing held. */
const ROOM: Room = {
  equity: 100_000_000,
  price: 100_000,
  stopDistance: 2_000,
  position: 0,
  symbol: 0,
  sector: 0,
  deployed: 0,
  risk: 0,
  freeCash: 100_000_000,
  medianVolume: 1e9,
  lotSize: 1,
  freezeQuantity: 1e9,
}
const WIDE = { ...DEFAULT_LIMITS, orderValueMax: DEFAULT_LIMITS.orderValueMax }

describe('the size of an entry', () => {
  it.each([
    ['the value of one order', {}, {}, 50],
    ['the position', { position: 3_000_000 }, {}, 20],
    ['the share, over all strategies', { symbol: 14_000_000 }, {}, 10],
    ['the sector', { sector: 19_500_000 }, {}, 5],
    ['what is deployed', { deployed: 79_700_000 }, {}, 3],
    ['cash, with a margin for charges', { freeCash: 1_000_000 }, {}, 9],
    ['risk of one trade: a stop far away makes it small', { stopDistance: 100_000 }, {}, 10],
    ['risk of all trades', { risk: 9_990_000 }, {}, 5],
    ['usual volume', { medianVolume: 700 }, {}, 7],
    ['the freeze quantity', { freezeQuantity: 4 }, {}, 4],
    ['whole lots', { lotSize: 15 }, {}, 45],
    ['no room at all', { deployed: 80_000_000 }, {}, 0],
    ['more deployed than may be', { deployed: 90_000_000 }, {}, 0],
    ['less cash than one share costs', { freeCash: 100_000 }, {}, 0],
    ['less than a lot', { lotSize: 51 }, {}, 0],
    ['a price that is not known', { price: Number.NaN }, {}, 0],
    ['an equity that is not known', { equity: Number.NaN }, {}, 0],
    ['a volume that is not known', { medianVolume: Number.NaN }, {}, 0],
    ['the limit of a configuration', {}, { positionBpsMax: 100 }, 10],
  ])('B62 is bounded by %s', (_, room, limits, shares) => {
    expect(sizeOf({ ...ROOM, ...room }, { ...WIDE, ...limits })).toBe(shares)
  })

  it('B62 never passes a limit and is the most that passes none', () => {
    const money = fc.integer({ min: 0, max: 200_000_000 })
    const rooms = fc.record({
      equity: money,
      price: fc.integer({ min: 1, max: 1_000_000 }),
      stopDistance: fc.integer({ min: 1, max: 100_000 }),
      position: money,
      symbol: money,
      sector: money,
      deployed: money,
      risk: money,
      freeCash: fc.integer({ min: -1_000_000, max: 200_000_000 }),
      medianVolume: money,
      lotSize: fc.integer({ min: 1, max: 100 }),
      freezeQuantity: fc.integer({ min: 1, max: 100_000 }),
    })
    fc.assert(
      fc.property(rooms, (room) => {
        const fits = (shares: number): boolean => {
          const value = shares * room.price
          const share = (bps: number) => (room.equity * bps) / 10_000
          return (
            value <= WIDE.orderValueMax &&
            room.position + value <= share(WIDE.positionBpsMax) &&
            room.symbol + value <= share(WIDE.symbolBpsMax) &&
            room.sector + value <= share(WIDE.sectorBpsMax) &&
            room.deployed + value <= share(WIDE.deployedBpsMax) &&
            value <= room.freeCash * 0.99 &&
            shares * room.stopDistance <= share(WIDE.riskPerTradeBps) &&
            room.risk + shares * room.stopDistance <= share(WIDE.riskBpsMax) &&
            shares <= room.medianVolume / 100 &&
            shares <= room.freezeQuantity
          )
        }
        const shares = sizeOf(room, WIDE)
        expect(shares % room.lotSize).toBe(0)
        expect(shares).toBeGreaterThanOrEqual(0)
        // One lot of slack: the two sides divide and multiply in another order.
        if (shares > room.lotSize) expect(fits(shares - room.lotSize)).toBe(true)
        expect(fits(shares + 2 * room.lotSize)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a part of the size', () => {
  it.each([
    [50, 10_000, 1, 50],
    [50, 5_000, 1, 25],
    [51, 5_000, 1, 25],
    [1, 9_999, 1, 0],
    [45, 5_000, 15, 15],
    [50, 0, 1, 0],
    [50, -5_000, 1, 0],
    [50, Number.NaN, 1, 0],
    [50, 25_000, 1, 50],
    [Number.NaN, 5_000, 1, 0],
  ])('B62 of %d at %d basis points in lots of %d is %d', (quantity, bps, lot, part) => {
    expect(partOf(quantity, bps, lot)).toBe(part)
  })

  it('B62 B138 can only lower a size, and grows with its share', () => {
    const shares = fc.double({ min: -1e5, max: 1e5 })
    fc.assert(
      fc.property(
        fc.nat(1e6),
        shares,
        shares,
        fc.integer({ min: 1, max: 500 }),
        (lots, a, b, lot) => {
          const size = lots * lot
          const part = partOf(size, a, lot)
          expect(part).toBeGreaterThanOrEqual(0)
          expect(part).toBeLessThanOrEqual(size)
          expect(part % lot).toBe(0)
          if (a <= b) expect(partOf(size, b, lot)).toBeGreaterThanOrEqual(part)
        },
      ),
    )
  })

  it('B62 the suggestion says of what it is a part', () => {
    expect(suggestSize(ROOM, WIDE, 5_000)).toEqual({
      quantity: 25,
      says: '25 = 50 % of 50, which is ₹50,000 in one order',
    })
  })
})
