import { describe, expect, it } from 'vitest'
import { Account, exposureOf } from '../../src/domain/account.ts'
import { PositionBook } from '../../src/domain/position.ts'
import { fill, INFY, TCS } from './fills.ts'
import { throughJson } from './through-json.ts'

/** An account that is told of fills as risk is. */
function told(...fills: readonly ReturnType<typeof fill>[]): Account {
  const account = new Account()
  const book = new PositionBook()
  account.cash = 1_000_000
  for (const each of fills) {
    account.cash += book.applyFill(each).cashPaise
    account.fill(each)
    account.setPosition(book.position(each.instrument, each.product))
  }
  return account
}
const priced = (prices: Readonly<Record<string, number>>) => (id: string) =>
  prices[id] ?? Number.NaN

describe('the account that risk knows', () => {
  it('B62 until cash is known it is worth nothing that passes a limit', () => {
    expect(new Account().cash).toBeNaN()
    expect(new Account().equity(priced({}))).toBeNaN()
  })

  it('B132 is worth cash and positions at the last prices, a short less what it owes', () => {
    const account = told(
      fill('buy', 10, 100),
      fill('sell', 5, 200, { product: 'MIS', instrument: TCS }),
    )
    const prices = priced({ [INFY]: 11_000, [TCS]: 21_000 })
    expect(account.equity(prices)).toBe(1_000_000 + 10 * 1_000 - 5 * 1_000)
    expect(exposureOf(account, prices)).toBe(10 * 11_000 + 5 * 21_000)
    expect(exposureOf(account, prices, (id) => id === TCS)).toBe(5 * 21_000)
    expect(account.openPositions).toBe(2)
  })

  it('B132 without a price a position counts at its cost', () => {
    expect(told(fill('buy', 10, 100)).equity(priced({}))).toBe(1_000_000)
  })

  it('B132 shorts lock what they brought in, and the margin', () => {
    const account = told(fill('sell', 5, 200, { product: 'MIS' }))
    expect(account.lockedByShorts(10_000)).toBe(2 * 5 * 20_000)
    expect(account.lockedByShorts(2_000)).toBe(5 * 20_000 * 1.2)
    expect(told(fill('buy', 5, 200)).lockedByShorts(10_000)).toBe(0)
  })

  it('B132 knows what each strategy owns, and forgets what it sold', () => {
    const account = told(
      fill('buy', 10, 100, { strategy: 'a' }),
      fill('buy', 4, 100, { strategy: 'b' }),
      fill('sell', 4, 100, { strategy: 'b' }),
    )
    expect([account.owned('a', INFY, 'CNC'), account.owned('b', INFY, 'CNC')]).toEqual([10, 0])
    expect(account.quantity(INFY, 'CNC')).toBe(10)
    account.rebase(INFY, 3, 2)
    expect(account.owned('a', INFY, 'CNC')).toBe(15)
  })

  it('B132 goes on from JSON as it was', () => {
    const account = told(fill('buy', 10, 100), fill('sell', 5, 200, { product: 'MIS' }))
    const again = new Account()
    again.load(throughJson(account.save()))
    expect(again.save()).toEqual(account.save())
    const empty = new Account()
    empty.load(throughJson(new Account().save()))
    expect(empty.cash).toBeNaN()
  })
})
