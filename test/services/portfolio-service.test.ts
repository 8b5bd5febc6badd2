import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { FLOW } from '../../src/core/flow.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { CorporateAction } from '../../src/domain/corporate-action.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { addDays, momentOf, type TradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { PortfolioService } from '../../src/services/portfolio-service.ts'
import { DAY, dividend, fill, INFY, restartIds, split, TCS } from '../domain/fills.ts'
import { throughJson } from '../domain/through-json.ts'

const CAPITAL = paise(100_000_000)
const BY = { source: 'test' } as const

/** The portfolio alone, on a bus of its own, told what others would tell it. */
class Books {
  readonly journal = new MemoryJournal()
  readonly bus: EventBus
  readonly clock = new VirtualClock(momentOf(DAY, 600))
  portfolio: PortfolioService
  date: TradeDate = DAY

  constructor() {
    const ids = new EventIds('b00cb00cb00cb00c')
    const log = new SilentLogger()
    this.bus = new EventBus({ clock: this.clock, journal: this.journal, ids, log })
    this.portfolio = this.open()
  }

  open(): PortfolioService {
    const universe = new Universe([plainEquity(INFY), plainEquity(TCS)])
    const calendar = new MarketCalendar()
    return new PortfolioService({ bus: this.bus, universe, calendar, terms: DEFAULT_TERMS })
  }

  begin(): void {
    this.bus.inject('portfolio.account_reset', { month: '', capital: CAPITAL }, BY)
  }

  fill(given: Fill): void {
    this.bus.publish('execution.order_filled', given, BY)
  }

  act(action: CorporateAction): void {
    this.bus.publish('market.corporate_action', action, BY)
  }

  price(price: number, why: 'quote' | 'session_close' = 'quote'): void {
    const update = { instrument: INFY, price: paise(price), previousClose: null } as const
    this.bus.publish('market.price_update', { ...update, madeAt: this.clock.now(), why }, BY)
  }

  /** The session ends, and the next one opens a day later. */
  turnDay(): void {
    this.bus.publish('market.close', { date: this.date }, BY)
    this.date = addDays(this.date, 1)
    this.clock.advance(momentOf(this.date, 555))
    this.bus.publish('market.open', { date: this.date, isSpecial: false }, BY)
  }

  async told<T extends Event['type']>(type: T): Promise<readonly Event<T>[]> {
    const events = await this.journal.read(0, 100_000)
    return events.filter((event): event is Extract<Event, Event<T>> => event.type === type)
  }
}

function openBooks(): Books {
  restartIds()
  const books = new Books()
  books.begin()
  return books
}

describe('the portfolio', () => {
  it('B60 buy 10 then sell 4 leaves 6, with cash, average, realised and unrealised right', async () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    books.fill(fill('sell', 4, 110))
    const charged = books.portfolio.charges.totalPaise
    expect(charged).toBeGreaterThan(0)
    expect(books.portfolio.cash).toBe(CAPITAL - 100_000 + 44_000 - charged)
    const [position] = books.portfolio.book.positions()
    expect(position).toMatchObject({
      quantity: 6,
      costPaise: 60_000,
      averagePricePaise: 10_000,
      realisedPaise: 4_000,
    })
    books.price(12_000)
    const last = (await books.told('portfolio.pnl_update')).at(-1)
    expect(last?.data).toMatchObject({
      realised: 4_000,
      unrealised: 6 * 2_000,
      charges: charged,
      equity: CAPITAL + 4_000 + 12_000 - charged,
    })
  })

  it('B61 reacts to fills, prices and closes: the position changes, and the result follows', async () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    const types = (await books.journal.read(0, 100)).map(({ type }) => type)
    expect(types).toEqual([
      'portfolio.account_reset',
      'portfolio.cash_change',
      'execution.order_filled',
      'portfolio.position_change',
      'portfolio.cash_change',
      'portfolio.charges_applied',
      'portfolio.cash_change',
      'portfolio.pnl_update',
    ])
    books.price(11_000)
    books.price(9_000, 'session_close')
    expect(await books.told('portfolio.pnl_update')).toHaveLength(2)
    books.turnDay()
    const [mark] = await books.told('portfolio.snapshot_taken')
    const charges = books.portfolio.charges.totalPaise
    expect(mark?.data).toMatchObject({
      date: DAY,
      equity: CAPITAL - 10_000 - charges,
      deployed: 90_000,
      openPositions: 1,
    })
  })

  it('B65 is kept from the filled events alone: a fill says order, share, side, quantity, price, time', async () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    const [event] = await books.told('execution.order_filled')
    expect(Object.keys(event?.data ?? {}).sort()).toEqual(
      [
        'id',
        'orderId',
        'strategy',
        'instrument',
        'side',
        'effect',
        'product',
        'quantity',
        'price',
        'at',
        'decisionPrice',
        'filledQuantity',
        'leavesQuantity',
        'protection',
        'reason',
      ].sort(),
    )
    expect(throughJson(event?.data)).toEqual(event?.data)
    const copy = openBooks()
    if (event) copy.fill(event.data)
    expect(copy.portfolio.book.positions()).toEqual(books.portfolio.book.positions())
    expect(copy.portfolio.cash).toBe(books.portfolio.cash)
  })

  it('B132 buy 10 at 100 and sell at 50: cash is 500 below the start, and charges', () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    books.fill(fill('sell', 10, 50))
    const { cash, charges } = books.portfolio
    expect(cash).toBe(CAPITAL - 50_000 - charges.totalPaise)
  })

  it('B132 a short mirrors a long: before charges one gains what the other loses', () => {
    const long = openBooks()
    long.fill(fill('buy', 10, 100, { product: 'MIS' }))
    long.fill(fill('sell', 10, 93.35, { product: 'MIS' }))
    const short = openBooks()
    short.fill(fill('sell', 10, 100, { product: 'MIS' }))
    short.fill(fill('buy', 10, 93.35, { product: 'MIS' }))
    const gross = ({ portfolio: { cash, charges } }: Books) => cash + charges.totalPaise - CAPITAL
    expect(gross(short)).toBe(6_650)
    expect(gross(long)).toBe(-6_650)
  })

  it('B135 today begins at the last close, whatever was gained before it', async () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    books.price(12_000)
    books.turnDay()
    books.price(12_100)
    const [first, , , last] = await books.told('portfolio.pnl_update')
    expect(first?.data.today).toBe(-books.portfolio.charges.totalPaise)
    expect(last?.data).toMatchObject({ date: books.date, today: 1_000 })
  })

  it('B132 bought shares arrive a day later, and what was sold before arrives never', async () => {
    const books = openBooks()
    books.fill(fill('buy', 10, 100))
    books.fill(fill('sell', 4, 100))
    books.turnDay()
    const [settled, ...more] = await books.told('portfolio.holdings_settled')
    expect(settled?.data).toMatchObject({ instrument: INFY, quantity: 6 })
    expect(more).toEqual([])
  })
})

type Step =
  | { readonly kind: 'fill'; readonly of: Parameters<typeof fill> }
  | { readonly kind: 'split'; readonly newShares: number; readonly oldShares: number }
  | { readonly kind: 'dividend'; readonly dividendPaise: number }
  | { readonly kind: 'price'; readonly price: number }
  | { readonly kind: 'day' }

const trade = fc.tuple(
  fc.constantFrom('buy' as const, 'sell' as const),
  fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 900 })),
  fc.integer({ min: 5, max: 999_995 }).map((price) => price / 100),
  fc.record({
    strategy: fc.constantFrom('a', 'b'),
    product: fc.constantFrom('CNC' as const, 'MIS' as const),
    instrument: fc.constantFrom(INFY, TCS),
  }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('fill' as const), of: trade }) },
  fc.record({
    kind: fc.constant('split' as const),
    newShares: fc.integer({ min: 1, max: 12 }),
    oldShares: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({
    kind: fc.constant('dividend' as const),
    dividendPaise: fc.integer({ min: 1, max: 50_000 }),
  }),
  fc.record({ kind: fc.constant('price' as const), price: fc.integer({ min: 1, max: 999_999 }) }),
  { weight: 2, arbitrary: fc.constant({ kind: 'day' as const }) },
)
const STEPS = fc.array(step, { maxLength: 60, size: 'max' })

function take(books: Books, each: Step): void {
  switch (each.kind) {
    case 'fill': {
      const [side, quantity, price, told] = each.of
      return books.fill(fill(side, quantity, price, { ...told, date: books.date }))
    }
    case 'split':
      return books.act(split(each.newShares, each.oldShares, books.date))
    case 'dividend':
      return books.act(dividend(each.dividendPaise, books.date))
    case 'price':
      return books.price(each.price)
    case 'day':
      return books.turnDay()
  }
}

describe('D6 the cash of a book', () => {
  it('D6 B132 cash + cost of open + charges = deposits + realised + dividends, after every event', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const books = openBooks()
        let seen = 0
        // What a handler throws is caught by the bus, so faults are kept for later.
        const faults: string[] = []
        for (const type of Object.keys(FLOW) as Event['type'][]) {
          books.bus.subscribe(type, {
            handleEvent: () => {
              seen += 1
              const { uses, sources } = books.portfolio.balance
              const isEqual = Number.isSafeInteger(uses) && uses === sources
              if (!isEqual) faults.push(`after ${type}: ${uses} and ${sources}`)
            },
          })
        }
        for (const each of steps) take(books, each)
        expect(faults).toEqual([])
        expect(seen).toBeGreaterThanOrEqual(steps.length)
      }),
      { numRuns: 150 },
    )
  })

  it('D6 every change of cash is told, and all of them together are the cash', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const books = openBooks()
        for (const each of steps) take(books, each)
        const changes = await books.told('portfolio.cash_change')
        let cash = 0
        for (const { data } of changes) {
          cash += data.change
          expect(data.cash).toBe(cash)
        }
        expect(books.portfolio.cash).toBe(cash)
        const applied = await books.told('portfolio.charges_applied')
        const charged = applied.reduce((sum, { data }) => sum + data.change.totalPaise, 0)
        expect(books.portfolio.charges.totalPaise).toBe(charged)
        expect(await books.told('system.error')).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('D6 live, put away and taken up, and replayed from the journal are one book', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, fc.nat({ max: 60 }), async (steps, stop) => {
        const live = openBooks()
        for (const each of steps) take(live, each)
        const stopped = openBooks()
        for (const [index, each] of steps.entries()) {
          if (index === stop) {
            const saved = throughJson(stopped.portfolio.save())
            await stopped.portfolio.close()
            stopped.portfolio = stopped.open()
            stopped.portfolio.load(saved)
          }
          take(stopped, each)
        }
        const replayed = new Books()
        for (const event of await live.journal.read(0, 100_000)) replayed.bus.replay(event)
        const state = throughJson(live.portfolio.save())
        expect(throughJson(stopped.portfolio.save())).toEqual(state)
        expect(throughJson(replayed.portfolio.save())).toEqual(state)
        expect(stopped.journal.hash).toBe(live.journal.hash)
      }),
      { numRuns: 100 },
    )
  })
})
