import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCharges,
  type Charges,
  charges,
  NO_CHARGES,
  subtractCharges,
} from '../../src/domain/charges.ts'
import { paise } from '../../src/domain/money.ts'

const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(paise)
const anyCharges: fc.Arbitrary<Charges> = fc
  .record({
    brokeragePaise: amount,
    sttPaise: amount,
    transactionPaise: amount,
    ipftPaise: amount,
    sebiPaise: amount,
    gstPaise: amount,
    stampPaise: amount,
    dpPaise: amount,
    squareOffPaise: amount,
  })
  .map(charges)

describe('charges', () => {
  it('add up to their total', () => {
    const some = charges({
      ...NO_CHARGES,
      brokeragePaise: paise(2_000),
      sttPaise: paise(1_000),
      dpPaise: paise(1_534),
    })
    expect(some.totalPaise).toBe(4_534)
  })

  it('taken from themselves leave nothing', () => {
    fc.assert(
      fc.property(anyCharges, (a) => {
        expect(subtractCharges(a, a)).toEqual(NO_CHARGES)
      }),
    )
  })

  it('can be added and taken away again, item by item', () => {
    fc.assert(
      fc.property(anyCharges, anyCharges, (a, b) => {
        expect(subtractCharges(addCharges(a, b), b)).toEqual(a)
      }),
    )
  })

  it('keep the total the sum of the items after adding', () => {
    fc.assert(
      fc.property(anyCharges, anyCharges, (a, b) => {
        const { totalPaise, ...items } = addCharges(a, b)
        expect(Object.values(items).reduce<number>((sum, item) => sum + item, 0)).toBe(totalPaise)
      }),
    )
  })
})
