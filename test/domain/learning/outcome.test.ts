import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from '../../../src/domain/learning/outcome.ts'
import { roundTripsOf } from '../../../src/domain/learning/round-trips.ts'
import { roundTrip, trade } from './trades.ts'

describe('the outcome of a closed trade', () => {
  it.each([
    ['buy', 100, 105, 5_000, 500],
    ['buy', 100, 95, -5_000, -500],
    ['sell', 100, 95, 5_000, 500],
    ['sell', 100, 105, -5_000, -500],
    ['buy', 100, 100, 0, 0],
    ['sell', 100, 100, 0, 0],
  ] as const)(
    'B67 %s first at ₹%d and out at ₹%d brings %d paise',
    (first, entry, exit, netPaise, netBps) => {
      const outcome = outcomeOf(roundTrip(first, entry, exit))
      expect(outcome).toEqual({ netPaise, netBps, netR: null })
    },
  )

  it.each(['buy', 'sell'] as const)('B67 charges make a small gain of a %s a loss', (first) => {
    const exit = first === 'buy' ? 101 : 99
    expect(outcomeOf(roundTrip(first, 100, exit, 1_500)).netPaise).toBe(-500)
  })

  it('B67 is in multiples of what the stop put at risk, where one is known', () => {
    const won = { ...roundTrip('sell', 100, 94, 1_000), riskPaise: 2_500 }
    expect(outcomeOf(won).netR).toBe(2)
    expect(outcomeOf({ ...won, riskPaise: 0 }).netR).toBeNull()
  })

  it('B67 a long and a short over the same prices bring opposite results, whatever the prices', () => {
    const price = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(price, price, (entry, exit) => {
        const long = outcomeOf(roundTrip('buy', entry, exit))
        const short = outcomeOf(roundTrip('sell', entry, exit))
        expect(Math.sign(long.netPaise) + 0).toBe(Math.sign(exit - entry) + 0)
        expect(long.netPaise + short.netPaise).toBe(0)
        expect(Math.sign(long.netBps)).toBe(Math.sign(long.netPaise))
      }),
    )
  })

  it('an entry that was worth nothing has none', () => {
    expect(() => outcomeOf(trade(0, 0, { entryPaise: 0 }))).toThrow('has no return')
  })
})

describe('round trips', () => {
  it('B67 an entry that was sold in parts is one outcome, with the money of all its parts', () => {
    const parts = [
      trade(100, 0, { chargesPaise: 7, closeReason: 'the target at ₹105.00 was reached' }),
      trade(-50, 0, { chargesPaise: 5, closedAt: trade(0, 3).closedAt, holdingDays: 4 }),
    ]
    const told = roundTripsOf(parts)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ entryPaise: 2_000_000, grossPaise: 5_000, chargesPaise: 12 })
    expect(told[0]?.closeReason).toBe('no longer among those that rose most')
    expect(roundTripsOf(parts.toReversed())).toEqual(told)
  })

  it('B67 entries at other moments, of other sides or strategies stay apart', () => {
    const all = [trade(1, 0), trade(1, 1), trade(1, 0, { side: 'short' })]
    expect(roundTripsOf([...all, trade(1, 0, { strategy: 'ema-cross' })])).toHaveLength(4)
  })

  it('what was worth nothing is no decision', () => {
    expect(roundTripsOf([trade(0, 0, { entryPaise: 0 })])).toEqual([])
  })
})
