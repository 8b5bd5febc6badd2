import { describe, expect, it } from 'vitest'
import { MarketSession } from '../../src/core/market-session.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { orderOf } from '../core/state/desk-fixture.ts'
import { fill, INFY } from '../domain/fills.ts'
import { Alone } from './alone.ts'

const BY = { source: 'test' } as const

/** Five shares, entered with a stop at ₹950. */
function guarded() {
  const alone = new Alone()
  const universe = new Universe([plainEquity(INFY)])
  const session = new MarketSession(universe)
  session.phases.cash = 'continuous'
  session.continuousEnds.cash = Number.POSITIVE_INFINITY
  const quotes = new Quotes(1)
  const { bus, clock } = alone
  const guards = new GuardBook()
  const service = new ProtectionService({ bus, clock, quotes, session, universe, guards })
  const protection = { stop: paise(95_000), target: null, trail: null }
  const entry = { ...fill('buy', 5, 1_000), protection }
  bus.publish('execution.order_filled', entry, BY)
  return { alone, bus, clock, service, entry }
}

describe('protection alone', () => {
  it('B24 B63 stands without a container: a price that meets a stop becomes a wish to close', async () => {
    const { alone, bus, service, entry } = guarded()
    expect(service.onPrice(0, 95_001, 0)).toBe(false)
    expect(service.onPrice(0, 94_000, 0)).toBe(true)
    expect(service.onPrice(0, 93_000, 0)).toBe(false)
    const [trigger] = await alone.told('risk.stop_loss_trigger')
    expect(trigger?.data).toMatchObject({ level: 95_000, price: 94_000, guards: entry.orderId })
    const [signal] = await alone.told('strategy.signal')
    expect(signal?.data).toMatchObject({
      side: 'sell',
      effect: 'close',
      quantity: 5,
      type: 'MARKET',
    })
    expect(signal?.causationId).toBe(trigger?.id)
    await service.close()
    expect(bus.subscriptions).toBe(0)
  })

  it('B134 what a person took from an exit under way is guarded again once the rest has left', async () => {
    const { alone, bus, clock, service, entry } = guarded()
    expect(service.onPrice(0, 94_000, 0)).toBe(true)
    const exit = orderOf('S1', { side: 'sell', effect: 'close', guards: entry.orderId })
    bus.publish('risk.order_approved', { order: exit, held: paise(0), heldQuantity: 5 }, BY)
    const left = { ...fill('sell', 2, 940), orderId: exit.id, effect: 'close' } as const
    bus.publish('execution.order_filled', left, BY)
    expect(service.onPrice(0, 93_000, 0)).toBe(false)
    clock.advance(epochMs(clock.now() + 60_000))
    expect(service.onPrice(0, 93_000, 0)).toBe(true)
    const signals = await alone.told('strategy.signal')
    expect(signals.map(({ data }) => data.quantity)).toEqual([5, 3])
  })
})
