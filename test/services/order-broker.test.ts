import { describe, expect, it } from 'vitest'
import { SystemClock } from '../../src/core/clock.ts'
import { Intake } from '../../src/core/intake.ts'
import type { KernelSettings } from '../../src/core/kernel.ts'
import {
  BrokerClient,
  type BrokerOrder,
  type BrokerPosition,
  type BrokerTrade,
} from '../../src/core/ports.ts'
import type { Paise } from '../../src/domain/money.ts'
import { PaperDesk } from './paper-desk.ts'

/** Writes down whatever is asked of it. */
class BrokerSpy extends BrokerClient {
  readonly calls: string[] = []

  override async place(): Promise<{ readonly brokerOrderId: string }> {
    this.calls.push('place')
    return { brokerOrderId: '1' }
  }

  override async modify(): Promise<void> {
    this.calls.push('modify')
  }

  override async cancel(): Promise<void> {
    this.calls.push('cancel')
  }

  override async orders(): Promise<readonly BrokerOrder[]> {
    this.calls.push('orders')
    return []
  }

  override async trades(): Promise<readonly BrokerTrade[]> {
    this.calls.push('trades')
    return []
  }

  override async positions(): Promise<readonly BrokerPosition[]> {
    this.calls.push('positions')
    return []
  }

  override async cash(): Promise<Paise | null> {
    this.calls.push('cash')
    return null
  }

  override updates(): Disposable {
    this.calls.push('updates')
    return { [Symbol.dispose]: () => {} }
  }
}

/** A day with wishes, on a desk that has a broker within reach. */
async function dayOf(mode: KernelSettings['mode']) {
  const client = new BrokerSpy()
  const desk = new PaperDesk({ mode, outside: { client, clock: new SystemClock() } })
  desk.kernel.connect(new Intake(desk.kernel.bus, desk.journal))
  desk.bars([9, 15], [9, 17])
  desk.wish()
  desk.bars([9, 17], [9, 20])
  desk.wish({ side: 'sell', effect: 'close' })
  desk.bars([9, 20], [15, 30])
  await desk.kernel.close()
  return { client, desk }
}

describe('a broker within reach', () => {
  it('B128 a dry run places nothing: no order, and not one call of the broker', async () => {
    const { client, desk } = await dayOf('dry-run')
    expect(client.calls).toEqual([])
    expect(await desk.told('execution.order_submitted')).toEqual([])
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toEqual(['dry_run'])
  })

  it('B128 on paper orders fill at the exchange on paper, and not one call reaches the broker', async () => {
    const { client, desk } = await dayOf('paper')
    expect(client.calls).toEqual([])
    expect(await desk.told('execution.order_filled')).toHaveLength(2)
  })

  it('B128 a live order without a grant and an approval of its own never reaches the broker', async () => {
    const { client, desk } = await dayOf('live')
    // The desk may read what the broker has; it may not act.
    expect(client.calls).toContain('updates')
    expect(client.calls.filter((call) => /place|modify|cancel/.test(call))).toEqual([])
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toEqual([
      'live_not_granted',
      'approval_missing',
    ])
  })

  it('B130 ten parallel submits under one key become one order and one fill', async () => {
    const desk = new PaperDesk()
    const intake = new Intake(desk.kernel.bus, desk.journal)
    desk.bars([9, 15], [9, 17])
    const wish = desk.signal({ key: 'the same button' })
    const origin = { source: 'test' }
    const submits = Array.from({ length: 10 }, () =>
      intake.post('strategy.intent_received', wish, origin),
    )
    intake.admit()
    await Promise.all(submits)
    desk.bars([9, 17], [9, 20])
    expect(await desk.told('execution.order_submitted')).toHaveLength(1)
    expect(await desk.told('execution.order_filled')).toHaveLength(1)
    const denied = await desk.told('risk.order_denied')
    expect(denied.map(({ data }) => data.denials.map(({ reason }) => reason))).toEqual(
      Array.from({ length: 9 }, () => ['repeated']),
    )
  })
})
