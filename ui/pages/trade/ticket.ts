import type { TradeWish } from '../../../src/web/contract/orders.ts'
import { paiseOf, wholeOf } from '../../amounts.ts'

/** An order as it is being written: texts stand as they were typed. */
export interface Ticket {
  readonly instrument: string | null
  readonly side: 'buy' | 'sell'
  readonly quantity: string
  readonly type: 'MARKET' | 'LIMIT' | 'SL' | 'SL-M'
  readonly limit: string
  readonly trigger: string
  readonly product: 'CNC' | 'MIS'
  readonly validity: 'DAY' | 'IOC' | 'TTL'
  readonly ttl: string
  readonly stop: string
  readonly target: string
  readonly trail: string
}

export const EMPTY_TICKET: Ticket = {
  instrument: null,
  side: 'buy',
  quantity: '',
  type: 'MARKET',
  limit: '',
  trigger: '',
  product: 'CNC',
  validity: 'DAY',
  ttl: '',
  stop: '',
  target: '',
  trail: '',
}

/** Why a field is not accepted, by its name. */
export type TicketFaults = Readonly<Partial<Record<keyof Ticket, string>>>

export const hasLimit = ({ type }: Ticket): boolean => type === 'LIMIT' || type === 'SL'
export const hasTrigger = ({ type }: Ticket): boolean => type === 'SL' || type === 'SL-M'

const PRICE_FAULT = 'write a price in rupees, like 1842.50'

/** Collects the figures of a ticket and what is wrong with them. */
class Reading {
  readonly faults: Partial<Record<keyof Ticket, string>> = {}
  readonly #ticket: Ticket

  constructor(ticket: Ticket) {
    this.#ticket = ticket
  }

  price(
    field: 'limit' | 'trigger' | 'stop' | 'target' | 'trail',
    isNeeded: boolean,
  ): number | null {
    const text = this.#ticket[field].trim()
    if (text === '' && !isNeeded) return null
    const paise = paiseOf(text)
    if (paise === null || paise === 0) this.faults[field] = PRICE_FAULT
    return paise
  }

  whole(field: 'quantity' | 'ttl', fault: string, isNeeded: boolean): number | null {
    const text = this.#ticket[field].trim()
    if (text === '' && !isNeeded) return null
    const whole = wholeOf(text)
    if (whole === null || whole === 0) this.faults[field] = fault
    return whole
  }
}

/** The wish that a ticket stands for; null while something is missing, with what is wrong. */
export function readTicket(ticket: Ticket): {
  readonly wish: TradeWish | null
  readonly faults: TicketFaults
} {
  const reading = new Reading(ticket)
  const { instrument, side, type, product, validity } = ticket
  const quantity = reading.whole('quantity', 'write a whole number of shares', false)
  const limitPaise = hasLimit(ticket) ? reading.price('limit', true) : null
  const triggerPaise = hasTrigger(ticket) ? reading.price('trigger', true) : null
  const ttl = 'write minutes, 1 to 375'
  const ttlMinutes = validity === 'TTL' ? reading.whole('ttl', ttl, true) : null
  if (ttlMinutes !== null && ttlMinutes > 375) reading.faults.ttl = ttl
  const levels = {
    stopPaise: reading.price('stop', false),
    targetPaise: reading.price('target', false),
    trailPaise: reading.price('trail', false),
  }
  const { faults } = reading
  if (instrument === null || Object.keys(faults).length > 0) return { wish: null, faults }
  const isBare = Object.values(levels).every((level) => level === null)
  const asked = { instrument, side, quantity, type, limitPaise, triggerPaise }
  const terms = { product, validity, ttlMinutes, protection: isBare ? null : levels }
  return { wish: { ...asked, ...terms }, faults }
}

/** Texts of fields that are still being written are no fault yet: only what is there and wrong is told. */
export const toldFaults = (ticket: Ticket, faults: TicketFaults): TicketFaults =>
  Object.fromEntries(
    Object.entries(faults).filter(([field]) => {
      const text: unknown = Object.entries(ticket).find(([name]) => name === field)?.[1]
      return typeof text === 'string' && text.trim() !== ''
    }),
  )
