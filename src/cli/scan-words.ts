import type { HoldingsFile } from '../adapters/files/holdings-file.ts'
import { counted } from '../adapters/files/import-report.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { DailyStudy } from '../domain/daily-study.ts'
import { formatPaise } from '../domain/money.ts'
import type { Advice, PortfolioReview, ReviewedHolding } from '../domain/portfolio-review.ts'
import { daysBetween, type TradeDate } from '../domain/time.ts'
import { textTable } from './output.ts'
import { percent, percentChange, rupeeChange, rupees } from './report/figures.ts'

/** A portfolio with its age on it. */
export interface ScanAnswer {
  readonly file: HoldingsFile
  readonly path: string
  readonly today: TradeDate
  readonly review: PortfolioReview
  readonly studies: ReadonlyMap<InstrumentId, DailyStudy>
  /** Holdings whose number of shares a split or bonus since the file's day has changed, and how. */
  readonly restated: ReadonlyMap<InstrumentId, string>
}

/** The answer for a machine; every price carries its source, day and age. */
export function scanDocument({ file, path, today, review, studies, restated }: ScanAnswer) {
  const { holdings, ...sums } = review
  return {
    source: 'csv',
    label: labelOf(file.date),
    file: path,
    layout: file.layout,
    fileDate: file.date,
    ageDays: daysBetween(file.date, today),
    ...sums,
    holdings: holdings.map(({ price, ...holding }) => ({
      ...holding,
      price: price === null ? null : { ...price, ageDays: daysBetween(price.madeOn, today) },
      restated: restated.get(holding.instrument) ?? null,
      study: studies.get(holding.instrument) ?? null,
    })),
    refusals: file.refusals,
  }
}

const labelOf = (date: TradeDate): string => `FROM CSV OF ${date}`

const ADVICE: Readonly<Record<Advice, string>> = {
  outsized: 'outsized',
  take_profit: 'take profit',
  cut: 'cut',
}

const HEAD = [
  '',
  'shares',
  'price',
  'of',
  'value',
  'result',
  '',
  'weight',
  'RSI',
  'trend',
  'review',
]
const SIDES = [
  'left',
  'right',
  'right',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
  'left',
  'left',
] as const

/** The answer for a person. */
export function scanWords(answer: ScanAnswer): string {
  const { file, path, today, review, restated } = answer
  const { holdings, sectors, costPaise, valuePaise, profitPaise, unpriced } = review
  const age = daysBetween(file.date, today)
  const lines = [
    `${labelOf(file.date)}, ${counted(age, 'day')} old · ${path} · ${file.layout}`,
    '',
    textTable(
      HEAD,
      holdings.map((holding) => rowOf(holding, answer)),
      SIDES,
    ),
    '',
    `Worth ${formatPaise(valuePaise)}, paid ${formatPaise(costPaise)}: ${rupeeChange(profitPaise)} before charges and tax.`,
  ]
  if (unpriced > 0)
    lines.push(`${counted(unpriced, 'holding')} without a price: in none of the sums.`)
  for (const [instrument, says] of restated) lines.push(`${instrument}: ${says}.`)
  lines.push(
    '',
    textTable(
      ['sector', 'holdings', 'value', 'weight'],
      sectors.map((sector) => [
        sector.sector ?? 'unknown (import an index list to know it)',
        String(sector.holdings),
        rupees(sector.valuePaise),
        percent(sector.weightBps),
      ]),
    ),
    '',
    'Review: above 10 % of the portfolio is outsized, from +25 % on profit may be taken, from −15 % on a holding may be cut.',
  )
  for (const { line, reason } of file.refusals) lines.push(`Line ${line} not read: ${reason}.`)
  return lines.join('\n')
}

function rowOf(holding: ReviewedHolding, { studies }: ScanAnswer): readonly string[] {
  const { instrument, quantity, price, valuePaise, profitPaise, profitBps, weightBps } = holding
  const study = studies.get(instrument)
  return [
    instrument,
    quantity.toLocaleString('en-IN'),
    price === null ? 'unknown' : formatPaise(price.pricePaise),
    price === null ? '' : `${price.madeOn} ${price.source}`,
    valuePaise === null ? '–' : rupees(valuePaise),
    profitPaise === null ? '–' : rupeeChange(profitPaise),
    profitBps === null ? '–' : percentChange(profitBps),
    weightBps === null ? '–' : percent(weightBps),
    study?.rsi === null || study === undefined ? '–' : study.rsi.toFixed(1),
    study?.trend ?? '–',
    reviewWords(holding),
  ]
}

const reviewWords = ({ advice, valuePaise }: ReviewedHolding): string =>
  valuePaise === null ? '–' : advice.map((each) => ADVICE[each]).join(', ') || 'hold'
