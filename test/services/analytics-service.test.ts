import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { type DeadLetter, ObserverLog } from '../../src/core/observer.ts'
import { PERFORMANCE_DEFAULTS } from '../../src/domain/performance/settings.ts'
import { AnalyticsService } from '../../src/services/analytics-service.ts'
import { SessionFold } from '../../src/services/session-fold.ts'
import { deskDay } from '../core/state/desk-fixture.ts'
import { START } from '../core/state/journal-fixture.ts'

const { signal } = new AbortController()
const PERFORMANCE = { ...PERFORMANCE_DEFAULTS, riskFreeBps: 650 }
const beginning = { capitalPaise: 10_000_000, startsAt: START }
const words = { book: 'book', market: 'made', contractNote: null, seed: 1 }

/** A durable cursor, which figures in memory must not go by. */
class FarCursor extends ObserverLog {
  readonly buried: DeadLetter[] = []

  override async cursor(): Promise<number | null> {
    return 1_000_000
  }

  override async advance(): Promise<void> {}

  override async bury(letter: DeadLetter): Promise<void> {
    this.buried.push(letter)
  }
}

const open: AnalyticsService[] = []

afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
})

function desk(journal: MemoryJournal) {
  const clock = new VirtualClock(START)
  const log = new SilentLogger()
  const bus = new EventBus({ clock, journal, ids: new EventIds('0123456789abcde'), log })
  const observerLog = new FarCursor()
  const deps = { bus, journal, observerLog, clock, log, jitter: () => 0.5 }
  const service = new AnalyticsService({ ...deps, beginning, performance: PERFORMANCE })
  open.push(service)
  const sayAll = (events: readonly Event[]) => {
    for (const { type, data } of events)
      bus.publish(type as 'market.close', data as never, { source: 'test' })
  }
  return { service, sayAll, observerLog }
}

describe('AnalyticsService', () => {
  it('B24 B68 its figures are those of the whole journal folded at once', async () => {
    const journal = new MemoryJournal()
    const { service, sayAll, observerLog } = desk(journal)
    await service.initialize(signal)
    sayAll(deskDay(3))
    const told = await service.summary(words)
    const folded = new SessionFold(beginning, PERFORMANCE)
    for (const event of await journal.read(0, 10_000)) folded.apply(event)
    expect(told.trades.length + told.fills.length).toBeGreaterThan(0)
    expect(told).toEqual(folded.summary({ ...words, journalHash: journal.hash }, journal.head))
    expect(service.report).toEqual(folded.report())
    expect(observerLog.buried).toEqual([])
  })

  it('B44 after a restart they are folded again from the first event, wherever a cursor stands', async () => {
    const journal = new MemoryJournal()
    const first = desk(journal)
    await first.service.initialize(signal)
    first.sayAll(deskDay(3))
    const before = await first.service.summary(words)
    await first.service.close()
    const second = desk(journal)
    await second.service.initialize(signal)
    expect(await second.service.summary(words)).toEqual(before)
  })

  it('an event that comes twice counts once', async () => {
    const journal = new MemoryJournal()
    const { service, sayAll } = desk(journal)
    await service.initialize(signal)
    sayAll(deskDay(3))
    const before = await service.summary(words)
    for (const event of await journal.read(0, 10_000)) await service.handleEvent(event as never)
    expect(await service.summary(words)).toEqual(before)
  })
})
