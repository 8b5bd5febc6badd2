import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fill } from '../../src/domain/fill.ts'
import type { Product, Side } from '../../src/domain/order.ts'
import { type ClosedTrade, PositionBook, type PositionChange } from '../../src/domain/position.ts'
import { addDays } from '../../src/domain/time.ts'
import { DAY, dividend, fill, INFY, restartIds, split, TCS } from './fills.ts'
import { throughJson } from './through-json.ts'

type Step =
  | {
      readonly kind: 'fill'
      readonly side: Side
      readonly quantity: number
      readonly price: number
      readonly strategy: string
      readonly product: Product
      readonly other: boolean
    }
  | { readonly kind: 'split'; readonly newShares: number; readonly oldShares: number }
  | { readonly kind: 'dividend'; readonly dividendPaise: number }
  | { readonly kind: 'charge'; readonly paise: number }
  | { readonly kind: 'next day' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 900 })),
      price: fc.integer({ min: 5, max: 9_999_995 }),
      strategy: fc.constantFrom('a', 'b', 'protection'),
      product: fc.constantFrom('CNC' as const, 'MIS' as const),
      other: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constant('split' as const),
    newShares: fc.integer({ min: 1, max: 12 }),
    oldShares: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({
    kind: fc.constant('dividend' as const),
    dividendPaise: fc.integer({ min: 1, max: 50_000 }),
  }),
  fc.record({ kind: fc.constant('charge' as const), paise: fc.integer({ min: 0, max: 100_000 }) }),
  { weight: 3, arbitrary: fc.constant({ kind: 'next day' as const }) },
)

const STEPS = fc.array(step, { maxLength: 120, size: 'max' })

const DEPOSIT = 10_000_000_000

/** Runs steps over a book and keeps cash as the outside would: from what each step says of it. */
class Account {
  book = new PositionBook()
  cash = DEPOSIT
  charges = 0
  date = DAY
  readonly closed: ClosedTrade[] = []

  run(each: Step): void {
    switch (each.kind) {
      case 'fill':
        return this.#take([this.book.applyFill(this.#fill(each))])
      case 'split':
        return this.#take(this.book.applyAction(split(each.newShares, each.oldShares, this.date)))
      case 'dividend':
        return this.#take(this.book.applyAction(dividend(each.dividendPaise, this.date)))
      case 'charge':
        this.cash -= each.paise
        this.charges += each.paise
        return
      case 'next day':
        this.date = addDays(this.date, 1)
    }
  }

  #fill({
    side,
    quantity,
    price,
    strategy,
    product,
    other,
  }: Step & { readonly kind: 'fill' }): Fill {
    const instrument = other ? TCS : INFY
    return fill(side, quantity, price / 100, { strategy, product, instrument, date: this.date })
  }

  #take(changes: readonly PositionChange[]): void {
    for (const change of changes) {
      this.cash += change.cashPaise
      this.closed.push(...change.closed)
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('D6 money is conserved', () => {
  it('D6 B132 cash + cost of open + charges = deposits + realised + dividends, after every step', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const account = new Account()
        for (const each of steps) {
          account.run(each)
          const positions = account.book.positions()
          const cost = sum(positions.map((position) => position.costPaise))
          const realised = sum(positions.map((position) => position.realisedPaise))
          const dividends = sum(positions.map((position) => position.dividendPaise))
          expect(account.cash + cost + account.charges).toBe(DEPOSIT + realised + dividends)
          expect(sum(account.closed.map((trade) => trade.grossPaise))).toBe(realised)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('D6 every position is exactly its lots, and no lot is empty or on the wrong side', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const account = new Account()
        for (const each of steps) {
          account.run(each)
          for (const {
            instrument,
            product,
            quantity,
            costPaise,
            lots,
          } of account.book.positions()) {
            const open = account.book.lots(instrument, product)
            expect(open).toHaveLength(lots)
            expect(sum(open.map((lot) => lot.quantity))).toBe(Math.abs(quantity))
            expect(sum(open.map((lot) => lot.costPaise))).toBe(Math.abs(costPaise))
            expect(open.every((lot) => lot.quantity > 0 && lot.costPaise >= 0)).toBe(true)
            const owned = ['a', 'b', 'protection'].map((strategy) =>
              account.book.quantityOf(strategy, instrument, product),
            )
            expect(sum(owned)).toBe(quantity)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('D6 a book restored from JSON at any moment ends as the one that never stopped', () => {
    fc.assert(
      fc.property(STEPS, fc.nat({ max: 120 }), (steps, stop) => {
        restartIds()
        const straight = new Account()
        for (const each of steps) straight.run(each)
        restartIds()
        const stopped = new Account()
        for (const [index, each] of steps.entries()) {
          if (index === stop) {
            stopped.book = PositionBook.restore(throughJson(stopped.book.save()))
          }
          stopped.run(each)
        }
        expect(JSON.stringify(stopped.book.save())).toBe(JSON.stringify(straight.book.save()))
        expect(stopped.book.positions()).toEqual(straight.book.positions())
        expect(stopped.closed).toEqual(straight.closed)
      }),
      { numRuns: 200 },
    )
  })

  it('B60 closes the trades that a queue of single shares closes', () => {
    const trades = fc.array(
      fc.record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        quantity: fc.integer({ min: 1, max: 30 }),
        price: fc.integer({ min: 1, max: 100_000 }),
      }),
      { maxLength: 60, size: 'max' },
    )
    fc.assert(
      fc.property(trades, (fills) => {
        const book = new PositionBook()
        const shares: number[] = []
        let sign = 0
        let realised = 0
        for (const { side, quantity, price } of fills) {
          book.applyFill(fill(side, quantity, price / 100))
          const direction = side === 'buy' ? 1 : -1
          for (let share = 0; share < quantity; share += 1) {
            if (shares.length > 0 && sign === -direction)
              realised += sign * (price - (shares.shift() ?? 0))
            else {
              sign = direction
              shares.push(price)
            }
          }
          const position = book.position(INFY, 'CNC')
          expect(position.quantity).toBe(shares.length === 0 ? 0 : sign * shares.length)
          expect(position.realisedPaise).toBe(realised)
          expect(position.costPaise).toBe(shares.length === 0 ? 0 : sign * sum(shares))
        }
      }),
      { numRuns: 300 },
    )
  })
})
