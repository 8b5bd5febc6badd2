import { describe, expect, it } from 'vitest'
import { isWorking } from '../../src/domain/order.ts'
import { MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { GatewayWorld } from './gateway-world.ts'

/** A broker whose answers are lost more often than not. */
const DEAF = {
  losesRequest: 0.1,
  arrivesLate: 0.05,
  losesAnswer: 0.4,
  failsAfter: 0.1,
  losesUpdate: 0.9,
  readsOld: 0.1,
  tradesLag: 0.1,
}
const DAYS = 3
const BURST = 30
const PAUSE_MS = 180 * SECOND_MS
const INTENTS = 10_000

describe('a broker that loses its answers', () => {
  it('D3 ten thousand intents: none is sent twice, no fill is a ghost, no order is lost', async () => {
    const desk = new GatewayWorld({ seed: 11, days: DAYS, faults: DEAF })
    desk.begin()
    const ids = []
    for (const plan of desk.plans) {
      await desk.world.run(plan.opensAt + MINUTE_MS)
      desk.openDay(plan)
      while (desk.world.now < plan.closesAt - 20 * MINUTE_MS) {
        for (let order = 0; order < BURST; order++) ids.push(desk.approve().id)
        await desk.pass(PAUSE_MS)
      }
      await desk.world.run(plan.closesAt + 60 * MINUTE_MS)
    }
    const { broker, told } = desk
    const duplicates = [...broker.takenOf].filter(([, times]) => times > 1)
    const ghosts = ids.filter((id) => broker.filledEver(id) !== (told.filled.get(id) ?? 0))
    const lost = ids.filter((id) => isWorking(told.statuses.get(id) ?? 'approved'))
    expect({ duplicates, ghosts, lost }).toEqual({ duplicates: [], ghosts: [], lost: [] })
    expect(ids.length).toBeGreaterThanOrEqual(INTENTS)
    expect(told.unknowns.size).toBeGreaterThan(INTENTS / 5)
    expect(broker.takenOf.size).toBeGreaterThan(INTENTS / 2)
  }, 120_000)
})
