import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  sql`create table research_news (
    id text primary key,
    instruments text[] not null,
    title text not null,
    summary text not null,
    link text,
    source text not null,
    published_at bigint not null,
    fetched_at bigint not null
  )`,
  sql`create index research_news_published on research_news (published_at desc, id)`,
  sql`create index research_news_instruments on research_news using gin (instruments)`,
  sql`create table earnings_reports (
    instrument text not null,
    period_end text not null,
    is_consolidated boolean not null,
    source text not null,
    known_at bigint not null,
    announced_at bigint,
    revenue_paise bigint,
    profit_paise bigint,
    eps_paise bigint,
    shares bigint,
    debt_to_equity double precision,
    doubts text[] not null,
    primary key (instrument, period_end, is_consolidated, source, known_at)
  )`,
  sql`create index earnings_reports_known on earnings_reports (known_at desc)`,
  sql`create table expected_earnings (
    instrument text not null,
    expected_on text not null,
    source text not null,
    period_end text,
    known_at bigint not null,
    announced_at bigint,
    purpose text not null,
    primary key (instrument, expected_on, source)
  )`,
  sql`create table company_fundamentals (
    instrument text not null,
    as_of text not null,
    source text not null,
    known_at bigint not null,
    market_cap_paise bigint,
    pe double precision,
    pb double precision,
    roe_percent double precision,
    debt_to_equity double precision,
    dividend_yield_percent double precision,
    revenue_growth_percent double precision,
    profit_growth_percent double precision,
    primary key (instrument, as_of, source)
  )`,
]

/**
 * What was published of companies. `known_at` is the moment from which a row may be shown: nothing that is asked as of
 * an earlier one sees it.
 */
export const research: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db)
  },
}
