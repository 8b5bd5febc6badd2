import * as z from 'zod'
import { TradingError } from '../core/errors.ts'
import { type InstrumentId, isInstrumentId } from '../domain/brand.ts'
import { nearestName } from '../domain/nearest-name.ts'
import type { Universe } from '../domain/universe.ts'

const LENGTH_MAX = 40
const NEAR_MAX = 4

/** How a tool asks for an instrument. */
export const instrumentField = z
  .string()
  .min(1)
  .max(LENGTH_MAX)
  .describe('An instrument of the desk, like NSE:INFY')

/** The instrument that is meant, with or without its exchange. Throws NOT_FOUND with the nearest names. */
export function namedInstrument(text: string, universe: Universe): InstrumentId {
  const wanted = text.trim().toUpperCase()
  const names = wanted.includes(':') ? [wanted] : [`NSE:${wanted}`, `BSE:${wanted}`]
  for (const name of names) {
    if (isInstrumentId(name) && universe.get(name) !== undefined) return name
  }
  const near = nearNames(wanted, universe)
  const hint =
    near.length === 0
      ? 'use screen_market to see which there are'
      : `near it are ${near.join(', ')}`
  throw new TradingError(
    'NOT_FOUND',
    `This desk knows no instrument "${harmless(wanted)}"; ${hint}`,
  )
}

/** What a symbol may be written with: the rest of what was sent is not said back. */
const harmless = (text: string): string =>
  text.replaceAll(/[^A-Z0-9&_:. -]/g, '').slice(0, LENGTH_MAX)

/** Names that begin or sound like the wanted one: by symbol, then by the company's name. */
function nearNames(wanted: string, universe: Universe): readonly string[] {
  const symbol = wanted.slice(wanted.indexOf(':') + 1)
  if (symbol === '') return []
  const all = universe.all()
  const begins = all.filter((each) => each.symbol.startsWith(symbol))
  const named = all.filter(({ name }) => name.toUpperCase().includes(symbol))
  const nearest = nearestName(
    symbol,
    all.map((each) => each.symbol),
  )
  const near = all.filter((each) => each.symbol === nearest)
  return [...new Set([...near, ...begins, ...named].map(({ id }) => id))].slice(0, NEAR_MAX)
}
