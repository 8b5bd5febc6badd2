import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationId, eventId, fillId, orderId } from '../../src/domain/brand.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { paise } from '../../src/domain/money.ts'
import {
  isWorking,
  MOVES,
  mayMove,
  type OrderStatus,
  reckonedPrice,
} from '../../src/domain/order.ts'
import { OrderBook, type OrderRecord } from '../../src/domain/order-book.ts'
import { epochMs } from '../../src/domain/time.ts'
import { fill } from './fills.ts'
import { ENTRY } from './risk-cases.ts'
import { throughJson } from './through-json.ts'

const ID = ENTRY.id
const UUID = '00000000-0000-8000-8000-000000000001'
const cause = (seq: number): OrderRecord['cause'] => ({
  seq,
  id: eventId(UUID),
  correlationId: correlationId(UUID),
  at: epochMs(seq),
})
const part = (quantity: number, filledQuantity: number, leavesQuantity: number): Fill => ({
  ...fill('buy', quantity, 1_000),
  id: fillId(`T${filledQuantity}`),
  orderId: ID,
  filledQuantity,
  leavesQuantity,
})
const STATUSES = Object.keys(MOVES) as OrderStatus[]

/** The way to each status from an approval. */
const WAYS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  approved: [],
  submitted: ['submitted'],
  placed: ['submitted', 'placed'],
  accepted: ['submitted', 'placed', 'accepted'],
  partially_filled: ['submitted', 'partially_filled'],
  filled: ['submitted', 'filled'],
  rejected: ['submitted', 'rejected'],
  cancelled: ['cancelled'],
  expired: ['submitted', 'accepted', 'expired'],
  unknown: ['submitted', 'unknown'],
}

/** The life of an order as trading rules it: what may follow what. */
const LEGAL = [
  'approved > submitted cancelled',
  'submitted > placed accepted partially_filled filled rejected cancelled expired unknown',
  'placed > accepted partially_filled filled rejected cancelled expired',
  'accepted > partially_filled filled rejected cancelled expired',
  'partially_filled > partially_filled filled cancelled expired',
  'unknown > placed accepted partially_filled filled rejected cancelled expired',
]

function bookAt(status: OrderStatus): OrderBook {
  const book = new OrderBook()
  book.open(ENTRY, cause(1))
  for (const [step, to] of WAYS[status].entries()) book.move(ID, to, 2 + step)
  return book
}

describe('the life of an order', () => {
  it('B64 the legal moves are exactly those of the rules', () => {
    const legal = STATUSES.flatMap((from) => {
      const to = STATUSES.filter((other) => mayMove(from, other))
      return to.length === 0 ? [] : [`${from} > ${to.sort().join(' ')}`]
    })
    const wanted = LEGAL.map((line) => {
      const [from = '', to = ''] = line.split(' > ')
      return `${from} > ${to.split(' ').sort().join(' ')}`
    })
    expect(legal.sort()).toEqual(wanted.sort())
  })

  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    'B64 from %s to %s goes as the table says',
    (from, to) => {
      const book = bookAt(from)
      const move = () => book.move(ID, to, 99)
      if (mayMove(from, to)) {
        move()
        expect(book.get(ID)?.status).toBe(to)
      } else {
        expect(move).toThrow(RangeError)
        expect(book.get(ID)?.status).toBe(from)
      }
      expect(book.working()).toHaveLength(isWorking(book.get(ID)?.status ?? 'filled') ? 1 : 0)
    },
  )

  it('B64 an end is never left, and ended orders are forgotten, not the others', () => {
    for (const status of STATUSES) {
      const book = bookAt(status)
      book.forgetEnded()
      expect(book.get(ID) !== undefined).toBe(isWorking(status))
    }
  })

  it('B64 fills add up, and the last one ends the order', () => {
    const book = bookAt('accepted')
    book.fill(part(4, 4, 6), 10)
    expect(book.get(ID)).toMatchObject({ status: 'partially_filled', filledQuantity: 4 })
    book.fill(part(6, 10, 0), 11)
    expect(book.get(ID)).toMatchObject({
      status: 'filled',
      filledQuantity: 10,
      filledValue: 10 * 100_000,
      fills: ['T4', 'T10'],
    })
    expect(book.working()).toEqual([])
  })

  it('B64 the same event changes an order once, however often it is told', () => {
    const book = bookAt('accepted')
    for (let time = 0; time < 3; time++) book.fill(part(4, 4, 6), 10)
    expect(book.get(ID)).toMatchObject({ filledQuantity: 4, fills: ['T4'] })
    book.move(ID, 'cancelled', 10)
    expect(book.get(ID)?.status).toBe('partially_filled')
  })

  it('B64 the number that the broker gave stays with the order, and a change changes the order', () => {
    const book = bookAt('submitted')
    book.move(ID, 'placed', 10, 'B-1')
    book.move(ID, 'accepted', 11)
    book.modify(ID, 8, paise(99_000), null, 12)
    expect(book.get(ID)).toMatchObject({
      brokerOrderId: 'B-1',
      order: { quantity: 8, limit: 99_000 },
    })
  })

  it('B64 what was placed elsewhere is remembered with its fills and never at work', () => {
    const book = new OrderBook()
    const foreign = { ...part(5, 5, 0), orderId: orderId('X1') }
    book.adopt(foreign, cause(5))
    book.adopt(foreign, cause(5))
    book.adopt({ ...foreign, id: fillId('T9'), quantity: 2, filledQuantity: 7 }, cause(6))
    expect(book.get(foreign.orderId)).toMatchObject({
      status: 'filled',
      filledQuantity: 7,
      filledValue: 7 * 100_000,
      fills: ['T5', 'T9'],
    })
    expect(book.working()).toEqual([])
  })

  it('B64 an unknown order cannot be moved', () => {
    expect(() => new OrderBook().move(ID, 'placed', 1)).toThrow(RangeError)
  })

  it('B64 whatever is told, a book goes on from JSON as if it had not stopped', () => {
    const moves = fc.array(fc.constantFrom(...STATUSES), { maxLength: 12 })
    fc.assert(
      fc.property(moves, fc.nat({ max: 12 }), (told, stop) => {
        const straight = bookAt('approved')
        let stopped = bookAt('approved')
        for (const [index, to] of told.entries()) {
          if (index === stop) {
            const again = new OrderBook()
            again.load(throughJson(stopped.save()))
            stopped = again
          }
          for (const book of [straight, stopped]) {
            const from = book.get(ID)?.status ?? 'filled'
            if (mayMove(from, to)) book.move(ID, to, 10 + index)
          }
        }
        expect(throughJson(stopped.save())).toEqual(throughJson(straight.save()))
        expect(stopped.working().length).toBe(straight.working().length)
      }),
    )
  })

  it('B127 an order is reckoned at its limit, else its trigger, else what its decision saw', () => {
    const decisionPrice = paise(3)
    const [limit, trigger] = [paise(1), paise(2)]
    expect(reckonedPrice({ limit, trigger, decisionPrice })).toBe(1)
    expect(reckonedPrice({ limit: null, trigger, decisionPrice })).toBe(2)
    expect(reckonedPrice({ limit: null, trigger: null, decisionPrice })).toBe(3)
  })
})
