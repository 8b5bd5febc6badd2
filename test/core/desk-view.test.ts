import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { valueDesk } from '../../src/core/desk-view/valuation.ts'
import { type DeskState, DeskView } from '../../src/core/desk-view.ts'
import type { Event, Events } from '../../src/core/events.ts'
import { EventIds, stamp } from '../../src/core/events.ts'
import type { FactType } from '../../src/core/flow.ts'
import { at } from '../../src/domain/bar.ts'
import { fillId, instrumentId, orderId } from '../../src/domain/brand.ts'
import { charges, NO_CHARGES } from '../../src/domain/charges.ts'
import { paise } from '../../src/domain/money.ts'
import { isWorking } from '../../src/domain/order.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { type SimDesk, simDesk } from './desk-view/sim-desk.ts'
import { deskDay, orderOf, positionOf } from './state/desk-fixture.ts'
import { eventAt, fillOf, INFY, START } from './state/journal-fixture.ts'

const MONDAY = tradeDate('2026-11-23')
const WEDNESDAY = tradeDate('2026-11-25')

/** Rows by their name. */
const byName = ([one]: readonly [string, number], [other]: readonly [string, number]): number =>
  one < other ? -1 : 1

const folded = (events: readonly Event[], view = new DeskView()): DeskView => {
  for (const event of events) view.apply(event)
  return view
}

/** The state as storage gives it back. */
const stored = (view: DeskView): DeskState => JSON.parse(JSON.stringify(view.save()))

const goneOn = (state: DeskState, events: readonly Event[]): DeskView => {
  const view = new DeskView()
  view.load(state)
  return folded(events, view)
}

/** A story told fact by fact, each a millisecond after the one before. */
class Story {
  readonly events: Event[] = []

  tell<T extends FactType>(type: T, data: Events[T]): this {
    this.events.push(eventAt(this.events.length + 1, type, data))
    return this
  }

  begin(capital = paise(10_000_000)): this {
    const moved = { orderId: null, fillId: null, instrument: null }
    return this.tell('portfolio.account_reset', { month: '', capital }).tell(
      'portfolio.cash_change',
      { cash: capital, change: capital, reason: 'deposit', ...moved },
    )
  }

  get picture() {
    return folded(this.events).view()
  }
}

describe('DeskView', () => {
  it('follows the life of an order, step by step, until it ends', () => {
    const story = new Story()
      .tell('risk.order_approved', { order: orderOf('B1'), held: paise(1), heldQuantity: 0 })
      .tell('execution.order_submitted', { order: orderOf('B1') })
      .tell('execution.order_placed', { orderId: orderId('B1'), brokerOrderId: 'K1' })
      .tell('execution.order_accepted', { orderId: orderId('B1'), at: START })
    const first = fillOf('B1', {
      id: fillId('T1'),
      quantity: 4,
      filledQuantity: 4,
      leavesQuantity: 6,
    })
    story.tell('execution.order_partially_filled', first)
    expect(story.picture.orders).toMatchObject([
      {
        status: 'partially_filled',
        filledQuantity: 4,
        life: [
          { status: 'approved', at: START + 1 },
          { status: 'submitted', at: START + 2 },
          { status: 'placed', at: START + 3 },
          { status: 'accepted', at: START + 4 },
          { status: 'partially_filled', at: START + 5 },
        ],
      },
    ])
    story.tell('execution.order_modified', {
      orderId: orderId('B1'),
      quantity: 8,
      limit: paise(152_500),
      trigger: null,
    })
    expect(story.picture.orders[0]?.order).toMatchObject({ quantity: 8, limit: 152_500 })
    story.tell('execution.order_cancelled', { orderId: orderId('B1'), reason: 'asked for' })
    expect(story.picture.orders).toEqual([])
    expect(story.picture.endedOrders).toMatchObject([{ status: 'cancelled', reason: 'asked for' }])
  })

  it('keeps an order without an answer among the working ones until it is known', () => {
    const story = new Story()
      .tell('risk.order_approved', { order: orderOf('B1'), held: paise(1), heldQuantity: 0 })
      .tell('execution.order_unknown', { orderId: orderId('B1'), reason: 'timed out' })
    expect(story.picture.orders[0]).toMatchObject({ status: 'unknown', reason: 'timed out' })
    story.tell('execution.order_filled', fillOf('B1'))
    expect(story.picture.orders).toEqual([])
  })

  it('names an order in a sentence by what it asks for, though the event has its id alone', () => {
    const story = new Story()
      .tell('risk.order_approved', { order: orderOf('B1'), held: paise(1), heldQuantity: 0 })
      .tell('execution.order_expired', { orderId: orderId('B1'), reason: 'the session is over' })
    expect(story.picture.happened[0]?.says).toBe(
      'the order to buy 10 INFY expired: the session is over',
    )
  })

  it('shows of several guards the level that the price meets first, and restates it after a split', () => {
    const guarded = (id: string, stop: number, target: number) =>
      fillOf(id, { protection: { stop: paise(stop), target: paise(target), trail: null } })
    const story = new Story()
      .tell('execution.order_filled', guarded('B1', 149_000, 160_000))
      .tell('execution.order_filled', guarded('B2', 150_000, 161_000))
      .tell('portfolio.position_change', {
        position: positionOf(20, 3_046_800),
        orderId: orderId('B2'),
        fillId: null,
        closed: [],
      })
    expect(story.picture.positions).toMatchObject([
      { quantity: 20, stopPaise: 150_000, targetPaise: 160_000, markPaise: 152_340 },
    ])
    story
      .tell('market.corporate_action', {
        kind: 'split',
        instrument: INFY,
        exDate: MONDAY,
        newShares: 2,
        oldShares: 1,
        source: 'test',
      })
      .tell('portfolio.position_change', {
        position: positionOf(40, 3_046_800),
        orderId: null,
        fillId: null,
        closed: [],
      })
    expect(story.picture.positions).toMatchObject([
      { quantity: 40, stopPaise: 75_000, targetPaise: 80_000, markPaise: null },
    ])
  })

  it('gives each fill what it added to the contract note', () => {
    const change = charges({ ...NO_CHARGES, sttPaise: paise(152) })
    const fill = fillOf('B1', { id: fillId('T1') })
    const applied = {
      date: MONDAY,
      instrument: INFY,
      product: 'CNC',
      fillId: fill.id,
      change,
    } as const
    const story = new Story().tell('execution.order_filled', fill)
    expect(story.picture.fills[0]?.chargesPaise).toBeNull()
    story.tell('portfolio.charges_applied', applied)
    expect(story.picture.fills[0]?.chargesPaise).toBe(152)
    expect(story.picture.money.chargesPaise).toBe(152)
  })

  it('shows differences and silent feeds until they are over', () => {
    const drift = { kind: 'cash', instrument: null, orderId: null, ours: '1', theirs: '2' } as const
    const story = new Story()
      .tell('execution.reconciliation_drift', { drifts: [drift] })
      .tell('market.feed_stale', { feed: 'kite', lastAt: START })
    expect(story.picture.drifts).toEqual([drift])
    expect(story.picture.silentFeeds).toEqual([['kite', START]])
    story
      .tell('execution.reconciliation_complete', { orders: 0, positions: 0 })
      .tell('market.feed_restored', { feed: 'kite', silentMs: 1_000 })
    expect(story.picture.drifts).toEqual([])
    expect(story.picture.silentFeeds).toEqual([])
  })

  it('tells a repeated refusal once, with how often it came', () => {
    const deny = (symbol: string): Events['risk.order_denied'] => ({
      order: orderOf('B1', { instrument: instrumentId(`NSE:${symbol}`) }),
      denials: [{ reason: 'entries_a_day', value: 10, limit: 10, unit: 'count' }],
    })
    const story = new Story()
      .tell('risk.order_denied', deny('TCS'))
      .tell('market.open', { date: MONDAY, isSpecial: false })
      .tell('risk.order_denied', deny('INFY'))
    const told = story.picture.happened.map(({ says, times }) => [times, says])
    expect(told).toEqual([
      [2, 'denied INFY: enough entries for today: 10, limit 10'],
      [1, 'the market opened'],
    ])
  })

  it('forgets the account before a reset, and no decision about trading', () => {
    const story = new Story()
    for (const event of deskDay(2)) story.events.push(event)
    story.tell('risk.trading_state_change', {
      state: 'halted',
      before: 'active',
      reason: 'a bad day',
      by: 'owner',
    })
    story.begin(paise(5_000_000))
    const { positions, money, today, trading } = story.picture
    expect(positions).toEqual([])
    expect(money).toMatchObject({ capitalPaise: 5_000_000, cashPaise: 5_000_000, chargesPaise: 0 })
    expect(today).toMatchObject({ startPaise: 5_000_000, trades: 0, fills: 0, chargesPaise: 0 })
    expect(trading).toMatchObject({ state: 'halted', by: 'owner' })
  })

  it('applies an event once, whoever hands it in how often', () => {
    const events = deskDay(3)
    const twice = folded(events)
    expect(twice.apply(events[4] ?? eventAt(5, 'market.close', { date: MONDAY }))).toBeNull()
    expect(folded(events, twice).view()).toEqual(folded(events).view())
  })

  it('leaves notices without a trace, since the journal does not hold them', () => {
    const view = folded(deskDay(1))
    const before = view.view()
    const data = { work: 'old backups', outcome: '2 removed' }
    const draft = { type: 'system.maintenance', data, origin: { source: 'test' } } as const
    view.apply(stamp(new EventIds('0123456789abcde'), 0, START, draft, false))
    expect(view.view()).toBe(before)
  })

  it('gives the same picture object until something happens', () => {
    const view = folded(deskDay(1))
    expect(view.view()).toBe(view.view())
  })
})

/** A day of a book that ends at an equity, its snapshot with it. */
const closed = (story: Story, date: typeof MONDAY, equity: number): Story =>
  story.tell('market.close', { date }).tell('portfolio.snapshot_taken', {
    date,
    cash: paise(equity),
    equity: paise(equity),
    deployed: paise(0),
    charges: paise(0),
    realised: paise(0),
    openPositions: 0,
  })

const noQuote = (): number => Number.NaN

describe('the day of a DeskView', () => {
  it('B135 counts today from yesterday’s close, and keeps yesterday’s result until the next day begins', () => {
    const story = new Story().begin().tell('market.open', { date: MONDAY, isSpecial: false })
    const moved = { orderId: null, fillId: null, instrument: null, reason: 'fill' } as const
    story.tell('portfolio.cash_change', {
      cash: paise(10_050_000),
      change: paise(50_000),
      ...moved,
    })
    closed(story, MONDAY, 10_050_000)
    expect(valueDesk(story.picture, noQuote).todayPaise).toBe(50_000)
    expect(story.picture.today).toMatchObject({ date: MONDAY, isOpen: false })
    story.tell('market.open', { date: WEDNESDAY, isSpecial: false })
    expect(valueDesk(story.picture, noQuote).todayPaise).toBe(0)
    story.tell('portfolio.cash_change', {
      cash: paise(10_030_000),
      change: paise(-20_000),
      ...moved,
    })
    expect(valueDesk(story.picture, noQuote)).toMatchObject({
      equityPaise: 10_030_000,
      todayPaise: -20_000,
    })
    expect(story.picture.today.date).toBe(WEDNESDAY)
  })

  it('B135 counts trades, charges and refusals of today only', () => {
    const story = new Story()
    for (const event of deskDay(2)) story.events.push(event)
    expect(story.picture.today).toMatchObject({ trades: 2, fills: 6, realisedPaise: 3_000 })
    story.tell('market.session_phase_change', {
      date: WEDNESDAY,
      segment: 'cash',
      phase: 'pre_open',
    })
    const { today, money, trades } = story.picture
    expect(today).toMatchObject({
      trades: 0,
      fills: 0,
      realisedPaise: 0,
      chargesPaise: 0,
      denied: 0,
    })
    expect(money.chargesPaise).toBe(2 * 1_523)
    expect(trades).toHaveLength(2)
  })

  it('draws one point a minute, the day’s start first', () => {
    const story = new Story().begin().tell('market.open', { date: MONDAY, isSpecial: false })
    const update = (equity: number): Events['portfolio.pnl_update'] => ({
      date: MONDAY,
      today: paise(0),
      realised: paise(0),
      unrealised: paise(0),
      charges: paise(0),
      equity: paise(equity),
    })
    for (const equity of [10_000_100, 10_000_200, 10_000_300]) {
      story.tell('portfolio.pnl_update', update(equity))
    }
    expect(story.picture.today.curve.map(({ equityPaise }) => equityPaise)).toEqual([
      10_000_000, 10_000_300,
    ])
  })
})

describe('a DeskView of a simulated desk', () => {
  let desk: SimDesk
  let whole: DeskView

  beforeAll(async () => {
    desk = await simDesk(MONDAY, momentOf(WEDNESDAY, 580))
    whole = folded(desk.events)
  })

  /** Figures reckoned from the events in another way: by looking back, not by going along. */
  const expected = (events: readonly Event[]) => {
    const positions = new Map<string, number>()
    const working = new Map<string, boolean>()
    let cash = 0
    for (const { type, data } of events) {
      if (type === 'portfolio.cash_change') cash = data.cash
      if (type === 'portfolio.position_change') {
        positions.set(
          `${data.position.instrument} ${data.position.product}`,
          data.position.quantity,
        )
      }
      if (type === 'risk.order_approved') working.set(data.order.id, true)
      if (type === 'execution.order_filled') working.set(data.orderId, isWorking('filled'))
      if (type === 'execution.order_cancelled') working.set(data.orderId, isWorking('cancelled'))
    }
    const opened = events.findLastIndex(({ type }) => type === 'market.open')
    const today = events.slice(opened)
    const sum = (of: (event: Event) => number) =>
      today.reduce((total, event) => total + of(event), 0)
    return {
      cash,
      positions: [...positions].filter(([, quantity]) => quantity !== 0).sort(byName),
      working: [...working].flatMap(([id, is]) => (is ? [id] : [])),
      fills: sum(({ type }) => (type.endsWith('filled') ? 1 : 0)),
      denied: sum(({ type }) => (type === 'risk.order_denied' ? 1 : 0)),
      charges: sum((event) =>
        event.type === 'portfolio.charges_applied' ? event.data.change.totalPaise : 0,
      ),
    }
  }

  it('shows at every place of the journal the positions, cash, orders and figures of today', () => {
    const view = new DeskView()
    for (const [index, event] of desk.events.entries()) {
      view.apply(event)
      if (index % 97 !== 0 && index < desk.events.length - 1) continue
      const { money, positions, orders, today } = view.view()
      expect({
        cash: money.cashPaise,
        positions: positions
          .map(
            ({ instrument, product, quantity }) => [`${instrument} ${product}`, quantity] as const,
          )
          .sort(byName),
        working: orders.map(({ order }) => order.id),
        fills: today.fills,
        denied: today.denied,
        charges: today.chargesPaise,
      }).toEqual(expected(desk.events.slice(0, index + 1)))
    }
    expect(whole.view().positions.length).toBeGreaterThan(0)
  })

  it('is after a restart what it would have been without, wherever it was put away', () => {
    const { events } = desk
    const picture = whole.view()
    const cut = fc.integer({ min: 0, max: events.length })
    fc.assert(
      fc.property(cut, cut, (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)]
        const once = stored(folded(events.slice(0, first)))
        const twice = stored(goneOn(once, events.slice(first, second)))
        expect(goneOn(twice, events.slice(second)).view()).toEqual(picture)
      }),
      { numRuns: 25 },
    )
  })

  it('values itself by the quotes as the desk does', () => {
    const { quotes, universe } = desk.kernel
    const { equityPaise, deployedPaise, positions } = valueDesk(whole.view(), (id) =>
      at(quotes.last, universe.indexOf(id)),
    )
    let equity = whole.view().money.cashPaise
    for (const { line } of positions) {
      equity += line.quantity * at(quotes.last, universe.indexOf(line.instrument))
    }
    expect(equityPaise).toBe(Math.round(equity))
    expect(deployedPaise).toBeGreaterThan(0)
    for (const { line, stopBps, targetBps } of positions) {
      expect(Math.sign(stopBps ?? 0)).toBe(-Math.sign(line.quantity))
      expect(Math.sign(targetBps ?? 0)).toBe(Math.sign(line.quantity))
    }
  })

  it('stays small, however long the journal', () => {
    const view = folded(deskDay(400))
    const { fills, trades, happened, endedOrders } = view.view()
    for (const list of [fills, trades, happened, endedOrders])
      expect(list.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(view.save()).length).toBeLessThan(200_000)
  })
})

describe('valueDesk', () => {
  const short = () =>
    new Story()
      .begin()
      .tell('execution.order_filled', fillOf('S1', { side: 'sell', protection: null }))
      .tell('portfolio.position_change', {
        position: { ...positionOf(-10, -1_523_400), averagePricePaise: 152_340 },
        orderId: null,
        fillId: null,
        closed: [],
      })

  it('counts a short’s fall in price as gain', () => {
    const [position] = valueDesk(short().picture, () => 150_000).positions
    expect(position).toMatchObject({ resultPaise: 23_400, lastPaise: 150_000 })
    expect(position?.resultBps).toBeCloseTo(153.6, 1)
  })

  it('falls back to the price that the journal stated, and says none where there is none', () => {
    expect(valueDesk(short().picture, noQuote).positions[0]).toMatchObject({
      lastPaise: 152_340,
      resultPaise: 0,
    })
    const story = new Story().begin().tell('portfolio.position_change', {
      position: positionOf(10, 1_523_400),
      orderId: null,
      fillId: null,
      closed: [],
    })
    const unknown = valueDesk(story.picture, noQuote).positions[0]
    expect(unknown).toMatchObject({ lastPaise: null, resultPaise: 0, stopBps: null })
  })
})
