import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  sql`create table instruments (
    id text primary key,
    exchange text not null check (exchange in ('NSE', 'BSE')),
    symbol text not null,
    name text not null,
    kind text not null check (kind in ('equity', 'etf', 'index', 'other')),
    series text,
    lot_size integer not null check (lot_size > 0),
    tick_paise integer check (tick_paise > 0),
    broker_token bigint
  )`,
  sql`create table derivative_underlyings (
    instrument text not null,
    as_of text not null,
    primary key (as_of, instrument)
  )`,
  sql`create table constituents (
    list text not null,
    as_of text not null,
    instrument text not null,
    name text not null,
    sector text not null,
    series text not null,
    isin text not null,
    primary key (list, as_of, instrument)
  )`,
  sql`create table corporate_actions (
    instrument text not null,
    ex_date text not null,
    kind text not null check (kind in ('split', 'bonus', 'dividend', 'other')),
    source text not null,
    new_shares integer check (new_shares > 0),
    old_shares integer check (old_shares > 0),
    dividend_paise bigint check (dividend_paise > 0),
    purpose text not null,
    primary key (instrument, ex_date, kind, source, purpose)
  )`,
  sql`create table symbol_changes (
    before text not null,
    after text not null,
    from_date text not null,
    primary key (before, after, from_date)
  )`,
]

/** What imported files say of instruments: lists, index members, corporate actions, changed symbols. */
export const reference: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db)
  },
}
