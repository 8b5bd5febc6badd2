import { describe, expect, it } from 'vitest'
import { INTERVAL_MS } from '../../src/domain/bar.ts'
import { paise } from '../../src/domain/money.ts'
import { tradeDate } from '../../src/domain/time.ts'
import { INFY, PaperDesk, type PaperDeskOptions } from './paper-desk.ts'

const around = (stop: number | null, target: number | null, trail: number | null = null) => ({
  protection: {
    stop: stop === null ? null : paise(stop),
    target: target === null ? null : paise(target),
    trail: trail === null ? null : paise(trail),
  },
})
const SHORT = { side: 'sell', product: 'MIS' } as const
const BY = { source: 'test' } as const

/** A desk that holds ten shares bought at 1,000 (or owes as many), guarded. */
function heldDesk(
  guard: ReturnType<typeof around>,
  isShort = false,
  options: PaperDeskOptions = {},
) {
  const desk = new PaperDesk({ share: { isDerivativeEligible: true }, ...options })
  desk.bars([9, 15], [9, 17])
  desk.wish(isShort ? { ...guard, ...SHORT } : guard)
  desk.bar(9, 17)
  return desk
}

describe('stops and targets', () => {
  it.each([
    ['a long at its stop', false, { low: 98_000 }, 98_000, 'stop'],
    ['a long far below its stop in one bar', false, { low: 90_000 }, 98_000, 'stop'],
    ['a long whose stop the open gaps under', false, { open: 96_000 }, 96_000, 'stop'],
    ['a long at its target', false, { high: 105_000 }, 105_000, 'target'],
    ['a long whose target the open gaps over', false, { open: 107_000 }, 107_000, 'target'],
    ['a long in a bar that meets both', false, { low: 97_000, high: 106_000 }, 98_000, 'stop'],
    ['a short at its stop', true, { high: 102_000 }, 102_000, 'stop'],
    ['a short whose stop the open gaps over', true, { open: 104_000 }, 104_000, 'stop'],
    ['a short at its target', true, { low: 95_000 }, 95_000, 'target'],
    ['a short whose target the open gaps under', true, { open: 93_000 }, 93_000, 'target'],
    ['a short in a bar that meets both', true, { low: 94_000, high: 103_000 }, 102_000, 'stop'],
  ] as const)('B63 B134 %s leaves by itself, once', async (_, isShort, shape, price, reach) => {
    const desk = heldDesk(isShort ? around(102_000, 95_000) : around(98_000, 105_000), isShort)
    desk.bar(9, 18, shape)
    desk.bar(9, 19, shape)
    const trades = await desk.trades()
    expect(trades).toHaveLength(2)
    expect(trades[1]).toEqual([isShort ? 'buy' : 'sell', 10, price])
    const stops = await desk.told('risk.stop_loss_trigger')
    const targets = await desk.told('risk.target_trigger')
    expect([stops.length, targets.length]).toEqual(reach === 'stop' ? [1, 0] : [0, 1])
    const [trigger] = [...stops, ...targets]
    expect(trigger?.data).toMatchObject({ instrument: INFY, price, quantity: isShort ? -10 : 10 })
    const [entry, exit] = await desk.told('execution.order_filled')
    expect(trigger?.data.guards).toBe(entry?.data.orderId)
    expect(exit?.correlationId).toBe(trigger?.correlationId)
    const [position] = (await desk.told('portfolio.position_change')).slice(-1)
    expect(position?.data.position.quantity).toBe(0)
  })

  it.each([
    ['a long above its stop and below its target', false, { low: 98_005, high: 104_995 }],
    ['a short below its stop and above its target', true, { low: 95_005, high: 101_995 }],
  ] as const)('B63 %s stays', async (_, isShort, shape) => {
    const desk = heldDesk(isShort ? around(102_000, 95_000) : around(98_000, 105_000), isShort)
    desk.bar(9, 18, shape)
    expect(await desk.trades()).toHaveLength(1)
  })

  it('B134 a trailing stop follows the best close of each bar and ends the position', async () => {
    const desk = heldDesk(around(null, null, 1_003))
    desk.bar(9, 18, 103_000)
    desk.bar(9, 19, { open: 102_500, low: 101_000 })
    expect((await desk.trades())[1]).toEqual(['sell', 10, 101_995])
  })

  it('B134 ticks set a stop off as bars do, at the price that the book gives', async () => {
    const desk = new PaperDesk({ feed: 'ticks' })
    const show = (second: number, price: number) =>
      desk.tick(desk.at(9, 15, second), {
        last: price,
        volume: 5,
        bids: [[price - 5, 900]],
        asks: [[price + 5, 900]],
      })
    show(0, 100_000)
    desk.wish(around(98_000, 105_000))
    show(1, 100_000)
    show(2, 98_005)
    expect(await desk.trades()).toHaveLength(1)
    show(3, 97_900)
    show(4, 97_000)
    expect((await desk.trades()).slice(1)).toEqual([['sell', 10, 97_895]])
    expect(await desk.told('risk.stop_loss_trigger')).toHaveLength(1)
  })

  it('B134 what a person closed is guarded no longer', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    desk.wish({ side: 'sell', effect: 'close', quantity: null })
    desk.bar(9, 18)
    desk.bar(9, 19, 97_000)
    expect(await desk.trades()).toHaveLength(2)
    expect(await desk.told('risk.stop_loss_trigger')).toEqual([])
  })

  it('B134 an exit that the broker refused is tried again a minute later, not at once', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    const refuse = desk.kernel.bus.subscribe('execution.order_accepted', {
      handleEvent: (event) => {
        if (event.type !== 'execution.order_accepted') return
        const report = { kind: 'rejected', orderId: event.data.orderId, reason: 'no' } as const
        desk.kernel.bus.inject('execution.report_received', report, BY)
      },
    })
    desk.bar(9, 18, 97_000)
    refuse[Symbol.dispose]()
    expect(await desk.told('execution.order_rejected')).toHaveLength(1)
    const before = await desk.told('risk.stop_loss_trigger')
    desk.bar(9, 19, 97_000)
    desk.bar(9, 20, 97_000)
    const [first, second, ...more] = await desk.told('risk.stop_loss_trigger')
    expect(before).toHaveLength(1)
    expect(more).toEqual([])
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(60_000)
    expect((await desk.trades())[1]).toEqual(['sell', 10, 97_000])
  })

  it('B134 while trading is halted nothing leaves; resumed, the guard stands at once', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    desk.kernel.bus.inject('system.emergency_stop', { reason: 'a test', by: 'test' }, BY)
    desk.bar(9, 18, 97_000)
    expect(await desk.trades()).toHaveLength(1)
    expect((await desk.refusals())[0]).toEqual(['trading_halted'])
    desk.kernel.bus.inject('system.emergency_resume', { reason: 'a test', by: 'test' }, BY)
    desk.bar(9, 19, 97_000)
    expect((await desk.trades())[1]).toEqual(['sell', 10, 97_000])
  })

  it('B134 a guard stands after a restart as before it', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    const again = new PaperDesk({ share: { isDerivativeEligible: true }, from: desk })
    again.bar(9, 18, 97_000)
    expect((await again.trades())[1]).toEqual(['sell', 10, 97_000])
  })

  it('B134 over a split the guard stands in new shares, on the tick', async () => {
    const exDate = tradeDate('2026-06-02')
    const split = {
      kind: 'split',
      instrument: INFY,
      exDate,
      newShares: 3,
      oldShares: 1,
      source: 'test',
    } as const
    const desk = heldDesk(around(98_000, 105_000), false, { actions: [split] })
    desk.quiet(15, 45)
    desk.date = exDate
    desk.bar(9, 15, 33_300)
    expect(await desk.trades()).toHaveLength(1)
    desk.bar(9, 16, { open: 33_300, low: 30_000 })
    expect((await desk.trades())[1]).toEqual(['sell', 30, 32_665])
    expect(await desk.told('data.gap_found')).toEqual([])
  })

  it('B134 a split that nobody announced sets no stop off: the gap is told, and the price not believed', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    desk.quiet(15, 45)
    desk.date = tradeDate('2026-06-02')
    desk.bars([9, 15], [9, 20], 50_000)
    expect(await desk.trades()).toHaveLength(1)
    expect(await desk.told('risk.stop_loss_trigger')).toEqual([])
    const gaps = await desk.told('data.gap_found')
    expect(gaps).toHaveLength(1)
    expect(gaps[0]?.data).toMatchObject({
      instrument: INFY,
      date: '2026-06-02',
      previousClose: 100_000,
      open: 50_000,
      nearestRatio: '2:1',
    })
    desk.quiet(15, 45)
    const [, mark] = await desk.told('portfolio.snapshot_taken')
    expect(mark?.data.equity).toBeGreaterThan(99_900_000)
  })

  it('B134 a price that comes back is believed again', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    desk.bar(9, 18, 50_000)
    desk.bar(9, 19, 97_500)
    expect((await desk.trades())[1]).toEqual(['sell', 10, 97_500])
  })
})

describe('the intraday square-off', () => {
  it.each(['1m', '5m', '15m', '30m', '1h'] as const)(
    'B134 an intraday position is closed on the day it was opened, on %s bars too',
    async (feed) => {
      const desk = new PaperDesk({ feed })
      desk.bars([9, 15], [10, 15])
      desk.wish({ product: 'MIS' })
      desk.bars([10, 15], [15, 30])
      desk.quiet(15, 45)
      const fills = await desk.told('execution.order_filled')
      expect(fills.map(({ data }) => data.side)).toEqual(['buy', 'sell'])
      const [, exit] = fills
      expect(exit?.at).toBeLessThanOrEqual(desk.at(15, 30))
      const earliest = desk.at(15, 30) - Math.max(10 * 60_000, INTERVAL_MS[feed])
      expect(exit?.at).toBeGreaterThanOrEqual(earliest)
    },
  )

  it.each([
    ['before the closing auction came', '2026-07-31', true, [15, 20]],
    ['of a share with derivatives once it came', '2026-08-03', true, [15, 5]],
    ['of a share without derivatives', '2026-08-03', false, [15, 20]],
  ] as const)(
    'B134 an intraday position %s leaves ten minutes before continuous trading ends',
    async (_, date, isDerivativeEligible, [hour, minute]) => {
      const desk = new PaperDesk({ date: tradeDate(date), share: { isDerivativeEligible } })
      desk.bars([9, 15], [10, 0])
      desk.wish({ product: 'MIS' })
      desk.bars([10, 0], [hour, minute])
      expect(await desk.trades()).toHaveLength(1)
      desk.bars([hour, minute], [15, 29])
      const [, exit, ...more] = await desk.told('execution.order_filled')
      expect(exit?.at).toBe(desk.at(hour, minute))
      expect(more).toEqual([])
    },
  )

  it('B134 delivery stays over night', async () => {
    const desk = heldDesk(around(98_000, 105_000))
    desk.bars([9, 18], [15, 30])
    desk.quiet(15, 45)
    expect(await desk.trades()).toHaveLength(1)
  })
})
