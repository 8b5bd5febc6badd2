import type { QuoteRow } from '../../src/web/contract/market.ts'
import type {
  EarningsBody,
  FundamentalsBody,
  NewsBody,
  ScreenerBody,
  ScreenerRow,
  UpcomingBody,
} from '../../src/web/contract/research.ts'
import { HOSTILE } from './ai-states.ts'

const asOf = '2026-11-23T11:42:07+05:30'
const HOUR_MS = 3_600_000
const CRORE_PAISE = 1_000_000_000

export const QUOTE: QuoteRow = {
  instrument: 'NSE:INFY',
  lastPaise: 1_866_35,
  at: '2026-11-23T11:42:06+05:30',
  openPaise: 1_840_00,
  highPaise: 1_870_00,
  lowPaise: 1_838_10,
  previousClosePaise: 1_842_00,
  changeBps: 132,
  volume: 412_000,
  isSuspect: false,
}

export const news = (instrument: string | null): NewsBody => ({
  asOf,
  news: [
    {
      id: 'n1',
      instruments: ['NSE:INFY'],
      title: 'Infosys wins an order of five years from a European bank',
      summary: 'The company told the exchange before the open.',
      link: 'https://news.example/infosys-order',
      source: 'news file',
      publishedAt: '2026-11-23T08:51:00+05:30',
      ageMs: 3 * HOUR_MS,
    },
    {
      id: 'n2',
      instruments: [instrument ?? 'NSE:TCS'],
      title: HOSTILE,
      summary: '',
      link: 'javascript:alert(1)',
      source: 'a feed of somebody',
      publishedAt: '2026-11-22T18:00:00+05:30',
      ageMs: 18 * HOUR_MS,
    },
  ],
})

const quarter = (periodEnd: string, profit: number, doubts: readonly string[] = []) => ({
  instrument: 'NSE:INFY',
  periodEnd,
  isConsolidated: true,
  announcedAt: `${periodEnd.slice(0, 4)}-10-16T16:05:00+05:30`,
  ageMs: 900 * HOUR_MS,
  revenuePaise: 40_986 * CRORE_PAISE,
  profitPaise: profit * CRORE_PAISE,
  epsPaise: 15_71,
  source: 'earnings file',
  doubts: [...doubts],
})

export const earnings = (): EarningsBody => ({
  asOf,
  reports: [
    quarter('2026-09-30', 7_236),
    quarter('2026-06-30', 6_806),
    quarter('2026-03-31', -412, ['earnings a share and profit do not fit the number of shares']),
    quarter('2025-12-31', 6_507),
  ],
})

export const upcoming = (): UpcomingBody => ({
  asOf,
  expected: [
    {
      instrument: 'NSE:INFY',
      expectedOn: '2027-01-14',
      inDays: 52,
      periodEnd: '2026-12-31',
      purpose: 'results of the quarter',
      source: 'estimated from the years before',
      announcedAt: null,
      isEstimate: true,
    },
  ],
})

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

const known = (value: number) => ({ value, source: 'ratios file', asOf: '2026-11-20' })

export const fundamentals = (): FundamentalsBody => ({
  asOf,
  instrument: 'NSE:INFY',
  pricePaise: QUOTE.lastPaise,
  ratios: {
    marketCapPaise: known(7_74_200 * CRORE_PAISE),
    pe: known(28.1),
    roePercent: known(29.4),
    debtToEquity: known(0.08),
    profitGrowthPercent: known(11.2),
  },
  sources: [
    { ...NOTHING, source: 'ratios file', asOf: '2026-11-20', ageDays: 3, pe: 28.1 },
    { ...NOTHING, source: 'own file', asOf: '2026-10-01', ageDays: 53, pe: 26.4, pb: 8.1 },
  ],
})

const row = (symbol: string, place: number): ScreenerRow => ({
  instrument: `NSE:${symbol}`,
  name: `${symbol} Limited`,
  sector: 'IT',
  pricePaise: 1_866_35 + place * 1_000,
  priceSource: 'the desk',
  priceDate: '2026-11-23',
  ratios: fundamentals().ratios,
  verdicts: { marketCap: 'holds', pe: 'holds', roe: 'holds', debtToEquity: 'holds' },
  rsi: 58.2,
  trend: 'up',
  momentumBps: 1_420 - place * 300,
  momentumRank: place + 1,
  turnoverPaise: 900 * CRORE_PAISE,
})

export const screener = (): ScreenerBody => ({
  asOf,
  screened: 214,
  matched: 3,
  unknown: 41,
  rows: ['INFY', 'TCS', 'HCLTECH'].map(row),
})
