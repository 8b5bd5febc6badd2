import type { InstrumentId, OrderId } from '../../domain/brand.ts'
import type { CorporateAction } from '../../domain/corporate-action.ts'
import type { Fill } from '../../domain/fill.ts'
import type { Guard } from '../../domain/guard.ts'
import { GuardBook, type SavedGuard } from '../../domain/guard-book.ts'
import { withLevels } from '../../domain/levels.ts'
import type { Paise } from '../../domain/money.ts'
import type { Position } from '../../domain/position.ts'
import type { Event } from '../events.ts'

/** An open position with what stands guard over it. */
export interface PositionLine extends Position {
  /** Price that the journal last stated, for when no quote is at hand; null before the first. */
  readonly markPaise: Paise | null
  /** Of several stops or targets the one that the price meets first. A trailing stop is told as it was set. */
  readonly stopPaise: Paise | null
  readonly targetPaise: Paise | null
  readonly isTrailing: boolean
  /** Whose entries the open shares are of, the oldest first. */
  readonly strategies: readonly string[]
  /** Paise risked from each entry to its first stop, over the shares still open; null when one of them had none. */
  readonly riskedPaise: number | null
}

/** What `PositionLines` remembers, as plain JSON. */
export interface PositionLinesState {
  readonly positions: readonly Position[]
  readonly guards: readonly SavedGuard[]
  readonly marks: readonly (readonly [InstrumentId, Paise])[]
  /** By entry: paise a share from its price to its first stop. */
  readonly firstRisks: readonly (readonly [OrderId, number])[]
}

const keyOf = ({ product, instrument }: Position): string => `${product} ${instrument}`

/** Open positions, in the order in which they were opened, and the guards over them. */
export class PositionLines {
  readonly #positions = new Map<string, Position>()
  readonly #marks = new Map<InstrumentId, Paise>()
  readonly #firstRisks = new Map<OrderId, number>()
  #guards = new GuardBook()

  get lines(): readonly PositionLine[] {
    return [...this.#positions.values()].map((position) => this.#guarded(position))
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'portfolio.account_reset':
        this.#positions.clear()
        this.#marks.clear()
        this.#firstRisks.clear()
        this.#guards = new GuardBook()
        return
      case 'portfolio.position_change':
        return this.#put(event.data.position)
      case 'market.price_update':
        this.#marks.set(event.data.instrument, event.data.price)
        return
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        this.#guards.fill(event.data)
        this.#risk(event.data)
        this.#marks.set(event.data.instrument, event.data.price)
        return
      case 'risk.protection_change': {
        const { instrument, product, protection } = event.data
        this.#guards.load(withLevels(this.#guards.save(), instrument, product, protection))
        return
      }
      case 'market.corporate_action':
        this.#guards.rebase(event.data)
        this.#rebaseRisks(event.data)
        // The mark is a price of an old share, and nobody pays it for a new one.
        if (event.data.kind !== 'dividend') this.#marks.delete(event.data.instrument)
        return
      default:
        return
    }
  }

  save(): PositionLinesState {
    return {
      positions: [...this.#positions.values()],
      guards: this.#guards.save(),
      marks: [...this.#marks],
      firstRisks: [...this.#firstRisks],
    }
  }

  load({ positions, guards, marks, firstRisks }: PositionLinesState): void {
    this.#positions.clear()
    this.#marks.clear()
    for (const position of positions) this.#positions.set(keyOf(position), position)
    for (const [instrument, price] of marks) this.#marks.set(instrument, price)
    this.#firstRisks.clear()
    for (const [orderId, risk] of firstRisks) this.#firstRisks.set(orderId, risk)
    this.#guards.load(guards)
  }

  /** The first stop counts, wherever it is moved to later; what is closed is forgotten. */
  #risk({ orderId, effect, price, protection }: Fill): void {
    const stop = protection?.stop ?? null
    if (effect === 'close') {
      const open = new Set(this.#guards.all().map((guard) => guard.orderId))
      for (const known of this.#firstRisks.keys())
        if (!open.has(known)) this.#firstRisks.delete(known)
    } else if (stop !== null && !this.#firstRisks.has(orderId)) {
      this.#firstRisks.set(orderId, Math.abs(price - stop))
    }
  }

  #rebaseRisks(action: CorporateAction): void {
    if (action.kind !== 'split' && action.kind !== 'bonus') return
    for (const { orderId } of this.#guards.of(action.instrument)) {
      const risk = this.#firstRisks.get(orderId)
      if (risk !== undefined)
        this.#firstRisks.set(orderId, (risk * action.oldShares) / action.newShares)
    }
  }

  #riskedPaise(guards: readonly Guard[]): number | null {
    let risked = 0
    for (const { orderId, quantity } of guards)
      risked += Math.abs(quantity) * (this.#firstRisks.get(orderId) ?? Number.NaN)
    return Number.isFinite(risked) && risked > 0 ? Math.round(risked) : null
  }

  #put(position: Position): void {
    const key = keyOf(position)
    if (position.quantity !== 0) this.#positions.set(key, position)
    else this.#positions.delete(key)
  }

  #guarded(position: Position): PositionLine {
    const { instrument, product, quantity } = position
    const guards = this.#guards.of(instrument).filter((guard) => guard.product === product)
    const stops = guards.flatMap(({ stop }) => stop ?? [])
    const targets = guards.flatMap(({ target }) => target ?? [])
    const isLong = quantity > 0
    return {
      ...position,
      markPaise: this.#marks.get(instrument) ?? null,
      stopPaise: isLong ? highest(stops) : lowest(stops),
      targetPaise: isLong ? lowest(targets) : highest(targets),
      isTrailing: guards.some(({ trail }) => trail !== null),
      strategies: [...new Set(guards.map(({ strategy }) => strategy))],
      riskedPaise: this.#riskedPaise(guards),
    }
  }
}

const highest = (prices: readonly Paise[]): Paise | null =>
  prices.reduce<Paise | null>((best, price) => (best === null || price > best ? price : best), null)

const lowest = (prices: readonly Paise[]): Paise | null =>
  prices.reduce<Paise | null>((best, price) => (best === null || price < best ? price : best), null)
