import type { Clock } from '../core/clock.ts'
import type { MarketSession } from '../core/market-session.ts'
import { at } from '../domain/bar.ts'
import type { OrderId } from '../domain/brand.ts'
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
import { partOf, type Room, sizeOf, suggestSize } from '../domain/sizing.ts'
import { addDays, dateOf, type TradeDate } from '../domain/time.ts'
import type { SizeSuggestion } from '../domain/trade-preview.ts'
import { type ExposureDeps, Exposures } from './exposures.ts'

const BPS = 10_000
/** Paise: above it a value and its charges together might not be counted exactly. */
const VALUE_MAX = 2 ** 51
/** A day's note rounds two of its lines to the rupee: so much more than one order's may be charged, in paise. */
const NOTE_ROUNDING = 100

export interface DrafterDeps extends ExposureDeps {
  readonly clock: Clock
  readonly session: MarketSession
  readonly terms: ChargeTerms
  /** Tick in paise of an instrument at a price. */
  readonly tickOf: (instrument: number, price: number) => number
}

/** Makes complete orders of wishes, and looks up what the checks need to know about them. */
export class OrderDrafter {
  readonly exposures: Exposures
  readonly #deps: DrafterDeps

  constructor(deps: DrafterDeps) {
    this.#deps = deps
    this.exposures = new Exposures(deps)
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

  /** What sizing would make of an entry; null for an exit and for what is not known. */
  suggest(signal: Signal, limits: RiskLimits): SizeSuggestion | null {
    const index = this.#deps.universe.indexOf(signal.instrument)
    if (signal.effect === 'close' || index < 0) return null
    const protection = this.#protect(signal, index, limits)
    const room = this.#roomFor(signal, index, protection, limits)
    return suggestSize(room, limits, signal.sizeBps)
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
    sheet.freeCash = this.exposures.freeCash(limits)
    sheet.cashNeeded = isEntry ? value + this.#entryCharges(order, instrument, date) : 0
    sheet.sellable = isEntry ? 0 : this.exposures.sellable(order)
    sheet.opposing = isEntry ? this.exposures.opposing(order) : 0
    sheet.orderValue = value
    sheet.equity = this.exposures.equity
    if (limits.isOn && isEntry) this.#lookUpSizes(order, instrument, index, value, date, sheet)
  }

  #lookUpSizes(
    order: Order,
    instrument: Instrument,
    index: number,
    value: number,
    date: TradeDate,
    sheet: FactSheet,
  ): void {
    const { exposures } = this
    sheet.positionAfter = value + exposures.to(order.instrument, order.strategy)
    sheet.symbolAfter = value + exposures.to(order.instrument, null)
    sheet.sectorAfter = value + exposures.toSector(instrument.sector)
    sheet.correlatedAfter = value + exposures.together(index)
    sheet.riskAfter = exposures.risk + stopRisk(order)
    sheet.deployedAfter = value + exposures.where(() => true)
    sheet.positionsAfter = exposures.openWith(order.instrument).size
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

  /** What was wished; where nothing was, or it may be cut, at most what the limits leave room for; of an entry the part that was asked for. */
  #quantityOf(
    signal: Signal,
    index: number,
    protection: Protection | null,
    limits: RiskLimits,
  ): number {
    const { sizeBps, effect } = signal
    const whole = this.#wholeOf(signal, index, protection, limits)
    if (sizeBps === undefined || effect === 'close' || index < 0) return whole
    return partOf(whole, sizeBps, this.#deps.universe.at(index).lotSize)
  }

  #wholeOf(
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
    if (signal.effect === 'close') return this.exposures.sellable(signal)
    return index < 0 ? 0 : sizeOf(this.#roomFor(signal, index, protection, limits), limits)
  }

  #roomFor(signal: Signal, index: number, protection: Protection | null, limits: RiskLimits): Room {
    const { exposures } = this
    const { universe, history, clock } = this.#deps
    const { sector, lotSize, freezeQuantity } = universe.at(index)
    const price = reckonedPrice(signal)
    const stop = protection?.stop ?? Math.round(price * (1 - limits.stopBpsDefault / BPS))
    return {
      equity: exposures.equity,
      price,
      stopDistance: Math.abs(price - stop),
      position: exposures.to(signal.instrument, signal.strategy),
      symbol: exposures.to(signal.instrument, null),
      sector: exposures.toSector(sector),
      deployed: exposures.where(() => true),
      risk: exposures.risk,
      freeCash: exposures.freeCash(limits),
      medianVolume: limits.isOn ? history.medianVolume(index) : Number.POSITIVE_INFINITY,
      lotSize,
      freezeQuantity: freezeQuantityOf(freezeQuantity, dateOf(clock.now())),
    }
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
export const isReckonable = (quantity: number, price: number): boolean =>
  Number.isSafeInteger(quantity) && quantity > 0 && price > 0 && quantity * price < VALUE_MAX

/** What an entry loses at its stop; without one, its whole value. */
export function stopRisk(order: Order): number {
  const { effect, quantity, side, protection } = order
  if (effect !== 'open') return 0
  const price = reckonedPrice(order)
  const stop = protection?.stop ?? null
  return stop === null ? price * quantity : Math.max(0, signOf(side) * (price - stop) * quantity)
}
