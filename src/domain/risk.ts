import type { Denial, DenialReason, Unit } from './denial.ts'
import type { Approved, Order } from './order.ts'
import { reckonedPrice, signOf } from './order.ts'
import type { RiskFacts } from './risk-facts.ts'
import type { RiskLimits } from './risk-limits.ts'

export type Verdict =
  | { readonly outcome: 'approved'; readonly order: Approved<Order> }
  | { readonly outcome: 'denied'; readonly order: Order; readonly denials: readonly Denial[] }

const BPS = 10_000
const NOTHING_DENIED: readonly Denial[] = []

/** Collects what fails; costs nothing while nothing does. */
class Findings {
  #denials: Denial[] | null = null

  deny(reason: DenialReason, value: number | null, limit: number | null, unit: Unit): void {
    this.#denials ??= []
    this.#denials.push({ reason, value, limit, unit })
  }

  get all(): readonly Denial[] {
    return this.#denials ?? NOTHING_DENIED
  }
}

/**
 * Pure, runs every check, and states each positively: what is not a number is within no limit. Of an instrument that is
 * not known, or no share at all, there is nothing more to check.
 */
export function assess(order: Order, facts: RiskFacts, limits: RiskLimits): Verdict {
  const findings = new Findings()
  checkMode(facts, findings)
  checkState(order.effect === 'open', facts, findings)
  checkOnce(facts, findings)
  if (!facts.isKnown) findings.deny('instrument_unknown', null, null, 'none')
  else if (!facts.isTradable) findings.deny('instrument_not_tradable', null, null, 'none')
  else checkTrade(order, facts, limits, findings)
  const denials = findings.all
  if (denials.length > 0) return { outcome: 'denied', order, denials }
  return { outcome: 'approved', order: order as Approved<Order> }
}

function checkTrade(order: Order, facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  const isEntry = order.effect === 'open'
  checkForm(order, facts, findings)
  checkSession(order, facts, findings)
  checkMoney(order, facts, findings)
  if (!limits.isOn) return
  checkPrices(isEntry, facts, limits, findings)
  if (!isEntry) return
  checkBudget(order, facts, limits, findings)
  checkSize(order, facts, limits, findings)
  checkProtection(order, limits, findings)
  checkPace(facts, limits, findings)
}

function checkMode(facts: RiskFacts, findings: Findings): void {
  if (facts.mode === 'paper') return
  if (facts.mode === 'dry-run') return findings.deny('dry_run', null, null, 'none')
  if (!facts.hasLiveGrant) findings.deny('live_not_granted', null, null, 'none')
  if (!facts.hasApproval) findings.deny('approval_missing', null, null, 'none')
}

function checkState(isEntry: boolean, facts: RiskFacts, findings: Findings): void {
  if (facts.tradingState === 'halted') findings.deny('trading_halted', null, null, 'none')
  if (!isEntry) return
  if (facts.tradingState === 'reducing') findings.deny('trading_reducing', null, null, 'none')
  if (facts.hasOpenBreaker) findings.deny('breaker_open', null, null, 'none')
  if (facts.hasDrift) findings.deny('drift_unresolved', null, null, 'none')
}

function checkForm(order: Order, facts: RiskFacts, findings: Findings): void {
  const { quantity } = order
  const isWhole = Number.isSafeInteger(quantity) && quantity >= 1 && quantity % facts.lotSize === 0
  if (!isWhole) findings.deny('quantity_invalid', quantity, facts.lotSize, 'shares')
  const fits = quantity <= facts.freezeQuantity
  if (!fits) findings.deny('quantity_frozen', quantity, facts.freezeQuantity, 'shares')
  if (!pricesAgree(order)) findings.deny('price_form', null, null, 'none')
  if (!isLegalCombination(order)) findings.deny('combination_illegal', null, null, 'none')
  checkPrice(order.limit, facts, findings)
  checkPrice(order.trigger, facts, findings)
}

/** LIMIT and SL have a limit, SL and SL-M a trigger; an SL's limit lies beyond its trigger. */
function pricesAgree({ type, limit, trigger, side }: Order): boolean {
  const needsLimit = type === 'LIMIT' || type === 'SL'
  const needsTrigger = type === 'SL' || type === 'SL-M'
  if ((limit !== null) !== needsLimit || (trigger !== null) !== needsTrigger) return false
  if (limit === null || trigger === null) return true
  return signOf(side) * (limit - trigger) >= 0
}

/** Shorts are intraday only; a TTL order says how long; immediate-or-cancel cannot wait for a trigger or an open. */
function isLegalCombination(order: Order): boolean {
  const isShortEntry = order.side === 'sell' && order.effect === 'open'
  if (isShortEntry && order.product !== 'MIS') return false
  if ((order.validity === 'TTL') !== (order.ttlMinutes !== null)) return false
  const waits = order.trigger !== null || order.variety === 'amo'
  return !(order.validity === 'IOC' && waits)
}

function checkPrice(price: number | null, facts: RiskFacts, findings: Findings): void {
  if (price === null) return
  if (!(price > 0 && price % facts.tick === 0))
    findings.deny('off_tick', price, facts.tick, 'paise')
  if (!(price >= facts.bandLow)) findings.deny('outside_band', price, facts.bandLow, 'paise')
  else if (!(price <= facts.bandHigh)) findings.deny('outside_band', price, facts.bandHigh, 'paise')
}

function checkSession(order: Order, facts: RiskFacts, findings: Findings): void {
  if (order.variety === 'amo') return
  if (!facts.isOpen) findings.deny('market_closed', null, null, 'none')
  else if (!facts.isLegalInPhase) findings.deny('phase_forbids', null, null, 'none')
}

/** An entry needs a fresh price; an exit needs one at all, for waiting would be worse. */
function checkPrices(
  isEntry: boolean,
  facts: RiskFacts,
  limits: RiskLimits,
  findings: Findings,
): void {
  if (!(facts.price > 0)) return findings.deny('price_missing', null, null, 'none')
  if (!isEntry) return
  const isFresh = facts.priceAgeMs <= limits.priceAgeMsMax
  if (!isFresh) findings.deny('price_stale', facts.priceAgeMs, limits.priceAgeMsMax, 'ms')
  if (facts.isSuspect) findings.deny('price_suspect', null, null, 'none')
}

function checkMoney(order: Order, facts: RiskFacts, findings: Findings): void {
  const isAffordable = facts.cashNeeded <= facts.freeCash
  if (!isAffordable) findings.deny('cash_short', facts.cashNeeded, facts.freeCash, 'paise')
  if (order.effect === 'open') {
    const isAlone = facts.opposing === 0
    if (!isAlone) findings.deny('against_position', facts.opposing, 0, 'shares')
    const isAllowed = order.side === 'buy' || facts.mayShort
    if (!isAllowed) findings.deny('short_forbidden', null, null, 'none')
    return
  }
  const isHeld = order.quantity <= facts.sellable
  if (!isHeld) findings.deny('holdings_short', order.quantity, facts.sellable, 'shares')
}

function checkSize(order: Order, facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  const share = (value: number) => (value / facts.equity) * BPS
  const isValueFine = facts.orderValue <= limits.orderValueMax
  if (!isValueFine) findings.deny('order_value', facts.orderValue, limits.orderValueMax, 'paise')
  const position = share(facts.positionAfter)
  if (!(position <= limits.positionBpsMax)) {
    findings.deny('position_size', position, limits.positionBpsMax, 'bps')
  }
  const symbol = share(facts.symbolAfter)
  if (!(symbol <= limits.symbolBpsMax)) {
    findings.deny('symbol_exposure', symbol, limits.symbolBpsMax, 'bps')
  }
  const sector = share(facts.sectorAfter)
  if (!(sector <= limits.sectorBpsMax)) {
    findings.deny('sector_exposure', sector, limits.sectorBpsMax, 'bps')
  }
  const together = share(facts.correlatedAfter)
  if (!(together <= limits.correlatedBpsMax)) {
    findings.deny('correlated_exposure', together, limits.correlatedBpsMax, 'bps')
  }
  const risk = share(facts.riskAfter)
  if (!(risk <= limits.riskBpsMax)) findings.deny('portfolio_risk', risk, limits.riskBpsMax, 'bps')
  const deployed = share(facts.deployedAfter)
  if (!(deployed <= limits.deployedBpsMax)) {
    findings.deny('deployed', deployed, limits.deployedBpsMax, 'bps')
  }
  if (!(facts.positionsAfter <= limits.openPositionsMax)) {
    findings.deny('open_positions', facts.positionsAfter, limits.openPositionsMax, 'count')
  }
  const most = (facts.medianVolume * limits.liquidityBpsMax) / BPS
  if (!(order.quantity <= most)) findings.deny('illiquid', order.quantity, most, 'shares')
  const target = order.protection?.target ?? null
  if (target === null) return
  const gain = Math.abs(target - reckonedPrice(order)) * order.quantity
  const eaten = (facts.chargesRoundTrip / gain) * BPS
  if (!(eaten <= limits.chargesBpsOfTargetMax)) {
    findings.deny('charges_senseless', eaten, limits.chargesBpsOfTargetMax, 'bps')
  }
}

function checkProtection(order: Order, limits: RiskLimits, findings: Findings): void {
  const stop = order.protection?.stop ?? null
  const target = order.protection?.target ?? null
  if (stop === null) findings.deny('stop_missing', null, null, 'none')
  if (target === null) findings.deny('target_missing', null, null, 'none')
  const entry = reckonedPrice(order)
  const away = signOf(order.side)
  const risk = stop === null ? Number.NaN : (entry - stop) * away
  if (stop !== null) {
    const distance = (risk / entry) * BPS
    const isSensible = distance >= limits.stopBpsMin && distance <= limits.stopBpsMax
    if (!isSensible) findings.deny('stop_distance', distance, limits.stopBpsMax, 'bps')
  }
  if (stop === null || target === null) return
  const ratio = (((target - entry) * away) / risk) * 100
  if (!(ratio >= limits.rewardRiskMin)) {
    findings.deny('reward_risk', ratio, limits.rewardRiskMin, 'ratio')
  }
}

function checkPace(facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  if (!(facts.entriesToday < limits.entriesADayMax)) {
    findings.deny('entries_a_day', facts.entriesToday, limits.entriesADayMax, 'count')
  }
  const loss = (facts.lossToday / (facts.equity + facts.lossToday)) * BPS
  if (!(loss <= limits.dailyLossBpsMax)) {
    findings.deny('daily_loss', loss, limits.dailyLossBpsMax, 'bps')
  }
  if (!(facts.lossStreak < limits.lossStreakMax)) {
    findings.deny('loss_streak', facts.lossStreak, limits.lossStreakMax, 'count')
  }
  const drawdown = facts.drawdown
  if (!(drawdown <= limits.drawdownBpsMax)) {
    findings.deny('drawdown', drawdown, limits.drawdownBpsMax, 'bps')
  }
  if (!(facts.msSinceEntry >= limits.coolDownMs)) {
    findings.deny('cool_down', facts.msSinceEntry, limits.coolDownMs, 'ms')
  }
}

/**
 * Entries leave a share of every budget to exits. What is given for the next session is sent in its own time, so only
 * the day's budget counts for it.
 */
function checkBudget(order: Order, facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  const share = (BPS - limits.exitReserveBps) / BPS
  const second = Math.floor(limits.ordersASecondMax * share)
  const minute = Math.floor(limits.ordersAMinuteMax * share)
  const day = Math.floor(limits.ordersADayMax * share)
  if (!(facts.ordersToday < day)) findings.deny('budget_day', facts.ordersToday, day, 'count')
  if (order.variety === 'amo') return
  if (!(facts.ordersThisSecond < second)) {
    findings.deny('budget_second', facts.ordersThisSecond, second, 'count')
  }
  if (!(facts.ordersThisMinute < minute)) {
    findings.deny('budget_minute', facts.ordersThisMinute, minute, 'count')
  }
}

function checkOnce(facts: RiskFacts, findings: Findings): void {
  if (facts.isRepeated) findings.deny('repeated', null, null, 'none')
  if (facts.isKeyConflict) findings.deny('key_conflict', null, null, 'none')
}
