import { describe, expect, it } from 'vitest'
import { DEFAULT_FILLS } from '../../../src/domain/fill-model.ts'
import { paise } from '../../../src/domain/money.ts'
import type { Signal } from '../../../src/domain/signal.ts'
import { tradeDate } from '../../../src/domain/time.ts'
import { PaperDesk, type TickShape } from '../../services/paper-desk.ts'

const SELL = { side: 'sell', effect: 'close' } as const
const limit = (price: number): Partial<Signal> => ({ type: 'LIMIT', limit: paise(price) })
/** The first day with both halves of the pre-open, and after the closing auction came. */
const NEW_TIMES = tradeDate('2026-09-07')

const BOOK: TickShape = {
  last: 100_000,
  volume: 1_000,
  bids: [
    [99_995, 30],
    [99_990, 40],
    [99_900, 500],
  ],
  asks: [
    [100_005, 30],
    [100_010, 40],
    [100_100, 500],
  ],
}

/** A desk fed with ticks that has seen the market open and one book. */
function tickDesk(options: ConstructorParameters<typeof PaperDesk>[0] = {}): PaperDesk {
  const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, ...options })
  desk.tick(desk.at(9, 15), BOOK)
  return desk
}

describe('orders against depth', () => {
  it('B133 a market order takes the levels one after the other', async () => {
    const desk = tickDesk()
    desk.wish({ quantity: 60 })
    desk.tick(desk.at(9, 15, 1), BOOK)
    expect(await desk.trades()).toEqual([
      ['buy', 30, 100_005],
      ['buy', 30, 100_010],
    ])
    desk.wish({ ...SELL, quantity: 35 })
    desk.tick(desk.at(9, 15, 2), BOOK)
    expect((await desk.trades()).slice(2)).toEqual([
      ['sell', 30, 99_995],
      ['sell', 5, 99_990],
    ])
  })

  it('B133 a limit order takes the levels up to its limit and waits with the rest', async () => {
    const desk = tickDesk()
    desk.wish({ ...limit(100_005), quantity: 50 })
    desk.tick(desk.at(9, 15, 1), BOOK)
    expect(await desk.trades()).toEqual([['buy', 30, 100_005]])
    desk.tick(desk.at(9, 15, 2), { ...BOOK, asks: [[100_010, 99]] })
    expect(await desk.trades()).toHaveLength(1)
    desk.tick(desk.at(9, 15, 3), { ...BOOK, asks: [[99_980, 99]] })
    expect((await desk.trades())[1]).toEqual(['buy', 20, 99_980])
  })

  it('B133 a side with nobody on it fills nothing: a circuit lock', async () => {
    const desk = tickDesk()
    desk.wish({ quantity: 60 })
    desk.tick(desk.at(9, 15, 1), { ...BOOK, asks: [] })
    expect(await desk.trades()).toEqual([])
    desk.tick(desk.at(9, 15, 2), BOOK)
    expect(await desk.trades()).toHaveLength(2)
  })

  it('B133 two orders do not take the same shares of one book', async () => {
    const desk = tickDesk()
    desk.wish({ quantity: 30 })
    desk.wish({ quantity: 30, strategy: 'other' })
    desk.tick(desk.at(9, 15, 1), BOOK)
    expect((await desk.trades()).map(([, , price]) => price)).toEqual([100_005, 100_010])
  })

  it('B133 an order trades no sooner than its way to the exchange takes', async () => {
    const desk = tickDesk()
    desk.wish()
    const sent = desk.at(9, 15)
    desk.tick(desk.at(9, 15), BOOK)
    expect(await desk.trades()).toEqual([])
    desk.kernel.deliver({ kind: 'quiet', until: desk.at(9, 15) })
    desk.tick(desk.at(9, 15, 1), BOOK)
    const [fill] = await desk.told('execution.order_filled')
    expect((fill?.data.at ?? 0) - sent).toBeGreaterThanOrEqual(DEFAULT_FILLS.latencyMs)
  })

  it('B133 an entry that would climb the book beyond the cap is taken back; an exit goes on', async () => {
    const thin = {
      ...BOOK,
      asks: [
        [100_005, 5],
        [100_505, 500],
      ],
      bids: [[99_000, 500]],
    } as const
    const desk = tickDesk()
    desk.wish({ quantity: 20 })
    desk.tick(desk.at(9, 15, 1), thin)
    expect(await desk.trades()).toEqual([['buy', 5, 100_005]])
    expect((await desk.told('execution.order_cancelled'))[0]?.data.reason).toContain('too thin')
    desk.wish({ ...SELL, quantity: 5 })
    desk.tick(desk.at(9, 15, 2), thin)
    expect((await desk.trades())[1]).toEqual(['sell', 5, 99_000])
  })

  it('B133 an immediate order takes what the book shows and no more', async () => {
    const desk = tickDesk()
    desk.wish({ ...limit(100_010), validity: 'IOC', quantity: 100 })
    desk.tick(desk.at(9, 15, 1), BOOK)
    desk.tick(desk.at(9, 15, 2), BOOK)
    expect((await desk.trades()).map(([, quantity]) => quantity)).toEqual([30, 40])
    expect(await desk.told('execution.order_cancelled')).toHaveLength(1)
  })
})

describe('orders in auctions', () => {
  it('B133 the opening auction trades at one price, and only orders that it meets', async () => {
    const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, date: NEW_TIMES })
    desk.quiet(9, 1)
    desk.wish({ quantity: 50 })
    desk.wish({ ...limit(100_200), quantity: 60, strategy: 'b' })
    desk.wish({ ...limit(100_150), quantity: 70, strategy: 'c' })
    expect(await desk.told('execution.order_accepted')).toHaveLength(3)
    desk.tick(desk.at(9, 5), { last: 100_100, volume: 0 })
    expect(await desk.trades()).toEqual([])
    desk.tick(desk.at(9, 11), { ...BOOK, last: 100_180 })
    expect(await desk.trades()).toEqual([
      ['buy', 50, 100_180],
      ['buy', 60, 100_180],
    ])
    desk.tick(desk.at(9, 15), BOOK)
    expect((await desk.trades()).slice(2)).toEqual([
      ['buy', 30, 100_005],
      ['buy', 40, 100_010],
    ])
  })

  it('B133 a stop given before the open enters with continuous trading', async () => {
    const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, date: NEW_TIMES })
    desk.quiet(9, 1)
    desk.wish({ type: 'SL-M', trigger: paise(100_100) })
    desk.tick(desk.at(9, 11), { ...BOOK, last: 100_180 })
    expect(await desk.told('execution.order_accepted')).toEqual([])
    expect(await desk.trades()).toEqual([])
    desk.tick(desk.at(9, 15), { ...BOOK, last: 100_180 })
    expect(await desk.told('execution.order_accepted')).toHaveLength(1)
    expect(await desk.trades()).toEqual([['buy', 10, 100_005]])
  })

  it('B133 the closing auction trades at one price; a stop sleeps through it; leftovers end', async () => {
    const share = { isDerivativeEligible: true }
    const desk = tickDesk({ date: NEW_TIMES, share })
    desk.wish({ type: 'SL-M', trigger: paise(100_100), quantity: 5 })
    desk.quiet(15, 21)
    desk.wish({ quantity: 50 })
    desk.wish({ ...limit(99_500), quantity: 60, strategy: 'b' })
    desk.tick(desk.at(15, 22), { ...BOOK, last: 100_150 })
    expect(await desk.trades()).toEqual([])
    desk.tick(desk.at(15, 31), { ...BOOK, last: 100_150 })
    expect(await desk.trades()).toEqual([['buy', 50, 100_150]])
    desk.quiet(15, 50)
    expect(await desk.told('execution.order_expired')).toHaveLength(2)
  })

  it('B133 the auction of shares with derivatives does not let in orders of other shares', async () => {
    const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, date: NEW_TIMES })
    desk.tick(desk.at(9, 15), BOOK)
    desk.quiet(15, 31)
    desk.wish(limit(99_500))
    desk.quiet(15, 34)
    expect(await desk.told('execution.order_accepted')).toEqual([])
    desk.quiet(23, 0)
    expect(await desk.told('execution.order_expired')).toEqual([])
  })

  it('B133 the pre-open of one kind of share says nothing of the phase of the other', async () => {
    const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, date: NEW_TIMES })
    desk.tick(desk.at(9, 15), BOOK)
    desk.quiet(15, 32)
    desk.wish(limit(99_500))
    const change = {
      date: NEW_TIMES,
      segment: 'cash_with_derivatives',
      phase: 'continuous',
    } as const
    desk.kernel.bus.inject('market.session_phase_change', change, { source: 'test' })
    expect(await desk.told('execution.order_accepted')).toEqual([])
    const own = { ...change, segment: 'cash' } as const
    desk.kernel.bus.inject('market.session_phase_change', own, { source: 'test' })
    expect(await desk.told('execution.order_accepted')).toHaveLength(1)
  })

  it('B133 what is given for the next session does not enter after the close of this one', async () => {
    const desk = new PaperDesk({ feed: 'ticks', fills: DEFAULT_FILLS, date: NEW_TIMES })
    desk.tick(desk.at(9, 15), BOOK)
    desk.quiet(15, 45)
    desk.wish()
    desk.quiet(15, 52)
    desk.wish({ strategy: 'other' })
    expect(await desk.told('execution.order_accepted')).toEqual([])
    desk.date = tradeDate('2026-09-08')
    desk.tick(desk.at(9, 11), { ...BOOK, last: 100_180 })
    expect((await desk.trades()).map(([, , price]) => price)).toEqual([100_180, 100_180])
  })
})
