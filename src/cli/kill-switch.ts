import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import * as z from 'zod'
import { type Clock, SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { eventOf } from '../core/journal.ts'
import { type Command, CommandQueue } from '../core/state/command-queue.ts'
import { PostgresJournalLog } from '../core/state/journal-log.ts'
import { searchJournal, tradingStanding } from '../core/state/journal-search.ts'
import {
  isWorkingRow,
  type OrderLine,
  ordersNow,
  workingOrders,
} from '../core/state/order-lines.ts'
import { RestingBook } from '../core/state/resting-book.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'
import { chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'

export type SwitchKind = 'stop' | 'resume'

/** What throwing the kill switch did. */
export interface SwitchOutcome {
  readonly book: string
  readonly state: 'halted' | 'active'
  /** False when it stood there already. */
  readonly isChanged: boolean
  /**
   * `running`: the desk has done it. `resting`: nobody runs the book, it is in its journal. `waiting`: nobody runs it and it
   * ended in the middle of a moment or has not begun, so the next start does it before any other.
   */
  readonly taken: 'running' | 'resting' | 'waiting'
  /** Place of the event; null while it waits, or when nothing changed. */
  readonly seq: number | null
  readonly reason: string
  /** Orders that were stopped, and those that can still change. */
  readonly cancelled: readonly OrderLine[]
  readonly working: readonly OrderLine[]
}

const EVENTS = { stop: 'system.emergency_stop', resume: 'system.emergency_resume' } as const
const STATES = { stop: 'halted', resume: 'active' } as const
const BY = 'the command line'
const ANSWER_MS_MAX = 5_000
/** What follows from the stop itself is stored with it or right behind it. */
const FOLLOWS_MS_MAX = 500
const LOOK_MS = 50

const refusal = z.object({ code: z.string(), message: z.string() })
const answer = z.union([refusal, z.object({ seq: z.number().nullable() })])

interface Throwing {
  readonly context: Context
  readonly state: StateManager
  readonly clock: Clock
  readonly queue: CommandQueue
  readonly book: string
  readonly kind: SwitchKind
  readonly reason: string
  readonly command: Command
}

/**
 * Halts or resumes a book, whether somebody runs it or not. Throws TIMED_OUT when the desk does not answer: what was asked
 * stays then, and is taken up when it can be.
 */
export async function throwSwitch(
  context: Context,
  kind: SwitchKind,
  options: { readonly book: string | undefined; readonly reason: string },
): Promise<SwitchOutcome> {
  const { state, standing } = await chosenBook(context, options.book)
  const clock = context.parts.get(SystemClock)
  const book = standing.book.name
  const payload = { reason: options.reason, by: BY }
  const command = { id: randomUUID(), kind, payload, createdAt: clock.now() }
  const queue = new CommandQueue({ state, book, clock })
  const throwing = { context, state, clock, queue, book, kind, reason: options.reason, command }
  if (standing.writer !== null) return askRunning(throwing)
  const holder = { pid: process.pid, host: hostname() }
  const resting = await RestingBook.hold({ book: standing.book, state, holder, clock }).catch(
    (error: unknown) => {
      if (error instanceof TradingError && error.code === 'STATE_LOCKED') return null
      throw error
    },
  )
  // Somebody has just started it.
  if (resting === null) return askRunning(throwing)
  try {
    return await writeResting(throwing, resting)
  } finally {
    await resting.close()
  }
}

async function writeResting(throwing: Throwing, resting: RestingBook): Promise<SwitchOutcome> {
  const { state, queue, book, kind, command } = throwing
  const working = await workingOrders(state, book)
  const outcome = { ...commonOf(throwing), cancelled: [], working }
  const waiting = await queue.waiting()
  const [last] = waiting.slice(-1)
  const before =
    last === undefined
      ? await tradingStanding(state, book)
      : { state: stateAfter(last.kind), reason: '' }
  if (before.state === STATES[kind]) {
    const taken = last === undefined ? 'resting' : 'waiting'
    return { ...outcome, isChanged: false, taken, seq: null, reason: before.reason }
  }
  const mayWrite = waiting.length === 0 && resting.isAtCheckpoint
  const payload = { reason: throwing.reason, by: BY }
  const seq = mayWrite ? await resting.write(EVENTS[kind], payload, command.id) : null
  if (seq !== null) return { ...outcome, isChanged: true, taken: 'resting', seq }
  await queue.submit(command)
  return { ...outcome, isChanged: true, taken: 'waiting', seq: null }
}

const stateAfter = (kind: string) => (kind === 'stop' ? STATES.stop : STATES.resume)

const commonOf = ({ book, kind, reason }: Throwing) => ({ book, state: STATES[kind], reason })

async function askRunning(throwing: Throwing): Promise<SwitchOutcome> {
  const { context, state, clock, queue, book, command } = throwing
  const before = await workingOrders(state, book)
  const due = epochMs(clock.now() + ANSWER_MS_MAX)
  await queue.submit(command)
  const late = AbortSignal.timeout(ANSWER_MS_MAX)
  const signal = AbortSignal.any([context.signal, late])
  const { outcome } = await queue.outcome(command.id, signal).catch((error: unknown) => {
    throw late.aborted ? notAnswered(throwing) : error
  })
  const answered = answer.parse(outcome)
  if ('code' in answered)
    throw new TradingError('CONFLICT', `The desk refused: ${answered.message}`)
  const isChanged = answered.seq !== null && (await isFollowed(throwing, answered.seq))
  const after = await settledOrders(throwing, before, due)
  return {
    ...commonOf(throwing),
    ...(isChanged ? {} : { reason: await reasonBefore(throwing) }),
    isChanged,
    taken: 'running',
    seq: answered.seq,
    cancelled: after.filter(({ status }) => status === 'cancelled'),
    working: after.filter(isWorkingRow),
  }
}

/** Whether the trading state changed: that fact stands right behind the one that brought it about. */
async function isFollowed({ context, state, clock, book }: Throwing, seq: number) {
  const lane = state.lane(`robo switch ${process.pid}`)
  try {
    const log = new PostgresJournalLog({ database: lane, book, lease: null })
    const due = clock.now() + FOLLOWS_MS_MAX
    for (;;) {
      const [next] = await log.read(seq, 1)
      if (next !== undefined) return next.type === 'risk.trading_state_change' && next.cause === seq
      if (clock.now() >= due) return false
      await clock.until(epochMs(clock.now() + LOOK_MS), context.signal)
    }
  } finally {
    await lane.close()
  }
}

/** Why the trading state is what it was already. */
async function reasonBefore({ state, book }: Throwing): Promise<string> {
  const types = ['risk.trading_state_change'] as const
  const [row] = await searchJournal(state, { book, types, correlationId: null, limit: 1 })
  const event = row === undefined ? null : eventOf(row)
  return event?.type === 'risk.trading_state_change' ? event.data.reason : ''
}

/** The orders that were working, once none of them is any more or the time is over. */
async function settledOrders(
  { context, state, clock, book, kind }: Throwing,
  before: readonly OrderLine[],
  due: EpochMs,
): Promise<readonly OrderLine[]> {
  const ids = before.map(({ orderId }) => orderId)
  for (;;) {
    const now = await ordersNow(state, book, ids)
    if (kind === 'resume' || !now.some(isWorkingRow) || clock.now() >= due) return now
    await clock.until(epochMs(clock.now() + LOOK_MS), context.signal)
  }
}

const notAnswered = ({ book, kind }: Throwing): TradingError =>
  new TradingError(
    'TIMED_OUT',
    `The desk of "${book}" did not answer within ${ANSWER_MS_MAX / 1_000} s. The ${kind} is kept: the desk does it as soon as ` +
      'it can, at the latest when it starts again. If that cannot wait, end its process',
  )
