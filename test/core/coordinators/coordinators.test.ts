import { describe, expect, it } from 'vitest'
import type { BaseCoordinator } from '../../../src/core/coordinators/base-coordinator.ts'
import { BroadcastCoordinator } from '../../../src/core/coordinators/broadcast-coordinator.ts'
import {
  SessionCoordinator,
  type SessionDeps,
} from '../../../src/core/coordinators/session-coordinator.ts'
import { StatusCoordinator } from '../../../src/core/coordinators/status-coordinator.ts'
import type { Event, EventType } from '../../../src/core/events.ts'
import { Intake } from '../../../src/core/intake.ts'
import type { MarketSession } from '../../../src/core/market-session.ts'
import type { MarketBlock, MarketFeed } from '../../../src/core/ports.ts'
import { epochMs, type TradeDate, tradeDate } from '../../../src/domain/time.ts'
import { PaperDesk } from '../../services/paper-desk.ts'
import { settle, stop } from '../bus-fixture.ts'
import { beside, Memory } from '../observer-fixture.ts'
import { START } from '../state/journal-fixture.ts'

const { signal } = new AbortController()
const FRIDAY = tradeDate('2026-11-20')
const MONDAY = tradeDate('2026-11-23')

/** Quiet hours, one after the other, for as long as anyone asks. */
class QuietFeed implements MarketFeed {
  readonly label = { source: 'SIMULATED', detail: 'nothing trades' } as const
  readonly #to: number
  drawn = 0

  constructor(to = 1_000) {
    this.#to = to
  }

  async *blocks(after: number, aborted: AbortSignal): AsyncIterable<MarketBlock> {
    while (this.drawn < this.#to && !aborted.aborted) {
      this.drawn += 1
      yield { kind: 'quiet', until: epochMs(after + this.drawn * 60_000) }
    }
  }
}

/** A session coordinator over a quiet market, and a diary of what it asked for. */
function session(
  desk: ReturnType<typeof beside>,
  part: Partial<SessionDeps> = {},
  feed = new QuietFeed(),
) {
  const { kernel } = new PaperDesk()
  const diary: string[] = []
  const market: { date: TradeDate | null; isOpen: boolean } = { date: null, isOpen: false }
  const deps: SessionDeps = {
    ...desk.deps,
    book: {
      isResumed: true,
      checkpoint: async () => {
        diary.push('put away')
      },
      relieved: async () => {},
    },
    pump: {
      kernel,
      feed,
      intake: new Intake(kernel.bus, kernel.journal),
      past: { isResumed: true, hand: () => {} },
      clock: desk.clock,
      speed: Number.POSITIVE_INFINITY,
    },
    session: market as MarketSession,
    until: null,
    upkeep: {
      isDue: false,
      backUp: async (reason) => {
        diary.push(`backed up at the ${reason}`)
      },
    },
    ...part,
  }
  return { coordinator: new SessionCoordinator(deps), diary, feed, market, deps }
}

const all: readonly [string, (desk: ReturnType<typeof beside>) => BaseCoordinator<EventType>][] = [
  ['SessionCoordinator', (desk) => session(desk).coordinator],
  ['StatusCoordinator', (desk) => new StatusCoordinator({ ...desk.deps, checks: [] })],
  [
    'BroadcastCoordinator',
    (desk) => {
      const views = { load: async () => null, save: async () => {} }
      return new BroadcastCoordinator({ ...desk.deps, views })
    },
  ],
]

describe.each(all)('%s', (name, make) => {
  it('B19 B20 comes up and goes down twice without harm, and tells each once, by its name', async () => {
    const desk = beside()
    const told: Event[] = []
    const listening = { offer: (event: Event) => told.push(event) }
    desk.bus.subscribe('system.component_started', listening)
    desk.bus.subscribe('system.component_stopped', listening)
    const before = desk.bus.subscriptions
    const coordinator = make(desk)
    await coordinator.initialize(signal)
    await coordinator.initialize(signal)
    await coordinator.close()
    await coordinator.close()
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      ['system.component_started', { component: name }],
      ['system.component_stopped', { component: name, reason: 'closing' }],
    ])
    expect(desk.bus.subscriptions).toBe(before)
  })

  it('B36 leaves the bus though it was never initialised, and says nothing of it', async () => {
    const desk = beside()
    const told: Event[] = []
    desk.bus.subscribe('system.component_stopped', { offer: (event) => told.push(event) })
    const before = desk.bus.subscriptions
    const coordinator = make(desk)
    expect(desk.bus.subscriptions).toBeGreaterThan(before)
    await coordinator.close()
    expect(desk.bus.subscriptions).toBe(before)
    expect(told).toEqual([])
  })

  it('B17 B21 stands beside the kernel: it states no fact of the book', async () => {
    const desk = beside()
    const coordinator = make(desk)
    await coordinator.initialize(signal)
    stop(desk.bus)
    await settle()
    await coordinator.close()
    expect(desk.journal.head).toBe(1)
  })
})

describe('the session', () => {
  it('B21 counts the sessions that closed', async () => {
    const desk = beside()
    const { coordinator } = session(desk)
    await coordinator.initialize(signal)
    desk.bus.publish('market.close', { date: FRIDAY }, { source: 'test' })
    desk.bus.publish('market.close', { date: MONDAY }, { source: 'test' })
    await settle()
    expect(coordinator.sessions).toBe(2)
    await coordinator.close()
  })

  it('B21 draws the feed to its end, puts the state away, and has it backed up at both ends', async () => {
    const { coordinator, feed, diary } = session(beside(), {}, new QuietFeed(5))
    await coordinator.run(signal)
    expect(feed.drawn).toBe(5)
    expect(diary[0]).toBe('backed up at the start')
    expect(diary.slice(-2)).toEqual(['put away', 'backed up at the stop'])
  })

  it('ends after its last session, and not while it is open', async () => {
    const feed = new QuietFeed()
    const desk = beside()
    const market = { date: FRIDAY, isOpen: false }
    const { deps } = session(desk, {}, feed)
    const checkpoint = async () => {
      if (feed.drawn === 10) Object.assign(market, { date: MONDAY, isOpen: true })
    }
    const relieved = async () => {
      await checkpoint()
      if (feed.drawn === 20) Object.assign(market, { isOpen: false })
    }
    const book = { ...deps.book, relieved }
    const ending = new SessionCoordinator({
      ...deps,
      book,
      session: market as MarketSession,
      until: MONDAY,
    })
    await ending.run(signal)
    expect(feed.drawn).toBe(20)
  })

  it('B54 a stop ends it between two moments, with the state put away', async () => {
    const stopping = new AbortController()
    const feed = new QuietFeed()
    const desk = beside()
    const { deps, diary } = session(desk, {}, feed)
    const relieved = async () => {
      if (feed.drawn === 7) stopping.abort(new DOMException('stopped by SIGINT', 'AbortError'))
    }
    const coordinator = new SessionCoordinator({ ...deps, book: { ...deps.book, relieved } })
    await coordinator.run(stopping.signal)
    expect(feed.drawn).toBe(7)
    expect(diary).toContain('put away')
  })

  it('a feed that ends before it brought again all that is stored is told of, and nothing is put away', async () => {
    const desk = beside()
    const { deps, diary } = session(desk, {}, new QuietFeed(3))
    diary.length = 0
    const book = { ...deps.book, isResumed: false }
    const past = { isResumed: false, hand: () => {} }
    const pump = { ...deps.pump, past }
    const market = { date: null, isOpen: true } as MarketSession
    const coordinator = new SessionCoordinator({ ...deps, book, pump, session: market })
    await expect(coordinator.run(signal)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
    expect(diary).not.toContain('put away')
  })

  it('B21 puts the state away once after each session, not between two prices', async () => {
    const desk = beside()
    const feed = new QuietFeed(9)
    const market: { date: TradeDate | null; isOpen: boolean } = { date: FRIDAY, isOpen: true }
    const { deps, diary } = session(desk, {}, feed)
    const relieved = async () => {
      market.isOpen = feed.drawn < 4
    }
    const book = { ...deps.book, relieved }
    const coordinator = new SessionCoordinator({ ...deps, book, session: market as MarketSession })
    await coordinator.run(signal)
    // Once after the session, once at the end of the run.
    expect(diary.filter((line) => line === 'put away')).toHaveLength(2)
  })

  it('its cursor is kept under its name', async () => {
    const memory = new Memory()
    const desk = beside(undefined, memory)
    const { coordinator } = session(desk)
    await coordinator.initialize(signal)
    desk.bus.publish('market.close', { date: FRIDAY }, { source: 'test' })
    await settle()
    expect(memory.cursors).toEqual(new Map([['SessionCoordinator', 1]]))
    desk.clock.advance(epochMs(START + 10_000))
    await coordinator.close()
  })
})
