import type { NewsReading } from '../core/ai/forms.ts'
import type { Gathered } from '../core/ai/gathered.ts'
import type { Evidence } from '../core/ai/records.ts'
import type { EarningsReport, Fundamentals, NewsItem } from '../core/ai/research.ts'
import { formatPaise } from '../domain/money.ts'
import { dateOf, isoTime } from '../domain/time.ts'

/** Stories that one analysis reads: as many as `S1` to `S20` name. */
export const NEWS_MAX = 20
const QUARTERS_MAX = 6
const RATIOS_MAX = 3
const SAYS_MAX = 240
const CRORE_PAISE = 1_000_000_000
const YEAR_DAYS = 250

type Piece = Omit<Evidence, 'id'>

const percent = (share: number): string => `${share > 0 ? '+' : ''}${share.toFixed(1)} %`
const crore = (paise: number): string => `₹${(paise / CRORE_PAISE).toFixed(1)} crore`

/** The id under which a story is told to the model that reads it. */
export const sourceIdOf = (index: number): string => `S${index + 1}`

function pricePieces({ price, study, closes, source, held, asOf }: Gathered): readonly Piece[] {
  const pieces: Piece[] = []
  if (price !== null) {
    const says = `last price ${formatPaise(price.paise)}`
    pieces.push({ kind: 'price', says, source: 'the desk’s feed', asOf: isoTime(price.at) })
  }
  if (study !== null) {
    const stood = { source: `daily bars of ${source}`, asOf: study.date }
    const change = study.changeBps === null ? '' : `, ${percent(study.changeBps / 100)} on the day`
    pieces.push({
      kind: 'price',
      says: `close ${formatPaise(study.closePaise)}${change}`,
      ...stood,
    })
    pieces.push(...rangePieces(closes).map((says) => ({ kind: 'price' as const, says, ...stood })))
  }
  if (held !== 0) {
    const says = `the desk holds ${held} shares`
    pieces.push({ kind: 'portfolio', says, source: 'the desk’s book', asOf: isoTime(asOf) })
  }
  return pieces
}

/** Where the last close stands among those of a year, and how it came there. */
function rangePieces(closes: readonly number[]): readonly string[] {
  const last = closes.at(-1)
  if (last === undefined || closes.length < 2) return []
  const year = closes.slice(-YEAR_DAYS)
  const [low, high] = [Math.min(...year), Math.max(...year)]
  const share = high === low ? 50 : ((last - low) / (high - low)) * 100
  const range = `the close is at ${share.toFixed(0)} % of the range ${formatPaise(low)} to ${formatPaise(high)} of ${year.length} days`
  const changes = [5, 21, 63].flatMap((days) => {
    const before = closes.at(-1 - days)
    return before === undefined ? [] : [`${percent((last / before - 1) * 100)} over ${days} days`]
  })
  return changes.length === 0 ? [range] : [range, `the close changed ${changes.join(', ')}`]
}

const technicalPieces = ({ readings, study, source }: Gathered): readonly Piece[] =>
  readings
    .filter(({ says }) => !says.startsWith('too few'))
    .map(({ says }) => ({
      kind: 'technical',
      says,
      source: `indicators over daily bars of ${source}`,
      asOf: study?.date ?? '',
    }))

function ratiosPiece(ratios: Fundamentals): readonly Piece[] {
  const parts = [
    ratios.pe === null ? null : `P/E ${ratios.pe.toFixed(1)}`,
    ratios.pb === null ? null : `P/B ${ratios.pb.toFixed(1)}`,
    ratios.roePercent === null ? null : `return on equity ${percent(ratios.roePercent)}`,
    ratios.debtToEquity === null ? null : `debt to equity ${ratios.debtToEquity.toFixed(2)}`,
    ratios.revenueGrowthPercent === null
      ? null
      : `revenue ${percent(ratios.revenueGrowthPercent)} on a year before`,
    ratios.profitGrowthPercent === null
      ? null
      : `profit ${percent(ratios.profitGrowthPercent)} on a year before`,
    ratios.dividendYieldPercent === null
      ? null
      : `dividend yield ${ratios.dividendYieldPercent.toFixed(1)} %`,
    ratios.marketCapPaise === null ? null : `market value ${crore(ratios.marketCapPaise)}`,
  ].filter((part) => part !== null)
  if (parts.length === 0) return []
  return [{ kind: 'fundamental', says: parts.join(', '), source: ratios.source, asOf: ratios.asOf }]
}

function quarterPiece(report: EarningsReport): readonly Piece[] {
  const parts = [
    report.revenuePaise === null ? null : `revenue ${crore(report.revenuePaise)}`,
    report.profitPaise === null ? null : `profit ${crore(report.profitPaise)}`,
    report.epsPaise === null ? null : `${formatPaise(report.epsPaise)} a share`,
  ].filter((part) => part !== null)
  if (parts.length === 0) return []
  const kind = report.isConsolidated ? 'consolidated' : 'standalone'
  const doubt = report.doubts.length === 0 ? '' : ', figures that do not fit together'
  return [
    {
      kind: 'earnings',
      says: `quarter to ${report.periodEnd}, ${kind}: ${parts.join(', ')}${doubt}`,
      source: report.source,
      asOf: report.announcedAt === null ? report.periodEnd : dateOf(report.announcedAt),
    },
  ]
}

const TONES = ['very bad', 'bad', 'neutral', 'good', 'very good'] as const
const WEIGHTS = [
  'of no weight',
  'of little weight',
  'may move the price',
  'changes the company',
] as const

/** In our words alone: whatever stands in the story stays there. */
function newsPiece(reading: NewsReading, items: readonly NewsItem[]): readonly Piece[] {
  const item = items[Number(reading.source.slice(1)) - 1]
  const tone = TONES[reading.sentiment + 2]
  const weight = WEIGHTS[reading.materiality]
  if (item === undefined || tone === undefined || weight === undefined) return []
  const rumour = reading.isRumour ? 'rumour' : 'report'
  const matters = reading.horizon === 'unknown' ? '' : `, matters for ${reading.horizon}`
  const kind = reading.kind.replaceAll('_', ' ')
  return [
    {
      kind: 'news',
      says: `${rumour} of ${kind}: ${tone}, ${weight}${matters}`,
      source: item.id,
      asOf: isoTime(item.publishedAt),
    },
  ]
}

/** Readings that name a story which was shown and the share that was asked about, the first of each story. */
export function soundReadings(
  readings: readonly NewsReading[],
  { instrument, news }: Pick<Gathered, 'instrument' | 'news'>,
): readonly NewsReading[] {
  const known = new Set(news.slice(0, NEWS_MAX).map((_, index) => sourceIdOf(index)))
  return readings.filter(
    (reading) => reading.instrument === instrument && known.delete(reading.source),
  )
}

/**
 * What an argument may point to, `E1` on, in a fixed order: price, indicators, ratios, quarters, news. Every sentence is
 * written here from figures and forms; at most some forty of them, so that a prompt has a bound.
 */
export function evidenceOf(
  gathered: Gathered,
  readings: readonly NewsReading[],
): readonly Evidence[] {
  const pieces = [
    ...pricePieces(gathered),
    ...technicalPieces(gathered),
    ...gathered.fundamentals.slice(0, RATIOS_MAX).flatMap(ratiosPiece),
    ...gathered.earnings.slice(0, QUARTERS_MAX).flatMap(quarterPiece),
    ...readings.flatMap((reading) => newsPiece(reading, gathered.news)),
  ]
  return pieces.map((piece, index) => ({
    ...piece,
    id: `E${index + 1}`,
    says: piece.says.slice(0, SAYS_MAX),
  }))
}

/** How good the data are that an analysis is made from, 0 to 100, and what is missing. */
export function dataQuality(gathered: Gathered): { readonly score: number; readonly says: string } {
  const parts = [
    ['a price', gathered.price !== null],
    ['fifty days of prices', gathered.closes.length >= 50],
    ['a year of prices', gathered.closes.length >= YEAR_DAYS - 10],
    ['ratios', gathered.fundamentals.length > 0],
    ['five quarters', gathered.earnings.length >= 5],
    ['news', gathered.news.length > 0],
  ] as const
  const missing = parts.filter(([, isThere]) => !isThere).map(([name]) => name)
  const score = ((parts.length - missing.length) / parts.length) * 100
  return {
    score,
    says: missing.length === 0 ? 'nothing is missing' : `without ${missing.join(', ')}`,
  }
}
