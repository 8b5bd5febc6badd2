import { type Kysely, type Migration, sql } from 'kysely'

/** What a model wrote is kept as JSON text, not as jsonb: it may hold signs that the server takes in no other way. */
const STATEMENTS = [
  sql`create table ai_analyses (
    id text primary key,
    book text not null,
    state text not null,
    created_at bigint not null,
    line text not null,
    knowledge_cut_off text
  )`,
  sql`create index ai_analyses_by_time on ai_analyses (book, created_at)`,
  sql`create table ai_gathered (
    analysis_id text not null references ai_analyses on delete cascade,
    instrument text not null,
    gathered text not null,
    primary key (analysis_id, instrument)
  )`,
  sql`create table ai_steps (
    id text primary key,
    place bigint generated always as identity,
    analysis_id text not null references ai_analyses on delete cascade,
    state text not null,
    step text not null
  )`,
  sql`create index ai_steps_by_analysis on ai_steps (analysis_id, place)`,
  sql`create table ai_recommendations (
    id text primary key,
    book text not null,
    analysis_id text,
    instrument text not null,
    at bigint not null,
    recommendation text not null
  )`,
  sql`create index ai_recommendations_by_time on ai_recommendations (book, at)`,
  sql`create index ai_recommendations_by_analysis on ai_recommendations (analysis_id)`,
  sql`create table ai_prompts (
    prompt text not null,
    version integer not null check (version > 0),
    text text not null,
    created_at bigint not null,
    by text not null,
    is_active boolean not null,
    quality_sum double precision not null default 0,
    uses integer not null default 0,
    primary key (prompt, version)
  )`,
  sql`create unique index ai_prompts_active on ai_prompts (prompt) where is_active`,
  sql`create table ai_agents (
    role text primary key,
    is_on boolean not null,
    model text,
    version integer not null,
    changed_at bigint not null,
    changed_by text not null
  )`,
  sql`create table ai_chats (
    id text primary key,
    book text not null,
    title text not null,
    created_at bigint not null,
    last_at bigint not null,
    about text
  )`,
  sql`create index ai_chats_by_time on ai_chats (book, last_at)`,
  sql`create table ai_chat_turns (
    id text primary key,
    place bigint generated always as identity,
    chat_id text not null references ai_chats on delete cascade,
    turn text not null
  )`,
  sql`create index ai_chat_turns_by_chat on ai_chat_turns (chat_id, place)`,
  sql`create table ai_spending (
    place bigint generated always as identity primary key,
    day text not null,
    at bigint not null,
    client text not null,
    model text not null,
    input bigint not null,
    output bigint not null,
    cache_read bigint not null,
    cache_written bigint not null,
    cost_paise bigint not null
  )`,
  sql`create index ai_spending_by_day on ai_spending (day)`,
]

/** Analyses with every step, recommendations, prompts and their versions, settings of the roles, conversations, what was spent. */
export const ai: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db)
  },
}
