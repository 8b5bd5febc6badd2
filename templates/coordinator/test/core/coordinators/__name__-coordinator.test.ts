import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../src/core/clock.ts'
import { __Name__Coordinator } from '../../../src/core/coordinators/__name__-coordinator.ts'
import { EventBus } from '../../../src/core/event-bus.ts'
import { EventIds } from '../../../src/core/events.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { MemoryJournal } from '../../../src/core/memory-journal.ts'
import { ObserverLog } from '../../../src/core/observer.ts'
import { epochMs, type TradeDate, tradeDate } from '../../../src/domain/time.ts'

class ForgetfulLog extends ObserverLog {
  override async cursor(): Promise<number | null> {
    return null
  }
  override async advance(): Promise<void> {}
  override async bury(): Promise<void> {}
}

function openDesk() {
  const clock = new VirtualClock(epochMs(0))
  const journal = new MemoryJournal()
  const log = new SilentLogger()
  const bus = new EventBus({ clock, journal, ids: new EventIds('5eed5eed5eed5ee'), log })
  return { bus, deps: { bus, journal, observerLog: new ForgetfulLog(), clock, log, jitter: () => 0 } }
}

describe('__Name__Coordinator', () => {
  it('B21 hands the end of a session on, once', async () => {
    const { bus, deps } = openDesk()
    const date = tradeDate('2026-11-23')
    const closed = new Promise<TradeDate>((resolve) => {
      const onClose = async (day: TradeDate) => resolve(day)
      const coordinator = new __Name__Coordinator({ ...deps, onClose })
      void coordinator.initialize(AbortSignal.timeout(5_000)).then(() => {
        bus.inject('market.close', { date }, { source: 'test' })
      })
    })
    expect(await closed).toBe(date)
  })

  it('B19 B36 comes up and goes down twice, and leaves no subscription behind', async () => {
    const { bus, deps } = openDesk()
    const coordinator = new __Name__Coordinator({ ...deps, onClose: async () => {} })
    const signal = AbortSignal.timeout(5_000)
    for (let round = 0; round < 2; round++) await coordinator.initialize(signal)
    for (let round = 0; round < 2; round++) await coordinator.close()
    expect(bus.subscriptions).toBe(0)
  })
})
