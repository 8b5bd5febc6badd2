/** What a ticket begins with, as the address has it. */
export interface TradeSearch {
  readonly instrument?: string
  readonly side?: 'buy' | 'sell'
}

const INSTRUMENT = /^[A-Z]{2,4}:[A-Z0-9&_\- ]{1,40}$/

/** What an address asks for; what it asks wrongly is left out. */
export function tradeSearch({ instrument, side }: Readonly<Record<string, unknown>>): TradeSearch {
  return {
    ...(typeof instrument === 'string' && INSTRUMENT.test(instrument) ? { instrument } : {}),
    ...(side === 'buy' || side === 'sell' ? { side } : {}),
  }
}
