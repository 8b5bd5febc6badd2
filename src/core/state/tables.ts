import type { ColumnType, Generated } from 'kysely'

/** JSON that the server reads: written as text, read as a value that its reader must narrow. */
export type Json = ColumnType<unknown, string, string>

interface BookTable {
  readonly name: string
  readonly namespace: string
  readonly identity: Json
  readonly created_at: number
}

interface JournalTable {
  readonly book: string
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly version: number
  readonly at: number
  readonly source: string
  readonly correlation_id: string
  readonly cause: number
  readonly causation_id: string | null
  readonly is_input: boolean
  /** Text, not JSON: the hash is over these very bytes. */
  readonly data: string
  readonly hash: Buffer
}

interface LeaseTable {
  readonly book: string
  readonly epoch: number
  /** Name of the holder's connection in `pg_stat_activity`. */
  readonly token: string
  readonly holder: Json
  readonly since: number
  readonly expires_at: number
}

interface SnapshotTable {
  readonly book: string
  readonly seq: number
  readonly at: number
  readonly journal_hash: string
  readonly state: string
  readonly hash: string
}

interface CursorTable {
  readonly book: string
  readonly handler: string
  readonly seq: number
}

interface DeadLetterTable {
  readonly book: string
  readonly handler: string
  readonly seq: number
  readonly event_id: string
  readonly attempts: number
  readonly code: string
  readonly reason: string
  readonly at: number
  readonly resolved_at: number | null
}

interface CommandTable {
  readonly id: string
  readonly place: Generated<number>
  readonly book: string
  readonly kind: string
  readonly payload: Json
  readonly created_at: number
  readonly admitted_seq: number | null
  readonly outcome: ColumnType<unknown, string | null, string | null>
}

export interface OrderRow {
  readonly book: string
  readonly order_id: string
  readonly strategy: string
  readonly instrument: string
  readonly side: string
  readonly effect: string
  readonly type: string
  readonly product: string
  readonly validity: string
  readonly variety: string
  readonly quantity: number
  readonly limit_paise: number | null
  readonly trigger_paise: number | null
  readonly ttl_minutes: number | null
  readonly decision_price_paise: number
  readonly decision_at: number
  readonly protection: unknown
  /** The order whose position this one protects; null for any other. */
  readonly guards: string | null
  readonly reason: string
  readonly status: string
  readonly status_reason: string | null
  readonly broker_order_id: string | null
  readonly filled_quantity: number
  readonly filled_value_paise: number
  readonly correlation_id: string
  readonly submitted_at: number
  readonly changed_at: number
  readonly seq: number
}

export interface FillRow {
  readonly book: string
  readonly fill_id: string
  readonly order_id: string
  readonly strategy: string
  readonly instrument: string
  readonly side: string
  readonly effect: string
  readonly product: string
  readonly quantity: number
  readonly price_paise: number
  readonly decision_price_paise: number
  readonly reason: string
  readonly at: number
  readonly seq: number
}

export interface PositionRow {
  readonly book: string
  readonly instrument: string
  readonly product: string
  readonly quantity: number
  readonly cost_paise: number
  readonly realised_paise: number
  readonly dividend_paise: number
  readonly lots: number
  readonly opened_at: number | null
  readonly changed_at: number
  readonly seq: number
}

export interface EquityMarkRow {
  readonly book: string
  /** Day in India, `2026-11-23`. */
  readonly date: string
  readonly cash_paise: number
  readonly equity_paise: number
  readonly deployed_paise: number
  readonly charges_paise: number
  readonly realised_paise: number
  readonly open_positions: number
  readonly at: number
  readonly seq: number
}

export interface CashRow {
  readonly book: string
  readonly seq: number
  readonly at: number
  readonly reason: string
  readonly change_paise: number
  readonly cash_paise: number
  readonly order_id: string | null
  readonly fill_id: string | null
  readonly instrument: string | null
}

export interface ClosedTradeRow {
  readonly book: string
  readonly seq: number
  /** Which of the trades that one event closed. */
  readonly item: number
  readonly instrument: string
  readonly product: string
  readonly strategy: string
  readonly side: string
  readonly quantity: number
  readonly opened_at: number
  readonly closed_at: number
  readonly entry_paise: number
  readonly exit_paise: number
  readonly gross_paise: number
  readonly open_order_id: string
  readonly close_order_id: string | null
  readonly open_reason: string
  readonly close_reason: string
  readonly holding_days: number
}

export interface ChargeRow {
  readonly book: string
  readonly seq: number
  readonly at: number
  readonly date: string
  readonly instrument: string
  readonly product: string
  readonly fill_id: string | null
  /** Item by item, as the contract note has them. */
  readonly items: unknown
  readonly total_paise: number
}

interface RunTable {
  readonly id: string
  readonly kind: string
  readonly created_at: number
  readonly spec: Json
  readonly result: Json
  readonly journal_hash: string | null
  readonly data_hash: string
}

interface TrialTable {
  readonly id: Generated<number>
  readonly run_id: string
  readonly strategy: string
  readonly at: number
  readonly data_hash: string
  readonly parameters: Json
  readonly metrics: Json
}

export interface SessionRow {
  readonly id: string
  /** SHA-256, hexadecimal. */
  readonly secret_hash: string
  readonly created_at: number
  readonly seen_at: number
  readonly ended_at: number | null
}

export interface TokenRow {
  readonly id: string
  readonly name: string
  /** SHA-256, hexadecimal. */
  readonly secret_hash: string
  readonly scope: string
  readonly created_at: number
  readonly revoked_at: number | null
}

interface IdempotencyTable {
  /** Id of the session or token that asked. */
  readonly caller: string
  readonly key: string
  /** SHA-256 of what was asked. */
  readonly request_hash: string
  readonly correlation_id: string
  readonly created_at: number
  /** JSON; null while it is not known that the wish became durable. */
  readonly answer: string | null
}

/** Tables that the journal fills: each can be made again from it. */
export interface ProjectedTables {
  readonly orders: OrderRow
  readonly fills: FillRow
  readonly positions: PositionRow
  readonly equity_marks: EquityMarkRow
  readonly cash_ledger: CashRow
  readonly closed_trades: ClosedTradeRow
  readonly charges: ChargeRow
}

/** Every table of the schema, as its columns are read. Times are epoch milliseconds, money is paise. */
export interface Tables extends ProjectedTables {
  readonly books: BookTable
  readonly journal: JournalTable
  readonly leases: LeaseTable
  readonly snapshots: SnapshotTable
  readonly cursors: CursorTable
  readonly dead_letters: DeadLetterTable
  readonly commands: CommandTable
  readonly runs: RunTable
  readonly trials: TrialTable
  readonly web_sessions: SessionRow
  readonly access_tokens: TokenRow
  readonly idempotency_keys: IdempotencyTable
}
