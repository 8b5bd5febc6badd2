import { hash } from 'node:crypto'
import type { CorrelationId, EventId } from '../domain/brand.ts'
import type { EpochMs } from '../domain/time.ts'
import type { Event, EventType } from './events.ts'

/** An event as it is stored: `data` is the very text that was hashed. */
export interface JournalRow {
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly version: number
  readonly at: number
  readonly source: string
  readonly correlationId: string
  readonly cause: number
  readonly causationId: string | null
  readonly isInput: boolean
  readonly data: string
  /** SHA-256 (hex) over the hash before it and this row: one changed byte breaks every later hash. */
  readonly hash: string
}

/** Hash before the first event. */
export const GENESIS = '0'.repeat(64)

/** The row as one line of JSON: what is hashed, exported and compared. */
export const lineOf = (row: Omit<JournalRow, 'hash'>): string =>
  `{"seq":${row.seq},"id":"${row.id}","type":"${row.type}","version":${row.version},"at":${row.at},` +
  `"source":${JSON.stringify(row.source)},"correlationId":"${row.correlationId}","cause":${row.cause},` +
  `"causationId":${row.causationId === null ? 'null' : `"${row.causationId}"`},` +
  `"isInput":${row.isInput},"data":${row.data}}`

/** The next link of the chain. Joined, because a text put together by `+` is hashed four times as slowly. */
export const chain = (before: string, line: string): string =>
  hash('sha256', [before, line].join(''), 'hex')

/** An event as the next row of the chain. */
export function rowOf(event: Event, before: string): JournalRow {
  const row = {
    seq: event.seq,
    id: event.id,
    type: event.type,
    version: event.version,
    at: event.at,
    source: event.source,
    correlationId: event.correlationId,
    cause: event.cause,
    causationId: event.causationId,
    isInput: event.isInput,
    data: JSON.stringify(event.data),
  }
  return { ...row, hash: chain(before, lineOf(row)) }
}

/** A stored row as the event it was. What the journal holds was typed when it was written. */
export function eventOf(row: JournalRow): Event {
  const data: unknown = JSON.parse(row.data)
  return {
    seq: row.seq,
    id: row.id as EventId,
    type: row.type as EventType,
    version: row.version,
    at: row.at as EpochMs,
    source: row.source,
    correlationId: row.correlationId as CorrelationId,
    cause: row.cause,
    causationId: row.causationId as EventId | null,
    isInput: row.isInput,
    data,
  } as Event
}

/** The truth: append-only, in total order, durable in groups. */
export abstract class Journal {
  /** Place of the newest event, durable or not; 0 when empty. */
  abstract readonly head: number
  /** Hash of the chain at the head. */
  abstract readonly hash: string
  /** Never waits. Throws JOURNAL_FAILED once storage has failed: nothing may be decided on a lost past. */
  abstract append(event: Event): void
  /** Resolves when everything up to the place is on stable storage; rejects when it never will be. */
  abstract durable(seq: number): Promise<void>
  /** Called with each group, in order, once it is durable. */
  abstract onDurable(listener: (events: readonly Event[]) => void): Disposable
  /** Durable events after a place, oldest first. */
  abstract read(after: number, limit: number): Promise<readonly Event[]>
  /** Flushes and lets go. */
  abstract close(): Promise<void>
}

/** Stable storage for a journal: one call is one transaction. */
export abstract class JournalLog {
  /** Stores rows that follow the head without a gap, or nothing. Throws JOURNAL_FENCED for a stale writer. */
  abstract append(rows: readonly JournalRow[]): Promise<void>
  abstract read(after: number, limit: number): Promise<readonly JournalRow[]>
  abstract head(): Promise<{ readonly seq: number; readonly hash: string }>
}
