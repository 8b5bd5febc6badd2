import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DeskFactory } from '../../src/container.ts'
import { SystemClock, VirtualClock } from '../../src/core/clock.ts'
import type { Event } from '../../src/core/events.ts'
import { FeedPump } from '../../src/core/feed-pump.ts'
import type { Kernel } from '../../src/core/kernel.ts'
import { bookOf, type DeskSettings, LiveBook } from '../../src/core/live-book.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { firstMoment } from '../../src/core/moments.ts'
import type { MarketBlock } from '../../src/core/ports.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs, MINUTE_MS, momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { throughJson } from '../domain/through-json.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { Lines } from './bus-fixture.ts'
import { stateHash, walkingSettings } from './walking-desk.ts'

const PLAN = { kind: 'paper-test', key: { resets: 'monthly' }, beginning: {} }
const CAPITAL = paise(10_00_000_00)
const PRICE = 100_000
const OPENS = 9 * 60 + 15
const clock = new SystemClock()

let database: TestDatabase
let state: StateManager
let open: LiveBook | null = null

beforeEach(async () => {
  database = await testDatabase()
  state = await database.open()
})
afterEach(async () => {
  await open?.close()
  open = null
  await database[Symbol.asyncDispose]()
})

const settingsFrom = (from: TradeDate): DeskSettings => ({
  ...walkingSettings(),
  startsAt: momentOf(from, 8 * 60),
  plans: [],
  past: NO_BARS,
  resets: 'monthly',
})

async function openBook(from: TradeDate): Promise<LiveBook> {
  const book = await bookOf(state, PLAN, clock)
  const holder = { pid: process.pid, host: 'test' }
  const deps = { state, kernels: new DeskFactory(), clock, log: new Lines(), holder }
  open = await LiveBook.open(book, settingsFrom(from), deps)
  return open
}

/** Five minutes of a day, each with its low, and the evening after them. */
function dayOf(date: TradeDate, low = PRICE): readonly MarketBlock[] {
  const minutes = [0, 1, 2, 3, 4].map((minute): MarketBlock => {
    const bars = emptyBars(1)
    bars.at[0] = momentOf(date, OPENS + minute)
    for (const column of [bars.open, bars.high, bars.close]) column[0] = PRICE
    bars.low[0] = minute === 4 ? low : PRICE
    bars.volume[0] = 1_000_000
    return { kind: 'bars', interval: '1m', instrument: new Int32Array(1), bars }
  })
  return [...minutes, { kind: 'quiet', until: momentOf(date, 17 * 60) }]
}

/** What comes in from outside before the block at a place. */
type Visits = Readonly<Record<number, (live: LiveBook) => void>>

/** Draws through an open book what it has not seen yet. */
async function draw(live: LiveBook, blocks: readonly MarketBlock[], visits: Visits = {}) {
  const { kernel, intake } = live
  const feed = {
    label: { source: 'SIMULATED', detail: 'five minutes' } as const,
    async *blocks(after: number): AsyncIterable<MarketBlock> {
      for (const [place, block] of blocks.entries()) {
        const ends = block.kind === 'quiet' ? block.until : firstMoment(block) + MINUTE_MS
        if (ends <= after) continue
        visits[place]?.(live)
        yield block
      }
    },
  }
  const deps = { kernel, feed, intake, past: live, clock: new VirtualClock(epochMs(0)) }
  const pump = new FeedPump({ ...deps, speed: Number.POSITIVE_INFINITY, onTurn: async () => {} })
  await pump.run(() => false, new AbortController().signal)
}

const wish =
  (part: Partial<Signal> = {}) =>
  (live: LiveBook) => {
    const signal: Signal = {
      strategy: 'manual',
      instrument: instrumentId('NSE:INFY'),
      side: 'buy',
      effect: 'open',
      quantity: 40,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: 'CNC',
      validity: 'DAY',
      ttlMinutes: null,
      protection: { stop: paise(98_000), target: null, trail: null },
      decisionPrice: paise(PRICE),
      decisionAt: live.kernel.clock.now(),
      reason: 'a test asked for it',
      key: null,
      guards: null,
      ...part,
    }
    live.intake.post('strategy.intent_received', signal, { source: 'test' }).catch(() => undefined)
  }

async function eventsOf({ kernel }: LiveBook): Promise<readonly Event[]> {
  await kernel.journal.durable(kernel.bus.head)
  return kernel.journal.read(0, kernel.bus.head)
}

const typed = (events: readonly Event[], type: Event['type']) =>
  events.filter((event) => event.type === type)

const monthsIn = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'portfolio.account_reset' ? [event.data.month] : []))

/** What of a kernel follows from the journal alone. */
function folded({ parts }: ReturnType<Kernel['save']>) {
  const { risk, protection, execution, portfolio, resets } = throughJson(parts)
  return { risk, protection, execution, portfolio, resets }
}

describe('a paper account over the turn of a month', () => {
  it.each([
    ['whose first session is on day 3', '2026-07-31', '2026-08-03', '2026-08-04', '2026-08'],
    [
      'on whose days 1 and 2 the program was off',
      '2026-06-30',
      '2026-07-03',
      '2026-07-06',
      '2026-07',
    ],
  ])(
    'B92 begins anew with a month %s, and a second start not again',
    async (_, last, third, next, month) => {
      const from = tradeDate(last)
      const before = dayOf(from)
      const first = await openBook(from)
      await draw(first, before, { 1: wish() })
      expect(typed(await eventsOf(first), 'execution.order_filled')).toHaveLength(1)
      await first.checkpoint()
      await first.close()

      const month3 = [...before, ...dayOf(tradeDate(third), 90_000)]
      const started = await openBook(from)
      await draw(started, month3)
      const events = await eventsOf(started)
      expect(monthsIn(events)).toEqual(['', month])
      expect(typed(events, 'execution.order_filled')).toHaveLength(1)
      expect(typed(events, 'risk.stop_loss_trigger')).toEqual([])
      expect(folded(started.kernel.save()).portfolio).toMatchObject({
        cash: CAPITAL,
        positions: [],
      })
      await started.close()

      const again = await openBook(from)
      await draw(again, [...month3, ...dayOf(tradeDate(next))], { 13: wish() })
      const later = await eventsOf(again)
      expect(monthsIn(later)).toEqual(['', month])
      expect(later.slice(0, events.length)).toEqual(events)
      expect(typed(later, 'execution.order_filled')).toHaveLength(2)
    },
  )

  it('B92 the journal folded anew is the state that it left', async () => {
    const from = tradeDate('2026-07-31')
    const live = await openBook(from)
    const blocks = [...dayOf(from), ...dayOf(tradeDate('2026-08-03'))]
    await draw(live, blocks, { 1: wish(), 8: wish({ quantity: 7 }) })
    const journal = new MemoryJournal()
    const log = new Lines()
    const kernel = new DeskFactory().open({
      ...settingsFrom(from),
      name: live.book.namespace,
      journal,
      log,
    })
    kernel.fold(await eventsOf(live))
    expect(folded(kernel.save())).toEqual(folded(live.kernel.save()))
  })

  it('B92 a person begins it anew in mid-session: what waits, stands and is held is gone, after a restart too', async () => {
    const from = tradeDate('2026-07-31')
    const live = await openBook(from)
    let answer: Promise<Event | null> = Promise.resolve(null)
    const anew = { month: '2026-07', capital: paise(2_00_000_00) }
    const blocks = [...dayOf(from, 90_000), ...dayOf(tradeDate('2026-08-03'))]
    await draw(live, blocks, {
      1: wish(),
      2: wish({ type: 'LIMIT', limit: paise(95_000), protection: null }),
      3: ({ intake }) => {
        answer = intake.post('portfolio.account_reset', anew, { source: 'owner' })
      },
    })
    expect((await answer)?.type).toBe('portfolio.account_reset')
    const events = await eventsOf(live)
    expect(monthsIn(events)).toEqual(['', '2026-07', '2026-08'])
    expect(typed(events, 'execution.order_filled')).toHaveLength(1)
    expect(typed(events, 'execution.order_cancelled')).toHaveLength(1)
    expect(typed(events, 'risk.stop_loss_trigger')).toEqual([])
    expect(typed(events, 'system.error')).toEqual([])
    const left = [live.kernel.journal.hash, stateHash(live.kernel)]
    await live.close()
    const again = await openBook(from)
    await draw(again, blocks)
    expect(again.isResumed).toBe(true)
    expect([again.kernel.journal.hash, stateHash(again.kernel)]).toEqual(left)
  })
})
