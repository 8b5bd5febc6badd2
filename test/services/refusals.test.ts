import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../src/domain/brand.ts'
import { DENIALS, type DenialReason } from '../../src/domain/denial.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { epochMs, HOUR_MS, tradeDate } from '../../src/domain/time.ts'
import { INFY, PaperDesk, type PaperDeskOptions, TCS } from './paper-desk.ts'

/** Codes that no wish can meet on a desk, and why. */
const UNREACHABLE = {
  market_closed: 'what is wished while the exchange is closed is given for the next session',
  stop_missing: 'an entry without a stop gets the configured one',
  target_missing: 'an entry without a target gets the configured one',
  not_working: 'only a change of an order that is gone meets it',
  below_filled: 'only a change of an order that is filled in part meets it',
} as const satisfies Partial<Record<DenialReason, string>>
type Reachable = Exclude<DenialReason, keyof typeof UNREACHABLE>

interface Scene {
  readonly options?: PaperDeskOptions
  /** What happens, and the wish that is refused last. */
  readonly play: (desk: PaperDesk) => void
}

/** Limits that one small order does not meet. */
const WIDE: RiskLimits = { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9, coolDownMs: 0 }
const wishing = (
  part: Parameters<PaperDesk['wish']>[0],
  options: PaperDeskOptions = {},
): Scene => ({
  options,
  play: (desk) => desk.wish(part),
})
const limited = (limits: Partial<RiskLimits>, wishes = 1): Scene => ({
  options: { limits: { ...WIDE, ...limits } },
  play: (desk) => {
    for (let wish = 0; wish < wishes; wish++) desk.wish()
  },
})
const told = (tell: (bus: PaperDesk['kernel']['bus']) => void): Scene => ({
  play: (desk) => {
    tell(desk.kernel.bus)
    desk.wish()
  },
})
const BY = { source: 'test' } as const
const around = (stop: number, target: number) => ({
  protection: { stop: paise(stop), target: paise(target), trail: null },
})
/** An entry that its stop ends at a loss of some hundred rupees, and then another wish. */
const losing = (limits: Partial<RiskLimits>): Scene => ({
  options: { limits: { ...WIDE, ...limits } },
  play: (desk) => {
    desk.wish()
    desk.bar(9, 17)
    desk.bar(9, 18, { open: 100_000, close: 97_000 })
    desk.bar(9, 19, 97_000)
    desk.wish({ decisionPrice: paise(97_000) })
  },
})

const SCENES: Readonly<Record<Reachable, Scene>> = {
  dry_run: wishing({}, { mode: 'dry-run' }),
  live_not_granted: wishing({}, { mode: 'live' }),
  approval_missing: wishing({}, { mode: 'live' }),
  trading_halted: told((bus) =>
    bus.inject('system.emergency_stop', { reason: 'stop', by: 'test' }, BY),
  ),
  trading_reducing: told((bus) => {
    const change = { state: 'reducing', before: 'active', reason: 'a test', by: 'test' } as const
    bus.inject('risk.trading_state_change', change, BY)
  }),
  breaker_open: {
    play: (desk) => {
      for (let order = 0; order < 5; order++) rejectedByBroker(desk)
      desk.wish()
    },
  },
  drift_unresolved: told((bus) => bus.inject('execution.reconciliation_drift', { drifts: [] }, BY)),
  instrument_unknown: wishing({ instrument: instrumentId('NSE:NOBODY') }),
  instrument_not_tradable: wishing({}, { share: { kind: 'index' } }),
  quantity_invalid: wishing({ quantity: 0 }),
  quantity_frozen: wishing({}, { share: { freezeQuantity: 9 } }),
  price_form: wishing({ type: 'LIMIT' }),
  off_tick: wishing({ type: 'LIMIT', limit: paise(99_999) }),
  outside_band: wishing({ type: 'LIMIT', limit: paise(94_995) }, { share: { bandPercent: 5 } }),
  combination_illegal: wishing({ side: 'sell' }),
  phase_forbids: {
    options: { date: tradeDate('2026-09-07'), share: { isDerivativeEligible: true } },
    play: (desk) => {
      desk.quiet(15, 21)
      desk.wish({ type: 'SL-M', trigger: paise(101_000) })
    },
  },
  price_missing: wishing({ instrument: TCS }, { limits: WIDE }),
  price_stale: {
    options: { limits: WIDE },
    play: (desk) => {
      desk.quiet(9, 18, 1)
      desk.wish()
    },
  },
  price_suspect: {
    options: { limits: WIDE },
    play: (desk) => {
      desk.bar(9, 17, 50_000)
      desk.wish()
    },
  },
  cash_short: wishing({ quantity: 1_001 }),
  holdings_short: wishing({ side: 'sell', effect: 'close' }),
  against_position: {
    options: { share: { isDerivativeEligible: true } },
    play: (desk) => {
      desk.wish({ product: 'MIS' })
      desk.wish({ product: 'MIS', side: 'sell' })
    },
  },
  short_forbidden: wishing({ side: 'sell', product: 'MIS' }),
  order_value: limited({ orderValueMax: paise(999_999) }),
  position_size: limited({ positionBpsMax: 99 }),
  symbol_exposure: limited({ symbolBpsMax: 99 }),
  sector_exposure: limited({ sectorBpsMax: 99 }),
  correlated_exposure: limited({ correlatedBpsMax: 99 }),
  portfolio_risk: limited({ riskBpsMax: 1 }),
  deployed: limited({ deployedBpsMax: 99 }),
  open_positions: {
    options: { limits: { ...WIDE, openPositionsMax: 1 } },
    play: (desk) => {
      desk.wish()
      for (let day = 0; day < 2; day++) desk.bar(9, 17 + day, { instrument: 1 })
      desk.wish({ instrument: TCS })
    },
  },
  illiquid: wishing({ quantity: 49 }, { limits: { ...WIDE, liquidityBpsMax: 0.48 } }),
  charges_senseless: limited({ chargesBpsOfTargetMax: 1 }),
  stop_distance: wishing(around(99_600, 105_000), { limits: WIDE }),
  reward_risk: wishing(around(98_000, 103_900), { limits: WIDE }),
  entries_a_day: limited({ entriesADayMax: 1 }, 2),
  daily_loss: losing({ dailyLossBpsMax: 2 }),
  loss_streak: losing({ lossStreakMax: 1 }),
  drawdown: losing({ drawdownBpsMax: 2 }),
  cool_down: limited({ coolDownMs: 1_000 }, 2),
  budget_second: limited({ ordersASecondMax: 1, exitReserveBps: 0 }, 2),
  budget_minute: limited({ ordersAMinuteMax: 1, exitReserveBps: 0 }, 2),
  budget_day: limited({ ordersADayMax: 1, exitReserveBps: 0 }, 2),
  repeated: {
    play: (desk) => {
      desk.wish({ key: 'once' })
      desk.wish({ key: 'once' })
    },
  },
  key_conflict: {
    play: (desk) => {
      desk.wish({ key: 'once' })
      desk.wish({ key: 'once', quantity: 11 })
    },
  },
}

let rejections = 0

/** An order that the broker refuses: it waits far below the market until the refusal arrives. */
function rejectedByBroker(desk: PaperDesk): void {
  desk.kernel.bus.subscribe('execution.order_accepted', {
    handleEvent: (event) => {
      if (event.type !== 'execution.order_accepted' || rejections !== 0) return
      rejections += 1
      const { orderId } = event.data
      const report = { kind: 'rejected', orderId, reason: 'a test' } as const
      desk.kernel.bus.inject('execution.report_received', report, BY)
    },
  })
  rejections = 0
  desk.wish({ type: 'LIMIT', limit: paise(95_000), quantity: 1 })
}

const REACHABLE = Object.keys(SCENES) as Reachable[]

describe('a refusal', () => {
  it('B127 every code is met on a desk, or it is said why it cannot be', () => {
    const known = [...REACHABLE, ...Object.keys(UNREACHABLE)]
    expect(known.sort()).toEqual(Object.keys(DENIALS).sort())
  })

  it.each(REACHABLE)('B127 %s places nothing and says its code and reason', async (code) => {
    const { options = {}, play } = SCENES[code]
    const desk = new PaperDesk(options)
    desk.bars([9, 15], [9, 17])
    play(desk)
    const denied = await desk.told('risk.order_denied')
    const last = denied.at(-1)?.data
    expect(last?.denials.map(({ reason }) => reason)).toContain(code)
    const refused = new Set<string>(denied.map(({ data }) => data.order.id))
    const events = await desk.events()
    const ordersOf = (type: string) =>
      events.flatMap((event) => {
        if (event.type !== type) return []
        return 'order' in event.data
          ? [event.data.order.id]
          : 'orderId' in event.data && event.data.orderId !== null
            ? [event.data.orderId]
            : []
      })
    for (const type of [
      'risk.order_approved',
      'execution.order_submitted',
      'execution.order_placed',
      'execution.order_accepted',
      'execution.order_partially_filled',
      'execution.order_filled',
    ]) {
      expect(ordersOf(type).filter((id) => refused.has(id))).toEqual([])
    }
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B127 no wish, however wrong, halts the desk: each is approved, refused or dropped', async () => {
    const amount = fc.oneof(
      fc.constantFrom(0, -1, 1, 10, 1e6, 2e15, 9e15, 0.5, Number.MAX_SAFE_INTEGER),
      fc.integer({ min: -1_000, max: 200_000 }),
    )
    const price = fc.option(
      fc.oneof(
        fc.constantFrom(0, 1, 99_999, 100_000, 2e15, 4e15, 9e15),
        fc.integer({ min: -5, max: 2e5 }),
      ),
    )
    const wish = fc.record({
      instrument: fc.constantFrom(INFY, TCS, instrumentId('NSE:NOBODY')),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      effect: fc.constantFrom('open' as const, 'close' as const),
      quantity: fc.option(amount),
      mayBeCut: fc.boolean(),
      type: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'SL' as const, 'SL-M' as const),
      limit: price,
      trigger: price,
      stop: price,
      target: price,
      product: fc.constantFrom('CNC' as const, 'MIS' as const),
      validity: fc.constantFrom('DAY' as const, 'IOC' as const, 'TTL' as const),
      ttlMinutes: fc.option(fc.constantFrom(1, 0, -1)),
      isOn: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 12 }), async (wishes) => {
        for (const kind of ['equity', 'etf', 'index'] as const) {
          const share = { kind, isDerivativeEligible: true } as const
          const limits = { ...WIDE, isOn: wishes[0]?.isOn ?? true, stopBpsMin: 0 }
          const desk = new PaperDesk({ share, limits })
          desk.bars([9, 15], [9, 17])
          for (const { limit, trigger, stop, target, isOn: _, ...rest } of wishes) {
            const money = (amount: number | null) => (amount === null ? null : paise(amount))
            const levels = { stop: money(stop), target: money(target), trail: null }
            const protection = stop === null && target === null ? null : levels
            desk.wish({ ...rest, limit: money(limit), trigger: money(trigger), protection })
          }
          desk.bar(9, 17)
          const answers = ['risk.order_approved', 'risk.order_denied', 'strategy.intent_dropped']
          const events = await desk.events()
          const roots = events.flatMap(({ type, causationId }) =>
            answers.includes(type) ? [causationId] : [],
          )
          const intents = await desk.told('strategy.intent_received')
          expect(intents.filter(({ id }) => !roots.includes(id))).toEqual([])
          expect(await desk.told('system.error')).toEqual([])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('B127 an unknown instrument is refused for that alone, whatever was asked before it', async () => {
    const desk = new PaperDesk({ limits: WIDE })
    desk.bars([9, 15], [9, 17])
    desk.quiet(9, 30)
    desk.wish({ quantity: 5_000 })
    desk.wish({ instrument: instrumentId('NSE:NOBODY') })
    const [, unknown] = await desk.refusals()
    expect(unknown).toEqual(['instrument_unknown'])
    expect(await desk.told('data.stale_block')).toHaveLength(1)
  })

  it('B127 a wish that risk may size and finds no room for is dropped with its reason', async () => {
    const desk = new PaperDesk({ limits: { ...WIDE, orderValueMax: paise(99_999) } })
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: null })
    const [dropped] = await desk.told('strategy.intent_dropped')
    expect(dropped?.data).toMatchObject({ instrument: INFY, strategy: 'manual' })
    expect(dropped?.data.reason).toMatch(/no room|room for no share/)
    expect(await desk.told('risk.order_approved')).toEqual([])
  })

  it('B127 an order that waits for a trigger is reckoned at it: cash, size and stop', async () => {
    const desk = new PaperDesk({ limits: WIDE })
    desk.bars([9, 15], [9, 17])
    const trigger = paise(105_000)
    desk.wish({ type: 'SL-M', trigger, ...around(103_000, 110_000) })
    const [approved] = await desk.told('risk.order_approved')
    expect(approved?.data.held).toBeGreaterThan(10 * trigger)
    desk.wish({ type: 'SL-M', trigger, ...around(99_000, 125_000), quantity: 48 })
    expect((await desk.refusals())[0]).toContain('order_value')
  })
})

describe('risk on wishes from outside', () => {
  it('B127 a wish worth more than can be reckoned is denied, and the next one is answered', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: 1e12 })
    desk.wish({ quantity: 5 })
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toContain('cash_short')
    expect(await desk.told('risk.order_approved')).toHaveLength(1)
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B137 pace is counted by when an order was approved, whatever moment its sender states', async () => {
    const desk = new PaperDesk({ limits: { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9 } })
    desk.bars([9, 15], [9, 17])
    const longAgo = epochMs(desk.at(9, 15) - HOUR_MS)
    desk.wish({ decisionAt: longAgo })
    desk.wish({ decisionAt: longAgo })
    expect(await desk.told('risk.order_approved')).toHaveLength(1)
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toEqual(['cool_down'])
  })
})
