declare const brand: unique symbol

/** A primitive that means one thing, so that an order id cannot stand where an event id is asked for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** A tradable thing on an exchange, written `NSE:INFY`. */
export type InstrumentId = Brand<string, 'InstrumentId'>
/** Our own order id, sent to the broker as its tag: the only means of finding an order after a timeout. */
export type OrderId = Brand<string, 'OrderId'>
/** One execution of an order, unique in the book. */
export type FillId = Brand<string, 'FillId'>
/** A UUID. */
export type EventId = Brand<string, 'EventId'>
/** A UUID shared by everything that followed from one wish. */
export type CorrelationId = Brand<string, 'CorrelationId'>

const INSTRUMENT = /^(NSE|BSE):[A-Z0-9][A-Z0-9&_ .-]{0,31}$/
const ORDER = /^[A-Za-z0-9]{1,20}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text names an instrument: exchange, colon, symbol in capitals. */
export const isInstrumentId = (text: string): text is InstrumentId => INSTRUMENT.test(text)
/** Whether a text can travel as a broker's tag: 1 to 20 letters and digits (Kite Connect v3, orders). */
export const isOrderId = (text: string): text is OrderId => ORDER.test(text)
/** Whether a text is a lower-case UUID. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Throws RangeError unless the text names an instrument. */
export function instrumentId(text: string): InstrumentId {
  if (isInstrumentId(text)) return text
  throw new RangeError(`"${text}" does not name an instrument, write it like NSE:INFY`)
}

/** Throws RangeError unless the text is 1 to 20 letters and digits. */
export function orderId(text: string): OrderId {
  if (isOrderId(text)) return text
  throw new RangeError(`"${text}" is not 1 to 20 letters and digits`)
}

export const fillId = (text: string): FillId => text as FillId

/** Throws RangeError unless the text is a lower-case UUID. */
export function eventId(text: string): EventId {
  if (isUuid(text)) return text as EventId
  throw new RangeError(`"${text}" is not a UUID`)
}

/** Throws RangeError unless the text is a lower-case UUID. */
export function correlationId(text: string): CorrelationId {
  if (isUuid(text)) return text as CorrelationId
  throw new RangeError(`"${text}" is not a UUID`)
}
