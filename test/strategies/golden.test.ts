import { describe, expect, it } from 'vitest'
import { type Instrument, plainEquity } from '../../src/domain/instrument.ts'
import { momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { donchianBreakout } from '../../src/strategies/donchian-breakout.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { momentum } from '../../src/strategies/momentum.ts'
import { openingRangeBreakout } from '../../src/strategies/opening-range-breakout.ts'
import { rsiMeanReversion } from '../../src/strategies/rsi-mean-reversion.ts'
import { supertrend } from '../../src/strategies/supertrend.ts'
import {
  CAPITAL,
  cashAfter,
  columns,
  opensOf,
  type Row,
  run,
  sessionsFrom,
  share,
  type Trade,
} from './book.ts'

const JUNE = tradeDate('2026-06-01')
/** Days that open a rupee above the close before and go nowhere else. */
const gapping = (closes: readonly number[]): Row[] =>
  closes.map((close, day) => {
    const open = (closes[day - 1] ?? close) + 100
    return [open, Math.max(open, close), Math.min(open, close), close]
  })
const still = (price: number): Row => [price, price, price, price]
const flat = (length: number, price = 100_000) => new Array<number>(length).fill(price)

/** Trades of ten shares of the one instrument at the open of the n-th day. */
const tenShares = (
  dates: readonly TradeDate[],
  ...trades: readonly (readonly [day: number, side: Trade['side'], price: number])[]
): Trade[] =>
  trades.map(([day, side, price]) => {
    const moment = momentOf(dates[day] ?? JUNE, 555)
    return { instrument: 0, at: moment, side, quantity: 10, price }
  })

describe('through the kernel, filled exactly,', () => {
  it('ema-cross trades at the open after each cross', async () => {
    const closes = [100_000, 100_000, 100_000, 103_000, 104_000, 100_000, 99_000]
    const dates = sessionsFrom(JUNE, closes.length)
    const given = { fast: 2, slow: 3, quantity: 10 }
    const series = [columns(opensOf(dates), gapping(closes))]
    const book = await run({ definition: emaCross, given, series })
    const trades = tenShares(dates, [4, 'buy', 103_100], [6, 'sell', 100_100])
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'CNC'))
    expect(book.equity).toBe(book.cash)
  })

  it('rsi-mean-reversion buys the open after the fall and sells the open after the recovery', async () => {
    const closes = [...flat(16), 99_000, 100_000, 100_500, 100_500]
    const dates = sessionsFrom(JUNE, closes.length)
    const series = [columns(opensOf(dates), gapping(closes))]
    const given = { quantity: 10, reward: 50 }
    const book = await run({ definition: rsiMeanReversion, given, series })
    const trades = tenShares(dates, [17, 'buy', 99_100], [19, 'sell', 100_600])
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'CNC'))
  })

  it('rsi-mean-reversion is sold by its target, at the open when that lies beyond', async () => {
    const closes = [...flat(16), 99_000, 100_000, 100_500, 100_500]
    const dates = sessionsFrom(JUNE, closes.length)
    const series = [columns(opensOf(dates), gapping(closes))]
    // range (13 × 100 + 1,100) ÷ 14; the target of 100,029 lies below the open of the second day
    const book = await run({ definition: rsiMeanReversion, given: { quantity: 10 }, series })
    expect(book.trades).toEqual(tenShares(dates, [17, 'buy', 99_100], [18, 'sell', 100_100]))
  })

  it('donchian-breakout buys the open after the breakout and is sold by its stop, at the stop', async () => {
    const rows = gapping([...flat(22), 102_000, 102_500, 102_600])
    rows[24] = [102_600, 102_600, 101_000, 102_600]
    const dates = sessionsFrom(JUNE, rows.length)
    const series = [columns(opensOf(dates), rows)]
    const given = { entry: 3, exit: 2, quantity: 10 }
    const book = await run({ definition: donchianBreakout, given, series })
    // range (19 × 100 + 2,000) ÷ 20 = 195
    const stop = 102_000 - 2 * 195
    const trades = tenShares(dates, [23, 'buy', 102_100], [24, 'sell', stop])
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'CNC'))
  })

  it('donchian-breakout is sold at a stop on the tick, when its own lies between two', async () => {
    const rows = gapping([...flat(22), 102_000, 102_500, 102_600])
    rows[24] = [102_600, 102_600, 101_000, 102_600]
    const dates = sessionsFrom(JUNE, rows.length)
    const series = [columns(opensOf(dates), rows)]
    const given = { entry: 3, exit: 2, quantity: 10, stopRanges: 1.5369 }
    const book = await run({ definition: donchianBreakout, given, series })
    // 102,000 − 1.5369 × 195 = 101,700.3; ₹1,000 at the end of May is a tick of five paise
    expect(book.trades[1]?.price).toBe(101_705)
  })

  it('donchian-breakout tells its stop in today’s shares after a bonus issue', async () => {
    const old = gapping([...flat(22), 102_000, 102_500, 102_600])
    old[24] = [102_600, 102_600, 101_000, 102_600]
    const dates = sessionsFrom(JUNE, old.length)
    const rows = old.map(([open, high, low, close], day): Row => {
      const shares = day < 10 ? 1 : 2
      return [open / shares, high / shares, low / shares, close / shares]
    })
    const bonus = {
      kind: 'bonus',
      instrument: share(0).id,
      exDate: dates[10] ?? JUNE,
      newShares: 2,
      oldShares: 1,
      source: 'this test',
    } as const
    const settings = { definition: donchianBreakout, series: [columns(opensOf(dates), rows)] }
    const given = { entry: 3, exit: 2, quantity: 10 }
    const book = await run({ ...settings, given, actions: [bonus] })
    expect(book.trades).toEqual(tenShares(dates, [23, 'buy', 51_050], [24, 'sell', 50_805]))
  })

  it('donchian-breakout sells the open after a close below the shorter channel', async () => {
    const rows = gapping([...flat(22), 102_000, 102_500, 102_050, 102_040])
    const dates = sessionsFrom(JUNE, rows.length)
    const series = [columns(opensOf(dates), rows)]
    const given = { entry: 3, exit: 1, quantity: 10 }
    const book = await run({ definition: donchianBreakout, given, series })
    expect(book.trades).toEqual(tenShares(dates, [23, 'buy', 102_100], [25, 'sell', 102_150]))
  })

  it('supertrend buys the open after the turn; a gap through the line sells at the open', async () => {
    const closes = [100_000, 101_000, 100_000, 101_000, 100_000, 103_000, 104_000, 100_500, 100_500]
    const dates = sessionsFrom(JUNE, closes.length)
    const series = [columns(opensOf(dates), closes.map(still))]
    const given = { bars: 2, ranges: 1, quantity: 10 }
    const book = await run({ definition: supertrend, given, series })
    const trades = tenShares(dates, [6, 'buy', 104_000], [7, 'sell', 100_500])
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'CNC'))
  })
})

/** Five-minute bars of whole days, each from the price of every bar by its place in the day. */
function minutes(days: readonly (readonly [TradeDate, (bar: number) => number | Row])[]) {
  const moments: number[] = []
  const rows: Row[] = []
  for (const [date, priceOf] of days) {
    for (let bar = 0; bar < 75; bar++) {
      moments.push(momentOf(date, 555 + 5 * bar))
      const price = priceOf(bar)
      rows.push(typeof price === 'number' ? still(price) : price)
    }
  }
  return columns(moments, rows)
}
const OPENING = [100_000, 99_000, 101_000]
const withOptions: Instrument = { ...plainEquity(share(0).id), isDerivativeEligible: true }
const intraday = {
  definition: openingRangeBreakout,
  interval: '5m',
  instruments: [withOptions],
} as const

describe('opening-range-breakout through the kernel', () => {
  const [monday = JUNE, tuesday = JUNE] = sessionsFrom(JUNE, 2)
  const tradesAt = (...trades: readonly (readonly [TradeDate, number, Trade['side'], number])[]) =>
    trades.map(([date, bar, side, price]) => {
      return { instrument: 0, at: momentOf(date, 555 + 5 * bar), side, quantity: 10, price }
    })

  it('buys the bar after the breakout and is out at 15:15, each day anew', async () => {
    const day = (bar: number) =>
      OPENING[bar] ?? (bar === 3 ? 100_000 : bar < 72 ? 101_500 + bar : 101_900)
    const series = [
      minutes([
        [monday, day],
        [tuesday, day],
      ]),
    ]
    const book = await run({ ...intraday, given: { quantity: 10 }, series })
    const trades = tradesAt(
      [monday, 5, 'buy', 101_505],
      [monday, 72, 'sell', 101_900],
      [tuesday, 5, 'buy', 101_505],
      [tuesday, 72, 'sell', 101_900],
    )
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'MIS'))
  })

  it('sells short below the range when it may; the other side of the range ends it', async () => {
    const day = (bar: number) => OPENING[bar] ?? (bar === 3 ? 98_500 : bar < 10 ? 98_400 : 101_200)
    const given = { quantity: 10, isShortAllowed: 1 }
    const book = await run({ ...intraday, given, series: [minutes([[monday, day]])] })
    const trades = tradesAt([monday, 4, 'sell', 98_400], [monday, 10, 'buy', 101_200])
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'MIS'))
  })

  it('meets its stop before its target in the very bar that sold short: doubt costs money', async () => {
    const both: Row = [98_400, 101_300, 93_000, 98_000]
    const day = (bar: number) => OPENING[bar] ?? (bar === 3 ? 98_500 : bar === 4 ? both : 98_000)
    const given = { quantity: 10, isShortAllowed: 1 }
    const book = await run({ ...intraday, given, series: [minutes([[monday, day]])] })
    expect(book.trades).toEqual(tradesAt([monday, 4, 'sell', 98_400], [monday, 4, 'buy', 101_000]))
  })

  it('is out before the closing auction that shares with derivatives have from August 2026', async () => {
    const september = tradeDate('2026-09-01')
    const day = (bar: number) => OPENING[bar] ?? 101_500 + bar
    const book = await run({
      ...intraday,
      given: { quantity: 10 },
      series: [minutes([[september, day]])],
    })
    // continuous trading ends at 15:15, so it leaves at 15:00
    expect(book.trades).toEqual(
      tradesAt([september, 4, 'buy', 101_504], [september, 69, 'sell', 101_569]),
    )
  })
})

describe('momentum through the kernel', () => {
  it('buys the best two days after the month begins, and changes them at the next', async () => {
    const dates = sessionsFrom(tradeDate('2026-06-18'), 40)
    const july = dates.findIndex((date) => date >= '2026-07-01')
    const august = dates.findIndex((date) => date >= '2026-08-01')
    const steps = [100, 400, 200, 300]
    const closeOf = (index: number, day: number) =>
      // from mid-July on the laggard leads and the leader stands still
      100_000 +
      (steps[index] ?? 0) * day +
      (index === 0 && day > july + 10 ? 900 * (day - july - 10) : 0)
    const rows = steps.map((_, index) => gapping(dates.map((_date, day) => closeOf(index, day))))
    const series = rows.map((one) => columns(opensOf(dates), one))
    const given = { lookback: 5, skip: 1, holdings: 2, investedPercent: 40 }
    const book = await run({ definition: momentum, given, series })

    const openOf = (index: number, day: number) => rows[index]?.[day]?.[0] ?? 0
    const trade = (index: number, day: number, side: Trade['side'], quantity: number): Trade => {
      const moment = momentOf(dates[day] ?? JUNE, 555)
      return { instrument: index, at: moment, side, quantity, price: openOf(index, day) }
    }
    const bought = (index: number) => Math.floor((CAPITAL * 0.2) / closeOf(index, july + 1))
    const first = [
      trade(1, july + 2, 'buy', bought(1)),
      trade(3, july + 2, 'buy', bought(3)),
      trade(3, august + 1, 'sell', bought(3)),
    ]
    const equity = cashAfter(first, 'CNC') + bought(1) * closeOf(1, august + 1)
    const quantity = Math.floor((equity * 0.2) / closeOf(0, august + 1))
    const trades = [...first, trade(0, august + 2, 'buy', quantity)]
    expect(book.trades).toEqual(trades)
    expect(book.cash).toBe(cashAfter(trades, 'CNC'))
  })
})
