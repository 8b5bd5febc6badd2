import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/core/ports.ts'
import { DEFAULT_FILLS } from '../../../src/domain/fill-model.ts'
import { paise } from '../../../src/domain/money.ts'
import { PaperDesk } from '../../services/paper-desk.ts'

const change = (quantity: number, price: number): Change => ({
  quantity,
  limit: paise(price),
  trigger: null,
})

/** Two orders wait at one price; the older one is changed, and then one bar has shares for one of them alone. */
async function served(changed: Change): Promise<readonly (readonly [string, number])[]> {
  const desk = new PaperDesk({ fills: DEFAULT_FILLS })
  desk.bars([9, 15], [9, 17])
  for (const reason of ['older', 'younger'])
    desk.wish({ type: 'LIMIT', limit: paise(99_000), quantity: 100, reason })
  const [older] = await desk.told('risk.order_approved')
  if (older === undefined) throw new RangeError('nothing was approved')
  const request = { orderId: older.data.order.id, ...changed, by: 'owner' }
  desk.kernel.bus.inject('execution.modify_requested', request, { source: 'web' })
  desk.bar(9, 17, { open: 99_000, volume: 1_000 })
  const filled = await desk.told('execution.order_filled')
  const partly = await desk.told('execution.order_partially_filled')
  return [...filled, ...partly].map(({ data }) => [data.reason, data.quantity] as const)
}

describe('a changed order at the exchange', () => {
  it('B133 keeps its place with fewer shares', async () => {
    const [first] = await served(change(90, 99_000))
    expect(first?.[0]).toBe('older')
  })

  it('B133 loses it with more shares', async () => {
    const [first] = await served(change(110, 99_000))
    expect(first?.[0]).toBe('younger')
  })

  it('B133 loses it with another price, even when it comes back to the old one', async () => {
    const desk = new PaperDesk({ fills: DEFAULT_FILLS })
    desk.bars([9, 15], [9, 17])
    for (const reason of ['older', 'younger'])
      desk.wish({ type: 'LIMIT', limit: paise(99_000), quantity: 100, reason })
    const [older] = await desk.told('risk.order_approved')
    for (const price of [98_995, 99_000]) {
      const request = {
        orderId: older?.data.order.id ?? expect.fail('nothing was approved'),
        ...change(100, price),
        by: 'owner',
      }
      desk.kernel.bus.inject('execution.modify_requested', request, { source: 'web' })
    }
    desk.bar(9, 17, { open: 99_000, volume: 1_000 })
    const [first] = await desk.told('execution.order_filled')
    expect(first?.data.reason).toBe('younger')
  })
})
