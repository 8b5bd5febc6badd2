import { randomUUID } from 'node:crypto'
import { type EpochMs, epochMs, isoTime } from '../../domain/time.ts'
import { isCancellation } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import type { Database } from './database.ts'
import type { StateManager } from './state-manager.ts'

/** Who writes a book. */
export interface Holder {
  readonly pid: number
  readonly host: string
}

export interface LeaseOptions {
  readonly state: StateManager
  readonly book: string
  readonly holder: Holder
  readonly clock: Clock
  /** How long it is good without being renewed. */
  readonly ttlMs?: number
}

const TTL_MS = 15_000
/** Connections of the writer: the journal's, and its renewals beside it. */
const CONNECTIONS = 2

/**
 * Free is what nobody took, what ran out, and what belongs to a holder whose connections are gone: a killed process
 * loses them at once, so its successor need not wait.
 */
const ACQUIRE = `
  insert into leases (book, epoch, token, holder, since, expires_at) values ($1, 1, $2, $3, $4, $5)
  on conflict (book) do update set epoch = leases.epoch + 1, token = excluded.token,
    holder = excluded.holder, since = excluded.since, expires_at = excluded.expires_at
  where leases.expires_at <= $4 or not exists (
    select from pg_stat_activity where application_name = leases.token and datname = current_database())
  returning epoch`
const RENEW = 'update leases set expires_at = $3 where book = $1 and epoch = $2'
const RELEASE = 'update leases set expires_at = 0 where book = $1 and epoch = $2'
const HOLDER = 'select holder, since from leases where book = $1'

/** The right to write a book's journal, held by one process at a time; each holder has a higher epoch. */
export class Lease {
  readonly book: string
  readonly epoch: number
  /** The holder's own connections: the journal is written over them. */
  readonly lane: Database
  readonly #clock: Clock
  readonly #ttlMs: number

  private constructor(options: LeaseOptions, lane: Database, epoch: number) {
    this.book = options.book
    this.epoch = epoch
    this.lane = lane
    this.#clock = options.clock
    this.#ttlMs = options.ttlMs ?? TTL_MS
  }

  /** Throws STATE_LOCKED, naming the holder, while another process holds it and lives. */
  static async acquire(options: LeaseOptions): Promise<Lease> {
    const { state, book, holder, clock, ttlMs = TTL_MS } = options
    const token = `robo lease ${randomUUID()}`
    const lane = state.lane(token, { max: CONNECTIONS })
    const now = clock.now()
    const values = [book, token, JSON.stringify(holder), now, now + ttlMs]
    const { rows } = await lane.query<{ epoch: number }>({ text: ACQUIRE, values })
    const epoch = rows[0]?.epoch
    if (epoch !== undefined) return new Lease(options, lane, epoch)
    const found = await lane.query<{ holder: Holder; since: number }>({
      text: HOLDER,
      values: [book],
    })
    await lane.close()
    throw locked(book, found.rows[0])
  }

  /** Throws JOURNAL_FENCED when another process has taken over. */
  async renew(): Promise<EpochMs> {
    const expiresAt = epochMs(this.#clock.now() + this.#ttlMs)
    const values = [this.book, this.epoch, expiresAt]
    const { rowCount } = await this.lane.query({ name: 'lease_renew', text: RENEW, values })
    if (rowCount === 1) return expiresAt
    throw fenced(this.book)
  }

  /** Renews by the clock, three times a lifetime, until aborted. Rejects when the lease is lost. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = epochMs(this.#clock.now() + Math.floor(this.#ttlMs / 3))
      await this.#clock.until(due, signal).catch((error: unknown) => {
        if (!isCancellation(error)) throw error
      })
      if (!signal.aborted) await this.renew()
    }
  }

  /** Lets the next one in at once. */
  async release(): Promise<void> {
    await this.lane.query({ text: RELEASE, values: [this.book, this.epoch] })
    await this.lane.close()
  }
}

/** What a writer hears whose lease has gone to somebody else. */
export const fenced = (book: string): TradingError =>
  new TradingError(
    'JOURNAL_FENCED',
    `Another process has taken over the book "${book}", so this one may not write it any more`,
  )

function locked(book: string, held?: { readonly holder: Holder; readonly since: number }) {
  if (held === undefined) {
    return new TradingError('STATE_LOCKED', `The book "${book}" is in use by another process`)
  }
  const { holder, since } = held
  const message =
    `The book "${book}" is in use by process ${holder.pid} on ${holder.host} since ${isoTime(since)}. ` +
    'Stop it first, or work on another data folder'
  return new TradingError('STATE_LOCKED', message, { facts: { ...holder, since: isoTime(since) } })
}
