import { ConfigurationError } from '../core/errors.ts'
import type { SeriesInfo } from '../core/ports.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { instrumentOf } from './market-source.ts'
import { nearestWord } from './nearest-word.ts'

/** The instruments of a comma list; null when none was given. Throws CONFIGURATION_INVALID. */
export function symbolsOf(text: string | undefined): ReadonlySet<InstrumentId> | null {
  if (text === undefined) return null
  const names = text.split(',').map((name) => name.trim())
  return new Set(names.filter((name) => name !== '').map(instrumentOf))
}

/** Throws CONFIGURATION_INVALID, with the nearest stored one, for an instrument without a series. */
export function requireStored(
  wanted: ReadonlySet<InstrumentId> | null,
  stored: readonly SeriesInfo[],
): void {
  const names = [...new Set(stored.map(({ instrument }) => instrument))]
  for (const id of wanted ?? []) {
    if (names.includes(id)) continue
    const near = nearestWord(id, names)
    const hint = near === null ? 'see "robo-trader data list"' : `did you mean ${near}?`
    throw new ConfigurationError('symbols', `There are no stored bars of ${id}; ${hint}`)
  }
}
