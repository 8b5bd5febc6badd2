import { type Details, TradingError } from './errors.ts'

/** Why a broker's answer, or the way to it, leaves no doubt. */
export type RefusalCode = 'ORDER_REJECTED' | 'RATE_LIMITED' | 'BROKER_UNREACHABLE' | 'NOT_AVAILABLE'

/**
 * It is sure that nothing happened: the broker said no, or the request never left. Whatever else a broker client throws
 * leaves the outcome open, so a client that is not sure cannot claim it by accident.
 */
export class BrokerRefusal extends TradingError {
  override readonly code: RefusalCode

  constructor(code: RefusalCode, message: string, details: Details = {}) {
    super(code, message, details)
    this.code = code
  }
}
