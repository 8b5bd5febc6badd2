import { TradingError } from './errors.ts'
import type { Event } from './events.ts'
import { eventOf, Journal, type JournalRow, rowOf } from './journal.ts'

/** Where the re-run begins: the state that was saved is the state after this event. */
export interface Checkpoint {
  readonly seq: number
  /** Hash of the chain at that place. */
  readonly hash: string
}

const FIELDS = [
  'type',
  'at',
  'source',
  'data',
  'cause',
  'isInput',
  'id',
  'correlationId',
  'causationId',
  'version',
] as const satisfies readonly (keyof JournalRow)[]

const EXCERPT = 60

/** The text around the first character in which two values differ. */
function excerpts(
  stored: unknown,
  made: unknown,
): { readonly stored: string; readonly made: string } {
  const before = String(stored)
  const now = String(made)
  let at = 0
  while (at < before.length && before[at] === now[at]) at++
  const from = Math.max(0, at - EXCERPT / 2)
  return { stored: before.slice(from, from + EXCERPT), made: now.slice(from, from + EXCERPT) }
}

/**
 * Lets the kernel run again over what is stored: an event whose place is taken must be, byte for byte, the one that is
 * there; behind the stored ones it is written as usual. So a restart proves itself while it happens.
 */
export class ResumingJournal extends Journal {
  readonly #inner: Journal
  readonly #tail: readonly JournalRow[]
  #head: number
  #hash: string

  /** `tail`: the stored rows after the checkpoint, up to the head of the inner journal. */
  constructor(inner: Journal, checkpoint: Checkpoint, tail: readonly JournalRow[]) {
    super()
    this.#inner = inner
    this.#tail = tail
    this.#head = checkpoint.seq
    this.#hash = checkpoint.hash
    const last = tail.at(-1)?.seq ?? checkpoint.seq
    if (last !== inner.head) throw incomplete(last, inner.head)
  }

  /** Place of the newest event of the re-run. */
  override get head(): number {
    return this.isResumed ? this.#inner.head : this.#head
  }

  override get hash(): string {
    return this.isResumed ? this.#inner.hash : this.#hash
  }

  /** Whether everything stored has been gone over. */
  get isResumed(): boolean {
    return this.#expected() === undefined
  }

  /** The next stored event if it came from outside and must be handed in again; else null. */
  nextInput(): Event | null {
    const row = this.#expected()
    return row?.isInput ? eventOf(row) : null
  }

  override append(event: Event): void {
    const stored = this.#expected()
    if (stored === undefined) return this.#inner.append(event)
    const made = rowOf(event, this.#hash)
    if (made.seq !== stored.seq || made.hash !== stored.hash) throw differs(stored, made)
    this.#head = made.seq
    this.#hash = made.hash
  }

  /** What is stored is durable already. */
  override durable(seq: number): Promise<void> {
    return this.#inner.durable(seq)
  }

  override onDurable(listener: (events: readonly Event[]) => void): Disposable {
    return this.#inner.onDurable(listener)
  }

  override read(after: number, limit: number): Promise<readonly Event[]> {
    return this.#inner.read(after, limit)
  }

  override close(): Promise<void> {
    return this.#inner.close()
  }

  #expected(): JournalRow | undefined {
    const [first] = this.#tail
    return first === undefined ? undefined : this.#tail[this.#head + 1 - first.seq]
  }
}

/** What is left to do where a book cannot go on. */
export const ANEW =
  'The book stays readable ("journal show"); go on with the version that wrote it, or begin another one with another --seed or --data-dir'

function differs(stored: JournalRow, made: JournalRow): TradingError {
  const { seq, type } = stored
  const field = FIELDS.find((name) => stored[name] !== made[name]) ?? 'hash'
  const facts = { seq, type, field, ...excerpts(stored[field], made[field]) }
  const message =
    `Event ${seq} of the journal, "${type}", came about differently: its ${field} is not what is stored. ` +
    `The program or its inputs have changed since. ${ANEW}`
  return new TradingError('JOURNAL_BROKEN', message, { facts })
}

const incomplete = (last: number, head: number): TradingError =>
  new TradingError(
    'JOURNAL_BROKEN',
    `The journal ends at ${head}, but events only up to ${last} were read to go over`,
  )
