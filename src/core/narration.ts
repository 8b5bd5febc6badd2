import type { CorrelationId, InstrumentId, OrderId } from '../domain/brand.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import { DENIALS, explain } from '../domain/denial.ts'
import { symbolOf } from '../domain/instrument.ts'
import { formatPaise, formatRupees } from '../domain/money.ts'
import { clockTime, type EpochMs, monthWords, SECOND_MS } from '../domain/time.ts'
import { AI_SENTENCES } from './ai-sentences.ts'
import type { Drift } from './events/execution-events.ts'
import type { Event, Events, EventType } from './events.ts'
import type { FLOW } from './flow.ts'
import { fillWords, type OrderOf, orderNamed, orderWords, priceWords } from './order-words.ts'
import {
  counted,
  fact,
  type Sentence,
  session,
  silent,
  type Teller,
  type Weight,
  warning,
} from './sentence.ts'
import { guardWords, wishWords } from './wish-words.ts'

/** An event as a person reads it: a sentence without its time, first letter small, no full stop. */
export interface Narration {
  readonly seq: number
  readonly at: EpochMs
  readonly says: string
  readonly weight: Weight
  /** Stable: the denial's reason where there is one, else the event's type. */
  readonly code: string
  /** Sentences of one gist may be told as the newest of them and a count; null for those that stand alone. */
  readonly gist: string | null
  /** Names the chain that it is a step of. */
  readonly correlationId: CorrelationId
}

/** Types that can happen today: those that still await their part get a sentence with it, or do not compile. */
type ToldType = {
  [T in EventType]: (typeof FLOW)[T] extends { readonly to: readonly []; readonly awaits: string }
    ? never
    : T
}[EventType]

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const where = (instrument: InstrumentId | null): string =>
  instrument === null ? 'the whole market' : symbolOf(instrument)

const ended =
  (how: string, say = fact) =>
  ({ orderId, reason }: { readonly orderId: OrderId; readonly reason: string }, orderOf: OrderOf) =>
    say(`${orderNamed(orderId, orderOf)} ${how}: ${reason}`)

/** A market order is filled or denied at once, so only one that waits for a price is told by itself. */
function approved({ order }: Events['risk.order_approved']): Sentence | null {
  if (order.limit === null && order.trigger === null) return null
  return fact(`ordered ${orderWords(order)}${priceWords(order)} because ${order.reason}`)
}

function denied({ order, denials }: Events['risk.order_denied']): Sentence {
  const [first, ...others] = denials
  const symbol = symbolOf(order.instrument)
  if (first === undefined) return fact(`denied ${symbol}`)
  const rest = others.length === 0 ? '' : `, and ${counted(others.length, 'other check')} failed`
  const says = `denied ${symbol}: ${lowered(explain(first))}${rest}`
  return { says, weight: 'fact', code: first.reason, gist: `denied ${first.reason}` }
}

function unchanged(
  { orderId, denials }: Events['execution.modify_refused'],
  orderOf: OrderOf,
): Sentence {
  const reasons = denials.map((denial) => lowered(explain(denial))).join('; ')
  const [first] = denials
  const says = `${orderNamed(orderId, orderOf)} stays as it is: ${reasons}`
  return { ...fact(says), ...(first && { code: first.reason }) }
}

const dropped = ({
  strategy,
  instrument,
  reason,
}: Events['strategy.intent_dropped']): Sentence => ({
  says: `${strategy} wished for ${symbolOf(instrument)}, and nothing came of it: ${reason}`,
  weight: 'fact',
  gist: `dropped ${strategy} ${reason}`,
})

const isDenialReason = (rule: string): rule is keyof typeof DENIALS => Object.hasOwn(DENIALS, rule)

const breached = ({ rule }: Events['risk.breach']): Sentence => ({
  ...warning(isDenialReason(rule) ? lowered(DENIALS[rule].says) : `the limit "${rule}" is reached`),
  code: rule,
})

const reachedLevel =
  (name: 'stop' | 'target') =>
  ({ instrument, level, price }: Events['risk.stop_loss_trigger']): Sentence =>
    fact(
      `the ${name} of ${symbolOf(instrument)} at ${formatPaise(level)} was reached by ${formatPaise(price)}`,
    )

const STATES = {
  active: 'trading is active again',
  reducing: 'trading only reduces exposure now',
  halted: 'trading is halted',
} as const

/** A trade that ended has its result; shares bought or sold are told by their fill. */
function closedTrades({ position, closed }: Events['portfolio.position_change']): Sentence | null {
  if (closed.length === 0) return null
  let gross = 0
  for (const { grossPaise } of closed) gross += grossPaise
  const trades = closed.length === 1 ? 'the trade' : `${closed.length} trades`
  const sum = `${gross > 0 ? '+' : ''}${formatPaise(gross)}`
  const left = position.quantity === 0 ? '' : `; ${Math.abs(position.quantity)} left`
  return fact(`${trades} in ${symbolOf(position.instrument)} came to ${sum} before charges${left}`)
}

function cashMoved({
  change,
  reason,
  instrument,
}: Events['portfolio.cash_change']): Sentence | null {
  if (reason === 'dividend') {
    const verb = change < 0 ? 'paid' : 'received'
    return fact(`${verb} a dividend of ${formatPaise(Math.abs(change))} on ${where(instrument)}`)
  }
  return reason === 'action'
    ? fact(`${formatPaise(change)} of cash by an action of ${where(instrument)}`)
    : null
}

function acted(action: CorporateAction): Sentence {
  const symbol = symbolOf(action.instrument)
  switch (action.kind) {
    case 'dividend':
      return fact(
        `${symbol} trades without its dividend of ${formatPaise(action.dividendPaise)} a share from today`,
      )
    case 'split':
    case 'bonus': {
      const { kind, newShares, oldShares } = action
      return fact(
        `${symbol} has ${newShares} shares from today where it had ${oldShares}, by a ${kind}`,
      )
    }
    default:
      return warning(`${symbol} changes today by a step that is not certain: ${action.purpose}`)
  }
}

function stepped({
  instrument,
  previousClose,
  open,
  nearestRatio,
}: Events['data.gap_found']): Sentence {
  const near = nearestRatio === null ? '' : `, near ${nearestRatio},`
  const step = `from ${formatPaise(previousClose)} to ${formatPaise(open)}${near}`
  return warning(
    `${symbolOf(instrument)} stepped ${step} without a known reason: its stops and signals wait`,
  )
}

function drifted({ drifts }: Events['execution.reconciliation_drift']): Sentence {
  const each = drifts.map(({ kind, instrument, orderId, ours, theirs }: Drift) => {
    const name = instrument === null ? (orderId ?? '') : symbolOf(instrument)
    return `${kind} ${name} ours ${ours}, theirs ${theirs}`
  })
  const places = counted(drifts.length, 'place')
  return warning(`our book and the broker’s differ in ${places}: ${each.join('; ')}`)
}

function marked({ equity, cash, openPositions }: Events['portfolio.snapshot_taken']): Sentence {
  const open = counted(openPositions, 'position')
  return session(
    `the market closed; equity ${formatRupees(equity)}, cash ${formatRupees(cash)}, ${open} open`,
  )
}

function begun({ capital, month }: Events['portfolio.account_reset']): Sentence {
  const sum = formatRupees(capital)
  if (month === '') return fact(`the account begins with ${sum}`)
  return session(
    `the account begins anew for ${monthWords(month)} with ${sum}: it holds nothing, and what was stays in its journal`,
  )
}

function formed({ strategy, instruments, parameters }: Events['strategy.formed']): Sentence {
  const values = Object.entries(parameters).filter(([, value]) => value !== null)
  const settings = values.map(([name, value]) => `${name} ${value}`).join(', ')
  return fact(
    `${strategy} watches ${counted(instruments, 'share')}${settings === '' ? '' : ` with ${settings}`}`,
  )
}

const seconds = (ms: number): string => `${Math.round(ms / SECOND_MS)} s`

function staleBlocked({ instrument, ageMs, ageMsMax }: Events['data.stale_block']): Sentence {
  const age = ageMs === null ? 'has no price' : `has a price ${seconds(ageMs)} old`
  const gist = `stale ${instrument}`
  return {
    ...warning(`${symbolOf(instrument)} ${age}, limit ${seconds(ageMsMax)}: it is not traded`),
    gist,
  }
}

/** One row a type; an event that can be stated and has no row does not compile. */
const SENTENCES: { readonly [T in ToldType]: Teller<T> | null } = {
  'market.open': ({ isSpecial }) =>
    fact(isSpecial ? 'a special session opened' : 'the market opened'),
  'market.session_phase_change': silent,
  'market.close': silent,
  'market.price_update': silent,
  'market.volume_spike': ({ instrument, volume, usual }) =>
    fact(`${symbolOf(instrument)} trades ${(volume / usual).toFixed(1)} times its usual volume`),
  'market.corporate_action': acted,
  'market.halt': ({ instrument, until, reason }) =>
    warning(
      `${where(instrument)} is halted by the exchange${until === null ? '' : ` until ${clockTime(until)}`}: ${reason}`,
    ),
  'market.feed_stale': ({ feed, lastAt }) =>
    warning(`no price has come from ${feed} since ${clockTime(lastAt)}: nothing new is opened`),
  'market.feed_restored': ({ feed, silentMs }) =>
    fact(`prices come from ${feed} again, after ${seconds(silentMs)}`),

  'data.gap_found': stepped,
  'data.stale_block': staleBlocked,
  'data.import_completed': ({ files, added, refused }) =>
    fact(
      `${counted(files, 'file', 'files')} taken over: ${counted(added, 'row', 'rows')} new or changed, ${refused} refused`,
    ),
  'strategy.formed': formed,
  'strategy.started': ({ strategy }) => fact(`${strategy} started`),
  'strategy.stopped': ({ strategy, reason }) => warning(`${strategy} stopped: ${reason}`),
  'strategy.signal': silent,
  'strategy.intent_received': (wish) => fact(wishWords(wish)),
  'strategy.switch_requested': ({ strategy, isOn, reason, by }) =>
    fact(`${by} asks to ${isOn ? 'start' : 'stop'} ${strategy}: ${reason}`),
  'strategy.intent_dropped': dropped,

  'risk.order_denied': denied,
  'risk.order_approved': approved,
  'risk.stop_loss_trigger': reachedLevel('stop'),
  'risk.target_trigger': reachedLevel('target'),
  'risk.breach': breached,
  'risk.exposure_change': silent,
  'risk.change_approved': silent,
  'risk.protection_requested': silent,
  'risk.protection_change': (change) => fact(`${change.by} guards ${guardWords(change)}`),
  'risk.protection_refused': ({ reason, ...change }) =>
    fact(`${change.by} may not guard ${guardWords(change)}: ${reason}`),
  'risk.limits_change': ({ by }) => fact(`${by} changed the limits`),
  'risk.trading_state_change': ({ state, reason }) =>
    (state === 'active' ? fact : warning)(`${STATES[state]}: ${reason}`),

  'execution.cancel_requested': ({ orderId, by, reason }, orderOf) =>
    fact(`${by} takes ${orderNamed(orderId, orderOf)} back: ${reason}`),
  'execution.cancel_refused': ended('cannot be taken back'),
  'execution.modify_requested': ({ orderId, by }, orderOf) =>
    fact(`${by} asks to change ${orderNamed(orderId, orderOf)}`),
  'execution.modify_refused': unchanged,
  'execution.report_received': silent,
  'execution.order_submitted': silent,
  'execution.order_placed': silent,
  'execution.order_accepted': silent,
  'execution.order_partially_filled': (fill) => fact(fillWords(fill)),
  'execution.order_filled': (fill) => fact(fillWords(fill)),
  'execution.order_rejected': ended('was rejected by the broker', warning),
  'execution.order_cancelled': ended('was cancelled'),
  'execution.order_expired': ended('expired'),
  'execution.order_modified': ({ orderId, quantity, limit, trigger }, orderOf) => {
    const side = orderOf(orderId)?.side ?? 'buy'
    const price = priceWords({ side, limit, trigger })
    return fact(`${orderNamed(orderId, orderOf)} is now for ${counted(quantity, 'share')}${price}`)
  },
  'execution.order_unknown': ended('has no answer; it is looked up, never sent again', warning),
  'execution.reconciliation_drift': drifted,
  'execution.reconciliation_complete': ({ orders, positions }) =>
    fact(
      `our book and the broker’s agree on ${counted(orders, 'order')} and ${counted(positions, 'position')}`,
    ),

  'portfolio.position_change': closedTrades,
  'portfolio.cash_change': cashMoved,
  'portfolio.charges_applied': silent,
  'portfolio.pnl_update': silent,
  'portfolio.snapshot_taken': marked,
  'portfolio.holdings_settled': ({ instrument, quantity }) =>
    fact(`${quantity} ${symbolOf(instrument)} arrived in the demat account`),
  'portfolio.account_reset': begun,

  'task.queued': silent,
  'task.started': silent,
  'task.completed': silent,
  'task.cancelled': silent,
  'task.deduplicated': silent,
  'task.failed': ({ task, attempts, code }) =>
    warning(`the task ${task} is given up after ${counted(attempts, 'try', 'tries')}: ${code}`),
  'task.retried': ({ task, attempt }) => fact(`the task ${task} failed; try ${attempt} follows`),

  'system.error': ({ component, message }) => warning(`${component} failed: ${message}`),
  'system.emergency_stop': ({ by, reason }) => warning(`${by} stopped everything: ${reason}`),
  'system.emergency_resume': ({ by, reason }) => warning(`${by} lets everything go on: ${reason}`),
  'system.configuration_change': ({ by, section }) =>
    fact(`${by} changed the configuration of ${section}`),
  'system.component_started': silent,
  'system.component_stopped': silent,
  'system.component_state_change': ({ component, health, reason }) =>
    (health === 'ready' ? fact : warning)(`${component} is ${health}: ${reason}`),
  'system.health_check': silent,
  'system.dead_lettered': ({ handler, eventSeq, reason }) =>
    warning(`${handler} gave event ${eventSeq} up: ${reason}`),
  'system.backup_completed': ({ file }) => fact(`a backup is complete: ${file}`),
  'system.maintenance': ({ work, outcome }) => fact(`${work}: ${outcome}`),
  ...AI_SENTENCES,
}

const isTold = (event: Event): event is Event<ToldType> => Object.hasOwn(SENTENCES, event.type)

const tell = <T extends ToldType>(type: T, data: Events[T], orderOf: OrderOf): Sentence | null => {
  const teller: Teller<T> | null = SENTENCES[type]
  return teller === null ? null : teller(data, orderOf)
}

const NOT_PRINTED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** Words of brokers, feeds and people come along: what would steer a terminal does not. */
const printed = (text: string): string => text.replaceAll(NOT_PRINTED, ' ')

const UNKNOWN: OrderOf = () => undefined

/** The event as a sentence; null when it says nothing to a person. */
export function narrate(event: Event, orderOf: OrderOf = UNKNOWN): Narration | null {
  if (!isTold(event)) return null
  const sentence = tell(event.type, event.data, orderOf)
  if (sentence === null) return null
  const { says, weight, code = event.type, gist = null } = sentence
  const { seq, at, correlationId } = event
  return { seq, at, says: printed(says), weight, code, gist, correlationId }
}
