import type { InstrumentId, OrderId } from './brand.ts'
import type { CorporateAction } from './corporate-action.ts'
import type { Fill } from './fill.ts'
import { type Guard, nearer, type Reach, reached, trailed } from './guard.ts'
import { type Paise, paise } from './money.ts'
import { signOf } from './order.ts'

interface Standing extends Guard {
  /** It does not fire before this moment; Infinity while its exit is under way. */
  quietUntil: number
}

/** A guard as it is saved: null stands for Infinity, which JSON has no word for. */
export type SavedGuard = Guard & { readonly quietUntil: number | null }

/** A guard that a price has set off. */
export interface Alarm {
  readonly guard: Guard
  readonly reach: Exclude<Reach, null>
}

/** The guards over every open entry, by instrument. */
export class GuardBook {
  readonly #byInstrument = new Map<InstrumentId, Standing[]>()

  of(instrument: InstrumentId): readonly Guard[] {
    return this.#byInstrument.get(instrument) ?? []
  }

  all(): readonly Guard[] {
    return [...this.#byInstrument.values()].flat()
  }

  /**
   * Shares on the other side leave their guards, that which the exit serves first and then the oldest; what is left of
   * an entry comes under guard.
   */
  fill(fill: Fill, served: OrderId | null = null): void {
    const left = this.#uncover(fill, served)
    if (fill.effect === 'open' && left > 0) this.#cover(fill, left)
  }

  /** Where the path from one price to another first meets a stop or target that can still fire. */
  nextLevel(instrument: InstrumentId, from: number, to: number, now: number): number {
    const guards = this.#byInstrument.get(instrument)
    if (guards === undefined) return Number.NaN
    let nearest = Number.NaN
    for (const { stop, target, quietUntil } of guards) {
      if (now < quietUntil) continue
      if (stop !== null) nearest = nearer(nearest, stop, from, to)
      if (target !== null) nearest = nearer(nearest, target, from, to)
    }
    return nearest
  }

  /** Guards set off by a price, each once; trailing stops follow it. */
  meet(instrument: InstrumentId, price: number, now: number): readonly Alarm[] {
    const guards = this.#byInstrument.get(instrument)
    if (guards === undefined) return NO_ALARMS
    let alarms: Alarm[] | null = null
    for (const [index, guard] of guards.entries()) {
      if (now < guard.quietUntil) continue
      const reach = reached(guard, price)
      if (reach !== null) {
        guard.quietUntil = Number.POSITIVE_INFINITY
        alarms ??= []
        alarms.push({ guard, reach })
      } else if (guard.trail !== null) {
        const stop = trailed(guard, price)
        guards[index] = { ...guard, stop: stop === null ? null : paise(Math.round(stop)) }
      }
    }
    return alarms ?? NO_ALARMS
  }

  /** Intraday guards of an instrument that have not fired yet; they count as fired from now on. */
  spendIntraday(instrument: InstrumentId, now: number): readonly Guard[] {
    const guards = this.#byInstrument.get(instrument) ?? []
    const due = guards.filter(({ product, quietUntil }) => product === 'MIS' && now >= quietUntil)
    for (const guard of due) guard.quietUntil = Number.POSITIVE_INFINITY
    return due
  }

  /** A guard is quiet until a moment: Infinity while its exit is under way. */
  quieten(orderId: OrderId, until: number): void {
    for (const guards of this.#byInstrument.values()) {
      for (const guard of guards) if (guard.orderId === orderId) guard.quietUntil = until
    }
  }

  /**
   * Levels and shares are restated in new shares from the ex-date: levels on the tick that `tickOf` gives for a price,
   * shares as lots count them, over all guards together. What is left without a share is guarded no longer.
   */
  rebase(action: CorporateAction, tickOf: (price: number) => number = ONE_PAISA): void {
    const guards = this.#byInstrument.get(action.instrument)
    if (guards === undefined || (action.kind !== 'split' && action.kind !== 'bonus')) return
    const { newShares, oldShares } = action
    const level = (before: Paise | null): Paise | null =>
      before === null ? null : onTick((before * oldShares) / newShares, tickOf)
    const counted = { CNC: 0, MIS: 0 }
    const restated = guards.map((guard) => {
      const { product, quantity } = guard
      const given = Math.trunc((counted[product] * newShares) / oldShares)
      counted[product] += quantity
      const reached = Math.trunc((counted[product] * newShares) / oldShares)
      const levels = {
        stop: level(guard.stop),
        target: level(guard.target),
        trail: level(guard.trail),
      }
      return { ...guard, ...levels, quantity: reached - given }
    })
    this.#keep(action.instrument, restated)
  }

  save(): readonly SavedGuard[] {
    return [...this.#byInstrument.values()].flat().map((guard) => ({
      ...guard,
      quietUntil: Number.isFinite(guard.quietUntil) ? guard.quietUntil : null,
    }))
  }

  load(guards: readonly SavedGuard[]): void {
    this.#byInstrument.clear()
    for (const guard of guards) this.#add({ ...guard, quietUntil: guard.quietUntil ?? Infinity })
  }

  #cover(
    { orderId, strategy, instrument, product, side, protection }: Fill,
    quantity: number,
  ): void {
    const shares = signOf(side) * quantity
    const guards = this.#byInstrument.get(instrument) ?? []
    const index = guards.findIndex((guard) => guard.orderId === orderId)
    const known = guards[index]
    if (known) {
      guards[index] = { ...known, quantity: known.quantity + shares }
      return
    }
    const { stop, target, trail } = protection ?? { stop: null, target: null, trail: null }
    const levels = { stop, target, trail }
    this.#add({
      orderId,
      strategy,
      instrument,
      product,
      quantity: shares,
      ...levels,
      quietUntil: 0,
    })
  }

  /** Returns the shares that no guard stood over. */
  #uncover(fill: Fill, served: OrderId | null): number {
    const { instrument, quantity } = fill
    const guards = this.#byInstrument.get(instrument)
    if (guards === undefined) return quantity
    let left = quantity
    if (served !== null) {
      left = close(
        guards,
        guards.findIndex(({ orderId }) => orderId === served),
        fill,
        left,
      )
    }
    for (let index = 0; index < guards.length && left > 0; index++) {
      left = close(guards, index, fill, left)
    }
    this.#keep(instrument, guards)
    return left
  }

  /** Guards without a share go. */
  #keep(instrument: InstrumentId, guards: Standing[]): void {
    const standing = guards.filter((guard) => guard.quantity !== 0)
    if (standing.length === 0) this.#byInstrument.delete(instrument)
    else this.#byInstrument.set(instrument, standing)
  }

  #add(guard: Standing): void {
    const guards = this.#byInstrument.get(guard.instrument)
    if (guards) guards.push(guard)
    else this.#byInstrument.set(guard.instrument, [guard])
  }
}

/** Takes shares out of one guard, if the fill is on its other side; returns how many of them are left. */
function close(guards: Standing[], index: number, fill: Fill, left: number): number {
  const guard = guards[index]
  if (guard === undefined || guard.strategy !== fill.strategy || guard.product !== fill.product) {
    return left
  }
  const sign = signOf(fill.side)
  if (Math.sign(guard.quantity) !== -sign) return left
  const closed = Math.min(left, Math.abs(guard.quantity))
  guards[index] = { ...guard, quantity: guard.quantity + sign * closed }
  return left - closed
}

const ONE_PAISA = (): number => 1

/** The nearest price on the tick, at least one tick. */
function onTick(price: number, tickOf: (price: number) => number): Paise {
  const tick = tickOf(price)
  return paise(Math.max(1, Math.round(price / tick)) * tick)
}

const NO_ALARMS: readonly Alarm[] = []
