import { at } from '../../src/domain/bar.ts'
import { orderId } from '../../src/domain/brand.ts'
import { type Paise, paise } from '../../src/domain/money.ts'
import type { SimDesk } from './sim-desk.ts'
import { SHARES } from './sim-market.ts'
import type { World } from './world.ts'

const SOURCE = { source: 'web' } as const
const BY = { by: 'a simulated person' } as const

/** What a person asks of orders, positions and strategies that are there, and now and then of some that are not. */
export class Asks {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  ask(desk: SimDesk): void {
    const act = this.#world.pick([
      () => this.#takeBack(desk),
      () => this.#modify(desk),
      () => this.#modify(desk),
      () => this.#protect(desk),
      () => this.#switch(desk),
      () => this.#close(desk),
    ])
    act()
  }

  #takeBack(desk: SimDesk): void {
    const id = this.#order(desk)?.id ?? orderId('NOBODY')
    const wish = { orderId: id, reason: 'enough', ...BY }
    desk.post('execution.cancel_requested', wish, SOURCE)
  }

  #modify(desk: SimDesk): void {
    const order = this.#order(desk)
    const id = order?.id ?? orderId('NOBODY')
    const moved = (price: Paise | null) =>
      price === null ? null : paise(Math.max(5, price + 5 * this.#world.between(-60, 60)))
    const quantity = Math.max(0, (order?.quantity ?? 5) + this.#world.between(-6, 6))
    const terms = {
      quantity,
      limit: moved(order?.limit ?? null),
      trigger: moved(order?.trigger ?? null),
    }
    desk.post('execution.modify_requested', { orderId: id, ...terms, ...BY }, SOURCE)
  }

  #protect(desk: SimDesk): void {
    const world = this.#world
    const index = world.random.int(SHARES.length)
    const instrument = SHARES[index]?.id
    const last = at(desk.parts.quotes.last, index)
    if (instrument === undefined || Number.isNaN(last)) return
    const level = (chance: number, most: number) =>
      world.chance(chance) ? paise(Math.round(last) + world.between(-most, most)) : null
    const trail = world.chance(0.2) ? paise(world.between(5, 2_000)) : null
    const protection = { stop: level(0.7, 1_500), target: level(0.5, 3_000), trail }
    const product = world.pick(['CNC', 'MIS'] as const)
    desk.post('risk.protection_requested', { instrument, product, protection, ...BY }, SOURCE)
  }

  #switch(desk: SimDesk): void {
    const strategy = this.#world.pick(['ema-cross', 'ema-cross', 'nobody'])
    const wish = { strategy, isOn: this.#world.chance(0.6), reason: 'a look', ...BY }
    desk.post('strategy.switch_requested', wish, SOURCE)
  }

  /** Everything of one share, whoever bought it. */
  #close(desk: SimDesk): void {
    const lines = [...desk.parts.account.lines()]
    if (lines.length === 0) return
    const { instrument, product, quantity } = this.#world.pick(lines)
    const index = SHARES.findIndex(({ id }) => id === instrument)
    const wish = {
      strategy: 'manual',
      instrument,
      side: quantity > 0 ? 'sell' : 'buy',
      effect: 'close',
      quantity: null,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product,
      validity: 'DAY',
      ttlMinutes: null,
      protection: null,
      decisionPrice: paise(Math.round(at(desk.parts.quotes.last, index) || 50_000)),
      decisionAt: desk.parts.clock.now(),
      reason: 'closed by hand',
      key: null,
      guards: null,
    } as const
    desk.post('strategy.intent_received', wish, SOURCE)
  }

  #order(desk: SimDesk) {
    const working = desk.parts.execution.working.map(({ order }) => order)
    return working.length === 0 ? undefined : this.#world.pick(working)
  }
}
