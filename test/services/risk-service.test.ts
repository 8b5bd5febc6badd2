import { describe, expect, it } from 'vitest'
import { orderId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import { addDays, HOUR_MS, MINUTE_MS, momentOf, SECOND_MS } from '../../src/domain/time.ts'
import { fill, INFY } from '../domain/fills.ts'
import { throughJson } from '../domain/through-json.ts'
import { DATE } from './alone.ts'
import { PRICE, RiskDesk, WIDE } from './risk-desk.ts'

const BY = { source: 'test' } as const

describe('risk alone', () => {
  it('B24 B62 stands without a container: approves with what it holds, denies with reasons', async () => {
    const desk = new RiskDesk().open()
    desk.wish()
    const [approved] = await desk.told('risk.order_approved')
    expect(approved?.data.held).toBeGreaterThan(PRICE)
    expect(desk.holds.cash).toBe(approved?.data.held)
    desk.wish({ quantity: 51 })
    expect(await desk.outcome()).toContain('order_value')
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })

  it('B62 until cash is known everything is denied', async () => {
    const desk = new RiskDesk().dawn(DATE)
    desk.wish()
    expect(await desk.outcome()).toContain('cash_short')
  })

  it('B62 an entry whose size is left to risk gets the most that the limits leave room for', async () => {
    const desk = new RiskDesk().open()
    desk.wish({ quantity: null })
    const [approved] = await desk.told('risk.order_approved')
    expect(approved?.data.order).toMatchObject({
      quantity: 50,
      protection: { stop: 98_000, target: 105_000, trail: null },
    })
  })

  it('B62 a wish that may be cut is cut to the room there is, one that may not is denied', async () => {
    const desk = new RiskDesk().open()
    desk.wish({ quantity: 80, mayBeCut: true })
    expect((await desk.told('risk.order_approved'))[0]?.data.order.quantity).toBe(50)
    desk.wish({ quantity: 80 })
    expect(await desk.outcome()).toContain('order_value')
  })

  it('B132 what is approved cannot be spent twice, and is free when the order ends', async () => {
    const desk = new RiskDesk({ ...WIDE, isOn: false }).open()
    desk.wish({ quantity: 600 })
    const [approved] = await desk.told('risk.order_approved')
    desk.wish({ quantity: 600 })
    expect(await desk.outcome()).toEqual(['cash_short'])
    const ended = { orderId: approved?.data.order.id ?? orderId('X'), reason: 'a test' }
    desk.bus.publish('execution.order_cancelled', ended, BY)
    desk.wish({ quantity: 600 })
    expect(await desk.outcome()).toEqual(['approved'])
  })

  it('B132 shares of an exit under way cannot be sold a second time', async () => {
    const desk = new RiskDesk().open()
    const bought = fill('buy', 10, 1_000, { strategy: 'manual' })
    desk.bus.publish('execution.order_filled', bought, BY)
    const sale = { side: 'sell', effect: 'close' } as const
    desk.wish({ ...sale, quantity: 6 })
    expect(await desk.outcome()).toEqual(['approved'])
    desk.wish({ ...sale, quantity: 5 })
    expect(await desk.outcome()).toEqual(['holdings_short'])
    desk.wish({ ...sale, quantity: null })
    expect((await desk.told('risk.order_approved'))[1]?.data.order.quantity).toBe(4)
  })

  it('B64 nothing is opened in a share while an order in it has no answer', async () => {
    const desk = new RiskDesk().open()
    desk.wish()
    const [approved] = await desk.told('risk.order_approved')
    const id = approved?.data.order.id ?? orderId('X')
    desk.bus.publish('execution.order_unknown', { orderId: id, reason: 'no answer' }, BY)
    desk.wish()
    expect(await desk.outcome()).toEqual(['drift_unresolved'])
    desk.bus.publish('execution.order_accepted', { orderId: id, at: desk.clock.now() }, BY)
    desk.wish()
    expect(await desk.outcome()).toEqual(['approved'])
  })

  it.each([
    ['a part failed', 'system.error'],
    ['a person stopped it', 'system.emergency_stop'],
  ] as const)(
    'B136 trading halts when %s, and goes on only when a person says so',
    async (_, type) => {
      const desk = new RiskDesk().open()
      if (type === 'system.error') {
        const error = { code: 'X', message: 'broke', component: 'Y', eventSeq: 1 }
        desk.bus.publish('system.error', error, BY)
      } else desk.bus.inject(type, { reason: 'stop', by: 'test' }, BY)
      desk.wish()
      expect(await desk.outcome()).toEqual(['trading_halted'])
      desk.pass(HOUR_MS).dawn(addDays(DATE, 1)).wish()
      expect(await desk.outcome()).toEqual(['trading_halted'])
      desk.bus.inject('system.emergency_resume', { reason: 'go', by: 'test' }, BY)
      desk.wish()
      expect(await desk.outcome()).toEqual(['approved'])
    },
  )

  it('B137 B132 put away and taken up, it decides as the one that never stopped', async () => {
    const desk = new RiskDesk().open()
    desk.wish({ key: 'one' })
    desk.trip(1_000, 990)
    const again = new RiskDesk().open()
    again.service.load(throughJson(desk.service.save()))
    expect(throughJson(again.service.save())).toEqual(throughJson(desk.service.save()))
    again.wish({ key: 'one' })
    expect(await again.outcome()).toContain('repeated')
  })
})

describe('B131 the age of a price', () => {
  it.each([
    [0, 'approved'],
    [59_999, 'approved'],
    [60_000, 'approved'],
    [60_001, 'price_stale'],
    [HOUR_MS, 'price_stale'],
  ])('B131 an entry on a price %i ms old: %s', async (age, outcome) => {
    const desk = new RiskDesk().open()
    desk.pass(age).wish()
    expect(await desk.outcome()).toEqual([outcome])
    const blocks = await desk.told('data.stale_block')
    const [denied] = await desk.told('risk.order_denied')
    if (outcome === 'approved') return expect(blocks).toEqual([])
    expect(blocks.map(({ data }) => data)).toEqual([
      { instrument: INFY, ageMs: age, ageMsMax: 60_000 },
    ])
    expect(blocks[0]?.correlationId).toBe(denied?.correlationId)
  })

  it('B131 a fresh price after an old one lets entries pass again', async () => {
    const desk = new RiskDesk().open().pass(60_001)
    desk.wish()
    desk.price(PRICE).wish()
    expect(await desk.outcome()).toEqual(['approved'])
  })

  it('B131 without any price nothing passes: not on the price of the wish, nor on what was paid', async () => {
    const desk = new RiskDesk().open()
    desk.bus.publish('execution.order_filled', fill('buy', 10, 1_000, { strategy: 'manual' }), BY)
    desk.trip(1_000, 1_001)
    desk.price(Number.NaN)
    desk.wish({ decisionPrice: paise(PRICE), decisionAt: desk.clock.now() })
    expect(await desk.outcome()).toContain('price_missing')
    desk.wish({ side: 'sell', effect: 'close' })
    expect(await desk.outcome()).toEqual(['price_missing'])
  })

  it('B131 an exit is not kept waiting by an old price', async () => {
    const desk = new RiskDesk().open()
    desk.bus.publish('execution.order_filled', fill('buy', 10, 1_000, { strategy: 'manual' }), BY)
    desk.pass(HOUR_MS).wish({ side: 'sell', effect: 'close' })
    expect(await desk.outcome()).toEqual(['approved'])
    expect(await desk.told('data.stale_block')).toEqual([])
  })
})

describe('B137 limits on a day', () => {
  it('B137 five refusals by the broker in a row stop entries for 300 seconds', async () => {
    const desk = new RiskDesk().open()
    const reject = () => {
      const rejected = { orderId: orderId('BAD'), reason: 'a test' }
      desk.bus.publish('execution.order_rejected', rejected, BY)
    }
    for (let time = 0; time < 4; time++) reject()
    desk.wish()
    expect(await desk.outcome()).toEqual(['approved'])
    reject()
    for (const [later, outcome] of [
      [0, 'breaker_open'],
      [299_999, 'breaker_open'],
      [1, 'approved'],
    ] as const) {
      desk.pass(later).price(PRICE).wish()
      expect(await desk.outcome()).toEqual([outcome])
    }
  })

  it.each([
    [
      'trades',
      { entriesADayMax: 2 },
      (desk: RiskDesk) => {
        desk.wish()
        desk.wish()
      },
      'entries_a_day',
    ],
    [
      'losses in a row',
      { lossStreakMax: 2 },
      (desk: RiskDesk) => {
        desk.trip(1_000, 999)
        desk.trip(1_000, 999)
      },
      'loss_streak',
    ],
    [
      'orders',
      { ordersADayMax: 2, exitReserveBps: 0 },
      (desk: RiskDesk) => {
        desk.wish()
        desk.wish()
      },
      'budget_day',
    ],
  ] as const)(
    'B137 a limit on the %s of a day blocks until the next day in India, not before',
    async (_, limits, play, code) => {
      const desk = new RiskDesk({ ...WIDE, ...limits }).open()
      play(desk)
      desk.wish()
      expect(await desk.outcome()).toEqual([code])
      desk
        .pass(6 * HOUR_MS)
        .price(PRICE)
        .wish()
      expect(await desk.outcome()).toEqual([code])
      desk.clock.advance(momentOf(DATE, 23 * 60 + 59))
      desk.price(PRICE).wish()
      expect(await desk.outcome()).toContain(code)
      desk.dawn(addDays(DATE, 1)).wish()
      expect(await desk.outcome()).toEqual(['approved'])
    },
  )

  it('B137 the loss of a day blocks at its limit and begins again with the next close', async () => {
    const desk = new RiskDesk().open()
    desk.cash(97_000_000)
    desk.wish()
    expect(await desk.outcome()).toEqual(['approved'])
    desk.cash(96_999_999)
    desk.wish()
    expect(await desk.outcome()).toEqual(['daily_loss'])
    const [breach, ...more] = await desk.told('risk.breach')
    expect(breach?.data).toMatchObject({ rule: 'daily_loss', limit: 300 })
    expect(more).toEqual([])
    const snapshot = {
      date: DATE,
      cash: paise(97_000_000),
      equity: paise(97_000_000),
      deployed: paise(0),
      charges: paise(0),
      realised: paise(0),
      openPositions: 0,
    }
    desk.bus.publish('portfolio.snapshot_taken', snapshot, BY)
    desk.dawn(addDays(DATE, 1)).wish()
    expect(await desk.outcome()).toEqual(['approved'])
  })

  it('B137 a reached limit is told once a session, however many wishes meet it', async () => {
    const desk = new RiskDesk({ ...WIDE, lossStreakMax: 1 }).open()
    desk.trip(1_000, 999)
    for (let time = 0; time < 3; time++) desk.wish()
    expect(await desk.told('risk.breach')).toHaveLength(1)
    desk.dawn(addDays(DATE, 1))
    desk.trip(1_000, 999)
    desk.wish()
    expect(await desk.told('risk.breach')).toHaveLength(2)
  })

  it('B137 orders of a second and of a minute are those of the clock', async () => {
    const limits = { ...WIDE, exitReserveBps: 0, ordersASecondMax: 1, ordersAMinuteMax: 2 }
    const desk = new RiskDesk(limits).open()
    const outcomes: string[][] = []
    for (const later of [0, 999, 1, 58_999, 1]) {
      desk.pass(later).price(PRICE).wish()
      outcomes.push([...(await desk.outcome())])
    }
    expect(outcomes).toEqual([
      ['approved'],
      ['budget_second'],
      ['approved'],
      ['budget_minute'],
      ['approved'],
    ])
    expect(59 * SECOND_MS + 1_000).toBe(MINUTE_MS)
  })

  it('B137 limits that a person changed hold from then on', async () => {
    const desk = new RiskDesk().open()
    const limits = { ...WIDE, orderValueMax: paise(99_999) }
    desk.bus.inject('risk.limits_change', { limits, by: 'test' }, BY)
    desk.wish()
    expect(await desk.outcome()).toEqual(['order_value'])
  })
})
