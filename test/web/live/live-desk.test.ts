import { afterEach, describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import type { BarQuery } from '../../../src/core/ports.ts'
import { emptyBars } from '../../../src/domain/bar.ts'
import { instrumentId, orderId } from '../../../src/domain/brand.ts'
import { paise } from '../../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../../src/domain/risk-limits.ts'
import { addDays, epochMs, MINUTE_MS } from '../../../src/domain/time.ts'
import { aiTopic } from '../../../src/web/contract/ai.ts'
import { approvalsState } from '../../../src/web/contract/approvals.ts'
import { dashboardState, equityState, statusState } from '../../../src/web/contract/desk.ts'
import type { TopicName } from '../../../src/web/contract/live.ts'
import { quotesState } from '../../../src/web/contract/market.ts'
import { ordersState } from '../../../src/web/contract/orders.ts'
import { riskState } from '../../../src/web/contract/risk.ts'
import { runsState } from '../../../src/web/contract/strategies.ts'
import { healthState } from '../../../src/web/contract/system.ts'
import { settle } from '../../core/bus-fixture.ts'
import { orderOf } from '../../core/state/desk-fixture.ts'
import { MONDAY, NOON, shareOf, TestDesk } from './live-fixture.ts'

const open: TestDesk[] = []

afterEach(async () => {
  for (const { desk } of open.splice(0)) await desk.close()
})

function deskOf(shares?: number): TestDesk {
  const test = new TestDesk(shares)
  open.push(test)
  return test
}

const SCHEMAS: Readonly<Record<TopicName, ZodType>> = {
  status: statusState,
  dashboard: dashboardState,
  equity: equityState,
  orders: ordersState,
  quotes: quotesState,
  risk: riskState,
  health: healthState,
  runs: runsState,
  ai: aiTopic,
  approvals: approvalsState,
}
const TOPICS = Object.keys(SCHEMAS) as readonly TopicName[]

const READY = { state: 'ready', reason: 'Node 20', nextStep: null, isNeeded: true } as const
const checkedAt = NOON

describe('the topics', () => {
  it.each(TOPICS)(
    '%s holds to its contract: before the first fact, and with a book that trades',
    (topic) => {
      const test = deskOf()
      expect(() => SCHEMAS[topic].parse(test.desk.state(topic))).not.toThrow()
      test.begin().price(1, 101_000).price(2, 99_000).buy(1).buy(2)
      test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
      test.items = [{ name: 'node', ...READY, checkedAt }]
      test.pass(1_000)
      const state: unknown = JSON.parse(test.desk.bytes(topic).body.toString())
      expect(SCHEMAS[topic].parse(state)).toEqual(state)
    },
  )

  it('B122 versions grow with a change alone: neither asking nor time that stands does it', () => {
    const test = deskOf().begin()
    test.pass(1_000)
    const before = TOPICS.map((topic) => test.desk.version(topic))
    for (const topic of TOPICS) test.desk.state(topic)
    test.wall.advance(epochMs(test.wall.now() + 900))
    expect(TOPICS.map((topic) => test.desk.version(topic))).toEqual(before)
  })

  it('time by itself moves the clock once a second, however often the strip is looked at', () => {
    const test = deskOf().begin().pass(1_000)
    const first = test.desk.version('status')
    for (let look = 0; look < 12; look++) {
      test.pass(250)
      test.desk.state('status')
    }
    expect(test.desk.version('status')).toBe(first + 3)
  })

  it('what is asked for is made once a version, and its tag changes with it', () => {
    const test = deskOf().begin()
    const { body, etag } = test.desk.bytes('orders')
    expect(test.desk.bytes('orders').body).toBe(body)
    test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
    const next = test.desk.bytes('orders')
    expect(next.etag).not.toBe(etag)
    expect(JSON.parse(next.body.toString())).toEqual(
      JSON.parse(JSON.stringify(test.desk.state('orders'))),
    )
  })
})

describe('the rhythm of the topics', () => {
  it('prices are told four times a second at most, each time as they are then', () => {
    const test = deskOf().begin()
    const told: number[] = []
    test.desk.listen('quotes', () => told.push(test.desk.state('quotes')['NSE:S1']?.lastPaise ?? 0))
    for (let ms = 1; ms <= 1_000; ms++) {
      test.price(1, 100_000 + ms, NOON + ms)
      test.pass(1)
    }
    expect(told).toEqual([100_250, 100_500, 100_750, 101_000])
  })

  it('a fact is told at once, and a burst of facts as one change', () => {
    const test = deskOf().begin()
    test.pass(1_000)
    const told: number[] = []
    test.desk.listen('orders', () => told.push(test.wall.now() - NOON))
    test.pass(100)
    for (let index = 0; index < 50; index++) {
      const order = orderOf(`C${index}`)
      test.tell('risk.order_approved', { order, held: paise(1), heldQuantity: 0 })
    }
    expect(told).toEqual([])
    test.pass(1)
    expect(told).toEqual([1_101])
    test.tell('execution.order_cancelled', { orderId: orderId('C1'), reason: 'by hand' })
    test.pass(10)
    expect(told).toEqual([1_101])
    test.pass(40)
    expect(told).toEqual([1_101, 1_151])
  })

  it('whoever asks sees a fact at once, and those who listen are told of what he saw', () => {
    const test = deskOf().begin()
    let told = 0
    test.desk.listen('orders', () => {
      told += 1
    })
    test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
    expect(Object.keys(test.desk.state('orders').orders)).toEqual(['C1'])
    test.pass(60)
    expect(told).toBe(1)
  })

  it('a listener that fails hurts neither the others nor the desk, and one that left is told nothing', () => {
    const test = deskOf().begin()
    let told = 0
    test.desk.listen('quotes', () => {
      throw new RangeError('broken')
    })
    const listening = test.desk.listen('quotes', () => {
      told += 1
    })
    test.price(1, 100_000).pass()
    expect(told).toBe(1)
    expect(test.log.all.map(({ message }) => message)).toContain(
      'a listener of the live desk failed',
    )
    listening[Symbol.dispose]()
    test.price(1, 100_100).pass()
    expect(told).toBe(1)
  })

  it('only the rows of prices that moved are made again', () => {
    const test = deskOf().begin()
    test.price(1, 100_000).price(2, 50_000).buy(1).buy(2).pass()
    const before = test.desk.state('dashboard').positions
    const quotes = test.desk.state('quotes')
    test.price(1, 100_500).pass()
    const after = test.desk.state('dashboard').positions
    expect(after['CNC NSE:S2']).toBe(before['CNC NSE:S2'])
    expect(after['CNC NSE:S1']).not.toBe(before['CNC NSE:S1'])
    expect(test.desk.state('quotes')['NSE:S2']).toBe(quotes['NSE:S2'])
  })

  it('two ticks of one moment are two prices, and a new day is one', () => {
    const test = deskOf().begin()
    test.price(1, 100_000).pass()
    test.price(1, 100_100, test.quotes.madeAt[1]).pass()
    expect(test.desk.state('quotes')['NSE:S1']?.lastPaise).toBe(100_100)
    test.quotes.turnDay(false)
    test.pass()
    expect(test.desk.state('quotes')['NSE:S1']).toMatchObject({
      lastPaise: 100_100,
      previousClosePaise: 100_100,
      openPaise: null,
      highPaise: null,
      changeBps: 0,
      volume: 0,
    })
  })

  it('a desk that is closed tells nothing more', async () => {
    const test = deskOf().begin()
    let told = 0
    test.desk.listen('quotes', () => {
      told += 1
    })
    await test.desk.close()
    test.price(1, 100_000).pass().pass()
    expect(told).toBe(0)
  })
})

describe('the truth of what is shown', () => {
  it('B140 nothing is healthy before it was asked, and what a check found stands with its time', () => {
    const test = deskOf()
    expect(test.desk.state('health').components).toEqual({})
    expect(test.desk.state('status').ai).toEqual({
      state: 'unknown',
      reason: 'Not checked yet',
      nextStep: null,
      isScripted: false,
    })
    const reason = 'The AI desk is not part of this version: the desk trades by rules'
    const ai = { name: 'ai', state: 'blocked', reason, nextStep: null, isNeeded: false } as const
    test.items = [
      { ...ai, checkedAt },
      { name: 'node', ...READY, checkedAt },
    ]
    test.pass(1_000)
    expect(test.desk.state('status').ai).toEqual({
      state: 'blocked',
      reason,
      nextStep: null,
      isScripted: false,
    })
    const at = '2026-11-23T12:00:00.000+05:30'
    expect(test.desk.state('health').components['node']).toMatchObject({
      state: 'ready',
      since: at,
      checkedAt: at,
    })
    const gone = { ...READY, state: 'blocked', reason: 'gone', nextStep: 'Start it' } as const
    test.items = [{ name: 'node', ...gone, checkedAt: epochMs(NOON + MINUTE_MS) }]
    test.pass(1_000)
    expect(test.desk.state('health').components['node']).toMatchObject({
      state: 'blocked',
      since: '2026-11-23T12:01:00.000+05:30',
      nextStep: 'Start it',
    })
    expect(test.desk.state('dashboard').needs['readiness node']).toMatchObject({
      kind: 'readiness',
      says: 'node is blocked: gone',
      nextStep: 'Start it',
    })
  })

  it('B145 who answers stands with the strip and with health', () => {
    const test = deskOf()
    const { identity } = test.desk.state('status')
    expect(identity).toEqual({
      version: '9.8.7',
      commit: '0123456789abcdef',
      startedAt: '2026-11-23T12:00:00.000+05:30',
      environment: 'paper',
      pid: 4_711,
      dataDir: '.',
      port: 8_010,
      book: 'paper-sim-01234567',
    })
    expect(test.desk.state('health').identity).toEqual(identity)
  })

  it('a price that never came is none, and prices that stopped coming are stale while the market is open', () => {
    const test = deskOf().begin()
    expect(test.desk.state('status').source).toMatchObject({ pricedAt: null, receivedAt: null })
    expect(test.desk.state('quotes')).toEqual({})
    test.price(1, 100_000).pass(1_000)
    const { source } = test.desk.state('status')
    expect(source.isStale).toBe(false)
    expect(source.pricedAt).toBe('2026-11-23T12:00:00.000+05:30')
    expect(source.receivedAt).toBe('2026-11-23T12:00:01.000+05:30')
    for (let minute = 0; minute < 3; minute++) test.pass(MINUTE_MS)
    expect(test.desk.state('status').source).toMatchObject({
      isStale: true,
      pricedAt: source.pricedAt,
      receivedAt: source.receivedAt,
    })
    expect(test.desk.state('dashboard').needs['feed']?.says).toBe(
      'The market is open and no price comes; the newest is of 12:00:00',
    )
    test.price(1, 100_010).pass(1_000)
    expect(test.desk.state('status').source.isStale).toBe(false)
    expect(test.desk.state('status').needs).toBe(0)
  })

  it('a closed market is silent and not stale', () => {
    const test = deskOf().begin()
    test.session.isOpen = false
    test.session.phases.cash = 'closed'
    for (let minute = 0; minute < 9; minute++) test.pass(MINUTE_MS)
    expect(test.desk.state('status').source.isStale).toBe(false)
    expect(test.desk.state('status').clock.isOpen).toBe(false)
  })

  it('while the journal is gone over again its prices are said to be of then', () => {
    const test = deskOf().begin()
    test.isResumed = false
    test.pass(1_000)
    const { source } = test.desk.state('status')
    expect(source.isStale).toBe(true)
    expect(source.detail).toContain('prices are of then')
  })

  it('a position without a quote stands at the price that the journal stated last', () => {
    const test = deskOf().begin()
    test.buy(1, 10, 100_000)
    const { positions } = test.desk.state('dashboard')
    expect(positions['CNC NSE:S1']).toMatchObject({ lastPaise: 100_000, resultPaise: 0 })
    expect(test.desk.state('dashboard').positions['CNC NSE:S1']?.name).toBe('Share 1 Limited')
  })

  it('a position is told in multiples of its first risk, with whose it is', () => {
    const test = deskOf().begin()
    test.buy(1, 10, 100_000).price(1, 103_000).pass()
    expect(test.desk.state('dashboard').positions['CNC NSE:S1']).toMatchObject({
      resultPaise: 30_000,
      resultR: 1.5,
      stopPaise: 98_000,
      stopBps: -485,
      strategies: ['ema-cross'],
      valuePaise: 1_030_000,
    })
    const { money } = test.desk.state('status')
    expect(money.openRiskPaise).toBe(50_000)
    expect(money.deployedPaise).toBe(1_030_000)
  })

  it('B45 orders and sentences carry the chain that they belong to', () => {
    const test = deskOf().begin()
    test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
    const chain = test.desk.state('orders').orders['C1']?.correlationId
    expect(chain).toMatch(/^[0-9a-f-]{36}$/)
    const [said] = Object.values(test.desk.state('dashboard').happened)
    expect(said?.correlationId).toBe(chain)
    expect(said?.says).toContain('ordered to buy 10 INFY')
  })

  it('what waits for a person stands there until it is dealt with, the gravest first', () => {
    const test = deskOf().begin()
    test.tell('risk.trading_state_change', {
      state: 'halted',
      before: 'active',
      reason: 'a drill',
      by: 'web',
    })
    const drift = { kind: 'cash', instrument: null, orderId: null, ours: '1', theirs: '2' } as const
    test.tell('execution.reconciliation_drift', { drifts: [drift] })
    test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
    test.tell('execution.order_unknown', { orderId: orderId('C1'), reason: 'no answer' })
    test.tell('market.feed_stale', { feed: 'kite', lastAt: NOON })
    test.pass(1_000)
    expect(Object.keys(test.desk.state('dashboard').needs)).toEqual([
      'halt',
      'drift',
      'order C1',
      'feed kite',
    ])
    expect(test.desk.state('status').needs).toBe(4)
    expect(test.desk.state('dashboard').needs['halt']).toMatchObject({
      says: 'Trading is halted since 09:15:00: a drill',
      to: '/risk',
    })
    for (const { nextStep } of Object.values(test.desk.state('dashboard').needs))
      expect(nextStep).not.toBe(null)
  })

  it('limits say what is used of them and what is left, and none is passed unseen', () => {
    const test = deskOf().begin()
    test.price(1, 100_000).price(3, 100_000).buy(1, 20).buy(3, 10).pass()
    const { limits, breakers } = test.desk.state('risk')
    const { deployedBpsMax, openPositionsMax, sectorBpsMax, symbolBpsMax } = limits
    expect(openPositionsMax).toMatchObject({ value: 2, limit: 10 })
    const { equityPaise, deployedPaise } = test.desk.state('status').money
    expect(deployedBpsMax?.value).toBe(Math.round((deployedPaise / equityPaise) * 10_000))
    expect(sectorBpsMax?.value).toBe(deployedBpsMax?.value)
    expect(symbolBpsMax?.value).toBeLessThan(sectorBpsMax?.value ?? 0)
    expect(Object.values(breakers).every(({ isOpen }) => !isOpen)).toBe(true)
    test.price(1, 50_000).pass()
    expect(test.desk.state('risk').breakers['dailyLossBpsMax']).toMatchObject({
      isOpen: true,
      until: 'the next session',
    })
    expect(test.desk.state('dashboard').riskInUse['dailyLossBpsMax']?.value).toBeGreaterThan(300)
  })

  it('each limit tells the most that was used of it in every five minutes of the day, whoever looked', () => {
    const test = deskOf().begin()
    const trailOf = (key: string) => test.desk.state('risk').limits[key]?.trail ?? {}
    test.price(1, 100_000).buy(1, 20).pass(1_000)
    const noon = String(NOON / MINUTE_MS)
    const first = trailOf('deployedBpsMax')
    expect(Object.keys(first)).toEqual([noon])
    expect(trailOf('openPositionsMax')).toEqual({ [noon]: 1 })
    expect(trailOf('orderValueMax')).toEqual({})
    // It falls and rises again within the minutes: the most of them stays.
    test.price(1, 50_000).pass(1_000).price(1, 90_000).pass(1_000)
    expect(trailOf('deployedBpsMax')).toEqual(first)
    test.pass(5 * MINUTE_MS)
    const second = String(NOON / MINUTE_MS + 5)
    expect(Object.keys(trailOf('deployedBpsMax'))).toEqual([noon, second])
    expect(trailOf('deployedBpsMax')[second]).toBeLessThan(first[noon] ?? 0)
    expect(trailOf('dailyLossBpsMax')[noon]).toBeGreaterThan(0)
    const version = test.desk.version('risk')
    test.pass(1_000)
    expect(test.desk.version('risk')).toBe(version)
    test.session.isOpen = false
    test.pass(20 * MINUTE_MS)
    expect(Object.keys(trailOf('deployedBpsMax'))).toHaveLength(2)
    test.session.isOpen = true
    test.session.date = addDays(MONDAY, 1)
    test.pass(1_000)
    expect(Object.keys(trailOf('deployedBpsMax'))).toHaveLength(1)
  })

  it('limits that were changed stand with who changed them, and losses that reached one with their figure', () => {
    const test = deskOf().begin()
    expect(test.desk.state('risk')).toMatchObject({ version: 0, history: [], breaches: [] })
    const limits = { ...DEFAULT_LIMITS, openPositionsMax: 3 }
    test.tell('risk.limits_change', { limits, by: 'me' })
    test.tell('risk.breach', { rule: 'daily_loss', value: 312, limit: 300 })
    test.tell('risk.order_approved', { order: orderOf('C1'), held: paise(1), heldQuantity: 0 })
    const risk = test.desk.state('risk')
    expect(risk.version).toBe(1)
    expect(risk.history).toEqual([
      {
        at: '2026-11-23T09:15:00.003+05:30',
        by: 'me',
        changes: [{ key: 'openPositionsMax', before: 10, after: 3 }],
      },
    ])
    expect(risk.limits['openPositionsMax']?.limit).toBe(3)
    expect(risk.limits['entriesADayMax']?.value).toBe(1)
    expect(risk.breaches[0]?.says).toBe('The daily loss limit is reached: 3.1 %, limit 3.0 %')
  })

  it('the day’s equity has a point a minute, from the journal and from the prices between its words', () => {
    const test = deskOf().begin()
    test.tell('market.open', { date: test.session.date ?? '', isSpecial: false } as never)
    test.price(1, 100_000).buy(1)
    for (let minute = 1; minute <= 3; minute++) {
      test.price(1, 100_000 + minute * 100).pass(MINUTE_MS)
      test.desk.state('equity')
    }
    const { today } = test.desk.state('equity')
    const minute = Math.floor(NOON / MINUTE_MS)
    const { equityPaise } = test.desk.state('status').money
    expect(today[minute + 3]).toBe(equityPaise)
    expect((today[minute + 3] ?? 0) - (today[minute + 2] ?? 0)).toBe(1_000)
  })

  it('the benchmark is what is stored of it over the days that the account has seen, or says why there is none', async () => {
    const simulated = deskOf().begin()
    expect(simulated.desk.state('equity')).toMatchObject({
      benchmark: null,
      benchmarkSays: 'A simulated market is not measured against the real NSE:NIFTY 50',
    })
    const test = new TestDesk(20, 'REPLAY').begin()
    open.push(test)
    const date = MONDAY
    const snapshot = { cash: paise(1), equity: paise(1), deployed: paise(0), charges: paise(0) }
    test.tell('portfolio.snapshot_taken', {
      date,
      ...snapshot,
      realised: paise(0),
      openPositions: 0,
    })
    test.desk.state('equity')
    await settle()
    expect(test.desk.state('equity').benchmarkSays).toContain('No bars of NIFTY 50 are stored')
    const bars = emptyBars(1)
    bars.at[0] = NOON
    bars.close[0] = 2_600_000
    const asked: BarQuery[] = []
    test.stored = (query) => {
      asked.push(query)
      const instrument = instrumentId('NSE:NIFTY 50')
      const series = { instrument, interval: 'day', source: 'nse', basis: 'raw' } as const
      return new Map([[instrument, { series, bars }]])
    }
    const next = addDays(date, 1)
    test.tell('portfolio.snapshot_taken', {
      date: next,
      ...snapshot,
      realised: paise(0),
      openPositions: 0,
    })
    test.desk.state('equity')
    await settle()
    expect(test.desk.state('equity').benchmark).toEqual({ '2026-11-23': 2_600_000 })
    expect(test.desk.state('equity').benchmarkSays).toBe('NIFTY 50, daily closes of nse')
    expect(asked).toHaveLength(1)
  })

  it('a topic of a share that is not known is none', () => {
    const test = deskOf()
    expect(test.desk.topic('quotes:NSE:NOSUCH')).toBe(null)
    expect(test.desk.topic('quotes:')).toBe(null)
    expect(test.desk.topic('toString')).toBe(null)
    expect(test.desk.topic('__proto__')).toBe(null)
    expect(test.desk.topic(`quotes:${shareOf(1)}`)?.state).toEqual({})
  })
})
