import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { EventIds } from '../../src/core/events.ts'
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
  it('states each change once and counts it', () => {
    const bus = openBus()
    const service = new __Name__Service({ bus })
    bus.inject('system.configuration_change', { section: 'limits', by: 'test' }, { source: 'test' })
    expect(service.changes).toBe(1)
    expect(bus.head).toBe(2)
  })

  it('continues from what it saved', () => {
    const service = new __Name__Service({ bus: openBus() })
    service.load({ changes: 3 })
    expect(service.save()).toEqual({ changes: 3 })
  })

  it('B36 leaves no subscription behind', async () => {
    const bus = openBus()
    for (let round = 0; round < 100; round++) await new __Name__Service({ bus }).close()
    expect(bus.subscriptions).toBe(0)
  })
})
