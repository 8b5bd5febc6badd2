import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  // Secrets are kept as hashes: who reads the table can open nothing.
  sql`create table web_sessions (
    id text primary key,
    secret_hash text not null unique,
    created_at bigint not null,
    seen_at bigint not null,
    ended_at bigint
  )`,
  sql`create table access_tokens (
    id text primary key,
    name text not null,
    secret_hash text not null unique,
    scope text not null check (scope in ('read', 'propose', 'operate')),
    created_at bigint not null,
    revoked_at bigint
  )`,
  sql`create table idempotency_keys (
    caller text not null,
    key text not null,
    request_hash text not null,
    correlation_id uuid not null,
    created_at bigint not null,
    answer text,
    primary key (caller, key)
  )`,
  sql`create index idempotency_keys_by_time on idempotency_keys (created_at)`,
]

/** Who may come in by the web, and which wishes were made before. */
export const access: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db)
  },
}
