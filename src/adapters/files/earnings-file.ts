import type { EarningsReport, ExpectedEarnings } from '../../core/ai/research.ts'
import { dateOf, daysBetween, type EpochMs, type TradeDate } from '../../domain/time.ts'
import { bounded, SOURCE_MAX } from './news-text.ts'
import { dateIn, type TableRow, type Taken } from './reference-table.ts'
import { figureIn, instrumentIn, publicAt, rupeesIn } from './research-cells.ts'
import { hasAll, type ResearchKind, type ResearchRecord } from './research-record.ts'
import { takeXbrlResult, XBRL_MARKS } from './xbrl-results.ts'

const PURPOSE_MAX = 300
/** A quarter has 90 to 92 days. */
const QUARTER_DAYS = { min: 85, max: 95 }

/** The last day of a quarter, or why a line has none. */
function periodIn(
  row: TableRow,
  start: string,
  end: string,
): TradeDate | { readonly refused: string } {
  const until = dateIn(row.cell(end))
  if (until === null) return { refused: `"${row.cell(end)}" is no last day of a quarter` }
  const from = dateIn(row.cell(start))
  const days = from === null ? QUARTER_DAYS.min : daysBetween(from, until)
  if (days < QUARTER_DAYS.min || days > QUARTER_DAYS.max) {
    return { refused: `it covers ${days} days, which is no quarter` }
  }
  return until
}

/** Results cannot be out before their quarter is over. */
const tooEarly = (announcedAt: EpochMs | null, periodEnd: TradeDate): boolean =>
  announcedAt !== null && dateOf(announcedAt) < periodEnd

const EARLY = { refused: 'it says that it was published before its quarter was over' }
const UNTIMED = 'when it became public is not said: it counts as known after the legal deadline'

const RATIO_NOTE =
  'debt to equity was not kept: the table has it in hundredths cut to two decimals, so 0.4 reads 0.00'

const CONSOLIDATED: Readonly<Record<string, boolean>> = {
  consolidated: true,
  'non-consolidated': false,
  standalone: false,
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

type TakenRecords = Extract<Taken<ResearchRecord>, { readonly records: unknown }>

const reported = (report: EarningsReport): TakenRecords => ({
  records: [{ kind: 'earnings', report }],
  ...(report.announcedAt === null ? { notes: [UNTIMED] } : {}),
})

/** NSE's list of filings tells when a result became public, and no figures. */
const filings: ResearchKind = {
  name: 'filings of results (NSE)',
  format: 'earnings',
  isIn: (columns) =>
    hasAll('symbol', 'consolidated', 'cumulative')(columns) &&
    ['broadcast_date', 'broadcastdate'].some((name) => columns.includes(name)) &&
    ['to_date', 'todate'].some((name) => columns.includes(name)),
  take(row, { names }) {
    const instrument = instrumentIn(row, names, 'symbol')
    if (typeof instrument !== 'string') return instrument
    const cumulative = row.cell('cumulative').toLowerCase()
    if (cumulative !== 'non-cumulative') return { leftOut: 'figures of more than one quarter' }
    const isShort = row.value('to_date') !== undefined && row.cell('to_date') !== ''
    const periodEnd = isShort
      ? periodIn(row, 'from_date', 'to_date')
      : periodIn(row, 'fromdate', 'todate')
    if (typeof periodEnd !== 'string') return periodEnd
    const isConsolidated = CONSOLIDATED[row.cell('consolidated').toLowerCase()]
    if (isConsolidated === undefined) {
      return { refused: `"${row.cell('consolidated')}" tells neither consolidated nor standalone` }
    }
    const written =
      row.cell('broadcast_date', 'broadcastdate') || row.cell('filing_date', 'filingdate')
    const announcedAt = written === '' ? null : publicAt(written)
    if (written !== '' && announcedAt === null) return { refused: `"${written}" is no moment` }
    if (tooEarly(announcedAt, periodEnd)) return EARLY
    return reported({
      instrument,
      periodEnd,
      isConsolidated,
      announcedAt,
      revenuePaise: null,
      profitPaise: null,
      epsPaise: null,
      source: 'nse-filings',
      doubts: [],
    })
  },
}

const xbrl: ResearchKind = {
  name: 'quarterly results (NSE, XBRL)',
  format: 'earnings',
  isIn: hasAll(...XBRL_MARKS),
  take(row, { names }) {
    const instrument = instrumentIn(row, names, 'symbol')
    if (typeof instrument !== 'string') return instrument
    const periodEnd = periodIn(row, 'dateofstartofreportingperiod', 'dateofendofreportingperiod')
    if (typeof periodEnd !== 'string') return periodEnd
    const isConsolidated =
      CONSOLIDATED[row.cell('natureofreportstandaloneconsolidated').toLowerCase()]
    if (isConsolidated === undefined)
      return { refused: 'it tells neither consolidated nor standalone' }
    const report = takeXbrlResult(row, { instrument, periodEnd, isConsolidated })
    if (tooEarly(report.announcedAt, periodEnd)) return EARLY
    const { records, notes = [] } = reported(report)
    const hasRatio = row.cell('debtequityratio') !== ''
    return { records, notes: hasRatio ? [...notes, RATIO_NOTE] : notes }
  },
}

const RESULTS = /\bresults?\b|\bfinancials?\b/i
const FOR_PERIOD = /(?:ended|ending)\s+(?:on\s+)?([\w\s,-]+?)(?:\s+and\b|[.,;]|$)/i

/** NSE's list of board meetings: a meeting on results is when they are expected. */
const meetings: ResearchKind = {
  name: 'board meetings (NSE)',
  format: 'earnings',
  isIn: hasAll('bm_symbol', 'bm_date', 'bm_purpose'),
  take(row, { names }) {
    const purpose = bounded(row.cell('bm_purpose'), PURPOSE_MAX)
    if (!RESULTS.test(purpose)) return { leftOut: 'a board meeting on something else than results' }
    const instrument = instrumentIn(row, names, 'bm_symbol')
    if (typeof instrument !== 'string') return instrument
    const expectedOn = dateIn(row.cell('bm_date'))
    if (expectedOn === null) return { refused: `"${row.cell('bm_date')}" is no day` }
    const periodEnd = dateIn(FOR_PERIOD.exec(purpose)?.[1] ?? '')
    const announcedAt = publicAt(row.cell('bm_timestamp'))
    return expected({
      instrument,
      expectedOn,
      periodEnd,
      announcedAt,
      purpose,
      source: 'nse-meetings',
    })
  },
}

const expected = (day: Omit<ExpectedEarnings, 'isEstimate'>): Taken<ResearchRecord> => ({
  records: [{ kind: 'expected', day: { ...day, isEstimate: false } }],
})

const PERIOD_ENDS = ['period_end', 'quarter_end', 'periodend']
const FIGURES = ['revenue', 'profit', 'eps']

const own: ResearchKind = {
  name: 'earnings',
  format: 'earnings',
  isIn: (columns) =>
    (columns.includes('symbol') || columns.includes('instrument')) &&
    (columns.includes('expected_on') || PERIOD_ENDS.some((name) => columns.includes(name))),
  take(row, { names }) {
    const instrument = instrumentIn(row, names, 'symbol', 'instrument')
    if (typeof instrument !== 'string') return instrument
    const source = bounded(row.cell('source'), SOURCE_MAX) || 'own file'
    const written = row.cell('announced_at', 'announced_on')
    const announcedAt = written === '' ? null : publicAt(written)
    if (written !== '' && announcedAt === null)
      return { refused: `"${written.slice(0, 40)}" is no moment` }
    const periodEnd = dateIn(row.cell(...PERIOD_ENDS))
    if (row.cell('expected_on') !== '') {
      const expectedOn = dateIn(row.cell('expected_on'))
      if (expectedOn === null)
        return { refused: `"${row.cell('expected_on').slice(0, 40)}" is no day` }
      const purpose = bounded(row.cell('purpose'), PURPOSE_MAX) || 'results'
      return expected({ instrument, expectedOn, periodEnd, announcedAt, purpose, source })
    }
    if (periodEnd === null)
      return { refused: 'it names neither the last day of a quarter nor an expected day' }
    if (tooEarly(announcedAt, periodEnd)) return EARLY
    const kind = row.cell('consolidated', 'is_consolidated').toLowerCase()
    const isConsolidated = kind === '' ? true : CONSOLIDATED[kind]
    if (isConsolidated === undefined)
      return { refused: `"${kind}" tells neither consolidated nor standalone` }
    const [revenuePaise = null, profitPaise = null, epsPaise = null] = FIGURES.map((name) =>
      rupeesIn(row, name),
    )
    const figures = [revenuePaise, profitPaise, epsPaise]
    const broken = figures.findIndex((figure) => Number.isNaN(figure))
    if (broken >= 0) return { refused: `its ${FIGURES[broken]} is no amount in rupees` }
    if (figures.every((figure) => figure === null))
      return { refused: 'it has neither revenue nor profit nor eps' }
    const shares = figureIn(row.cell('shares'))
    if (shares !== null && !(Number.isSafeInteger(shares) && shares > 0)) {
      return { refused: `"${row.cell('shares').slice(0, 40)}" is no number of shares` }
    }
    const debtToEquity = figureIn(row.cell('debt_to_equity'))
    if (Number.isNaN(debtToEquity)) return { refused: 'its debt_to_equity is no number' }
    return reported({
      instrument,
      periodEnd,
      isConsolidated,
      announcedAt,
      revenuePaise,
      profitPaise,
      epsPaise,
      shares,
      debtToEquity,
      source,
      doubts: revenuePaise !== null && revenuePaise < 0 ? ['revenue is below zero'] : [],
    })
  },
}

/** The narrowest first. */
export const EARNINGS_KINDS: readonly ResearchKind[] = [filings, xbrl, meetings, own]
