import { describe, expect, it } from 'vitest'
import { instrumentId, orderId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs } from '../../src/domain/time.ts'
import { WishKeys } from '../../src/domain/wish-keys.ts'

const WISH: Signal = {
  strategy: 'manual',
  instrument: instrumentId('NSE:INFY'),
  side: 'buy',
  effect: 'open',
  quantity: 10,
  type: 'LIMIT',
  limit: paise(1_500_00),
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  protection: { stop: paise(1_450_00), target: paise(1_650_00), trail: null },
  decisionPrice: paise(1_501_00),
  decisionAt: epochMs(1_000),
  reason: 'by hand',
  key: 'mine',
  guards: null,
}

/** Another value for everything that a wish asks. */
const OTHERS: readonly Partial<Signal>[] = [
  { strategy: 'ema-cross' },
  { instrument: instrumentId('NSE:TCS') },
  { side: 'sell' },
  { effect: 'close' },
  { quantity: 11 },
  { quantity: null },
  { mayBeCut: true },
  { sizeBps: 5_000 },
  { type: 'SL' },
  { limit: paise(1_500_05) },
  { trigger: paise(1_499_00) },
  { product: 'MIS' },
  { validity: 'TTL' },
  { ttlMinutes: 5 },
  { protection: null },
  { protection: { stop: null, target: paise(1_650_00), trail: null } },
  { protection: { stop: paise(1_450_00), target: null, trail: null } },
  { protection: { stop: paise(1_450_00), target: paise(1_650_00), trail: paise(5_00) } },
  { guards: orderId('a1') },
  { reason: 'on second thoughts' },
]

describe('keys of wishes', () => {
  it('the same wish under its key is a repetition, however prices moved since, and over a restart', () => {
    const keys = new WishKeys()
    expect(keys.noveltyOf(WISH)).toBe('new')
    keys.remember(WISH)
    const again = { ...WISH, decisionPrice: paise(1_700_00), decisionAt: epochMs(9_000) }
    expect(keys.noveltyOf(again)).toBe('repeated')
    const restarted = new WishKeys()
    restarted.load(keys.save())
    expect(restarted.noveltyOf(again)).toBe('repeated')
    expect(keys.noveltyOf({ ...WISH, key: 'other' })).toBe('new')
    expect(keys.noveltyOf({ ...WISH, key: null })).toBe('new')
  })

  it.each(OTHERS)('%o under a used key is a conflict', (other) => {
    const keys = new WishKeys()
    keys.remember(WISH)
    expect(keys.noveltyOf({ ...WISH, ...other })).toBe('conflict')
  })
})
