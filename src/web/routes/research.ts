import { knownRatios } from '../../core/ai/known-ratios.ts'
import type {
  EarningsReport,
  ExpectedEarnings,
  Fundamentals,
  NewsItem,
} from '../../core/ai/research.ts'
import { shareRatios, tenuresOf } from '../../domain/adjustment.ts'
import { at } from '../../domain/bar.ts'
import { type InstrumentId, instrumentId } from '../../domain/brand.ts'
import { rupees } from '../../domain/money.ts'
import {
  dateOf,
  daysBetween,
  type EpochMs,
  isoTime,
  type TradeDate,
  tradeDate,
} from '../../domain/time.ts'
import { VALUE_RULES } from '../../domain/value-screen.ts'
import {
  earningsBody,
  earningsQuery,
  fundamentalsBody,
  newsBody,
  newsQuery,
  screenerBody,
  screenerQuery,
  upcomingBody,
} from '../contract/research.ts'
import { ofInstrument } from '../params.ts'
import { defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'

const group = 'research'
const need = 'read'
const CRORE = 10_000_000
/** Bars over which growth is ranked: half a year. */
const MOMENTUM_BARS = 126

const named = (text: string | undefined): InstrumentId | null =>
  text === undefined ? null : instrumentId(text)

const newsRowOf = (now: EpochMs) => (item: NewsItem) => ({
  id: item.id,
  instruments: item.instruments,
  title: item.title,
  summary: item.summary,
  link: item.link,
  source: item.source,
  publishedAt: isoTime(item.publishedAt),
  ageMs: now - item.publishedAt,
})

const earningsRowOf = (now: EpochMs) => (report: EarningsReport) => ({
  instrument: report.instrument,
  periodEnd: report.periodEnd,
  isConsolidated: report.isConsolidated,
  announcedAt: report.announcedAt === null ? null : isoTime(report.announcedAt),
  ageMs: report.announcedAt === null ? null : now - report.announcedAt,
  revenuePaise: report.revenuePaise,
  profitPaise: report.profitPaise,
  epsPaise: report.epsPaise,
  source: report.source,
  doubts: report.doubts,
})

const expectedRowOf = (today: TradeDate) => (day: ExpectedEarnings) => ({
  ...day,
  inDays: daysBetween(today, day.expectedOn),
  announcedAt: day.announcedAt === null ? null : isoTime(day.announcedAt),
})

const sourceOf =
  (today: TradeDate) =>
  ({ epsYearPaise: _eps, shares: _shares, instrument: _id, ...line }: Fundamentals) => ({
    ...line,
    ageDays: daysBetween(tradeDate(line.asOf), today),
  })

/** The desk's own newest price of an instrument, where it has one that is believed. */
function priceOf({ live }: Pick<Web, 'live'>, id: InstrumentId): number | null {
  const { quotes, universe } = live.kernel
  if (universe.get(id) === undefined) return null
  const index = universe.indexOf(id)
  const last = at(quotes.last, index)
  return Number.isNaN(last) || quotes.suspect[index] === 1 ? null : Math.round(last)
}

async function fundamentalsOf(id: InstrumentId, web: Web) {
  const now = web.live.kernel.clock.now()
  const today = dateOf(now)
  const lines = await web.research.fundamentals(id, now)
  const paise = priceOf(web, id)
  const price = paise === null ? null : { paise, source: web.label.source, asOf: today }
  const changes = await web.reference.symbolChanges()
  const actions = await web.reference.corporateActions()
  const splits = shareRatios(actions, tenuresOf(id, changes, today), today)
  return {
    asOf: isoTime(now),
    instrument: id,
    pricePaise: paise,
    ratios: knownRatios(lines, price, splits),
    sources: lines.map(sourceOf(today)),
  }
}

/** The limit that was asked for, or the usual one. */
const chosen = (asked: number | 'any' | undefined, usual: number | null): number | null =>
  asked === undefined ? usual : asked === 'any' ? null : asked

const marketCap = (crore: number | 'any' | undefined): number | null =>
  crore === undefined ? VALUE_RULES.marketCapPaiseMin : scaled(chosen(crore, null))

const scaled = (amount: number | null): number | null =>
  amount === null ? null : rupees(amount * CRORE)

/** What was published of companies, none of it later than the market's own time. */
export const research: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/news',
    group,
    need,
    says: 'News of a share or of all, the newest first, up to the market’s own time',
    query: newsQuery,
    reply: newsBody,
    async answer({ query: { instrument, limit: most } }, { live, research: store }) {
      const now = live.kernel.clock.now()
      const news = await store.news({ instrument: named(instrument), before: now, most })
      return json({ asOf: isoTime(now), news: news.map(newsRowOf(now)) })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/earnings',
    group,
    need,
    says: 'Reported quarters, the newest first, with what does not fit together in them',
    query: earningsQuery,
    reply: earningsBody,
    async answer({ query: { instrument, limit: most } }, { live, research: store }) {
      const now = live.kernel.clock.now()
      const reports = await store.earnings({ instrument: named(instrument), before: now, most })
      return json({ asOf: isoTime(now), reports: reports.map(earningsRowOf(now)) })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/earnings/upcoming',
    group,
    need,
    says: 'Days on which companies are expected to report: announced, else estimated and marked so',
    query: earningsQuery,
    reply: upcomingBody,
    async answer({ query: { instrument, limit: most } }, { live, research: store }) {
      const now = live.kernel.clock.now()
      const expected = await store.upcoming({ instrument: named(instrument), before: now, most })
      return json({ asOf: isoTime(now), expected: expected.map(expectedRowOf(dateOf(now))) })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/fundamentals/:instrument',
    group,
    need,
    says: 'Ratios of a company: what each source says, and the newest of each with its source and day',
    params: ofInstrument,
    reply: fundamentalsBody,
    answer: async ({ params: { instrument } }, web) => json(await fundamentalsOf(instrument, web)),
  }),
  defineRoute({
    method: 'GET',
    url: '/api/screener',
    group,
    need,
    says: 'Companies that fulfil every rule; what cannot be judged does not pass, and is counted',
    query: screenerQuery,
    reply: screenerBody,
    async answer({ query }, web) {
      const { kernel } = web.live
      const prices = kernel.universe.all().flatMap(({ id, kind }) => {
        const price = kind === 'index' ? null : priceOf(web, id)
        return price === null ? [] : [[id, price] as const]
      })
      const body = await web.runReader.screen({
        asOf: kernel.clock.now(),
        value: {
          marketCapPaiseMin: marketCap(query.marketCapCroreMin),
          peMax: chosen(query.peMax, VALUE_RULES.peMax),
          roePercentMin: chosen(query.roePercentMin, VALUE_RULES.roePercentMin),
          debtToEquityMax: chosen(query.debtToEquityMax, VALUE_RULES.debtToEquityMax),
        },
        rules: {
          rsiBelow: query.rsiBelow,
          rsiAbove: query.rsiAbove,
          aboveEma: query.aboveEma,
          breakout: query.breakout,
          minTurnoverPaise: scaled(query.turnoverCroreMin),
          minVolume: null,
          momentumBars: MOMENTUM_BARS,
          top: query.limit,
        },
        prices,
        isStored: web.label.source !== 'SIMULATED',
        priceSource: web.label.source,
      })
      const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
      return { kind: 'text', type: 'application/json; charset=utf-8', text }
    },
  }),
]
