import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { epochMs } from '../../src/domain/time.ts'
import { __Name__Service } from '../../src/services/__name__-service.ts'

const openBus = () =>
  new EventBus({
    clock: new VirtualClock(epochMs(0)),
    journal: new MemoryJournal(),
    ids: new EventIds('5eed5eed5eed5ee'),
    log: new SilentLogger(),
  })

describe('__Name__Service', () => {
  it('tells each resumption once and counts it', () => {
    const bus = openBus()
    const service = new __Name__Service({ bus })
    const told: Event[] = []
    bus.subscribe('system.maintenance', { handleEvent: () => undefined, offer: (event) => told.push(event) })
    bus.inject('system.emergency_resume', { reason: 'all clear', by: 'test' }, { source: 'test' })
    expect(service.resumed).toBe(1)
    expect(told.map(({ data }) => data)).toEqual([
      { work: '__Words__', outcome: 'trading was resumed 1 times' },
    ])
  })

  it('continues from what it saved', () => {
    const service = new __Name__Service({ bus: openBus() })
    service.load({ resumed: 3 })
    expect(service.save()).toEqual({ resumed: 3 })
  })

  it('B36 leaves no subscription behind', async () => {
    const bus = openBus()
    for (let round = 0; round < 100; round++) await new __Name__Service({ bus }).close()
    expect(bus.subscriptions).toBe(0)
  })
})
