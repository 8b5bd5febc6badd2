import { sql } from 'kysely'
import type { CorrelationId } from '../../domain/brand.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { TradingState } from '../../domain/trading-state.ts'
import type { EventType } from '../events.ts'
import { chain, eventOf, type JournalRow, lineOf } from '../journal.ts'
import type { StateManager } from './state-manager.ts'

/** Which events of a book are wanted: those that fit everything given, the newest `limit` of them. */
export interface JournalQuestion {
  readonly book: string
  readonly types: readonly EventType[] | null
  readonly correlationId: CorrelationId | null
  readonly limit: number
}

/** The newest stored events that fit, oldest first. */
export async function searchJournal(
  state: StateManager,
  question: JournalQuestion,
): Promise<readonly JournalRow[]> {
  const { book, types, correlationId, limit } = question
  const ofTypes = types === null ? sql`` : sql`and type = any(${[...types]})`
  const ofChain = correlationId === null ? sql`` : sql`and correlation_id = ${correlationId}`
  const { rows } = await sql<JournalRow>`
    select seq, id, type, version, at, source, correlation_id as "correlationId", cause,
      causation_id as "causationId", is_input as "isInput", data, encode(hash, 'hex') as hash
    from journal where book = ${book} ${ofTypes} ${ofChain}
    order by seq desc limit ${limit}`.execute(state.db)
  return rows.reverse()
}

/** Whether rows that follow each other hang together: the place of the first that does not, else null. */
export function brokenLink(rows: readonly JournalRow[]): number | null {
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]
    if (before === undefined) continue
    const isNext = row.seq === before.seq + 1 && row.hash === chain(before.hash, lineOf(row))
    if (!isNext) return row.seq
  }
  return null
}

/** A book's trading state by its journal, and what made it so; `seq` is null for a book that was never halted. */
export interface TradingStanding {
  readonly state: TradingState
  readonly seq: number | null
  /** Market time. */
  readonly at: EpochMs | null
  readonly reason: string
}

const GOVERNING = [
  'risk.trading_state_change',
  'system.error',
  'system.emergency_stop',
  'system.emergency_resume',
] as const satisfies readonly EventType[]

const NEVER_HALTED: TradingStanding = {
  state: 'active',
  seq: null,
  at: null,
  reason: 'it was never halted',
}

/** Also counts a stop or resume that was written while nobody ran the book, and that its next start will act on. */
export async function tradingStanding(state: StateManager, book: string): Promise<TradingStanding> {
  const [row] = await searchJournal(state, {
    book,
    types: GOVERNING,
    correlationId: null,
    limit: 1,
  })
  if (row === undefined) return NEVER_HALTED
  const event = eventOf(row)
  const { seq, at } = event
  switch (event.type) {
    case 'risk.trading_state_change':
      return { seq, at, state: event.data.state, reason: event.data.reason }
    case 'system.emergency_resume':
      return { seq, at, state: 'active', reason: event.data.reason }
    case 'system.emergency_stop':
      return { seq, at, state: 'halted', reason: event.data.reason }
    case 'system.error':
      return { seq, at, state: 'halted', reason: event.data.message }
    default:
      return NEVER_HALTED
  }
}
