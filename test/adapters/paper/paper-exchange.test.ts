import { describe, expect, it } from 'vitest'
import { DEFAULT_FILLS, EXACT_FILLS } from '../../../src/domain/fill-model.ts'
import { paise } from '../../../src/domain/money.ts'
import type { Signal } from '../../../src/domain/signal.ts'
import { tradeDate } from '../../../src/domain/time.ts'
import { type BarShape, PaperDesk, TCS } from '../../services/paper-desk.ts'

const SELL = { side: 'sell', effect: 'close' } as const
const limit = (price: number): Partial<Signal> => ({ type: 'LIMIT', limit: paise(price) })
const stopLimit = (trigger: number, price: number): Partial<Signal> => ({
  type: 'SL',
  trigger: paise(trigger),
  limit: paise(price),
})
const stopMarket = (trigger: number): Partial<Signal> => ({ type: 'SL-M', trigger: paise(trigger) })

/** A tenth of each bar's volume, at the price met. */
const FREE = { ...DEFAULT_FILLS, halfSpreadBps: 0, impactBps: 0 }

/** A desk that has seen the market open, and holds ten shares where it must sell. */
function openDesk(isHolding = false, options: ConstructorParameters<typeof PaperDesk>[0] = {}) {
  const desk = new PaperDesk(options)
  desk.bars([9, 15], [9, 17])
  if (isHolding) {
    desk.wish()
    desk.bar(9, 17)
  }
  return desk
}

/** What the wish traded at in the next bar, beyond what the desk held before. */
async function tradedIn(wish: Partial<Signal>, bar: BarShape): Promise<readonly number[]> {
  const isSale = wish.side === 'sell'
  const desk = openDesk(isSale)
  desk.wish(wish)
  desk.bar(9, 18, bar)
  return (await desk.trades()).slice(isSale ? 1 : 0).map(([, , price]) => price)
}

describe('orders against bars', () => {
  it.each([
    ['a limit below the low waits', limit(99_000), { low: 99_005 }, []],
    ['a limit at the low trades at it', limit(99_000), { low: 99_000 }, [99_000]],
    ['a limit inside the bar trades at it', limit(99_000), { low: 98_000 }, [99_000]],
    [
      'a limit that the open gaps through trades at the open',
      limit(99_000),
      { open: 98_500 },
      [98_500],
    ],
    ['a limit above the market trades at the open', limit(101_000), { open: 100_500 }, [100_500]],
    ['a sale above the high waits', { ...SELL, ...limit(101_000) }, { high: 100_995 }, []],
    [
      'a sale at the high trades at it',
      { ...SELL, ...limit(101_000) },
      { high: 101_000 },
      [101_000],
    ],
    [
      'a sale that the open gaps through trades at the open',
      { ...SELL, ...limit(101_000) },
      { open: 101_700 },
      [101_700],
    ],
    ['a market order trades at the open', {}, { open: 100_300, high: 101_000 }, [100_300]],
  ] as const)('B133 %s', async (_, wish, bar, prices) => {
    expect(await tradedIn(wish, bar)).toEqual(prices)
  })

  it.each([
    ['a buy stop below its trigger sleeps', stopMarket(101_000), { high: 100_995 }, []],
    ['a buy stop wakes at its trigger', stopMarket(101_000), { high: 101_200 }, [101_000]],
    [
      'a buy stop that the open gaps over trades at the open',
      stopMarket(101_000),
      { open: 101_800 },
      [101_800],
    ],
    [
      'a sell stop wakes at its trigger',
      { ...SELL, ...stopMarket(99_000) },
      { low: 98_000 },
      [99_000],
    ],
    [
      'a sell stop that the open gaps under trades at the open',
      { ...SELL, ...stopMarket(99_000) },
      { open: 98_000 },
      [98_000],
    ],
    [
      'a stop with a limit trades between them',
      stopLimit(101_000, 101_500),
      { high: 102_000 },
      [101_000],
    ],
    [
      'a stop with a limit waits when the open gaps over both',
      stopLimit(101_000, 101_500),
      { open: 102_000 },
      [],
    ],
    [
      'a stop with a limit trades when the price comes back to it',
      stopLimit(101_000, 101_500),
      { open: 102_000, low: 101_400 },
      [101_500],
    ],
  ] as const)('B133 %s', async (_, wish, bar, prices) => {
    expect(await tradedIn(wish, bar)).toEqual(prices)
  })

  it('B133 a stop that was set off stays so', async () => {
    const desk = openDesk()
    desk.wish(stopLimit(101_000, 101_500))
    desk.bar(9, 17, 102_000)
    desk.bar(9, 18, 100_500)
    expect(await desk.trades()).toEqual([['buy', 10, 100_500]])
  })

  it.each([
    ['half the spread', { halfSpreadBps: 10, impactBps: 0 }, 100, 100_100],
    [
      'impact by the root of the share of the bar',
      { halfSpreadBps: 0, impactBps: 50 },
      100,
      100_050,
    ],
    ['both', { halfSpreadBps: 2, impactBps: 50 }, 100, 100_070],
    [
      'rounded to the next tick against who takes',
      { halfSpreadBps: 1.1, impactBps: 0 },
      1,
      100_015,
    ],
    ['nothing where nothing is configured', { halfSpreadBps: 0, impactBps: 0 }, 100, 100_000],
  ])(
    'B133 a market order pays the slippage of the configuration: %s',
    async (_, model, quantity, price) => {
      const desk = openDesk(false, { fills: { ...DEFAULT_FILLS, ...model } })
      desk.wish({ quantity })
      desk.bar(9, 17)
      expect(await desk.trades()).toEqual([['buy', quantity, price]])
      desk.wish({ ...SELL, quantity })
      desk.bar(9, 18)
      expect((await desk.trades())[1]).toEqual(['sell', quantity, 200_000 - price])
    },
  )

  it('B133 a limit order pays no slippage and never more than its limit', async () => {
    const desk = openDesk(false, { fills: { ...DEFAULT_FILLS, halfSpreadBps: 40 } })
    desk.wish(limit(99_000))
    desk.bar(9, 17, { low: 98_900 })
    expect(await desk.trades()).toEqual([['buy', 10, 99_000]])
  })

  it('B133 an entry beyond the slippage cap is taken back with the reason; an exit is not', async () => {
    const desk = openDesk(true)
    const dear = openDesk(false, { fills: { ...DEFAULT_FILLS, halfSpreadBps: 51, impactBps: 0 } })
    dear.wish()
    dear.bar(9, 17)
    expect(await dear.trades()).toEqual([])
    const [cancelled] = await dear.told('execution.order_cancelled')
    expect(cancelled?.data.reason).toContain('51 bp')
    desk.wish(SELL)
    desk.bar(9, 18)
    expect(await desk.trades()).toHaveLength(2)
  })

  it('B133 a bar fills at most its liquidity share, all orders together, and the rest waits', async () => {
    const desk = openDesk(false, { fills: FREE })
    desk.wish({ quantity: 150 })
    desk.wish({ quantity: 30, strategy: 'other' })
    desk.bar(9, 17, { volume: 1_000 })
    expect(await desk.trades()).toEqual([['buy', 100, 100_000]])
    desk.bar(9, 18, { volume: 700 })
    expect((await desk.trades()).slice(1)).toEqual([
      ['buy', 50, 100_000],
      ['buy', 20, 100_000],
    ])
    expect(await desk.told('execution.order_partially_filled')).toHaveLength(2)
  })

  it('B133 better limits are served first, and the older of equal ones', async () => {
    const desk = openDesk(false, { fills: FREE })
    desk.wish({ ...limit(99_000), quantity: 11 })
    desk.wish({ ...limit(99_500), quantity: 12, strategy: 'b' })
    desk.wish({ ...limit(99_500), quantity: 13, strategy: 'c' })
    desk.bar(9, 17, { open: 98_000, volume: 300 })
    desk.bar(9, 18, { open: 98_000 })
    expect((await desk.trades()).map(([, quantity]) => quantity)).toEqual([12, 13, 5, 6])
  })

  it('B133 what is immediate or cancelled ends at the first price that does not take it', async () => {
    const desk = openDesk()
    desk.wish({ ...limit(99_000), validity: 'IOC' })
    desk.bar(9, 17, { low: 99_500 })
    desk.bar(9, 18, { low: 98_000 })
    expect(await desk.trades()).toEqual([])
    expect(await desk.told('execution.order_cancelled')).toHaveLength(1)
  })

  it('B133 an immediate order takes what there is and no more', async () => {
    const desk = openDesk(false, { fills: FREE })
    desk.wish({ validity: 'IOC', quantity: 150 })
    desk.bar(9, 17, { volume: 1_000 })
    desk.bar(9, 18)
    expect(await desk.trades()).toEqual([['buy', 100, 100_000]])
    expect((await desk.told('execution.order_cancelled'))[0]?.data.reason).toContain('at once')
  })

  it('B133 an order with a time to live trades before it is over and not after', async () => {
    const desk = openDesk()
    desk.wish({ ...limit(99_000), validity: 'TTL', ttlMinutes: 2 })
    desk.wish({ ...limit(98_000), validity: 'TTL', ttlMinutes: 2 })
    desk.bar(9, 17)
    desk.bar(9, 18, { low: 99_000 })
    desk.bar(9, 19, { low: 97_000 })
    expect(await desk.trades()).toEqual([['buy', 10, 99_000]])
    expect((await desk.told('execution.order_cancelled'))[0]?.data.reason).toContain('time to live')
  })

  it('B133 an order for the day ends with it and frees its cash', async () => {
    const desk = openDesk()
    desk.wish({ ...limit(95_000), quantity: 1_000 })
    desk.wish({ quantity: 900 })
    expect(await desk.refusals()).toEqual([['cash_short']])
    desk.quiet(15, 45)
    expect(await desk.told('execution.order_expired')).toHaveLength(1)
    desk.date = tradeDate('2026-06-02')
    desk.bars([9, 15], [9, 16])
    desk.wish({ quantity: 900 })
    desk.bar(9, 16)
    expect(await desk.trades()).toEqual([['buy', 900, 100_000]])
  })

  it('B133 an after-market order waits for the open and trades at its price', async () => {
    const desk = new PaperDesk()
    desk.quiet(8, 30)
    desk.wish()
    desk.wish({ ...limit(99_500), quantity: 20 })
    expect((await desk.told('risk.order_approved'))[0]?.data.order.variety).toBe('amo')
    expect(await desk.told('execution.order_placed')).toHaveLength(2)
    expect(await desk.told('execution.order_accepted')).toEqual([])
    desk.bar(9, 15, 100_400)
    expect(await desk.told('execution.order_accepted')).toHaveLength(2)
    expect(await desk.trades()).toEqual([['buy', 10, 100_400]])
    desk.bar(9, 16, 99_000)
    expect((await desk.trades())[1]).toEqual(['buy', 20, 99_000])
  })

  it('B133 an order given after the close waits for the next session', async () => {
    const desk = openDesk()
    desk.quiet(15, 45)
    desk.wish()
    desk.quiet(23, 0)
    expect(await desk.told('execution.order_expired')).toEqual([])
    desk.date = tradeDate('2026-06-02')
    desk.bar(9, 15, 101_000)
    expect(await desk.trades()).toEqual([['buy', 10, 101_000]])
  })

  it('B133 an after-market order over an ex-date is restated in new shares, on the tick', async () => {
    const desk = new PaperDesk({
      actions: [
        {
          kind: 'bonus',
          instrument: TCS,
          exDate: tradeDate('2026-06-02'),
          newShares: 3,
          oldShares: 1,
          source: 'test',
        },
      ],
    })
    desk.bar(9, 15, { instrument: 1 })
    desk.quiet(15, 45)
    desk.wish({ instrument: TCS, ...limit(99_995) })
    desk.date = tradeDate('2026-06-02')
    desk.bar(9, 15, { instrument: 1, open: 33_400, low: 33_200 })
    const [modified] = await desk.told('execution.order_modified')
    expect(modified?.data).toMatchObject({ quantity: 30, limit: 33_330 })
    expect(await desk.trades()).toEqual([['buy', 30, 33_330]])
  })

  it.each([
    ['a purchase at the upper end of the band finds no seller', {}, 105_000, false],
    ['a sale at the upper end finds buyers', SELL, 105_000, true],
    ['a sale at the lower end finds no buyer', SELL, 95_000, false],
    ['a purchase at the lower end finds sellers', {}, 95_000, true],
    ['a tick inside the band there are both', {}, 104_995, true],
  ] as const)('B133 %s', async (_, wish, price, hasTraded) => {
    const desk = openDesk(true, { share: { bandPercent: 5 }, fills: FREE })
    const before = (await desk.trades()).length
    desk.wish(wish)
    desk.bar(9, 18, price)
    expect((await desk.trades()).length > before).toBe(hasTraded)
    if (hasTraded) return
    desk.bar(9, 19, 101_000)
    expect((await desk.trades()).length).toBe(before + 1)
  })

  it('B132 a fill that costs more than was held and is free is taken back', async () => {
    const desk = openDesk()
    desk.wish({ quantity: 990 })
    desk.bar(9, 17, 101_500)
    expect(await desk.trades()).toEqual([])
    expect((await desk.told('execution.order_cancelled'))[0]?.data.reason).toContain('free cash')
  })

  it('B132 free cash is never negative, charges paid', async () => {
    const desk = openDesk()
    desk.wish({ quantity: 995 })
    desk.bar(9, 17, 100_500)
    for (const { data } of await desk.told('portfolio.cash_change')) {
      expect(data.cash).toBeGreaterThanOrEqual(0)
    }
  })

  it('B133 an exact model fills a whole order in a bar without volume', async () => {
    const desk = openDesk(false, { fills: EXACT_FILLS })
    desk.wish({ quantity: 900 })
    desk.bar(9, 17, { volume: 0 })
    expect(await desk.trades()).toEqual([['buy', 900, 100_000]])
  })
})
