import { type InstrumentId, instrumentId, isInstrumentId } from '../../domain/brand.ts'

const ENDINGS = /(\.(csv|txt|json|jsonl|zip|gz))+$/i
/** The span that NSE puts behind an index's name: `NIFTY 50-21-02-2024-to-21-02-2025`. */
const SPAN = /[-_ ]+\d{2,4}-\d{2}-\d{2,4}([-_ ]+to[-_ ]+\d{2,4}-\d{2}-\d{2,4})?$/i
/** What people put behind a symbol to say how long the bars are. */
const LENGTH = /_(\d*(m|min|minute|minutes|h|hour|d|day)|daily|minute)$/i
const YAHOO = /\.(NS|BO)$/
const EQUITY_SERIES = /-EQ$/

/**
 * The instrument that a file's cell names: `INFY`, `NSE:INFY`, `INFY.NS`, `INFY-EQ`; null when it names none. Entities
 * that HTML left behind (`M&amp;M`) are undone.
 */
export function instrumentNamed(text: string, exchange = 'NSE'): InstrumentId | null {
  const upper = text.trim().toUpperCase().replaceAll('&AMP;', '&')
  if (isInstrumentId(upper)) return instrumentId(upper)
  const place = YAHOO.exec(upper)?.[1] === 'BO' ? 'BSE' : exchange
  const id = `${place}:${upper.replace(YAHOO, '').replace(EQUITY_SERIES, '')}`
  return isInstrumentId(id) ? instrumentId(id) : null
}

/** A file's name without folder and endings. */
export const stemOf = (file: string): string =>
  (file.split(/[/\\!]/).at(-1) ?? '').replace(ENDINGS, '')

/** The instrument that a file is named after: `infy.csv.gz`, `m-and-m.csv`, `RELIANCE_minute.csv`; null when it is none. */
export const instrumentOfFile = (file: string): InstrumentId | null =>
  instrumentNamed(stemOf(file).replace(SPAN, '').replace(LENGTH, '').replaceAll('-and-', '&'))

/** The index that a file is named after: `nifty-50-2024-02-21-to-2025-02-21.csv` is `NSE:NIFTY 50`. */
export const indexOfFile = (file: string): InstrumentId | null =>
  instrumentNamed(
    stemOf(file)
      .replace(SPAN, '')
      .replaceAll(/[-_ ]+/g, ' '),
  )
