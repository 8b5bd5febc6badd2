import type { Fundamentals } from '../../core/ai/research.ts'
import { bounded, SOURCE_MAX } from './news-text.ts'
import { dateIn, dateOfFile, type TableRow } from './reference-table.ts'
import { figureIn, instrumentIn, rupeesIn } from './research-cells.ts'
import { hasAll, type ResearchKind } from './research-record.ts'

type Ratio = Exclude<
  keyof Fundamentals,
  'instrument' | 'asOf' | 'source' | 'marketCapPaise' | 'epsYearPaise' | 'shares'
>

const NOTHING = {
  marketCapPaise: null,
  pe: null,
  pb: null,
  roePercent: null,
  debtToEquity: null,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: null,
}

/** Growth beyond it says only that there was next to nothing before. */
const GROWTH_PERCENT_MAX = 1_000

const NO_FIGURES = 'every figure is empty or 0: whatever wrote this line had failed'
const BASE_NOTE = `growth beyond ${GROWTH_PERCENT_MAX} % was not kept: the base was next to zero`

const GROWTH_FIGURES = ['qtr profit var %', 'qoq profits %', 'qoq sales %', 'opm']

/** A screener site's table of growth: of it only the profit over the same quarter a year before is a ratio of ours. */
const growth: ResearchKind = {
  name: 'growth of profits (screener site)',
  format: 'fundamentals',
  isIn: hasAll('symbol', ...GROWTH_FIGURES),
  take(row, { names, facts }) {
    const instrument = instrumentIn(row, names, 'symbol')
    if (typeof instrument !== 'string') return instrument
    const figures = GROWTH_FIGURES.map((column) => figureIn(row.cell(column)))
    const broken = figures.findIndex((figure) => figure !== null && Number.isNaN(figure))
    if (broken >= 0) return { refused: `"${row.cell(GROWTH_FIGURES[broken] ?? '')}" is no number` }
    // The site writes 0 for what it does not know.
    const known = figures.map((figure) => (figure === 0 ? null : figure))
    if (known.every((figure) => figure === null)) return { refused: NO_FIGURES }
    const [profit = null] = known
    if (profit === null) return { leftOut: 'the growth of profit over a year is not known' }
    if (Math.abs(profit) > GROWTH_PERCENT_MAX) return { leftOut: BASE_NOTE }
    const asOf = dateIn(row.cell('last_updated').slice(0, 10)) ?? dateOfFile(facts)
    const line = {
      ...NOTHING,
      instrument,
      asOf,
      source: 'growth list',
      profitGrowthPercent: profit,
    }
    return { records: [{ kind: 'fundamentals', line }] }
  },
}

/** Columns of an own file, and what can be true of any company. */
const RATIOS: readonly {
  readonly field: Ratio
  readonly columns: readonly string[]
  readonly min: number
  readonly max: number
}[] = [
  { field: 'pe', columns: ['pe', 'p/e', 'pe_ratio'], min: -100_000, max: 100_000 },
  { field: 'pb', columns: ['pb', 'p/b', 'pb_ratio'], min: -10_000, max: 10_000 },
  { field: 'roePercent', columns: ['roe_percent', 'roe', 'roe %'], min: -10_000, max: 10_000 },
  {
    field: 'debtToEquity',
    columns: ['debt_to_equity', 'd/e', 'debt_equity'],
    min: -1_000,
    max: 1_000,
  },
  {
    field: 'dividendYieldPercent',
    columns: ['dividend_yield_percent', 'dividend_yield'],
    min: 0,
    max: 100,
  },
  {
    field: 'revenueGrowthPercent',
    columns: ['revenue_growth_percent', 'revenue_growth'],
    min: -100,
    max: GROWTH_PERCENT_MAX,
  },
  {
    field: 'profitGrowthPercent',
    columns: ['profit_growth_percent', 'profit_growth', 'earnings_growth'],
    min: -100_000,
    max: 100_000,
  },
]

const MARKET_CAP = ['market_cap', 'market_cap_crore', 'market_cap_cr']
const DAYS = ['as_of', 'asof', 'date', 'analysis_date', 'last_updated']

function ratiosIn(row: TableRow): Partial<Record<Ratio, number>> | { readonly refused: string } {
  const found: Partial<Record<Ratio, number>> = {}
  for (const { field, columns, min, max } of RATIOS) {
    const text = row.cell(...columns)
    const figure = figureIn(text)
    if (figure === null) continue
    if (!(figure >= min && figure <= max)) {
      return {
        refused: `"${text.slice(0, 40)}" cannot be ${columns[0]}: it must lie between ${min} and ${max}`,
      }
    }
    found[field] = figure
  }
  return found
}

const own: ResearchKind = {
  name: 'fundamentals',
  format: 'fundamentals',
  isIn: (columns) =>
    (columns.includes('symbol') || columns.includes('instrument')) &&
    [...RATIOS.flatMap(({ columns: names }) => names), ...MARKET_CAP].some((name) =>
      columns.includes(name),
    ),
  take(row, { names, facts }) {
    const instrument = instrumentIn(row, names, 'symbol', 'instrument')
    if (typeof instrument !== 'string') return instrument
    const written = row.cell(...DAYS)
    const asOf =
      written === '' ? dateOfFile(facts) : dateIn(written.slice(0, 11).trim().replace(/T$/, ''))
    if (asOf === null) return { refused: `"${written.slice(0, 40)}" is no day` }
    const marketCapPaise = rupeesIn(row, 'market_cap')
    if (marketCapPaise !== null && !(marketCapPaise > 0)) {
      return { refused: `"${row.cell(...MARKET_CAP).slice(0, 40)}" is no market value` }
    }
    const ratios = ratiosIn(row)
    if ('refused' in ratios) return { refused: ratios.refused }
    if (marketCapPaise === null && Object.keys(ratios).length === 0)
      return { refused: 'every figure is empty' }
    const source = bounded(row.cell('source'), SOURCE_MAX) || 'own file'
    const line = { ...NOTHING, instrument, asOf, source, marketCapPaise, ...ratios }
    return { records: [{ kind: 'fundamentals', line }] }
  },
}

/** The narrowest first. */
export const FUNDAMENTALS_KINDS: readonly ResearchKind[] = [growth, own]
