import type { Event, Events } from '../core/events.ts'
import type { EquityLine, FillLine, TradeLine } from '../domain/backtest.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { addCharges, NO_CHARGES } from '../domain/charges.ts'
import type { DenialReason } from '../domain/denial.ts'
import { type Fill, slippageBps } from '../domain/fill.ts'
import { fallBps } from '../domain/performance/drawdown.ts'
import type { PerformanceCalculator } from '../domain/performance.ts'
import type { ClosedTrade, Position } from '../domain/position.ts'
import { dateOf, isoTime } from '../domain/time.ts'
import { type ChargedTrade, ChargedTrades } from './charged-trades.ts'

/** The facts from which a run's ledger follows. */
export const LEDGER_FACTS = [
  'market.price_update',
  'data.gap_found',
  'strategy.intent_dropped',
  'risk.order_approved',
  'risk.order_denied',
  'risk.breach',
  'risk.trading_state_change',
  'execution.order_partially_filled',
  'execution.order_filled',
  'portfolio.position_change',
  'portfolio.cash_change',
  'portfolio.charges_applied',
  'portfolio.snapshot_taken',
  'portfolio.account_reset',
] as const
export type LedgerFact = (typeof LEDGER_FACTS)[number]

/** Worst and best result of a trade while it was open, in paise before charges. */
export type Excursion = (trade: ClosedTrade) => {
  readonly maePaise: number | null
  readonly mfePaise: number | null
}

export interface LedgerDeps {
  readonly calculator: PerformanceCalculator
  readonly excursion: Excursion
  /** Close of the benchmark by date, paise. */
  readonly benchmark: ReadonlyMap<string, number>
  /** Most trades and fills listed; all of them count. */
  readonly linesMax: number
}

/** What a run did, folded from its facts; the metrics are folded with them. */
export class RunLedger {
  readonly trades: TradeLine[] = []
  readonly fills: FillLine[] = []
  readonly equity: EquityLine[] = []
  readonly gaps: Events['data.gap_found'][] = []
  readonly halts: string[] = []
  /** Loss limits that were reached, once a session each. */
  readonly breaches: (Events['risk.breach'] & { readonly date: string })[] = []
  readonly denials: Partial<Record<DenialReason, number>> = {}
  readonly positions = new Map<string, Position>()
  readonly #deps: LedgerDeps
  readonly #charged = new ChargedTrades()
  readonly #prices = new Map<InstrumentId, number>()
  #peak = 0
  /** Equity from which the next day's result is counted; null before the account began. */
  #base: number | null = null
  /** What resets put in since the last mark. */
  #flow = 0
  /** What resets put into the account so far (negative: took out of it): no result. */
  flowPaise = 0
  approved = 0
  denied = 0
  dropped = 0
  tradeCount = 0
  cash = 0
  charges = NO_CHARGES

  constructor(deps: LedgerDeps) {
    this.#deps = deps
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'market.price_update':
        this.#prices.set(event.data.instrument, event.data.price)
        return
      case 'data.gap_found':
        this.gaps.push(event.data)
        return
      case 'strategy.intent_dropped':
        this.dropped += 1
        return
      case 'risk.order_approved':
        this.approved += 1
        return
      case 'risk.order_denied':
        return this.#deny(event.data)
      case 'risk.breach':
        this.breaches.push({ date: dateOf(event.at), ...event.data })
        return
      case 'risk.trading_state_change':
        if (event.data.state === 'halted') this.halts.push(event.data.reason)
        return
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        return this.#charged.fill(event.data)
      case 'portfolio.position_change':
        return this.#position(event.data)
      case 'portfolio.cash_change':
        this.cash = event.data.cash
        return
      case 'portfolio.charges_applied':
        return this.#charge(event.data)
      case 'portfolio.snapshot_taken':
        return this.#mark(event.data)
      case 'portfolio.account_reset':
        return this.#beginAnew(event.data.capital)
      default:
        return
    }
  }

  /** The price at which an open position was last valued, paise. */
  lastPrice({ instrument, costPaise, quantity }: Position): number {
    return this.#prices.get(instrument) ?? Math.round(costPaise / quantity)
  }

  #deny({ denials }: Events['risk.order_denied']): void {
    this.denied += 1
    for (const { reason } of denials) this.denials[reason] = (this.denials[reason] ?? 0) + 1
  }

  #position(change: Events['portfolio.position_change']): void {
    const { position } = change
    const key = `${position.product} ${position.instrument}`
    if (position.quantity === 0) this.positions.delete(key)
    else this.positions.set(key, position)
    this.#settle(this.#charged.change(change))
  }

  #charge(charges: Events['portfolio.charges_applied']): void {
    this.charges = addCharges(this.charges, charges.change)
    const { fill, settled } = this.#charged.charge(charges)
    if (fill !== null) this.#list(fill, charges.change.totalPaise)
    this.#settle(settled)
  }

  #list(fill: Fill, chargesPaise: number): void {
    if (this.fills.length >= this.#deps.linesMax) return
    const { instrument, side, quantity, price, at, reason } = fill
    this.fills.push({
      instrument,
      side,
      quantity,
      pricePaise: price,
      at: isoTime(at),
      slippageBps: slippageBps(fill),
      chargesPaise,
      reason,
    })
  }

  #settle(settled: readonly ChargedTrade[]): void {
    for (const charged of settled) {
      const { trade, chargesPaise } = charged
      const excursion = this.#deps.excursion(trade)
      const { strategy, entryPaise, exitPaise, grossPaise, holdingDays } = trade
      const result = { strategy, entryPaise, exitPaise, grossPaise, holdingDays }
      this.#deps.calculator.addTrade({ ...result, chargesPaise, ...excursion })
      this.tradeCount += 1
      if (this.trades.length < this.#deps.linesMax) {
        this.trades.push(lineOf(charged, excursion))
      }
    }
  }

  /** The account goes on with another equity, which is no result: growth and drawdown go on from where they stood. */
  #beginAnew(capital: number): void {
    const before = this.#base
    this.#base = capital
    if (before === null) return
    const flow = capital - before
    this.#flow += flow
    this.flowPaise += flow
    this.#peak = before > 0 ? this.#peak * (capital / before) : capital
  }

  #mark({ date, equity, cash, deployed }: Events['portfolio.snapshot_taken']): void {
    const benchmark = this.#deps.benchmark.get(date) ?? null
    this.#peak = Math.max(this.#peak, equity)
    this.equity.push({
      date,
      equityPaise: equity,
      cashPaise: cash,
      deployedPaise: deployed,
      drawdownBps: fallBps(equity, this.#peak),
      benchmarkPaise: benchmark,
    })
    const mark = {
      date,
      equityPaise: equity,
      deployedPaise: deployed,
      flowPaise: this.#flow,
      benchmark,
    }
    this.#base = equity
    this.#flow = 0
    this.#deps.calculator.addDay(mark)
  }
}

function lineOf(
  { trade, chargesPaise, riskPaise }: ChargedTrade,
  excursion: ReturnType<Excursion>,
): TradeLine {
  const { instrument, product, strategy, side, quantity, openedAt, closedAt } = trade
  const { entryPaise, exitPaise, grossPaise, holdingDays, openOrderId, openReason, closeReason } =
    trade
  const netPaise = grossPaise - chargesPaise
  return {
    instrument,
    product,
    strategy,
    side,
    quantity,
    openedAt: isoTime(openedAt),
    closedAt: isoTime(closedAt),
    entryPricePaise: entryPaise / quantity,
    exitPricePaise: exitPaise / quantity,
    entryPaise,
    exitPaise,
    grossPaise,
    chargesPaise,
    netPaise,
    returnBps: (netPaise / entryPaise) * 10_000,
    holdingDays,
    ...excursion,
    riskPaise,
    openOrderId,
    openReason,
    closeReason,
  }
}
