import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from '../cli/cli.ts'
import { marketData, warnWithoutData } from '../market-data.ts'
import { chargesOf, totalOf } from './plain-charges.ts'
import { type PlainBar, plainShares, settlementDays } from './plain-market.ts'
import { type MomentumRule, PlainMomentum } from './plain-momentum.ts'

warnWithoutData('test/real/momentum: monthly rebalancing of real shares against a plain loop')

const FROM = '2020-01-01'
const TO = '2024-12-31'
const CAPITAL = 1_000_000

interface Answer {
  readonly finalEquityPaise: number
  readonly cashPaise: number
  readonly charges: Readonly<Record<string, number>>
  readonly instruments: number
  readonly journalHash: string
  readonly positions: readonly unknown[]
  readonly fills: readonly {
    readonly instrument: string
    readonly side: string
    readonly quantity: number
    readonly pricePaise: number
    readonly at: string
  }[]
  readonly orders: { readonly denied: number; readonly denials: Readonly<Record<string, number>> }
}

describe.skipIf(marketData === null)('momentum on shares as they traded', () => {
  const program = useProgram()
  const data = marketData ?? ''
  let desk: Desk
  let shares: ReadonlyMap<string, readonly PlainBar[]>
  let days: readonly string[]

  beforeAll(async () => {
    desk = await program.desk()
    const all = await plainShares(data)
    const within = [...all].map(([symbol, bars]) => {
      return [symbol, bars.filter(({ date }) => date >= FROM && date <= TO)] as const
    })
    shares = new Map(within.filter(([, bars]) => bars.length > 0))
    days = await settlementDays(data)
    const { code } = await desk.run(['data', 'import', join(data, 'bars-daily', 'nse-eq-raw')])
    expect(code).toBe(0)
    return () => desk[Symbol.asyncDispose]()
  }, 180_000)

  const answer = (rule: MomentumRule) =>
    desk.json<Answer>([
      ...`backtest --strategy momentum --from ${FROM} --to ${TO} --capital ${CAPITAL}`.split(' '),
      ...'--slippage none --risk off --param'.split(' '),
      ...Object.entries(rule).map(([name, value]) => `${name}=${value}`),
    ])

  const YEAR: MomentumRule = {
    lookback: 252,
    skip: 21,
    holdings: 10,
    investedPercent: 98,
    stopPercent: 12,
    targetPercent: 60,
  }

  it.each([
    ['a year without its last month, ten shares', YEAR],
    [
      'a quarter, thirty shares, close stops',
      {
        ...YEAR,
        lookback: 63,
        skip: 5,
        holdings: 30,
        investedPercent: 90,
        stopPercent: 4,
        targetPercent: 9,
      },
    ],
  ] as const)(
    '%s: every fill, each charge and the equity equal to the paisa',
    async (_name, rule) => {
      expect(shares.size).toBeGreaterThan(300)
      const plain = new PlainMomentum(rule, shares, CAPITAL * 100, days).run()
      const given = await answer(rule)
      const told = given.fills.map(({ at, instrument, side, quantity, pricePaise }) => {
        return `${at.slice(0, 10)} ${instrument.slice(4)} ${side} ${quantity} at ${pricePaise}`
      })
      const expected = plain.fills.map(({ date, symbol, side, quantity, price }) => {
        return `${date} ${symbol} ${side} ${quantity} at ${price}`
      })
      expect(told).toEqual(expected)
      expect(told.length).toBeGreaterThan(300)
      const charges = chargesOf(plain.fills)
      // Some stops were met on the very day of the purchase, which turns both trades into intraday ones.
      expect(charges.brokeragePaise).toBeGreaterThan(0)
      expect(given.charges).toMatchObject(charges)
      expect(given.charges['totalPaise']).toBe(totalOf(charges))
      expect(given.cashPaise).toBe(plain.cash)
      expect(given.finalEquityPaise).toBe(plain.equity)
      expect(given.positions).toHaveLength(plain.positions)
      expect(given.instruments).toBe(shares.size)
      expect(given.orders.denied).toBe(plain.denied)
    },
    180_000,
  )

  it('the same run twice writes the same journal', async () => {
    const [one, other] = [await answer(YEAR), await answer(YEAR)]
    expect(one.journalHash).toMatch(/^[0-9a-f]{64}$/)
    expect(other.journalHash).toBe(one.journalHash)
  }, 180_000)
})
