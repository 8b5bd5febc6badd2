import type { Clock } from '../core/clock.ts'
import type { DailyHistory } from '../core/daily-history.ts'
import type { MarketSession } from '../core/market-session.ts'
import type { Quotes } from '../core/quotes.ts'
import { type Account, exposureOf } from '../domain/account.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId, OrderId } from '../domain/brand.ts'
import type { GuardBook } from '../domain/guard-book.ts'
import type { Holds } from '../domain/holds.ts'
import type { Instrument } from '../domain/instrument.ts'
import { type Paise, paise } from '../domain/money.ts'
import { type Order, type Protection, reckonedPrice, signOf } from '../domain/order.ts'
import type { FactSheet } from '../domain/risk-facts.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import { startingBand } from '../domain/rulebook/bands.ts'
import type { ChargeTerms } from '../domain/rulebook/charge-rates.ts'
import { freezeQuantityOf } from '../domain/rulebook/freeze.ts'
import { isLegalIn, isOpenIn } from '../domain/rulebook/phase.ts'
import { estimateCharges, roundTripCharges } from '../domain/rulebook/trade-cost.ts'
import type { Signal } from '../domain/signal.ts'
import { sizeOf } from '../domain/sizing.ts'
import { addDays, dateOf, type TradeDate } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

/** Correlation of daily returns from which two shares count as one bet. */
const TOGETHER = 0.7
const BPS = 10_000
/** Paise: above it a value and its charges together might not be counted exactly. */
const VALUE_MAX = 2 ** 51
/** A day's note rounds two of its lines to the rupee: so much more than one order's may be charged, in paise. */
const NOTE_ROUNDING = 100

export interface DrafterDeps {
  readonly clock: Clock
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly universe: Universe
  readonly history: DailyHistory
  readonly terms: ChargeTerms
  /** Tick in paise of an instrument at a price. */
  readonly tickOf: (instrument: number, price: number) => number
  readonly account: Account
  readonly holds: Holds
  readonly guards: GuardBook
}

/** Makes complete orders of wishes, and looks up what the checks need to know about them. */
export class OrderDrafter {
  readonly #deps: DrafterDeps

  constructor(deps: DrafterDeps) {
    this.#deps = deps
  }

  /** Equity at the last prices, paise. */
  equity(): number {
    return this.#deps.account.equity(this.#priceOf)
  }

  freeCash(limits: RiskLimits): number {
    const { account, holds } = this.#deps
    return account.cash - holds.cash - account.lockedByShorts(limits.intradayMarginBps)
  }

  /** Deployed value at the last prices, paise. */
  exposure(): number {
    return exposureOf(this.#deps.account, this.#priceOf)
  }

  /** The order a signal asks for; its quantity is 0 when there is nothing to sell or no room to buy. */
  draft(signal: Signal, id: OrderId, limits: RiskLimits): Order {
    const { session, universe } = this.#deps
    const index = universe.indexOf(signal.instrument)
    const protection = signal.effect === 'open' ? this.#protect(signal, index, limits) : null
    const phase = index < 0 ? 'closed' : session.phaseOf(index)
    const variety = session.isOpen && isOpenIn(phase) ? 'regular' : 'amo'
    return {
      id,
      strategy: signal.strategy,
      instrument: signal.instrument,
      side: signal.side,
      effect: signal.effect,
      quantity: this.#quantityOf(signal, index, protection, limits),
      type: signal.type,
      limit: signal.limit,
      trigger: signal.trigger,
      product: signal.product,
      validity: signal.validity,
      ttlMinutes: signal.ttlMinutes,
      variety,
      decisionPrice: signal.decisionPrice,
      decisionAt: signal.decisionAt,
      protection,
      guards: signal.guards,
      reason: signal.reason,
    }
  }

  /** Shares of a strategy that an exit on this side would close and that no working exit has reserved. */
  sellable({ strategy, instrument, product, side }: Signal | Order): number {
    const { account, holds } = this.#deps
    let free = -signOf(side) * account.owned(strategy, instrument, product)
    for (const hold of holds.all()) {
      const isSame = hold.instrument === instrument && hold.product === product
      if (hold.effect === 'close' && isSame && hold.strategy === strategy) free -= hold.quantity
    }
    return Math.max(0, free)
  }

  /** Writes what the market and the account look like around an order; sizes only where they are asked for. */
  lookUp(order: Order, limits: RiskLimits, sheet: FactSheet): void {
    const { clock, quotes, session, universe } = this.#deps
    const index = universe.indexOf(order.instrument)
    sheet.isKnown = index >= 0
    if (index < 0) return
    const instrument = universe.at(index)
    sheet.isTradable = instrument.kind !== 'index'
    if (!sheet.isTradable) return
    const date = dateOf(clock.now())
    const reckoned = reckonedPrice(order)
    const phase = session.phaseOf(index)
    const isPriced = order.limit !== null || order.trigger !== null
    const value = reckoned * order.quantity
    const isEntry = order.effect === 'open'
    sheet.lotSize = instrument.lotSize
    sheet.freezeQuantity = freezeQuantityOf(instrument.freezeQuantity, date)
    sheet.tick = isPriced ? this.#deps.tickOf(index, reckoned) : 1
    this.#lookUpBand(instrument, index, isPriced, date, sheet)
    sheet.isOpen = isOpenIn(phase) && session.isOpen
    sheet.isLegalInPhase = isLegalIn(phase, order)
    sheet.mayShort = instrument.isDerivativeEligible
    sheet.price = at(quotes.last, index)
    sheet.priceAgeMs = clock.now() - at(quotes.madeAt, index)
    sheet.isSuspect = quotes.suspect[index] !== 0
    sheet.freeCash = this.freeCash(limits)
    sheet.cashNeeded = isEntry ? value + this.#entryCharges(order, instrument, date) : 0
    sheet.sellable = isEntry ? 0 : this.sellable(order)
    sheet.opposing = isEntry ? this.#opposing(order) : 0
    sheet.orderValue = value
    sheet.equity = this.equity()
    if (limits.isOn && isEntry) this.#lookUpSizes(order, instrument, index, value, date, sheet)
  }

  /** Shares of its strategy that an entry would meet on the other side: it would undo them and leave a rest unguarded. */
  #opposing({ strategy, instrument, product, side }: Order): number {
    const { account, holds } = this.#deps
    let shares = Math.max(0, -signOf(side) * account.owned(strategy, instrument, product))
    for (const hold of holds.all()) {
      const isSame = hold.instrument === instrument && hold.product === product
      const isEntering = hold.effect === 'open' && hold.side !== side
      if (isSame && isEntering && hold.strategy === strategy) shares += hold.quantity
    }
    return shares
  }

  #lookUpSizes(
    order: Order,
    instrument: Instrument,
    index: number,
    value: number,
    date: TradeDate,
    sheet: FactSheet,
  ): void {
    const { sector } = instrument
    sheet.positionAfter = value + this.#exposureTo(order.instrument, order.strategy)
    sheet.symbolAfter = value + this.#exposureTo(order.instrument, null)
    sheet.sectorAfter = value + this.#exposureWhere((id) => this.#sectorOf(id) === sector)
    sheet.correlatedAfter = value + this.#exposureWhere((id) => this.#movesWith(id, index))
    sheet.riskAfter = this.#riskNow() + stopRisk(order)
    sheet.deployedAfter = value + this.#exposureWhere(() => true)
    sheet.positionsAfter = this.#positionsAfter(order)
    sheet.medianVolume = this.#deps.history.medianVolume(index)
    sheet.chargesRoundTrip = this.#roundTrip(order, instrument, date)
  }

  #lookUpBand(
    { bandPercent }: Instrument,
    index: number,
    isPriced: boolean,
    date: TradeDate,
    sheet: FactSheet,
  ): void {
    const previous = at(this.#deps.quotes.previousClose, index)
    sheet.bandLow = 0
    sheet.bandHigh = Number.POSITIVE_INFINITY
    if (!isPriced || Number.isNaN(previous)) return
    const close = paise(Math.round(previous))
    const { low, high } = startingBand(close, bandPercent, sheet.tick, {
      date,
      bandPercentMax: null,
    })
    sheet.bandLow = low
    sheet.bandHigh = high
  }

  readonly #priceOf = (instrument: InstrumentId): number => {
    const index = this.#deps.universe.indexOf(instrument)
    return index < 0 ? Number.NaN : at(this.#deps.quotes.last, index)
  }

  /** Levels that were wished, on the tick as the trade goes; with limits on, the configured ones for those that were not. */
  #protect(signal: Signal, index: number, limits: RiskLimits): Protection | null {
    const { side, protection: given } = signal
    if (given === null && !limits.isOn) return null
    const entry = reckonedPrice(signal)
    const level = (wished: Paise | null, bps: number): Paise | null => {
      if (wished !== null)
        return this.#onTick(index, wished, side === 'buy' ? Math.ceil : Math.floor)
      if (!limits.isOn) return null
      return this.#onTick(index, entry * (1 + (signOf(side) * bps) / BPS), Math.round)
    }
    return {
      stop: level(given?.stop ?? null, -limits.stopBpsDefault),
      target: level(given?.target ?? null, limits.targetBpsDefault),
      trail: this.#trail(index, given?.trail ?? null, entry),
    }
  }

  /** Whole ticks, so that the stop that follows is on the tick. */
  #trail(index: number, trail: Paise | null, entry: number): Paise | null {
    if (trail === null) return null
    const tick = index < 0 ? 1 : this.#deps.tickOf(index, entry)
    return paise(Math.max(1, Math.ceil(trail / tick)) * tick)
  }

  /** null for what cannot be a price: the entry is refused for lack of it, nothing is thrown. */
  #onTick(index: number, price: number, round: (steps: number) => number): Paise | null {
    const tick = index < 0 ? 1 : this.#deps.tickOf(index, price)
    const level = Math.max(1, round(price / tick)) * tick
    return Number.isSafeInteger(level) ? paise(level) : null
  }

  /** What was wished; where nothing was, or it may be cut, at most what the limits leave room for. */
  #quantityOf(
    signal: Signal,
    index: number,
    protection: Protection | null,
    limits: RiskLimits,
  ): number {
    const { quantity: wished, mayBeCut = false } = signal
    if (wished !== null && !(mayBeCut && limits.isOn)) return wished
    const most = this.#mostOf(signal, index, protection, limits)
    return wished === null ? most : Math.min(wished, most)
  }

  #mostOf(
    signal: Signal,
    index: number,
    protection: Protection | null,
    limits: RiskLimits,
  ): number {
    if (signal.effect === 'close') return this.sellable(signal)
    if (index < 0) return 0
    const { universe, history, clock } = this.#deps
    const instrument = universe.at(index)
    const price = reckonedPrice(signal)
    const stop = protection?.stop ?? Math.round(price * (1 - limits.stopBpsDefault / BPS))
    return sizeOf(
      {
        equity: this.equity(),
        price,
        stopDistance: Math.abs(price - stop),
        position: this.#exposureTo(signal.instrument, signal.strategy),
        symbol: this.#exposureTo(signal.instrument, null),
        sector: this.#exposureWhere((id) => this.#sectorOf(id) === instrument.sector),
        deployed: this.#exposureWhere(() => true),
        risk: this.#riskNow(),
        freeCash: this.freeCash(limits),
        medianVolume: limits.isOn ? history.medianVolume(index) : Number.POSITIVE_INFINITY,
        lotSize: instrument.lotSize,
        freezeQuantity: freezeQuantityOf(instrument.freezeQuantity, dateOf(clock.now())),
      },
      limits,
    )
  }

  #sectorOf(id: InstrumentId): string | null {
    return this.#deps.universe.get(id)?.sector ?? null
  }

  /** Shares that move together count as one bet; without a history, a shared sector is taken for it. */
  #movesWith(id: InstrumentId, index: number): boolean {
    const { universe, history } = this.#deps
    const other = universe.indexOf(id)
    if (other === index) return true
    const correlation = history.correlation(index, other)
    if (Number.isNaN(correlation)) return universe.at(other).sector === universe.at(index).sector
    return correlation >= TOGETHER
  }

  /** Exposure to one share, of one strategy or of all, orders under way included. */
  #exposureTo(instrument: InstrumentId, strategy: string | null): number {
    const { account, holds } = this.#deps
    let shares = 0
    for (const product of ['CNC', 'MIS'] as const) {
      shares +=
        strategy === null
          ? Math.abs(account.quantity(instrument, product))
          : Math.abs(account.owned(strategy, instrument, product))
    }
    let value = shares === 0 ? 0 : shares * this.#priceOf(instrument)
    for (const hold of holds.all()) {
      if (hold.instrument !== instrument) continue
      if (strategy === null || hold.strategy === strategy) value += hold.cash
    }
    return value
  }

  #exposureWhere(matches: (instrument: InstrumentId) => boolean): number {
    return exposureOf(this.#deps.account, this.#priceOf, matches) + this.#heldValue(matches)
  }

  #heldValue(matches: (instrument: InstrumentId) => boolean): number {
    let value = 0
    for (const hold of this.#deps.holds.all()) if (matches(hold.instrument)) value += hold.cash
    return value
  }

  /** What is lost if every stop is hit; a position without a stop risks itself. */
  #riskNow(): number {
    const { guards, holds } = this.#deps
    let risk = 0
    for (const { instrument, quantity, stop } of guards.all()) {
      const price = this.#priceOf(instrument)
      risk += Math.max(0, stop === null ? Math.abs(quantity) * price : quantity * (price - stop))
    }
    for (const hold of holds.all()) risk += hold.risk
    return risk
  }

  #positionsAfter(order: Order): number {
    const { account, holds } = this.#deps
    const open = new Set<string>()
    for (const { instrument } of account.lines()) open.add(instrument)
    for (const { instrument, effect } of holds.all()) if (effect === 'open') open.add(instrument)
    if (order.effect === 'open') open.add(order.instrument)
    return open.size
  }

  #entryCharges(order: Order, { kind, exchange }: Instrument, date: TradeDate): number {
    const { instrument, side, product, quantity } = order
    const price = reckonedPrice(order)
    if (!isReckonable(quantity, price)) return 0
    const trade = { instrument, kind, exchange, side, product, quantity, price }
    return estimateCharges(trade, date, this.#deps.terms).totalPaise + NOTE_ROUNDING
  }

  #roundTrip(order: Order, { kind, exchange }: Instrument, date: TradeDate): number {
    const { instrument, side, product, quantity } = order
    const price = reckonedPrice(order)
    const trip = { instrument, kind, exchange, side, product, quantity, price, entryDate: date }
    const target = order.protection?.target ?? price
    if (!isReckonable(quantity, price) || !isReckonable(quantity, target)) return Number.NaN
    const exitDate = product === 'CNC' ? addDays(date, 1) : date
    return roundTripCharges({ ...trip, exitDate }, target, this.#deps.terms).totalPaise
  }
}

/** Whether charges can be reckoned at all: what is typed by mistake is denied, not thrown at. */
const isReckonable = (quantity: number, price: number): boolean =>
  Number.isSafeInteger(quantity) && quantity > 0 && price > 0 && quantity * price < VALUE_MAX

/** What an entry loses at its stop; without one, its whole value. */
export function stopRisk(order: Order): number {
  const { effect, quantity, side, protection } = order
  if (effect !== 'open') return 0
  const price = reckonedPrice(order)
  const stop = protection?.stop ?? null
  return stop === null ? price * quantity : Math.max(0, signOf(side) * (price - stop) * quantity)
}
