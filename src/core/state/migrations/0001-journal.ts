import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  sql`create table books (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9_.-]{0,31}$'),
    namespace text not null check (namespace ~ '^[0-9a-f]{15,32}$'),
    identity jsonb not null,
    created_at bigint not null
  )`,
  // No reference to books: a check a row would cost a third of the journal's speed.
  sql`create table journal (
    book text not null,
    seq bigint not null check (seq > 0),
    id uuid not null,
    type text not null,
    version integer not null,
    at bigint not null,
    source text not null,
    correlation_id uuid not null,
    cause bigint not null,
    causation_id uuid,
    is_input boolean not null,
    data text not null,
    hash bytea not null,
    primary key (book, seq),
    unique (id, book)
  )`,
  // To follow one wish through everything that came of it.
  sql`create index journal_by_correlation on journal (correlation_id, seq)`,
  sql`create table leases (
    book text primary key,
    epoch bigint not null,
    token text not null,
    holder jsonb not null,
    since bigint not null,
    expires_at bigint not null
  )`,
  // Who writes must hold the lease and must go on where the journal ends. The lock makes a taker-over wait for the
  // writer's commit, and the writer, when it comes second, see the new epoch.
  sql`create function journal_fence(the_book text, the_epoch bigint, behind bigint) returns void
    language plpgsql as $$
    begin
      perform 1 from leases where book = the_book and epoch = the_epoch for share;
      if not found then
        raise exception 'the lease is lost' using errcode = 'RB001';
      end if;
      if coalesce((select max(seq) from journal where book = the_book), 0) <> behind then
        raise exception 'the rows do not follow' using errcode = 'RB002';
      end if;
    end $$`,
  sql`create table snapshots (
    book text not null,
    seq bigint not null,
    at bigint not null,
    journal_hash text not null,
    state text not null,
    hash text not null,
    primary key (book, seq)
  )`,
]

/** The truth of a book, who may write it, and where a restart may begin. */
export const journal: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db)
  },
}
