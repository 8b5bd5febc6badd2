import { at } from '../../src/domain/bar.ts'
import { type InstrumentId, instrumentId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import {
  type OrderType,
  opposite,
  type Product,
  type Side,
  type Validity,
} from '../../src/domain/order.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs } from '../../src/domain/time.ts'
import type { SimParts } from './kit.ts'
import { SHARES } from './sim-market.ts'
import type { World } from './world.ts'

const STRATEGY = 'manual'
const NOWHERE = instrumentId('NSE:NOWHERE')

/** What a person, a script or an agent might ask, sense and nonsense. */
export class Wishes {
  readonly #world: World
  #keys = 0
  #last: Signal | null = null

  constructor(world: World) {
    this.#world = world
  }

  next(desk: SimParts): Signal {
    const { world } = this
    if (this.#last !== null && world.chance(0.04)) return this.#last
    const wish = world.chance(0.35) ? this.#exit(desk) : this.#entry(desk)
    const odd = world.chance(0.05) ? { ...wish, ...this.#nonsense() } : wish
    this.#last = odd
    return odd
  }

  private get world(): World {
    return this.#world
  }

  #entry(desk: SimParts): Signal {
    const { world } = this
    const index = world.random.int(SHARES.length)
    const share = SHARES[index]
    const product: Product = world.chance(0.4) ? 'MIS' : 'CNC'
    const mayShort = share?.isDerivativeEligible === true && product === 'MIS'
    const side: Side = mayShort && world.chance(0.5) ? 'sell' : 'buy'
    const quantity = world.chance(0.6) ? null : world.between(1, 40)
    return this.#signal(desk, index, side, product, 'open', quantity)
  }

  #exit(desk: SimParts): Signal {
    const { world } = this
    const held: { index: number; product: Product; owned: number }[] = []
    for (const [index, { id }] of SHARES.entries()) {
      for (const product of ['CNC', 'MIS'] as const) {
        const owned = desk.account.owned(STRATEGY, id, product)
        if (owned !== 0) held.push({ index, product, owned })
      }
    }
    if (held.length === 0) return this.#entry(desk)
    const { index, product, owned } = world.pick(held)
    const quantity = world.chance(0.6) ? null : world.between(1, Math.abs(owned) + 1)
    const side = opposite(owned > 0 ? 'buy' : 'sell')
    return this.#signal(desk, index, side, product, 'close', quantity)
  }

  #signal(
    desk: SimParts,
    index: number,
    side: Side,
    product: Product,
    effect: Signal['effect'],
    quantity: number | null,
  ): Signal {
    const { world } = this
    const last = at(desk.quotes.last, index)
    const price = Number.isNaN(last) ? 50_000 : last
    const type: OrderType = world.chance(0.6)
      ? 'MARKET'
      : world.pick(['LIMIT', 'LIMIT', 'SL', 'SL-M'])
    const away = (share: number) => paise(Math.max(5, Math.round((price * (1 + share)) / 5) * 5))
    const sign = side === 'buy' ? 1 : -1
    const trigger = type === 'SL' || type === 'SL-M' ? away(sign * 0.002) : null
    const beyond = type === 'SL' ? sign * 0.006 : (world.random.next() - 0.6) * sign * 0.006
    const limit = type === 'LIMIT' || type === 'SL' ? away(beyond) : null
    const validity: Validity = world.chance(0.8) ? 'DAY' : world.pick(['IOC', 'TTL'])
    this.#keys += 1
    return {
      strategy: STRATEGY,
      instrument: SHARES[index]?.id ?? NOWHERE,
      side,
      effect,
      quantity,
      type,
      limit,
      trigger,
      product,
      validity,
      ttlMinutes: validity === 'TTL' ? world.between(2, 30) : null,
      protection: null,
      decisionPrice: paise(Math.round(price)),
      decisionAt: epochMs(Math.max(desk.clock.now(), world.now)),
      reason: 'a simulated person asked for it',
      key: world.chance(0.5) ? `key ${this.#keys}` : null,
      guards: null,
    }
  }

  #nonsense(): Partial<Signal> {
    const instrument: InstrumentId = NOWHERE
    return this.world.pick<Partial<Signal>>([
      { quantity: 0 },
      { quantity: -3 },
      { quantity: 1.5 },
      { quantity: 1e12 },
      { instrument },
      { type: 'LIMIT', limit: paise(12_347), trigger: null },
      { type: 'LIMIT', limit: null },
      { ttlMinutes: 5 },
    ])
  }
}
