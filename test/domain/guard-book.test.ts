import { describe, expect, it } from 'vitest'
import { fillId, instrumentId, type OrderId, orderId } from '../../src/domain/brand.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { paise } from '../../src/domain/money.ts'
import { epochMs } from '../../src/domain/time.ts'

const INFY = instrumentId('NSE:INFY')
const [OLD, YOUNG] = [orderId('OLD'), orderId('YOUNG')]
let fills = 0

const fill = (id: OrderId, part: Partial<Fill>): Fill => ({
  id: fillId(`F${(fills += 1)}`),
  orderId: id,
  strategy: 'manual',
  instrument: INFY,
  side: 'buy',
  effect: 'open',
  product: 'CNC',
  quantity: 10,
  price: paise(100_00),
  at: epochMs(1_000),
  decisionPrice: paise(100_00),
  filledQuantity: 10,
  leavesQuantity: 0,
  protection: null,
  reason: 'a test',
  ...part,
})
const stop = (rupees: number) => ({ stop: paise(rupees * 100), target: null, trail: null })
const exit = (quantity: number): Fill =>
  fill(orderId('EXIT'), { side: 'sell', effect: 'close', quantity })

/** Two entries of ten, the older with the lower stop. */
function twoGuards(): GuardBook {
  const guards = new GuardBook()
  guards.fill(fill(OLD, { protection: stop(90) }))
  guards.fill(fill(YOUNG, { protection: stop(95) }))
  return guards
}

describe('guards over entries', () => {
  it('B134 an exit that serves a guard ends that guard, and the other still stands', () => {
    const guards = twoGuards()
    const [alarm] = guards.meet(INFY, 95_00, 0)
    expect(alarm?.guard.orderId).toBe(YOUNG)
    guards.fill(exit(10), YOUNG)
    expect(guards.of(INFY).map(({ orderId: id }) => id)).toEqual([OLD])
    const [later] = guards.meet(INFY, 90_00, 1)
    expect(later?.guard.orderId).toBe(OLD)
  })

  it('B134 an exit that serves nobody ends the oldest first', () => {
    const guards = twoGuards()
    guards.fill(exit(12))
    expect(guards.of(INFY)).toMatchObject([{ orderId: YOUNG, quantity: 8 }])
  })

  it('B134 an exit that is larger than its guard goes on with the oldest', () => {
    const guards = twoGuards()
    guards.fill(exit(13), YOUNG)
    expect(guards.of(INFY)).toMatchObject([{ orderId: OLD, quantity: 7 }])
  })

  it('B132 an entry against an open short closes its guard first and guards only the rest', () => {
    const guards = new GuardBook()
    guards.fill(fill(OLD, { side: 'sell', product: 'MIS', quantity: 4, protection: stop(110) }))
    guards.fill(fill(YOUNG, { product: 'MIS', quantity: 10, protection: stop(95) }))
    expect(guards.of(INFY)).toMatchObject([{ orderId: YOUNG, quantity: 6 }])
  })

  it('B132 an entry that only makes an open short smaller is not guarded itself', () => {
    const guards = new GuardBook()
    guards.fill(fill(OLD, { side: 'sell', product: 'MIS', quantity: 10, protection: stop(110) }))
    guards.fill(fill(YOUNG, { product: 'MIS', quantity: 3, protection: stop(95) }))
    expect(guards.of(INFY)).toMatchObject([{ orderId: OLD, quantity: -7 }])
  })

  it('B132 shares of another strategy or product keep their guards', () => {
    const guards = twoGuards()
    guards.fill(exit(0.5 * 10), YOUNG)
    guards.fill({ ...exit(10), strategy: 'other' })
    guards.fill({ ...exit(10), product: 'MIS' })
    expect(guards.of(INFY).map(({ quantity }) => quantity)).toEqual([10, 5])
  })
})
