import type { Denial } from './denial.ts'
import { type CheckRow, Findings } from './findings.ts'
import type { Approved, Order } from './order.ts'
import { reckonedPrice, signOf } from './order.ts'
import type { RiskFacts } from './risk-facts.ts'
import type { RiskLimits } from './risk-limits.ts'

export type Verdict =
  | { readonly outcome: 'approved'; readonly order: Approved<Order> }
  | { readonly outcome: 'denied'; readonly order: Order; readonly denials: readonly Denial[] }

const BPS = 10_000

/**
 * Pure, runs every check, and states each positively: what is not a number is within no limit. Of an instrument that is
 * not known, or no share at all, there is nothing more to check.
 */
export const assess = (order: Order, facts: RiskFacts, limits: RiskLimits): Verdict =>
  judge(order, facts, limits, new Findings(false))

/** The same assessment with every check that it made, passed or not, in its order. */
export function assessInFull(
  order: Order,
  facts: RiskFacts,
  limits: RiskLimits,
): { readonly verdict: Verdict; readonly checks: readonly CheckRow[] } {
  const findings = new Findings(true)
  return { verdict: judge(order, facts, limits, findings), checks: findings.rows }
}

/**
 * Whether a working order may ask for something else: `order` as it would be, with so many shares open. The facts are
 * those of the open shares and of an account without them. What does not grow needs no money and no room.
 */
export function assessChange(
  order: Order,
  open: number,
  grows: boolean,
  facts: RiskFacts,
  limits: RiskLimits,
): Verdict {
  const findings = new Findings(false)
  const rest = { ...order, quantity: open }
  const isEntry = order.effect === 'open'
  checkMode(facts, findings)
  checkState(isEntry && grows, facts, findings)
  checkForm(rest, facts, findings)
  checkSession(rest, facts, findings)
  if (grows) checkMoney(rest, facts, findings)
  if (isEntry && limits.isOn) {
    if (grows) checkPrices(isEntry, facts, limits, findings)
    if (grows) checkSize(rest, facts, limits, findings)
    checkProtection(rest, limits, findings)
  }
  return verdictOn(order, findings)
}

function judge(order: Order, facts: RiskFacts, limits: RiskLimits, findings: Findings): Verdict {
  checkMode(facts, findings)
  checkState(order.effect === 'open', facts, findings)
  checkOnce(facts, findings)
  if (!facts.isKnown || findings.isFull) findings.note(facts.isKnown, 'instrument_unknown')
  if (facts.isKnown) {
    if (!facts.isTradable || findings.isFull)
      findings.note(facts.isTradable, 'instrument_not_tradable')
    if (facts.isTradable) checkTrade(order, facts, limits, findings)
  }
  return verdictOn(order, findings)
}

function verdictOn(order: Order, { denials }: Findings): Verdict {
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
  if (facts.mode === 'dry-run') return findings.note(false, 'dry_run')
  if (!facts.hasLiveGrant || findings.isFull) findings.note(facts.hasLiveGrant, 'live_not_granted')
  if (!facts.hasApproval || findings.isFull) findings.note(facts.hasApproval, 'approval_missing')
}

function checkState(isEntry: boolean, facts: RiskFacts, findings: Findings): void {
  const isTrading = facts.tradingState !== 'halted'
  if (!isTrading || findings.isFull) findings.note(isTrading, 'trading_halted')
  if (!isEntry) return
  const mayEnter = facts.tradingState !== 'reducing'
  if (!mayEnter || findings.isFull) findings.note(mayEnter, 'trading_reducing')
  const isClosed = !facts.hasOpenBreaker
  if (!isClosed || findings.isFull) findings.note(isClosed, 'breaker_open')
  const isAgreed = !facts.hasDrift
  if (!isAgreed || findings.isFull) findings.note(isAgreed, 'drift_unresolved')
}

function checkForm(order: Order, facts: RiskFacts, findings: Findings): void {
  const { quantity } = order
  const isWhole = Number.isSafeInteger(quantity) && quantity >= 1 && quantity % facts.lotSize === 0
  if (!isWhole || findings.isFull)
    findings.note(isWhole, 'quantity_invalid', quantity, facts.lotSize, 'shares')
  const fits = quantity <= facts.freezeQuantity
  if (!fits || findings.isFull)
    findings.note(fits, 'quantity_frozen', quantity, facts.freezeQuantity, 'shares')
  const isAgreed = pricesAgree(order)
  if (!isAgreed || findings.isFull) findings.note(isAgreed, 'price_form')
  const isLegal = isLegalCombination(order)
  if (!isLegal || findings.isFull) findings.note(isLegal, 'combination_illegal')
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
  const isOnTick = price > 0 && price % facts.tick === 0
  if (!isOnTick || findings.isFull) findings.note(isOnTick, 'off_tick', price, facts.tick, 'paise')
  const isHighEnough = price >= facts.bandLow
  const end = isHighEnough ? facts.bandHigh : facts.bandLow
  const isWithin = isHighEnough && price <= facts.bandHigh
  if (!isWithin || findings.isFull) findings.note(isWithin, 'outside_band', price, end, 'paise')
}

function checkSession(order: Order, facts: RiskFacts, findings: Findings): void {
  if (order.variety === 'amo') return
  if (!facts.isOpen || findings.isFull) findings.note(facts.isOpen, 'market_closed')
  if (facts.isOpen && (!facts.isLegalInPhase || findings.isFull)) {
    findings.note(facts.isLegalInPhase, 'phase_forbids')
  }
}

/** An entry needs a fresh price; an exit needs one at all, for waiting would be worse. */
function checkPrices(
  isEntry: boolean,
  facts: RiskFacts,
  limits: RiskLimits,
  findings: Findings,
): void {
  const isPriced = facts.price > 0
  if (!isPriced || findings.isFull) findings.note(isPriced, 'price_missing')
  if (!isPriced || !isEntry) return
  const isFresh = facts.priceAgeMs <= limits.priceAgeMsMax
  if (!isFresh || findings.isFull)
    findings.note(isFresh, 'price_stale', facts.priceAgeMs, limits.priceAgeMsMax, 'ms')
  const isBelieved = !facts.isSuspect
  if (!isBelieved || findings.isFull) findings.note(isBelieved, 'price_suspect')
}

function checkMoney(order: Order, facts: RiskFacts, findings: Findings): void {
  const isAffordable = facts.cashNeeded <= facts.freeCash
  if (!isAffordable || findings.isFull)
    findings.note(isAffordable, 'cash_short', facts.cashNeeded, facts.freeCash, 'paise')
  if (order.effect === 'open') {
    const isAlone = facts.opposing === 0
    if (!isAlone || findings.isFull)
      findings.note(isAlone, 'against_position', facts.opposing, 0, 'shares')
    const isAllowed = order.side === 'buy' || facts.mayShort
    if (!isAllowed || findings.isFull) findings.note(isAllowed, 'short_forbidden')
    return
  }
  const isHeld = order.quantity <= facts.sellable
  if (!isHeld || findings.isFull)
    findings.note(isHeld, 'holdings_short', order.quantity, facts.sellable, 'shares')
}

function checkSize(order: Order, facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  const share = (value: number) => (value / facts.equity) * BPS
  const isValueFine = facts.orderValue <= limits.orderValueMax
  if (!isValueFine || findings.isFull)
    findings.note(isValueFine, 'order_value', facts.orderValue, limits.orderValueMax, 'paise')
  const position = share(facts.positionAfter)
  const isPositionFine = position <= limits.positionBpsMax
  if (!isPositionFine || findings.isFull)
    findings.note(isPositionFine, 'position_size', position, limits.positionBpsMax, 'bps')
  const symbol = share(facts.symbolAfter)
  const isSymbolFine = symbol <= limits.symbolBpsMax
  if (!isSymbolFine || findings.isFull)
    findings.note(isSymbolFine, 'symbol_exposure', symbol, limits.symbolBpsMax, 'bps')
  const sector = share(facts.sectorAfter)
  const isSectorFine = sector <= limits.sectorBpsMax
  if (!isSectorFine || findings.isFull)
    findings.note(isSectorFine, 'sector_exposure', sector, limits.sectorBpsMax, 'bps')
  const together = share(facts.correlatedAfter)
  const isTogetherFine = together <= limits.correlatedBpsMax
  if (!isTogetherFine || findings.isFull)
    findings.note(isTogetherFine, 'correlated_exposure', together, limits.correlatedBpsMax, 'bps')
  const risk = share(facts.riskAfter)
  const isRiskFine = risk <= limits.riskBpsMax
  if (!isRiskFine || findings.isFull)
    findings.note(isRiskFine, 'portfolio_risk', risk, limits.riskBpsMax, 'bps')
  const deployed = share(facts.deployedAfter)
  const isDeployedFine = deployed <= limits.deployedBpsMax
  if (!isDeployedFine || findings.isFull)
    findings.note(isDeployedFine, 'deployed', deployed, limits.deployedBpsMax, 'bps')
  const hasPositionsLeft = facts.positionsAfter <= limits.openPositionsMax
  if (!hasPositionsLeft || findings.isFull)
    findings.note(
      hasPositionsLeft,
      'open_positions',
      facts.positionsAfter,
      limits.openPositionsMax,
      'count',
    )
  const most = (facts.medianVolume * limits.liquidityBpsMax) / BPS
  const isLiquid = order.quantity <= most
  if (!isLiquid || findings.isFull)
    findings.note(isLiquid, 'illiquid', order.quantity, most, 'shares')
  const target = order.protection?.target ?? null
  if (target === null) return
  const gain = Math.abs(target - reckonedPrice(order)) * order.quantity
  const eaten = (facts.chargesRoundTrip / gain) * BPS
  const isWorthIt = eaten <= limits.chargesBpsOfTargetMax
  if (!isWorthIt || findings.isFull)
    findings.note(isWorthIt, 'charges_senseless', eaten, limits.chargesBpsOfTargetMax, 'bps')
}

function checkProtection(order: Order, limits: RiskLimits, findings: Findings): void {
  const stop = order.protection?.stop ?? null
  const target = order.protection?.target ?? null
  const hasStop = stop !== null
  if (!hasStop || findings.isFull) findings.note(hasStop, 'stop_missing')
  const hasTarget = target !== null
  if (!hasTarget || findings.isFull) findings.note(hasTarget, 'target_missing')
  const entry = reckonedPrice(order)
  const away = signOf(order.side)
  const risk = stop === null ? Number.NaN : (entry - stop) * away
  if (stop !== null) {
    const distance = (risk / entry) * BPS
    const isSensible = distance >= limits.stopBpsMin && distance <= limits.stopBpsMax
    if (!isSensible || findings.isFull)
      findings.note(isSensible, 'stop_distance', distance, limits.stopBpsMax, 'bps')
  }
  if (stop === null || target === null) return
  const ratio = (((target - entry) * away) / risk) * 100
  const isRewarding = ratio >= limits.rewardRiskMin
  if (!isRewarding || findings.isFull)
    findings.note(isRewarding, 'reward_risk', ratio, limits.rewardRiskMin, 'ratio')
}

function checkPace(facts: RiskFacts, limits: RiskLimits, findings: Findings): void {
  const hasEntriesLeft = facts.entriesToday < limits.entriesADayMax
  if (!hasEntriesLeft || findings.isFull)
    findings.note(
      hasEntriesLeft,
      'entries_a_day',
      facts.entriesToday,
      limits.entriesADayMax,
      'count',
    )
  const loss = (facts.lossToday / (facts.equity + facts.lossToday)) * BPS
  const isDayBearable = loss <= limits.dailyLossBpsMax
  if (!isDayBearable || findings.isFull)
    findings.note(isDayBearable, 'daily_loss', loss, limits.dailyLossBpsMax, 'bps')
  const isStreakBearable = facts.lossStreak < limits.lossStreakMax
  if (!isStreakBearable || findings.isFull)
    findings.note(isStreakBearable, 'loss_streak', facts.lossStreak, limits.lossStreakMax, 'count')
  const isFallBearable = facts.drawdown <= limits.drawdownBpsMax
  if (!isFallBearable || findings.isFull)
    findings.note(isFallBearable, 'drawdown', facts.drawdown, limits.drawdownBpsMax, 'bps')
  const { msSinceEntry } = facts
  const isCool = msSinceEntry >= limits.coolDownMs
  if (!isCool || findings.isFull)
    findings.note(isCool, 'cool_down', msSinceEntry, limits.coolDownMs, 'ms')
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
  const isInDay = facts.ordersToday < day
  if (!isInDay || findings.isFull)
    findings.note(isInDay, 'budget_day', facts.ordersToday, day, 'count')
  if (order.variety === 'amo') return
  const isInSecond = facts.ordersThisSecond < second
  if (!isInSecond || findings.isFull)
    findings.note(isInSecond, 'budget_second', facts.ordersThisSecond, second, 'count')
  const isInMinute = facts.ordersThisMinute < minute
  if (!isInMinute || findings.isFull)
    findings.note(isInMinute, 'budget_minute', facts.ordersThisMinute, minute, 'count')
}

function checkOnce(facts: RiskFacts, findings: Findings): void {
  const isNew = !facts.isRepeated
  if (!isNew || findings.isFull) findings.note(isNew, 'repeated')
  const isSame = !facts.isKeyConflict
  if (!isSame || findings.isFull) findings.note(isSame, 'key_conflict')
}
