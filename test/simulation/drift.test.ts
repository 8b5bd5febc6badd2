import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.ts'
import { eventOf } from '../../src/core/journal.ts'
import { FAIR, SeesPhantom } from './plants.ts'
import { Simulation } from './simulation.ts'

const denialsOf = (event: Event): readonly string[] =>
  event.type === 'risk.order_denied' ? event.data.denials.map(({ reason }) => reason) : []

describe('a broker that holds shares of which the desk knows nothing', () => {
  it('B139 the drift is a fact, and from then on entries are refused with it as the reason', async () => {
    const plant = {
      client: (wire: ConstructorParameters<typeof SeesPhantom>[0]) => new SeesPhantom(wire),
    }
    const sim = new Simulation({ seed: 5, days: 2, climate: FAIR, plant, wishesADay: 30 })
    const { faults } = await sim.run()
    expect(faults).toEqual([])
    const events = sim.disk.rows.map(eventOf)
    const drift = events.findIndex(({ type }) => type === 'execution.reconciliation_drift')
    expect(events[drift]?.data).toEqual({
      drifts: [
        { kind: 'position', instrument: 'NSE:ANAR', orderId: null, ours: '0 CNC', theirs: '7 CNC' },
      ],
    })
    const after = events.slice(drift)
    const entered = after.filter(
      (event) => event.type === 'risk.order_approved' && event.data.order.effect === 'open',
    )
    expect(entered).toEqual([])
    const refused = after.filter((event) => denialsOf(event).includes('drift_unresolved'))
    expect(refused.length).toBeGreaterThan(10)
  })
})
