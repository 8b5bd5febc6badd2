import { describe, expect, it } from 'vitest'
import { AI_SENTENCES } from '../../src/core/ai-sentences.ts'
import type { Events, EventType } from '../../src/core/events.ts'
import { EventIds, stamp } from '../../src/core/events.ts'
import { type FactType, FLOW } from '../../src/core/flow.ts'
import { narrate } from '../../src/core/narration.ts'
import { fillId, instrumentId, orderId } from '../../src/domain/brand.ts'
import { NO_CHARGES } from '../../src/domain/charges.ts'
import { paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import type { ClosedTrade } from '../../src/domain/position.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs, tradeDate } from '../../src/domain/time.ts'
import { orderOf, positionOf } from './state/desk-fixture.ts'
import { eventAt, fillOf, INFY, START } from './state/journal-fixture.ts'

const DAY = tradeDate('2026-11-23')
const TCS = instrumentId('NSE:TCS')
const ids = { orderId: null, fillId: null, instrument: null } as const
const noon = epochMs(START + 165 * 60_000)

const signal: Signal = {
  strategy: 'manual',
  instrument: INFY,
  side: 'buy',
  effect: 'open',
  quantity: 12,
  type: 'LIMIT',
  limit: paise(184_200),
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  protection: null,
  decisionPrice: paise(184_250),
  decisionAt: START,
  reason: 'the results were good',
  key: null,
  guards: null,
}

const trade = (grossPaise: number): ClosedTrade => ({
  instrument: INFY,
  product: 'CNC',
  strategy: 'ema-cross',
  side: 'long',
  quantity: 10,
  openedAt: START,
  closedAt: noon,
  entryPaise: paise(1_523_400),
  exitPaise: paise(1_523_400 + grossPaise),
  grossPaise: paise(grossPaise),
  openOrderId: orderId('B1'),
  closeOrderId: orderId('S1'),
  openReason: 'in',
  closeReason: 'out',
  holdingDays: 0,
})

const trigger = {
  instrument: INFY,
  product: 'CNC',
  strategy: 'ema-cross',
  level: paise(180_000),
  price: paise(179_950),
  quantity: 10,
  guards: orderId('B1'),
} as const

const order = orderOf('B1', { quantity: 20, type: 'MARKET', limit: null })
const known = (id: string): Order | undefined => (id === 'B1' ? order : undefined)

/** What is told: the sentence and, where it asks for attention, how. */
type Told = string | null | { readonly says: string; readonly weight: 'session' | 'warning' }
type Row = readonly [type: EventType, told: Told, narrated: ReturnType<typeof narrate>]

const says = <T extends FactType>(type: T, data: Events[T], told: Told): Row => [
  type,
  told,
  narrate(eventAt(7, type, data), known),
]

const ends = { orderId: orderId('B1'), reason: 'no margin' } as const
const warns = (text: string): Told => ({ says: text, weight: 'warning' })

const MARKET: readonly Row[] = [
  says('market.open', { date: DAY, isSpecial: false }, 'the market opened'),
  says('market.open', { date: DAY, isSpecial: true }, 'a special session opened'),
  says('market.session_phase_change', { date: DAY, segment: 'cash', phase: 'pre_open' }, null),
  says('market.close', { date: DAY }, null),
  says(
    'market.price_update',
    { instrument: INFY, price: paise(1), previousClose: null, madeAt: START, why: 'quote' },
    null,
  ),
  says(
    'market.volume_spike',
    { instrument: INFY, volume: 185_716, usual: 18_553 },
    'INFY trades 10.0 times its usual volume',
  ),
  says(
    'market.corporate_action',
    { kind: 'dividend', instrument: INFY, exDate: DAY, dividendPaise: 1_020, source: 'test' },
    'INFY trades without its dividend of ₹10.20 a share from today',
  ),
  says(
    'market.corporate_action',
    { kind: 'split', instrument: INFY, exDate: DAY, newShares: 5, oldShares: 1, source: 'test' },
    'INFY has 5 shares from today where it had 1, by a split',
  ),
  says(
    'market.corporate_action',
    { kind: 'other', instrument: INFY, exDate: DAY, purpose: 'demerger', source: 'test' },
    warns('INFY changes today by a step that is not certain: demerger'),
  ),
  says(
    'market.halt',
    { instrument: null, until: noon, reason: 'index fell 10 %' },
    warns('the whole market is halted by the exchange until 12:00:00: index fell 10 %'),
  ),
  says(
    'market.feed_stale',
    { feed: 'kite', lastAt: noon },
    warns('no price has come from kite since 12:00:00: nothing new is opened'),
  ),
  says(
    'market.feed_restored',
    { feed: 'kite', silentMs: 42_000 },
    'prices come from kite again, after 42 s',
  ),
  says(
    'data.gap_found',
    { instrument: INFY, date: DAY, previousClose: 184_200, open: 92_100, nearestRatio: '1:2' },
    warns(
      'INFY stepped from ₹1,842.00 to ₹921.00, near 1:2, without a known reason: its stops and signals wait',
    ),
  ),
  says(
    'data.import_completed',
    { files: 1, added: 1_200, refused: 2 },
    '1 file taken over: 1200 rows new or changed, 2 refused',
  ),
  says(
    'data.stale_block',
    { instrument: INFY, ageMs: 75_000, ageMsMax: 60_000 },
    warns('INFY has a price 75 s old, limit 60 s: it is not traded'),
  ),
  says(
    'data.stale_block',
    { instrument: INFY, ageMs: null, ageMsMax: 60_000 },
    warns('INFY has no price, limit 60 s: it is not traded'),
  ),
]

const WISHES: readonly Row[] = [
  says(
    'strategy.formed',
    { strategy: 'ema-cross', parameters: { fast: 9, slow: 21, quantity: null }, instruments: 68 },
    'ema-cross watches 68 shares with fast 9, slow 21',
  ),
  says('strategy.started', { strategy: 'ema-cross' }, 'ema-cross started'),
  says(
    'strategy.stopped',
    { strategy: 'ema-cross', reason: 'it failed' },
    warns('ema-cross stopped: it failed'),
  ),
  says('strategy.signal', signal, null),
  says(
    'strategy.intent_received',
    signal,
    'manual asks to buy 12 INFY at ₹1,842.00 or less: the results were good',
  ),
  says(
    'strategy.intent_dropped',
    { strategy: 'ema-cross', instrument: INFY, reason: 'there is nothing left to close' },
    'ema-cross wished for INFY, and nothing came of it: there is nothing left to close',
  ),
  says(
    'risk.order_denied',
    {
      order: orderOf('B2', { instrument: TCS }),
      denials: [{ reason: 'sector_exposure', value: 2_100, limit: 2_000, unit: 'bps' }],
    },
    'denied TCS: exposure to the sector would be too large: 21.0 %, limit 20.0 %',
  ),
  says(
    'risk.order_denied',
    {
      order: orderOf('B2'),
      denials: [
        { reason: 'cash_short', value: 2_400_000, limit: 1_000_000, unit: 'paise' },
        { reason: 'stop_missing', value: null, limit: null, unit: 'none' },
        { reason: 'target_missing', value: null, limit: null, unit: 'none' },
      ],
    },
    'denied INFY: free cash does not cover it with charges: ₹24,000.00, limit ₹10,000.00, and 2 other checks failed',
  ),
  says('risk.order_approved', { order, held: paise(1), heldQuantity: 0 }, null),
  says(
    'risk.order_approved',
    {
      order: orderOf('B3', { type: 'SL', trigger: paise(152_000) }),
      held: paise(1),
      heldQuantity: 0,
    },
    'ordered to buy 10 INFY once ₹1,520.00 trades, at ₹1,524.00 or less because the fast average rose above the slow one',
  ),
  says('risk.stop_loss_trigger', trigger, 'the stop of INFY at ₹1,800.00 was reached by ₹1,799.50'),
  says('risk.target_trigger', trigger, 'the target of INFY at ₹1,800.00 was reached by ₹1,799.50'),
  says(
    'risk.breach',
    { rule: 'daily_loss', value: 310, limit: 300 },
    warns('the daily loss limit is reached'),
  ),
  says(
    'risk.breach',
    { rule: 'gross_weight', value: 2, limit: 1 },
    warns('the limit "gross_weight" is reached'),
  ),
  says('risk.exposure_change', { gross: paise(1), deployedBps: 1, openPositions: 1 }, null),
  says(
    'strategy.switch_requested',
    { strategy: 'ema-cross', isOn: false, reason: 'a holiday', by: 'owner' },
    'owner asks to stop ema-cross: a holiday',
  ),
  says(
    'risk.change_approved',
    { order, terms: { quantity: 1, cash: 1, charges: 0, risk: 0 } },
    null,
  ),
  says(
    'risk.protection_requested',
    {
      instrument: INFY,
      product: 'CNC',
      protection: { stop: paise(180_000), target: paise(195_000), trail: null },
      by: 'owner',
    },
    null,
  ),
  says(
    'risk.protection_change',
    {
      instrument: INFY,
      product: 'CNC',
      protection: { stop: paise(180_000), target: paise(195_000), trail: null },
      by: 'owner',
    },
    'owner guards INFY with a stop at ₹1,800.00 and a target at ₹1,950.00',
  ),
  says(
    'risk.protection_change',
    {
      instrument: INFY,
      product: 'CNC',
      protection: { stop: null, target: null, trail: paise(2_000) },
      by: 'owner',
    },
    'owner guards INFY with a stop that follows by ₹20.00',
  ),
  says(
    'risk.protection_refused',
    {
      instrument: INFY,
      product: 'MIS',
      protection: { stop: null, target: null, trail: null },
      by: 'owner',
      reason: 'nothing of it is open',
    },
    'owner may not guard INFY with no stop and no target: nothing of it is open',
  ),
  says(
    'execution.cancel_requested',
    { orderId: order.id, by: 'owner', reason: 'too dear' },
    'owner takes the order to buy 20 INFY back: too dear',
  ),
  says(
    'execution.cancel_refused',
    { orderId: orderId('GONE1'), reason: 'there is no such order' },
    'order GONE1 cannot be taken back: there is no such order',
  ),
  says(
    'execution.modify_requested',
    { orderId: order.id, quantity: 15, limit: null, trigger: null, by: 'owner' },
    'owner asks to change the order to buy 20 INFY',
  ),
  says(
    'execution.modify_refused',
    {
      orderId: order.id,
      denials: [{ reason: 'off_tick', value: 184_001, limit: 10, unit: 'paise' }],
    },
    'the order to buy 20 INFY stays as it is: a price is not on the tick: ₹1,840.01, limit ₹0.10',
  ),
  says('risk.limits_change', { limits: DEFAULT_LIMITS, by: 'owner' }, 'owner changed the limits'),
  says(
    'risk.trading_state_change',
    { state: 'halted', before: 'active', reason: 'a bad day', by: 'cli' },
    warns('trading is halted: a bad day'),
  ),
  says(
    'risk.trading_state_change',
    { state: 'active', before: 'halted', reason: 'looked into', by: 'cli' },
    'trading is active again: looked into',
  ),
]

const ORDERS: readonly Row[] = [
  says('execution.report_received', { kind: 'cancelled', ...ends }, null),
  says('execution.order_submitted', { order }, null),
  says('execution.order_placed', { orderId: order.id, brokerOrderId: 'K1' }, null),
  says('execution.order_accepted', { orderId: order.id, at: START }, null),
  says(
    'execution.order_partially_filled',
    fillOf('B1', { quantity: 4, filledQuantity: 4, leavesQuantity: 16, price: paise(184_200) }),
    'bought 4 of 20 INFY at ₹1,842.00 because the fast average rose above the slow one',
  ),
  says(
    'execution.order_filled',
    fillOf('B1', { quantity: 20, filledQuantity: 20, price: paise(184_200) }),
    'bought 20 INFY at ₹1,842.00 because the fast average rose above the slow one',
  ),
  says(
    'execution.order_filled',
    fillOf('S1', { side: 'sell', effect: 'close', reason: 'the stop at ₹1,500.00 was reached' }),
    'sold 10 INFY at ₹1,523.40 because the stop at ₹1,500.00 was reached',
  ),
  says(
    'execution.order_filled',
    fillOf('S2', { side: 'sell', effect: 'open' }),
    'sold short 10 INFY at ₹1,523.40 because the fast average rose above the slow one',
  ),
  says(
    'execution.order_filled',
    fillOf('S3', { side: 'buy', effect: 'close', strategy: 'foreign', reason: 'elsewhere' }),
    'bought back 10 INFY at ₹1,523.40, placed outside the desk',
  ),
  says(
    'execution.order_rejected',
    ends,
    warns('the order to buy 20 INFY was rejected by the broker: no margin'),
  ),
  says('execution.order_cancelled', ends, 'the order to buy 20 INFY was cancelled: no margin'),
  says(
    'execution.order_expired',
    { orderId: orderId('X9'), reason: 'the session is over' },
    'order X9 expired: the session is over',
  ),
  says(
    'execution.order_modified',
    { orderId: order.id, quantity: 15, limit: paise(184_000), trigger: null },
    'the order to buy 20 INFY is now for 15 shares at ₹1,840.00 or less',
  ),
  says(
    'execution.order_unknown',
    { orderId: order.id, reason: 'the request timed out' },
    warns(
      'the order to buy 20 INFY has no answer; it is looked up, never sent again: the request timed out',
    ),
  ),
  says(
    'execution.reconciliation_drift',
    {
      drifts: [
        { kind: 'position', instrument: INFY, orderId: null, ours: '20', theirs: '15' },
        { kind: 'order', instrument: null, orderId: orderId('X9'), ours: 'placed', theirs: 'gone' },
      ],
    },
    warns(
      'our book and the broker’s differ in 2 places: position INFY ours 20, theirs 15; order X9 ours placed, theirs gone',
    ),
  ),
  says(
    'execution.reconciliation_complete',
    { orders: 3, positions: 1 },
    'our book and the broker’s agree on 3 orders and 1 position',
  ),
]

const MONEY: readonly Row[] = [
  says(
    'portfolio.position_change',
    { position: positionOf(10, 1), orderId: null, fillId: fillId('T1'), closed: [] },
    null,
  ),
  says(
    'portfolio.position_change',
    { position: positionOf(0, 0), orderId: null, fillId: fillId('T1'), closed: [trade(-1_120)] },
    'the trade in INFY came to −₹11.20 before charges',
  ),
  says(
    'portfolio.position_change',
    {
      position: positionOf(5, 1),
      orderId: null,
      fillId: fillId('T1'),
      closed: [trade(48_700), trade(1_300)],
    },
    '2 trades in INFY came to +₹500.00 before charges; 5 left',
  ),
  says('portfolio.cash_change', { cash: paise(1), change: paise(1), reason: 'fill', ...ids }, null),
  says(
    'portfolio.cash_change',
    { cash: paise(1), change: paise(2_040), reason: 'dividend', ...ids, instrument: INFY },
    'received a dividend of ₹20.40 on INFY',
  ),
  says(
    'portfolio.cash_change',
    { cash: paise(1), change: paise(-2_040), reason: 'dividend', ...ids, instrument: INFY },
    'paid a dividend of ₹20.40 on INFY',
  ),
  says(
    'portfolio.charges_applied',
    { date: DAY, instrument: INFY, product: 'CNC', fillId: null, change: NO_CHARGES },
    null,
  ),
  says(
    'portfolio.pnl_update',
    {
      date: DAY,
      today: paise(1),
      realised: paise(1),
      unrealised: paise(1),
      charges: paise(1),
      equity: paise(1),
    },
    null,
  ),
  says(
    'portfolio.snapshot_taken',
    {
      date: DAY,
      cash: paise(6_120_000),
      equity: paise(10_234_000),
      deployed: paise(1),
      charges: paise(1),
      realised: paise(1),
      openPositions: 3,
    },
    {
      says: 'the market closed; equity ₹1,02,340, cash ₹61,200, 3 positions open',
      weight: 'session',
    },
  ),
  says(
    'portfolio.holdings_settled',
    { date: DAY, instrument: INFY, quantity: 20 },
    '20 INFY arrived in the demat account',
  ),
  says(
    'portfolio.account_reset',
    { month: '', capital: paise(10_000_000) },
    'the account begins with ₹1,00,000',
  ),
]

const SYSTEM: readonly Row[] = [
  says(
    'system.error',
    { code: 'INTERNAL', message: 'it broke', component: 'RiskService', eventSeq: 3 },
    warns('RiskService failed: it broke'),
  ),
  says(
    'system.emergency_stop',
    { reason: 'a bad day', by: 'owner' },
    warns('owner stopped everything: a bad day'),
  ),
  says(
    'system.emergency_resume',
    { reason: 'looked into', by: 'owner' },
    warns('owner lets everything go on: looked into'),
  ),
  says(
    'system.configuration_change',
    { section: 'limits', by: 'owner' },
    'owner changed the configuration of limits',
  ),
]

const notice = <T extends keyof typeof FLOW>(type: T, data: Events[T], told: Told): Row => {
  const draft = { type, data, origin: { source: 'test' } }
  return [type, told, narrate(stamp(new EventIds('0123456789abcde'), 0, START, draft, false))]
}

const TASK = { taskId: '1', task: 'ai.analysis' }

const NOTICES: readonly Row[] = [
  notice('system.component_started', { component: 'Status' }, null),
  notice('system.component_stopped', { component: 'Status', reason: 'closing' }, null),
  notice(
    'system.component_state_change',
    { component: 'database', health: 'degraded', reason: 'it is slow' },
    warns('database is degraded: it is slow'),
  ),
  notice(
    'system.component_state_change',
    { component: 'database', health: 'ready', reason: 'it answers' },
    'database is ready: it answers',
  ),
  notice(
    'system.health_check',
    { component: 'database', health: 'ready', reason: 'it answers' },
    null,
  ),
  notice(
    'system.dead_lettered',
    { handler: 'Notifier', eventSeq: 12, reason: 'no address' },
    warns('Notifier gave event 12 up: no address'),
  ),
  notice(
    'system.backup_completed',
    { file: 'monday.backup', bytes: 10 },
    'a backup is complete: monday.backup',
  ),
  notice(
    'system.maintenance',
    { work: 'old backups', outcome: '2 removed' },
    'old backups: 2 removed',
  ),
  notice('task.queued', TASK, null),
  notice('task.started', TASK, null),
  notice('task.completed', { ...TASK, durationMs: 10 }, null),
  notice('task.cancelled', TASK, null),
  notice('task.deduplicated', TASK, null),
  notice('task.retried', { ...TASK, attempt: 2 }, 'the task ai.analysis failed; try 2 follows'),
  notice(
    'task.failed',
    { ...TASK, code: 'AI_TIMED_OUT', attempts: 3 },
    warns('the task ai.analysis is given up after 3 tries: AI_TIMED_OUT'),
  ),
]

const ROWS = [MARKET, WISHES, ORDERS, MONEY, SYSTEM, NOTICES].flat()

describe('narrate', () => {
  it.each(ROWS)('tells %s as %j', (_type, told, narrated) => {
    if (told === null) return expect(narrated).toBeNull()
    const wanted = typeof told === 'string' ? { says: told, weight: 'fact' } : told
    expect(narrated).toMatchObject(wanted)
  })

  it('has a row here for every type that can happen', () => {
    const possible = Object.entries(FLOW).filter(
      ([type, hop]) =>
        // Those of the AI are shown beside.
        !(type in AI_SENTENCES) && (!('awaits' in hop) || hop.to.length > 0),
    )
    const shown = new Set<string>(ROWS.map(([type]) => type))
    expect(possible.map(([type]) => type).filter((type) => !shown.has(type))).toEqual([])
  })

  it('says nothing of what still awaits its part', () => {
    const data = { instrument: INFY, title: 'Up', source: 'a paper', publishedAt: START }
    expect(narrate(eventAt(1, 'market.news', data))).toBeNull()
  })

  it('keeps the code at hand: a denial’s reason, else the event’s type', () => {
    const codes = ROWS.flatMap(([, , narrated]) => narrated?.code ?? [])
    expect(codes).toContain('sector_exposure')
    expect(codes).toContain('daily_loss')
    expect(codes).toContain('execution.order_filled')
  })

  it('gives repetitions of one refusal one gist, and a fill none', () => {
    const deny = (symbol: string) =>
      narrate(
        eventAt(1, 'risk.order_denied', {
          order: orderOf('B2', { instrument: instrumentId(`NSE:${symbol}`) }),
          denials: [{ reason: 'entries_a_day', value: 10, limit: 10, unit: 'count' }],
        }),
      )
    expect(deny('TCS')?.gist).toBe(deny('INFY')?.gist)
    expect(narrate(eventAt(1, 'execution.order_filled', fillOf('B1')))?.gist).toBeNull()
  })

  it('lets nothing through that would steer a terminal, whoever wrote it', () => {
    const reason = 'no\u001b[2Jmargin\r\n\u0007\u202eleft\u2028'
    const told = narrate(
      eventAt(1, 'execution.order_rejected', { orderId: orderId('B1'), reason }),
      known,
    )
    expect(told?.says).toBe(
      'the order to buy 20 INFY was rejected by the broker: no [2Jmargin left ',
    )
  })

  it('is written in one voice: small first letter, no full stop, no exclamation mark, no code', () => {
    for (const [, , narrated] of ROWS) {
      const { says: text = '' } = narrated ?? {}
      expect(text).not.toMatch(/[!]|\.$|_state|NaN|undefined|null/)
    }
  })
})
