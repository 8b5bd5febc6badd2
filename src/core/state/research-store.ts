import { type Kysely, sql } from 'kysely'
import { type InstrumentId, instrumentId } from '../../domain/brand.ts'
import { type NameSpan, nameOn, namesOf } from '../../domain/name-chain.ts'
import { nextReport } from '../../domain/reporting.ts'
import { addDays, dateOf, type EpochMs, tradeDate } from '../../domain/time.ts'
import { reportedRatios } from '../ai/reported-ratios.ts'
import {
  type EarningsReport,
  type ExpectedEarnings,
  type Fundamentals,
  type Kept,
  type NewsItem,
  type ResearchBatch,
  type ResearchCoverage,
  ResearchStore,
} from '../ai/research.ts'
import type { Clock } from '../clock.ts'
import type { ReferenceStore } from '../ports.ts'
import {
  type EarningsRow,
  type ExpectedRow,
  earningsOf,
  earningsRow,
  expectedOf,
  expectedRow,
  type FundamentalsRow,
  fundamentalsOf,
  fundamentalsRow,
  type NewsRow,
  newsOf,
  newsRow,
  type ResearchTables,
} from './research-rows.ts'
import { addedUp, upsert } from './upsert.ts'

export interface ResearchStoreDeps {
  readonly db: Kysely<ResearchTables>
  /** The machine's: what is kept today was known today, whatever day it bears. */
  readonly clock: Clock
  /** Changed symbols: what was written under an old name is found under the new one. */
  readonly reference: Pick<ReferenceStore, 'symbolChanges'>
}

interface Question {
  readonly instrument: InstrumentId | null
  readonly before: EpochMs
  readonly most: number
}

/** How the companies of rows are called as of a moment, and which rows are asked for. */
interface Naming {
  /** Condition on the columns `instrument` and `known_at`. */
  readonly isAsked: ReturnType<typeof sql<boolean>>
  /** Every name that is asked for; null asks about everybody. */
  readonly names: readonly InstrumentId[] | null
  called(row: { readonly instrument: string; readonly known_at: number }): InstrumentId
}

const ROWS_MAX = 1_000
/** Quarters of so long are looked back on for when the next report comes. */
const HABIT_DAYS = 730
const NOTHING: ResearchBatch = { news: [], earnings: [], expected: [], fundamentals: [] }

const TARGETS = {
  news: { table: 'research_news', key: ['id'], kept: ['fetched_at'] },
  earnings: {
    table: 'earnings_reports',
    key: ['instrument', 'period_end', 'is_consolidated', 'source', 'known_at'],
  },
  expected: {
    table: 'expected_earnings',
    key: ['instrument', 'expected_on', 'source'],
    kept: ['known_at'],
  },
  fundamentals: {
    table: 'company_fundamentals',
    key: ['instrument', 'as_of', 'source'],
    kept: ['known_at'],
  },
} as const

/** Quarters of so long are looked back on for what they tell together: five, and the time to report them. */
const RATIO_DAYS = 560

const atMost = (most: number): number => Math.max(0, Math.min(ROWS_MAX, Math.floor(most)))

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const spanCondition = ({ name, from, until }: NameSpan) =>
  sql<boolean>`(instrument = ${name} and known_at >= ${from ?? 0} and known_at < ${until ?? Number.MAX_SAFE_INTEGER})`

/** What was published of companies, in PostgreSQL. Each keep is one transaction: all of it, or none. */
export class PostgresResearchStore extends ResearchStore {
  readonly #db: Kysely<ResearchTables>
  readonly #clock: Clock
  readonly #reference: Pick<ReferenceStore, 'symbolChanges'>

  constructor({ db, clock, reference }: ResearchStoreDeps) {
    super()
    this.#db = db
    this.#clock = clock
    this.#reference = reference
  }

  override async news({ instrument, before, most }: Question): Promise<readonly NewsItem[]> {
    const { names } = await this.#naming(instrument, before)
    const isAsked = names === null ? sql`true` : sql`instruments && ${names}::text[]`
    const { rows } = await sql<NewsRow>`
      select * from research_news where published_at <= ${before} and ${isAsked}
      order by published_at desc, id limit ${atMost(most)}`.execute(this.#db)
    return rows.map(newsOf)
  }

  /** Of a quarter that was filed again the newest figures count, a filing without any only where there are none. */
  override async earnings(asked: Question): Promise<readonly EarningsReport[]> {
    const { instrument, before, most } = asked
    const naming = await this.#naming(instrument, before)
    const { rows } = await sql<EarningsRow>`
      select * from (${quartersAt(before, naming)}) newest
      order by known_at desc, period_end desc, is_consolidated desc, instrument
      limit ${atMost(most)}`.execute(this.#db)
    return rows.map((row) => earningsOf(row, naming.called(row)))
  }

  override async upcoming(asked: Question): Promise<readonly ExpectedEarnings[]> {
    const announced = await this.#announced(asked)
    const isAnnounced = new Set(announced.map(({ instrument }) => instrument))
    const estimated = await this.#estimated(asked)
    return [...announced, ...estimated.filter(({ instrument }) => !isAnnounced.has(instrument))]
      .sort((a, b) => order(a.expectedOn, b.expectedOn) || order(a.instrument, b.instrument))
      .slice(0, atMost(asked.most))
  }

  override async fundamentals(
    instrument: InstrumentId,
    before: EpochMs,
  ): Promise<readonly Fundamentals[]> {
    const { isAsked } = await this.#naming(instrument, before)
    const { rows } = await sql<FundamentalsRow>`
      select distinct on (source) * from company_fundamentals
      where known_at <= ${before} and ${isAsked}
      order by source, as_of desc, known_at desc`.execute(this.#db)
    const reported = await this.#reported(instrument, before)
    return [...rows.map((row) => fundamentalsOf(row, instrument)), ...reported].sort(
      (a, b) => order(b.asOf, a.asOf) || order(a.source, b.source),
    )
  }

  override async everyFundamentals(before: EpochMs): Promise<readonly Fundamentals[]> {
    const { called } = await this.#naming(null, before)
    const { rows } = await sql<FundamentalsRow>`
      select distinct on (instrument, source) * from company_fundamentals
      where known_at <= ${before} order by instrument, source, as_of desc`.execute(this.#db)
    const published = rows.map((row) => fundamentalsOf(row, called(row)))
    return [...published, ...(await this.#reported(null, before))]
  }

  override keepNews(news: readonly NewsItem[]): Promise<Kept> {
    return this.keep({ ...NOTHING, news })
  }

  override keepEarnings(earnings: readonly EarningsReport[]): Promise<Kept> {
    return this.keep({ ...NOTHING, earnings })
  }

  override keepFundamentals(fundamentals: readonly Fundamentals[]): Promise<Kept> {
    return this.keep({ ...NOTHING, fundamentals })
  }

  /** All of a batch or nothing; of rows with one key the last counts. Estimates are not kept: they follow from the rest. */
  override async keep({ news, earnings, expected, fundamentals }: ResearchBatch): Promise<Kept> {
    const now = this.#clock.now()
    const announced = expected.filter(({ isEstimate }) => !isEstimate)
    const parts = [
      { target: TARGETS.news, rows: news.map(newsRow) },
      { target: TARGETS.earnings, rows: earnings.map(earningsRow) },
      { target: TARGETS.expected, rows: announced.map((day) => expectedRow(day, now)) },
      {
        target: TARGETS.fundamentals,
        rows: fundamentals.map((line) => fundamentalsRow(line, now)),
      },
    ]
    const counts = await this.#db.transaction().execute(async (transaction) => {
      const done = []
      for (const { target, rows } of parts) {
        const once = new Map(rows.map((row) => [keyOf(row, target.key), row]))
        const { same, ...rest } = await upsert(transaction, target, [...once.values()])
        done.push({ ...rest, same: same + rows.length - once.size })
      }
      return addedUp(done)
    })
    return { added: counts.new, same: counts.same, changed: counts.changed }
  }

  override async coverage(): Promise<readonly ResearchCoverage[]> {
    const day = (at: string) =>
      sql`to_char(to_timestamp(${sql.raw(at)} / 1000.0) at time zone 'Asia/Kolkata', 'YYYY-MM-DD')`
    const { rows } = await sql<
      Omit<ResearchCoverage, 'first' | 'last'> & { readonly first: string; readonly last: string }
    >`
      select 'news' as kind, source, count(distinct id) as count, count(distinct one) as instruments,
        count(distinct id) filter (where instruments = '{}') as doubtful,
        ${day('min(published_at)')} as first, ${day('max(published_at)')} as last
      from research_news left join lateral unnest(instruments) one on true group by source
      union all select 'earnings', source, count(*), count(distinct instrument),
        count(*) filter (where doubts <> '{}'), min(period_end), max(period_end) from earnings_reports group by source
      union all select 'expected earnings', source, count(*), count(distinct instrument),
        0, min(expected_on), max(expected_on) from expected_earnings group by source
      union all select 'fundamentals', source, count(*), count(distinct instrument),
        0, min(as_of), max(as_of) from company_fundamentals group by source
      order by kind, source`.execute(this.#db)
    return rows.map(({ first, last, ...row }) => {
      return { ...row, first: tradeDate(first), last: tradeDate(last) }
    })
  }

  async #announced({ instrument, before, most }: Question): Promise<readonly ExpectedEarnings[]> {
    const { isAsked, called } = await this.#naming(instrument, before)
    const { rows } = await sql<ExpectedRow>`
      select * from expected_earnings
      where known_at <= ${before} and expected_on >= ${dateOf(before)} and ${isAsked}
      order by expected_on, instrument, source limit ${atMost(most)}`.execute(this.#db)
    return rows.map((row) => expectedOf(row, called(row)))
  }

  /** What the reports of each company tell. */
  async #reported(
    instrument: InstrumentId | null,
    before: EpochMs,
  ): Promise<readonly Fundamentals[]> {
    const naming = await this.#naming(instrument, before)
    const since = addDays(dateOf(before), -RATIO_DAYS)
    const { rows } = await sql<EarningsRow>`
      select * from (${quartersAt(before, naming)}) newest
      where period_end >= ${since}`.execute(this.#db)
    const companies = grouped(rows, naming.called)
    return [...companies].flatMap(
      ([id, reports]) => reportedRatios(reports.map((row) => earningsOf(row, id))) ?? [],
    )
  }

  async #estimated({ instrument, before }: Question): Promise<readonly ExpectedEarnings[]> {
    const today = dateOf(before)
    const { isAsked, called } = await this.#naming(instrument, before)
    const { rows } = await sql<{
      readonly instrument: string
      readonly period_end: string
      readonly known_at: number
      readonly announced_at: number | null
    }>`
      select instrument, period_end, min(known_at) as known_at, min(announced_at) as announced_at
      from earnings_reports
      where known_at <= ${before} and period_end >= ${addDays(today, -HABIT_DAYS)} and ${isAsked}
      group by instrument, period_end`.execute(this.#db)
    return [...grouped(rows, called)].flatMap(([id, reported]) => {
      const quarters = reported.map(({ period_end: end, announced_at: at }) => ({
        periodEnd: tradeDate(end),
        announcedOn: at === null ? null : dateOf(at),
      }))
      const next = nextReport(quarters, today)
      if (next === null) return []
      const purpose = 'follows from when it reported before'
      return [
        {
          instrument: id,
          ...next,
          announcedAt: null,
          purpose,
          source: 'estimate',
          isEstimate: true,
        },
      ]
    })
  }

  async #naming(instrument: InstrumentId | null, before: EpochMs): Promise<Naming> {
    const changes = await this.#reference.symbolChanges()
    const today = dateOf(before)
    if (instrument === null) {
      const called: Naming['called'] = (row) =>
        nameOn(instrumentId(row.instrument), dateOf(row.known_at), today, changes)
      return { isAsked: sql<boolean>`true`, names: null, called }
    }
    const spans = namesOf(instrument, changes, today)
    const isAsked = sql<boolean>`(${sql.join(spans.map(spanCondition), sql` or `)})`
    return { isAsked, names: spans.map(({ name }) => name), called: () => instrument }
  }
}

const keyOf = (row: object, key: readonly string[]): string =>
  JSON.stringify(Object.entries(row).filter(([name]) => key.includes(name)))

function grouped<R>(
  rows: readonly R[],
  called: (row: R) => InstrumentId,
): ReadonlyMap<InstrumentId, readonly R[]> {
  const groups = new Map<InstrumentId, R[]>()
  for (const row of rows) {
    const id = called(row)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [row])
    else group.push(row)
  }
  return groups
}

/** The rows that count of each quarter as of a moment. */
function quartersAt(before: EpochMs, { isAsked, names }: Naming) {
  const company = names === null ? sql`instrument, ` : sql``
  const quarter = sql`${company} period_end, is_consolidated`
  return sql`
    select distinct on (${quarter}) * from earnings_reports
    where known_at <= ${before} and ${isAsked}
    order by ${quarter}, (coalesce(revenue_paise, profit_paise, eps_paise) is null),
      known_at desc, source`
}
