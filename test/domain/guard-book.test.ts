import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillId, instrumentId, type OrderId, orderId } from '../../src/domain/brand.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { paise } from '../../src/domain/money.ts'
import { PositionBook } from '../../src/domain/position.ts'
import { epochMs, tradeDate } from '../../src/domain/time.ts'
import { throughJson } from './through-json.ts'

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

const LONG = { stop: paise(95_00), target: paise(110_00), trail: null }
const SHORT = { stop: paise(105_00), target: paise(90_00), trail: null }
const guarded = (protection: Fill['protection'], part: Partial<Fill> = {}): GuardBook => {
  const guards = new GuardBook()
  guards.fill(fill(OLD, { protection, ...part }))
  return guards
}
const short = (protection: Fill['protection']) =>
  guarded(protection, { side: 'sell', product: 'MIS' })
const splitOf = (newShares: number, oldShares: number) =>
  ({
    kind: 'split',
    instrument: INFY,
    exDate: tradeDate('2026-06-02'),
    newShares,
    oldShares,
    source: 'test',
  }) as const

describe('levels', () => {
  it.each([
    ['long', LONG, 95_01, null],
    ['long', LONG, 95_00, 'stop'],
    ['long', LONG, 94_99, 'stop'],
    ['long', LONG, 109_99, null],
    ['long', LONG, 110_00, 'target'],
    ['long', LONG, 110_01, 'target'],
    ['short', SHORT, 104_99, null],
    ['short', SHORT, 105_00, 'stop'],
    ['short', SHORT, 105_01, 'stop'],
    ['short', SHORT, 90_01, null],
    ['short', SHORT, 90_00, 'target'],
    ['short', SHORT, 89_99, 'target'],
  ] as const)('B63 a %s guard of %o at %d: %s', (side, levels, price, reach) => {
    const guards = side === 'long' ? guarded(levels) : short(levels)
    expect(guards.meet(INFY, price, 0)[0]?.reach ?? null).toBe(reach)
  })

  it('B134 a guard fires once for an exit, and again when the exit came to nothing', () => {
    const guards = guarded(LONG)
    expect(guards.meet(INFY, 94_00, 1)).toHaveLength(1)
    expect(guards.meet(INFY, 93_00, 2)).toEqual([])
    guards.quieten(OLD, 10)
    expect(guards.meet(INFY, 93_00, 9)).toEqual([])
    expect(guards.meet(INFY, 93_00, 10)).toHaveLength(1)
  })

  it('B134 a trailing stop follows the best price and never retreats', () => {
    const trail = { stop: null, target: null, trail: paise(5_00) }
    const guards = guarded(trail)
    for (const price of [100_00, 104_00, 101_00]) expect(guards.meet(INFY, price, 0)).toEqual([])
    expect(guards.of(INFY)[0]?.stop).toBe(99_00)
    expect(guards.meet(INFY, 99_00, 0)[0]?.reach).toBe('stop')
    const mirror = short(trail)
    for (const price of [100_00, 96_00, 100_99]) expect(mirror.meet(INFY, price, 0)).toEqual([])
    expect(mirror.of(INFY)[0]?.stop).toBe(101_00)
    expect(mirror.meet(INFY, 101_00, 0)[0]?.reach).toBe('stop')
  })

  it.each([
    [100_00, 90_00, 95_00],
    [100_00, 95_01, Number.NaN],
    [95_00, 90_00, Number.NaN],
    [100_00, 120_00, 110_00],
    [110_00, 120_00, Number.NaN],
    [120_00, 90_00, 110_00],
  ])('B134 the way from %d to %d meets a level at %d', (from, to, level) => {
    expect(guarded(LONG).nextLevel(INFY, from, to, 0)).toBe(level)
  })

  it('B134 a guard whose exit is under way is no level on the way', () => {
    const guards = guarded(LONG)
    guards.quieten(OLD, Number.POSITIVE_INFINITY)
    expect(guards.nextLevel(INFY, 100_00, 90_00, 0)).toBeNaN()
  })

  it('B134 only intraday guards that have not fired end with the day', () => {
    const guards = guarded(LONG)
    guards.fill(fill(YOUNG, { product: 'MIS' }))
    expect(guards.spendIntraday(INFY, 0).map(({ orderId: id }) => id)).toEqual([YOUNG])
    expect(guards.spendIntraday(INFY, 1)).toEqual([])
  })
})

describe('guards over an ex-date', () => {
  it('B134 levels are restated on the tick', () => {
    const guards = guarded({ stop: paise(95_00), target: paise(110_00), trail: paise(7_00) })
    guards.rebase(splitOf(3, 1), () => 5)
    expect(guards.of(INFY)[0]).toMatchObject({
      quantity: 30,
      stop: 31_65,
      target: 36_65,
      trail: 2_35,
    })
  })

  it('B134 all guards together cover the whole shares that all lots together become', () => {
    const ways = fc.record({
      entries: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
      newShares: fc.integer({ min: 1, max: 12 }),
      oldShares: fc.integer({ min: 1, max: 12 }),
      isShort: fc.boolean(),
    })
    fc.assert(
      fc.property(ways, ({ entries, newShares, oldShares, isShort }) => {
        const guards = new GuardBook()
        const book = new PositionBook()
        const side = isShort ? 'sell' : 'buy'
        for (const [place, quantity] of entries.entries()) {
          const entry = fill(orderId(`E${place}`), { side, quantity, protection: LONG })
          guards.fill(entry)
          book.applyFill(entry)
        }
        guards.rebase(splitOf(newShares, oldShares))
        book.applyAction(splitOf(newShares, oldShares))
        const covered = guards.of(INFY).reduce((sum, { quantity }) => sum + quantity, 0)
        expect(covered).toBe(book.quantity(INFY, 'CNC'))
        expect(guards.of(INFY).every(({ quantity }) => quantity !== 0)).toBe(true)
      }),
    )
  })

  it('B134 a guard over less than one new share is gone', () => {
    const guards = guarded(LONG, { quantity: 3 })
    guards.rebase(splitOf(1, 5))
    expect(guards.of(INFY)).toEqual([])
    expect(guards.meet(INFY, 1, 0)).toEqual([])
  })

  it('B134 dividends and other companies change no guard', () => {
    const guards = guarded(LONG)
    const before = guards.save()
    guards.rebase({ ...splitOf(2, 1), instrument: instrumentId('NSE:TCS') })
    guards.rebase({
      kind: 'dividend',
      instrument: INFY,
      exDate: tradeDate('2026-06-02'),
      dividendPaise: 500,
      source: 'test',
    })
    expect(guards.save()).toEqual(before)
  })

  it('B134 a saved guard stands again as it stood, through JSON', () => {
    const guards = twoGuards()
    guards.quieten(OLD, Number.POSITIVE_INFINITY)
    guards.quieten(YOUNG, 77)
    const again = new GuardBook()
    again.load(throughJson(guards.save()))
    expect(again.save()).toEqual(guards.save())
    expect(again.meet(INFY, 80_00, 78).map(({ guard }) => guard.orderId)).toEqual([YOUNG])
  })
})

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
    const others: readonly Fill[] = [
      { ...exit(10), strategy: 'other' },
      { ...exit(10), product: 'MIS' },
    ]
    for (const other of others) guards.fill(other)
    expect(guards.of(INFY).map(({ quantity }) => quantity)).toEqual([10, 5])
  })
})
