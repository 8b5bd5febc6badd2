import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
import type { TradingError } from './errors.ts'
import { EventIds } from './events.ts'
import type { PastInputs } from './feed-pump.ts'
import { GroupedJournal } from './grouped-journal.ts'
import { Intake } from './intake.ts'
import { GENESIS, type JournalRow } from './journal.ts'
import type { Kernel, KernelFactory, KernelSettings } from './kernel.ts'
import type { Logger } from './log.ts'
import { type Checkpoint, ResumingJournal } from './resuming-journal.ts'
import { type Book, BookStore } from './state/book-store.ts'
import { PostgresJournalLog } from './state/journal-log.ts'
import { Lease } from './state/lease.ts'
import { Projector } from './state/projector.ts'
import { type Snapshot, SnapshotStore } from './state/snapshot-store.ts'
import type { StateManager } from './state/state-manager.ts'

/** What a book is of, as plain JSON: the same key is the same book, so that a run which stopped goes on. */
export interface BookPlan {
  /** `paper-sim`, `paper-replay`. */
  readonly kind: string
  readonly key: Readonly<Record<string, unknown>>
  /** What is decided when the book begins, and read again at every later start. */
  readonly beginning: Readonly<Record<string, unknown>>
}

/** A kernel's settings but those that the book itself decides. */
export type DeskSettings = Omit<KernelSettings, 'name' | 'journal' | 'log'>

export interface LiveBookDeps {
  readonly state: StateManager
  readonly kernels: KernelFactory
  readonly clock: Clock
  readonly log: Logger
  readonly holder: { readonly pid: number; readonly host: string }
}

interface Parts extends LiveBookDeps {
  readonly book: Book
  readonly lease: Lease
  readonly rows: PostgresJournalLog
  readonly grouped: GroupedJournal
  readonly journal: ResumingJournal
  readonly snapshots: SnapshotStore
  readonly kernel: Kernel
  readonly isNew: boolean
}

const READ_ROWS = 10_000

const digestOf = (key: unknown): string =>
  createHash('sha256').update(JSON.stringify(key)).digest('hex')

/** The stored book of a plan, begun now when there is none: its identity is that of its first day. */
export function bookOf(state: StateManager, plan: BookPlan, clock: Clock): Promise<Book> {
  const { kind, key, beginning } = plan
  const digest = digestOf({ kind, ...key })
  const name = `${kind}-${digest.slice(0, 8)}`
  const identity = { kind, ...key, ...beginning }
  const draft = { name, namespace: digest.slice(0, 32), identity, createdAt: clock.now() }
  return new BookStore(state).open(draft)
}

/** One book open for writing: its lease, its journal, and the kernel that writes it. */
export class LiveBook implements PastInputs {
  readonly #parts: Parts
  readonly #keeping = new AbortController()
  readonly intake: Intake
  /** Rejects when the book may not be written any more: another process took it, or storage failed. */
  readonly lost: Promise<never>
  #savedAt = -1

  private constructor(parts: Parts) {
    this.#parts = parts
    this.intake = new Intake(parts.kernel.bus, parts.journal)
    this.lost = this.#watch()
    this.lost.catch(() => this.intake.close())
  }

  /** Takes the lease and brings the kernel to where the journal's last checkpoint stands. Throws STATE_LOCKED. */
  static async open(book: Book, desk: DeskSettings, deps: LiveBookDeps): Promise<LiveBook> {
    const { state, clock, holder } = deps
    const lease = await Lease.acquire({ state, book: book.name, holder, clock })
    try {
      return await LiveBook.#under(lease, book, desk, deps)
    } catch (error) {
      await lease.release()
      throw error
    }
  }

  static async #under(
    lease: Lease,
    book: Book,
    desk: DeskSettings,
    deps: LiveBookDeps,
  ): Promise<LiveBook> {
    const { state, clock, log, kernels } = deps
    const rows = new PostgresJournalLog({ database: lease.lane, book: book.name, lease })
    const grouped = await GroupedJournal.open({ log: rows, logger: log, clock })
    const isNew = grouped.head === 0
    const snapshots = new SnapshotStore({ state, book: book.name, log })
    const from = async (
      place: Checkpoint,
    ): Promise<{ journal: ResumingJournal; kernel: Kernel }> => {
      const journal = new ResumingJournal(grouped, place, await tailAfter(rows, place.seq))
      return { journal, kernel: kernels.open({ ...desk, name: book.namespace, journal, log }) }
    }
    const { journal, kernel } = await resumed(await snapshots.latest(), from, log)
    return new LiveBook({ ...deps, book, lease, rows, grouped, journal, snapshots, kernel, isNew })
  }

  get book(): Book {
    return this.#parts.book
  }

  get kernel(): Kernel {
    return this.#parts.kernel
  }

  get isNew(): boolean {
    return this.#parts.isNew
  }

  /** What keeps the tables of this book in step. */
  get projecting() {
    const { state, book, journal, rows } = this.#parts
    return { projector: new Projector({ state, book: book.name }), journal, rows }
  }

  /** Whether the kernel has gone over all that is stored, and what it states now is new. */
  get isResumed(): boolean {
    return this.#parts.journal.isResumed
  }

  hand(kernel: Kernel): void {
    const { journal, book } = this.#parts
    const ids = new EventIds(book.namespace)
    for (let input = journal.nextInput(); input !== null; input = journal.nextInput()) {
      if (input.at > kernel.clock.now()) return
      const { seq, type, data, source, id, correlationId } = input
      // Only what its sender named is named again: else the re-run would remember other ids than the first run did.
      const isNamed = id !== ids.of(seq) || correlationId !== String(id)
      const origin = isNamed ? { source, id, correlationId } : { source }
      kernel.bus.inject(type as 'system.emergency_stop', data as never, origin)
    }
  }

  /** Resolves when storage is not pressed. */
  relieved(): Promise<void> {
    return this.#parts.grouped.relieved()
  }

  /** Puts the kernel's state away, to be taken between two moments, with everything before it durable. */
  async checkpoint(): Promise<void> {
    const { kernel, journal, snapshots } = this.#parts
    const { head: seq } = kernel.bus
    if (!journal.isResumed || seq === this.#savedAt) return
    const at = kernel.clock.now()
    const journalHash = journal.hash
    const state = JSON.stringify(kernel.save())
    await journal.durable(seq)
    await snapshots.save({ seq, at, journalHash, state })
    this.#savedAt = seq
  }

  /** Flushes, lets the lease go, and refuses whatever still waits. */
  async close(): Promise<void> {
    const { kernel, journal, lease } = this.#parts
    this.intake.close()
    this.#keeping.abort('closing')
    await kernel.close()
    await journal.close()
    await lease.release()
  }

  #watch(): Promise<never> {
    const { grouped, lease, log } = this.#parts
    return new Promise((_, reject: (error: TradingError) => void) => {
      grouped.onFailure(reject)
      lease.keep(this.#keeping.signal).catch((error: unknown) => {
        const known = toTradingError(error)
        log.error('the book is lost', { code: known.code, error })
        reject(known)
      })
    })
  }
}

async function tailAfter(log: PostgresJournalLog, after: number): Promise<readonly JournalRow[]> {
  const tail: JournalRow[] = []
  for (let last = after; ; last = tail.at(-1)?.seq ?? after) {
    const rows = await log.read(last, READ_ROWS)
    for (const row of rows) tail.push(row)
    if (rows.length < READ_ROWS) return tail
  }
}

const savedState = z.object({
  seq: z.number(),
  at: z.number(),
  parts: z.record(z.string(), z.unknown()),
})

/**
 * A kernel that has taken the snapshot up, or one that begins the book. A snapshot of a kernel with other parts is left
 * alone: what the missing part would hold follows from the journal, so the whole of it is gone over.
 */
async function resumed<D extends { readonly kernel: Kernel }>(
  snapshot: Snapshot | null,
  from: (place: Checkpoint) => Promise<D>,
  log: Logger,
): Promise<D> {
  if (snapshot !== null) {
    const { seq, journalHash: hash } = snapshot
    const desk = await from({ seq, hash })
    const state = savedState.parse(JSON.parse(snapshot.state))
    const misfit = desk.kernel.misfitOf(state)
    if (misfit === null) {
      desk.kernel.load(state)
      return desk
    }
    log.warn('a checkpoint is not used, and the whole journal is gone over', { seq, misfit })
    await desk.kernel.close()
  }
  const desk = await from({ seq: 0, hash: GENESIS })
  desk.kernel.begin()
  return desk
}
