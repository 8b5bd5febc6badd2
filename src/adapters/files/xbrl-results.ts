import type { EarningsReport } from '../../core/ai/research.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { TradeDate } from '../../domain/time.ts'
import type { TableRow } from './reference-table.ts'
import { figureIn, publicAt } from './research-cells.ts'

/** Columns of a table of NSE's XBRL results: the names of the tags, in small letters. */
export const XBRL_MARKS = [
  'symbol',
  'dateofendofreportingperiod',
  'natureofreportstandaloneconsolidated',
  'broadcast_stamp_in_file_name',
]

/** Whose result of which quarter. */
interface Quarter {
  readonly instrument: InstrumentId
  readonly periodEnd: TradeDate
  readonly isConsolidated: boolean
}

/** Tags by meaning; banks and lenders use other ones. The first that holds a figure counts. */
const TAGS = {
  revenue: ['revenuefromoperations', 'interestearned', 'income'],
  profit: [
    'profitlossforperiod',
    'profitlossfortheperiod',
    'profitlossfromordinaryactivitiesaftertax',
  ],
  eps: [
    'basicearningslosspersharefromcontinuinganddiscontinuedoperations',
    'basicearningslosspersharefromcontinuingoperations',
    'basicearningspershareafterextraordinaryitems',
  ],
  owners: ['profitorlossattributabletoownersofparent'],
  paidUp: ['paidupvalueofequitysharecapital'],
  faceValue: ['facevalueofequitysharecapital'],
} as const

/** Indian shares have one of these face values, in rupees. */
const FACE_VALUES = new Set([1, 2, 5, 10, 100])
/** No company in India earns more in a quarter, or has more shares. */
const RUPEES_MAX = 50e12
const SHARES_MAX = 1e12
const EPS_RUPEES_MAX = 100_000
/** So far may what a share earned be from profit over shares before one of the three is wrong: rounding, and shares issued in the quarter. */
const EPS_ERROR = 0.15
/** Below it rounding to the paisa alone is more than that. */
const EPS_COMPARED_RUPEES_MIN = 0.05

const STAMP = /^(\d{2})([A-Za-z]{3})(\d{4})_(\d{2})(\d{2})$/

const words = new Intl.NumberFormat('en-IN', { maximumSignificantDigits: 6 })

/** The first of the tags that holds a figure. */
function figure(row: TableRow, tags: readonly string[]): number | null {
  for (const tag of tags) {
    const value = figureIn(row.cell(tag))
    if (value !== null && !Number.isNaN(value)) return value
  }
  return null
}

interface Figures {
  readonly revenue: number | null
  readonly profit: number | null
  readonly eps: number | null
  readonly shares: number | null
  readonly owners: number | null
}

function figuresIn(row: TableRow): Figures {
  const of = (part: keyof typeof TAGS) => figure(row, TAGS[part])
  const [paidUp, faceValue] = [of('paidUp'), of('faceValue')]
  const isFine = paidUp !== null && paidUp > 0 && faceValue !== null && FACE_VALUES.has(faceValue)
  return {
    revenue: of('revenue'),
    profit: of('profit'),
    eps: of('eps'),
    shares: isFine ? Math.round(paidUp / faceValue) : null,
    // Some filers leave it at 0 beside a profit.
    owners: of('owners') === 0 ? null : of('owners'),
  }
}

/** What does not fit together, in words. */
function doubtsAbout(
  row: TableRow,
  { revenue, profit, eps, shares, owners }: Figures,
): readonly string[] {
  const doubts: string[] = []
  if (revenue !== null && Math.abs(revenue) > RUPEES_MAX) {
    doubts.push(
      `revenue of ₹${words.format(revenue)} is more than any company has: the filer’s unit`,
    )
  }
  if (profit !== null && Math.abs(profit) > RUPEES_MAX) {
    doubts.push(`profit of ₹${words.format(profit)} is more than any company has: the filer’s unit`)
  }
  if (revenue !== null && revenue < 0) doubts.push('revenue is below zero')
  if (eps !== null && Math.abs(eps) > EPS_RUPEES_MAX) {
    doubts.push(`₹${words.format(eps)} a share is more than any share earns`)
  }
  const faceValue = figure(row, TAGS.faceValue)
  // Some filers leave it at 0: then the number of shares is not known, and nothing is wrong.
  if (faceValue !== null && faceValue !== 0 && !FACE_VALUES.has(faceValue)) {
    doubts.push(`a face value of ₹${faceValue} is not one that shares have`)
  }
  if (shares !== null && shares > SHARES_MAX) {
    doubts.push(`${words.format(shares)} shares are more than any company has: the filer’s unit`)
  }
  const earned = owners ?? profit
  if (earned !== null && shares !== null && eps !== null) {
    const expected = earned / shares
    const isLarge = Math.max(Math.abs(expected), Math.abs(eps)) >= EPS_COMPARED_RUPEES_MIN
    if (isLarge && !(Math.abs(expected - eps) <= EPS_ERROR * Math.abs(expected))) {
      doubts.push(
        `profit over shares is ₹${words.format(expected)}, yet ₹${words.format(eps)} a share is reported: one of them is in another unit`,
      )
    }
  }
  return doubts
}

const paiseOf = (rupees: number | null, max: number): number | null =>
  rupees !== null && Math.abs(rupees) <= max ? Math.round(rupees * 100) : null

/** `07Aug2018_1910` in the name of the file is when it was broadcast, to the minute. */
function broadcastIn(row: TableRow) {
  const [, day, month, year, hours, minutes] =
    STAMP.exec(row.cell('broadcast_stamp_in_file_name')) ?? []
  return day === undefined ? null : publicAt(`${day}-${month}-${year} ${hours}:${minutes}`)
}

/**
 * Reads a quarter out of the tags of NSE's XBRL results. Amounts are full rupees, whatever rounding the filer names;
 * where they do not fit together the report carries the doubt and keeps what it says.
 */
export function takeXbrlResult(row: TableRow, quarter: Quarter): EarningsReport {
  const figures = figuresIn(row)
  const { revenue, profit, eps, shares } = figures
  return {
    ...quarter,
    announcedAt: broadcastIn(row),
    revenuePaise: paiseOf(revenue, RUPEES_MAX),
    profitPaise: paiseOf(profit, RUPEES_MAX),
    epsPaise: paiseOf(eps, EPS_RUPEES_MAX),
    shares: shares !== null && shares <= SHARES_MAX ? shares : null,
    // The table has it in hundredths cut to two decimals: 0.00 beside thousands of crores of interest.
    debtToEquity: null,
    source: 'nse-xbrl',
    doubts: doubtsAbout(row, figures),
  }
}
