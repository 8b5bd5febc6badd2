import type { Event } from '../core/events.ts'
import type { FinishedTrade } from '../domain/learning/outcome.ts'
import { type ChargedTrade, ChargedTrades, type TradeFact } from './charged-trades.ts'

/** Older trades than these are forgotten, so that a desk may run for years. */
const TRADES_MAX = 100_000

/** The closed trades of a book, folded from its first event on. */
export class TradeHistory {
  readonly #charged = new ChargedTrades()
  readonly #trades: FinishedTrade[] = []
  #seq = 0

  /** Place of the last event that counts. */
  get seq(): number {
    return this.#seq
  }

  /** In the order in which they closed; the newest when there are very many. */
  get trades(): readonly FinishedTrade[] {
    return this.#trades
  }

  /** In order; an event that counts already changes nothing. */
  apply(event: Event<TradeFact>): void {
    if (event.seq <= this.#seq) return
    this.#seq = event.seq
    switch (event.type) {
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        return this.#charged.fill(event.data)
      case 'portfolio.position_change':
        return this.#keep(this.#charged.change(event.data))
      case 'portfolio.charges_applied':
        return this.#keep(this.#charged.charge(event.data).settled)
      default:
        event satisfies never
    }
  }

  #keep(settled: readonly ChargedTrade[]): void {
    for (const { trade, chargesPaise, riskPaise } of settled) {
      this.#trades.push({ ...trade, chargesPaise, riskPaise })
    }
    const surplus = this.#trades.length - TRADES_MAX
    if (surplus > 0) this.#trades.splice(0, surplus)
  }
}
