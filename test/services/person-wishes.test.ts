import { describe, expect, it } from 'vitest'
import type { Events } from '../../src/core/events.ts'
import { orderId } from '../../src/domain/brand.ts'
import { formatPaise, paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import { INFY, PaperDesk, type PaperDeskOptions, TCS } from './paper-desk.ts'

const BY = { source: 'web' } as const
/** Limits that one small order does not meet. */
const WIDE: RiskLimits = { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9, coolDownMs: 0 }

/** Buys ten on its first bar and again whenever it holds none. */
const buyer = (name: string): StrategyDefinition =>
  ({
    name,
    scope: 'instrument',
    product: 'CNC',
    parameters: {},
    create: () => ({
      memory: [],
      onBar: (
        _bar: unknown,
        desk: { position: number; isWaiting: boolean; buy(wish: object): void },
      ) => {
        if (desk.position !== 0 || desk.isWaiting) return
        desk.buy({ quantity: 10, stop: null, target: null, reason: 'it holds none' })
      },
    }),
  }) as unknown as StrategyDefinition

const planOf = (name: string) => ({ definition: buyer(name), values: {}, interval: '1m' }) as const

const opened = (options: PaperDeskOptions = {}): PaperDesk => {
  const desk = new PaperDesk(options)
  desk.bars([9, 15], [9, 17])
  return desk
}

const ask = <
  T extends
    | 'execution.cancel_requested'
    | 'execution.modify_requested'
    | 'risk.protection_requested'
    | 'risk.limits_change'
    | 'strategy.switch_requested',
>(
  desk: PaperDesk,
  type: T,
  data: Events[T],
) => desk.kernel.bus.inject(type, data, BY)

const lastOrder = async (desk: PaperDesk) => {
  const approved = (await desk.told('risk.order_approved')).at(-1)
  if (!approved) throw new RangeError('nothing was approved')
  return approved.data.order
}

const protection = (stop: number | null, target: number | null, trail: number | null = null) => ({
  stop: stop === null ? null : paise(stop),
  target: target === null ? null : paise(target),
  trail: trail === null ? null : paise(trail),
})

describe('a person closes what the desk holds', () => {
  it('B127 shares that a strategy bought are sold for it: it is flat, and its guards are gone', async () => {
    const desk = opened({ plans: [planOf('buyer')], limits: { ...WIDE, entriesADayMax: 1 } })
    desk.bars([9, 17], [9, 19])
    expect(await desk.trades()).toEqual([['buy', 10, 100_000]])
    desk.wish({ side: 'sell', effect: 'close', quantity: null })
    const order = await lastOrder(desk)
    expect([order.strategy, order.quantity, order.guards]).toEqual(['buyer', 10, null])
    desk.bar(9, 19)
    expect((await desk.trades()).at(-1)).toEqual(['sell', 10, 100_000])
    const { parts } = desk.kernel.save()
    expect(parts['protection']).toEqual({ guards: [], exits: [] })
    expect(parts['strategies']).toMatchObject({ strategies: [{ name: 'buyer', positions: [] }] })
    expect(parts['risk']).toMatchObject({ account: { owned: [], lines: [] }, holds: [] })
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B127 his own shares go first, then those of the strategies by name, each by an order of its own', async () => {
    const desk = opened({ plans: [planOf('zebra'), planOf('ant')] })
    desk.bars([9, 17], [9, 19])
    desk.wish({ quantity: 5 })
    desk.bar(9, 19)
    desk.wish({ side: 'sell', effect: 'close', quantity: 17 })
    const orders = (await desk.told('risk.order_approved')).slice(-3).map(({ data }) => data.order)
    expect(orders.map(({ strategy, quantity }) => [strategy, quantity])).toEqual([
      ['manual', 5],
      ['ant', 10],
      ['zebra', 2],
    ])
  })

  it('B127 more than there is stays whole and is denied with what there is', async () => {
    const desk = opened({ plans: [planOf('ant')] })
    desk.bars([9, 17], [9, 19])
    desk.wish({ quantity: 5 })
    desk.bar(9, 19)
    desk.wish({ side: 'sell', effect: 'close', quantity: 16 })
    const denied = (await desk.told('risk.order_denied')).at(-1)?.data
    expect(denied?.order.strategy).toBe('manual')
    expect(denied?.denials).toEqual([
      { reason: 'holdings_short', value: 16, limit: 15, unit: 'shares' },
    ])
  })

  it('B127 he may not enter against what a strategy holds', async () => {
    const share = { isDerivativeEligible: true }
    const definition = { ...buyer('ant'), product: 'MIS' as const }
    const desk = opened({ plans: [{ ...planOf('ant'), definition }], share })
    desk.bars([9, 17], [9, 19])
    desk.wish({ side: 'sell', product: 'MIS' })
    expect((await desk.refusals()).at(-1)).toEqual(['against_position'])
  })

  it('B127 a stop goes before a sale of the same shares that waits for its price', async () => {
    const desk = opened()
    desk.wish({ protection: protection(98_000, 110_000) })
    desk.bar(9, 17)
    desk.wish({
      side: 'sell',
      effect: 'close',
      quantity: null,
      type: 'LIMIT',
      limit: paise(108_000),
    })
    desk.bar(9, 18, { open: 100_000, close: 97_000 })
    desk.bar(9, 19, 97_000)
    desk.bar(9, 20, 97_000)
    expect((await desk.trades()).at(-1)?.[0]).toBe('sell')
    expect(await desk.told('execution.order_cancelled')).toHaveLength(1)
  })

  it('B127 one key is one wish, however many orders came of it', async () => {
    const desk = opened({ plans: [planOf('ant')] })
    desk.bars([9, 17], [9, 19])
    desk.wish({ quantity: 5 })
    desk.bar(9, 19)
    const wish = { side: 'sell', effect: 'close', quantity: 8, key: 'eight' } as const
    desk.wish(wish)
    const orders = (await desk.told('risk.order_approved')).length
    desk.wish(wish)
    desk.wish({ ...wish, quantity: 3 })
    expect(await desk.told('risk.order_approved')).toHaveLength(orders)
    const [repeated, conflict] = await desk.refusals()
    expect(repeated).toContain('repeated')
    expect(conflict).toContain('key_conflict')
  })
})

describe('a person changes what is under way', () => {
  const waiting = async (options: PaperDeskOptions = {}) => {
    const desk = opened(options)
    desk.wish({ type: 'LIMIT', limit: paise(99_000) })
    return { desk, order: await lastOrder(desk) }
  }

  it('an order is taken back, and its cash is free again', async () => {
    const { desk, order } = await waiting()
    ask(desk, 'execution.cancel_requested', { orderId: order.id, by: 'owner', reason: 'too dear' })
    expect((await desk.told('execution.order_cancelled')).at(-1)?.data.orderId).toBe(order.id)
    expect(desk.kernel.save().parts['risk']).toMatchObject({ holds: [] })
  })

  it('what is not there or over is refused in words, and nothing halts', async () => {
    const { desk, order } = await waiting()
    const wish = { by: 'owner', reason: 'a mistake' }
    ask(desk, 'execution.cancel_requested', { orderId: orderId('NOBODY'), ...wish })
    ask(desk, 'execution.cancel_requested', { orderId: order.id, ...wish })
    ask(desk, 'execution.cancel_requested', { orderId: order.id, ...wish })
    const refused = await desk.told('execution.cancel_refused')
    expect(refused.map(({ data }) => data.reason)).toEqual([
      'there is no such order',
      'it was cancelled already',
    ])
    const terms = { quantity: 1, limit: paise(99_000), trigger: null, by: 'owner' }
    ask(desk, 'execution.modify_requested', { orderId: order.id, ...terms })
    const [unchanged] = await desk.told('execution.modify_refused')
    expect(unchanged?.data.denials.map(({ reason }) => reason)).toEqual(['not_working'])
    expect(await desk.told('system.error')).toEqual([])
  })

  it('a change of price and size is made at the exchange, and exactly what it needs is held', async () => {
    const { desk, order } = await waiting()
    const fresh = opened()
    fresh.wish({ type: 'LIMIT', limit: paise(99_500), quantity: 12 })
    const terms = { quantity: 12, limit: paise(99_500), trigger: null }
    ask(desk, 'execution.modify_requested', { orderId: order.id, ...terms, by: 'owner' })
    expect((await desk.told('execution.order_modified')).at(-1)?.data).toEqual({
      orderId: order.id,
      ...terms,
    })
    const holdsOf = (each: PaperDesk) =>
      JSON.parse(JSON.stringify(each.kernel.save().parts['risk'])).holds
    const [hold] = holdsOf(desk)
    const [wanted] = holdsOf(fresh)
    expect({ ...hold, orderId: '' }).toEqual({ ...wanted, orderId: '' })
    desk.bar(9, 17, { open: 99_500 })
    expect((await desk.trades()).at(-1)).toEqual(['buy', 12, 99_500])
  })

  it('a smaller order frees the cash of the rest', async () => {
    const { desk, order } = await waiting()
    const before = desk.kernel.riskUse().freeCashPaise ?? 0
    const terms = { quantity: 4, limit: paise(99_000), trigger: null, by: 'owner' }
    ask(desk, 'execution.modify_requested', { orderId: order.id, ...terms })
    const freed = (desk.kernel.riskUse().freeCashPaise ?? 0) - before
    expect(freed).toBeGreaterThanOrEqual(6 * 99_000)
    ask(desk, 'execution.cancel_requested', { orderId: order.id, by: 'owner', reason: 'enough' })
    expect(desk.kernel.riskUse().freeCashPaise).toBe(10_00_000_00)
  })

  it.each([
    ['off_tick', { quantity: 10, limit: paise(99_001), trigger: null }],
    ['price_form', { quantity: 10, limit: null, trigger: null }],
    ['quantity_invalid', { quantity: 10.5, limit: paise(99_000), trigger: null }],
    ['cash_short', { quantity: 2_000, limit: paise(99_000), trigger: null }],
    ['below_filled', { quantity: 0, limit: paise(99_000), trigger: null }],
  ] as const)(
    'a change that breaks %s is refused, and the order stays as it is',
    async (code, terms) => {
      const { desk, order } = await waiting()
      const before = JSON.stringify(desk.kernel.save().parts['risk'])
      ask(desk, 'execution.modify_requested', { orderId: order.id, ...terms, by: 'owner' })
      const [refused] = await desk.told('execution.modify_refused')
      expect(refused?.data.denials.map(({ reason }) => reason)).toContain(code)
      expect(JSON.stringify(desk.kernel.save().parts['risk'])).toBe(before)
      expect(await desk.told('execution.order_modified')).toEqual([])
    },
  )

  it('B127 his exit grows into no shares but its owner’s: those of a strategy would be sold behind its back', async () => {
    const desk = opened({ plans: [planOf('ant')] })
    desk.bars([9, 17], [9, 19])
    desk.wish({ quantity: 5 })
    desk.bar(9, 19)
    const waits = { type: 'LIMIT', limit: paise(108_000) } as const
    desk.wish({ side: 'sell', effect: 'close', quantity: 4, ...waits })
    const { id: orderId } = await lastOrder(desk)
    const terms = { orderId, limit: waits.limit, trigger: null, by: 'owner' }
    ask(desk, 'execution.modify_requested', { ...terms, quantity: 6 })
    const [refused] = await desk.told('execution.modify_refused')
    expect(refused?.data.denials).toEqual([
      { reason: 'holdings_short', value: 6, limit: 5, unit: 'shares' },
    ])
    ask(desk, 'execution.modify_requested', { ...terms, quantity: 5 })
    expect(await desk.told('execution.order_modified')).toHaveLength(1)
  })

  it('a change that enlarges meets the limits, one that does not is free of them', async () => {
    const { desk, order } = await waiting({ limits: { ...WIDE, orderValueMax: paise(1_000_000) } })
    const terms = (quantity: number) => ({
      orderId: order.id,
      quantity,
      limit: paise(99_000),
      trigger: null,
      by: 'owner',
    })
    ask(desk, 'execution.modify_requested', terms(11))
    const [refused] = await desk.told('execution.modify_refused')
    expect(refused?.data.denials.map(({ reason }) => reason)).toEqual(['order_value'])
    ask(desk, 'risk.limits_change', { limits: { ...WIDE, orderValueMax: paise(1) }, by: 'owner' })
    ask(desk, 'execution.modify_requested', terms(9))
    expect(await desk.told('execution.order_modified')).toHaveLength(1)
  })
})

describe('a person guards what is open', () => {
  const holding = (part: Parameters<PaperDesk['wish']>[0] = {}) => {
    const desk = opened()
    desk.wish(part)
    desk.bar(9, 17)
    return desk
  }
  const guard = (desk: PaperDesk, levels: ReturnType<typeof protection>, instrument = INFY) =>
    ask(desk, 'risk.protection_requested', {
      instrument,
      product: 'CNC',
      protection: levels,
      by: 'owner',
    })

  it('a stop and a target are set, moved and taken away, on the tick', async () => {
    const desk = holding()
    guard(desk, protection(98_001, 105_002))
    guard(desk, protection(99_000, null))
    guard(desk, protection(null, null))
    const set = await desk.told('risk.protection_change')
    expect(set.map(({ data }) => data.protection)).toEqual([
      protection(98_005, 105_005),
      protection(99_000, null),
      protection(null, null),
    ])
  })

  it('the new stop sells the position', async () => {
    const desk = holding()
    guard(desk, protection(99_000, null))
    desk.bar(9, 18, { open: 100_000, close: 98_500 })
    desk.bar(9, 19, 98_500)
    expect((await desk.trades()).at(-1)?.slice(0, 2)).toEqual(['sell', 10])
  })

  it('a trailing stop begins at its distance and follows', async () => {
    const desk = holding()
    guard(desk, protection(null, null, 1_001))
    const [set] = await desk.told('risk.protection_change')
    expect(set?.data.protection).toEqual(protection(98_995, null, 1_005))
    desk.bar(9, 18, { open: 100_000, close: 103_000 })
    desk.bar(9, 19, { open: 103_000, close: 101_900 })
    desk.bar(9, 20, 101_900)
    expect((await desk.trades()).at(-1)?.[0]).toBe('sell')
  })

  it.each([
    ['the stop has to be below', protection(100_000, null)],
    ['the target has to be above', protection(null, 100_000)],
    ['a stop cannot follow by', protection(null, null, 100_000)],
  ])('%s: what would fire at once is refused', async (reason, levels) => {
    const desk = holding()
    guard(desk, levels)
    const [refused] = await desk.told('risk.protection_refused')
    expect(refused?.data.reason).toContain(reason)
    expect(await desk.told('risk.protection_change')).toEqual([])
  })

  it('nothing open is nothing to guard', async () => {
    const desk = holding()
    guard(desk, protection(98_000, null), TCS)
    const [refused] = await desk.told('risk.protection_refused')
    expect(refused?.data.reason).toBe('nothing of it is open')
  })

  it('a restart keeps it', async () => {
    const desk = holding()
    guard(desk, protection(99_000, null))
    const again = new PaperDesk({ from: desk })
    again.bar(9, 18, { open: 100_000, close: 98_500 })
    again.bar(9, 19, 98_500)
    expect((await again.trades()).at(-1)?.[0]).toBe('sell')
  })
})

describe('a person switches a strategy', () => {
  const flick = (desk: PaperDesk, isOn: boolean, strategy = 'ant') =>
    ask(desk, 'strategy.switch_requested', { strategy, isOn, reason: 'a holiday', by: 'owner' })

  it('off, it opens nothing; on, it goes on; what changes nothing is not told', async () => {
    const desk = opened({ plans: [planOf('ant')] })
    flick(desk, false)
    flick(desk, false)
    flick(desk, false, 'nobody')
    desk.wish({ side: 'sell', effect: 'close', quantity: null })
    desk.bars([9, 17], [9, 25])
    const before = (await desk.trades()).filter(([side]) => side === 'buy').length
    const again = new PaperDesk({ from: desk, plans: [planOf('ant')] })
    again.bars([9, 25], [9, 28])
    expect((await again.trades()).filter(([side]) => side === 'buy')).toHaveLength(before)
    flick(again, true)
    flick(again, true)
    again.bars([9, 28], [9, 31])
    expect((await again.trades()).filter(([side]) => side === 'buy')).toHaveLength(before + 1)
    const stopped = await desk.told('strategy.stopped')
    expect(stopped.map(({ data }) => data)).toEqual([{ strategy: 'ant', reason: 'a holiday' }])
    expect(await again.told('strategy.started')).toHaveLength(2)
  })
})

describe('a preview', () => {
  it('B127 is the assessment that the wish would get, and leaves no trace', async () => {
    for (const part of [
      {},
      { quantity: null },
      { quantity: 1_001 },
      { type: 'LIMIT', limit: paise(99_001) },
      { side: 'sell', effect: 'close' },
      { side: 'sell', effect: 'close', quantity: null },
      { instrument: TCS },
    ] as const) {
      const desk = opened({ limits: WIDE })
      const before = JSON.stringify(desk.kernel.save())
      const preview = desk.kernel.preview(desk.signal({ ...part, key: 'k' }))
      expect(JSON.stringify(desk.kernel.save())).toBe(before)
      desk.wish({ ...part, key: 'k' })
      const approved = await desk.told('risk.order_approved')
      const denied = await desk.told('risk.order_denied')
      expect(preview.verdict).toBe(approved.length > 0 ? 'approved' : 'denied')
      expect(preview.orders).toEqual([...approved, ...denied].map(({ data }) => data.order))
      const failed = preview.checks.filter(({ isPassed }) => !isPassed).map(({ id }) => id)
      expect(failed).toEqual(denied.flatMap(({ data }) => data.denials.map(({ reason }) => reason)))
    }
  })

  it('B127 names every check with its number, and sizes with a reason', () => {
    const desk = opened({ limits: { ...WIDE, orderValueMax: paise(1_00_000_00) } })
    const preview = desk.kernel.preview(desk.signal({ quantity: null }))
    expect(preview.verdict).toBe('approved')
    expect(preview.checks.length).toBeGreaterThan(38)
    expect(preview.checks.every(({ says }) => says.length > 5)).toBe(true)
    expect(new Set(preview.checks.map(({ id }) => id)).size).toBe(preview.checks.length)
    const value = preview.checks.find(({ id }) => id === 'order_value')
    expect(value).toMatchObject({ isPassed: true, value: preview.value, limit: 1_00_000_00 })
    expect(value?.says).toBe(
      `Order value is within the limit: ${formatPaise(paise(preview.value ?? 0))}, limit ₹1,00,000.00`,
    )
    expect(preview.suggestion).toEqual({
      quantity: preview.quantity,
      says: `${preview.quantity} = 5 % of equity in one position`,
    })
  })

  it('B127 its charges are those that the fill is charged, and its worst case that of the stop', async () => {
    const desk = opened({ limits: WIDE })
    const wish = { protection: protection(98_000, 105_000) }
    const preview = desk.kernel.preview(desk.signal(wish))
    desk.wish(wish)
    desk.bar(9, 17)
    const [charged] = await desk.told('portfolio.charges_applied')
    expect(preview.charges).toEqual(charged?.data.change)
    expect([preview.price, preview.value]).toEqual([100_000, 1_000_000])
    expect([preview.stop, preview.target]).toEqual([98_000, 105_000])
    expect(preview.breakEven).toBeGreaterThan(100_000 + (preview.roundTrip ?? 0) / 10)
    expect(preview.worstCase).toBeGreaterThan(20_000)
    expect(preview.worstCase).toBeLessThan(20_000 + 2 * (preview.roundTrip ?? 0))
    const exit = desk.kernel.preview(desk.signal({ side: 'sell', effect: 'close', quantity: null }))
    desk.wish({ side: 'sell', effect: 'close', quantity: null })
    desk.bar(9, 18)
    const sold = (await desk.told('portfolio.charges_applied')).at(-1)
    expect(exit.charges).toEqual(sold?.data.change)
    expect([exit.roundTrip, exit.breakEven, exit.worstCase, exit.suggestion]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('B127 no wish, however wrong, throws', () => {
    const desk = opened({ limits: WIDE })
    const prices = [0, -5, 1, 99_999, 2e15, 9e15].map((price) => paise(price))
    for (const limit of prices) {
      for (const quantity of [0, -1, 0.5, 1e12, Number.MAX_SAFE_INTEGER]) {
        for (const side of ['buy', 'sell'] as const) {
          const part = { side, quantity, type: 'LIMIT', limit, product: 'MIS' } as const
          expect(desk.kernel.preview(desk.signal(part)).says.length).toBeGreaterThan(0)
        }
      }
    }
  })
})

describe('limits', () => {
  it('B127 the newest change holds, over a restart too', async () => {
    const desk = opened({ limits: WIDE })
    ask(desk, 'risk.limits_change', { limits: { ...WIDE, entriesADayMax: 0 }, by: 'owner' })
    const again = new PaperDesk({ from: desk, limits: WIDE })
    again.wish()
    expect(await again.refusals()).toEqual([['entries_a_day']])
    expect(again.kernel.riskUse().limits.entriesADayMax).toBe(0)
  })

  it('B127 what is used up of them is read at any moment', () => {
    const desk = opened({ limits: WIDE })
    desk.wish()
    desk.bar(9, 17)
    const use = desk.kernel.riskUse()
    expect(use).toMatchObject({
      tradingState: 'active',
      deployed: { paise: 1_000_000 },
      openPositions: 1,
      entriesToday: 1,
      ordersToday: 1,
      lossStreak: 0,
      symbol: { name: INFY, paise: 1_000_000 },
      position: { name: `manual ${INFY}`, paise: 1_000_000 },
      risk: { paise: 20_000 },
      breakerUntil: null,
      hasDrift: false,
      unclearOrders: 0,
    })
    expect(use.dayLoss.paise).toBeGreaterThan(0)
    expect(use.deployed.bps).toBeCloseTo(100, 0)
  })
})
