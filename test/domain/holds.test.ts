import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderId } from '../../src/domain/brand.ts'
import { type Hold, Holds } from '../../src/domain/holds.ts'
import { INFY } from './fills.ts'
import { throughJson } from './through-json.ts'

const ID = orderId('ONE')
const hold = (part: Partial<Hold> = {}): Hold => ({
  orderId: ID,
  instrument: INFY,
  product: 'CNC',
  strategy: 'manual',
  side: 'buy',
  effect: 'open',
  quantity: 10,
  cash: 1_005,
  charges: 5,
  settling: 0,
  risk: 20,
  ...part,
})

describe('what approved orders hold', () => {
  it('B132 an order holds its cash once, and gives it back when it ends', () => {
    const holds = new Holds()
    holds.place(hold())
    holds.place(hold())
    expect(holds.cash).toBe(1_005)
    holds.release(ID)
    holds.release(ID)
    expect(holds.cash).toBe(0)
    expect(holds.of(ID)).toBeUndefined()
  })

  it('B132 the cash of filled shares stays held until it has moved, and no longer', () => {
    const holds = new Holds()
    holds.place(hold())
    holds.filled(ID, 4)
    expect(holds.cash).toBe(1_005)
    holds.settle(ID)
    expect(holds.of(ID)).toMatchObject({ quantity: 6, cash: 603, charges: 3, risk: 12 })
    holds.filled(ID, 6)
    holds.settle(ID)
    expect(holds.cash).toBe(0)
    expect(holds.of(ID)).toBeUndefined()
  })

  it('B132 an order that ends keeps what is still settling', () => {
    const holds = new Holds()
    holds.place(hold())
    holds.filled(ID, 4)
    holds.release(ID)
    expect(holds.of(ID)).toMatchObject({ quantity: 4, cash: 402 })
    holds.settle(ID)
    expect(holds.cash).toBe(0)
  })

  it('D6 the sum is that of all holds, never negative, and goes on from JSON', () => {
    const step = fc.record({
      id: fc.constantFrom(...['A', 'B', 'C'].map(orderId)),
      what: fc.constantFrom('place', 'fill', 'settle', 'release'),
      quantity: fc.integer({ min: 1, max: 10 }),
      cash: fc.integer({ min: 0, max: 1e9 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const holds = new Holds()
        for (const { id, what, quantity, cash } of steps) {
          const known = holds.of(id)
          if (what === 'place') holds.place(hold({ orderId: id, quantity, cash }))
          if (what === 'fill' && known) {
            holds.filled(id, Math.min(quantity, known.quantity - known.settling))
          }
          if (what === 'settle') holds.settle(id)
          if (what === 'release') holds.release(id)
          const all = [...holds.all]
          expect(holds.cash).toBe(all.reduce((sum, each) => sum + each.cash, 0))
          for (const each of all) {
            expect(each.cash).toBeGreaterThanOrEqual(0)
            expect(each.quantity).toBeGreaterThan(0)
            expect(each.settling).toBeLessThanOrEqual(each.quantity)
          }
          const again = new Holds()
          again.load(throughJson(holds.save()))
          expect(again.save()).toEqual(holds.save())
          expect(again.cash).toBe(holds.cash)
        }
      }),
    )
  })
})
