import { TradingError } from '../../src/core/errors.ts'
import { chain, GENESIS, JournalLog, type JournalRow, lineOf } from '../../src/core/journal.ts'
import type { Life, World } from './world.ts'

/** How a disk behaves: shares of writes. */
export interface DiskFaults {
  /** The write takes half a second. */
  readonly stalls: number
  /** The write fails, for good. */
  readonly fails: number
}

interface Write {
  readonly epoch: number
  readonly rows: readonly JournalRow[]
}

/** State put away beside the journal. */
export interface StoredState {
  readonly seq: number
  readonly hash: string
  readonly text: string
}

const LEASE_LOST = 'Another process has taken over the book'

/**
 * The disk under the desk's journal. Until a write is done nothing of it is safe: a cut keeps none of it, all of it or,
 * harsher than a database would, the beginning of it.
 */
export class SimDisk {
  readonly rows: JournalRow[] = []
  /** Events that somebody was told are safe. */
  acknowledged = 0
  state: StoredState | null = null
  /** Lets any process write: the planted fault. */
  isFenceDown = false
  readonly #world: World
  readonly #faults: DiskFaults
  readonly #underWay = new Map<Life, Write>()
  #epoch = 0

  constructor(world: World, faults: DiskFaults) {
    this.#world = world
    this.#faults = faults
  }

  get head(): number {
    return this.rows.length
  }

  /** The state put away, where the journal bears it out. */
  get checkpoint(): StoredState | null {
    const { state, rows } = this
    return state !== null && rows[state.seq - 1]?.hash === state.hash ? state : null
  }

  /** The book's writer from now on; the one before is fenced out. */
  take(life: Life): JournalLog {
    this.#epoch += 1
    return new DiskLog(this, life, this.#epoch)
  }

  append(life: Life, epoch: number, rows: readonly JournalRow[]): Promise<void> {
    const world = this.#world
    return new Promise((resolve, reject) => {
      const delay = world.chance(this.#faults.stalls) ? 500 : world.between(1, 8)
      this.#underWay.set(life, { epoch, rows })
      world.plan(delay, life, () => {
        this.#underWay.delete(life)
        const error = this.#refusal(epoch, rows)
        if (error !== null) return reject(error)
        this.rows.push(...rows)
        resolve()
      })
    })
  }

  /** The power goes: what was being written is there, or in part, or not at all. */
  cut(life: Life): void {
    const write = this.#underWay.get(life)
    this.#underWay.delete(life)
    if (write === undefined || this.#refusal(write.epoch, write.rows) !== null) return
    const { length } = write.rows
    const kept = this.#world.pick([0, length, this.#world.between(0, length)])
    this.rows.push(...write.rows.slice(0, kept))
  }

  /** Place of the first row that does not follow from those before it; null when the chain is whole. */
  firstBreak(): number | null {
    let hash = GENESIS
    for (const [index, row] of this.rows.entries()) {
      if (row.seq !== index + 1 || chain(hash, lineOf(row)) !== row.hash) return index + 1
      hash = row.hash
    }
    return null
  }

  #refusal(epoch: number, rows: readonly JournalRow[]): TradingError | null {
    if (this.#world.chance(this.#faults.fails)) {
      return new TradingError('JOURNAL_FAILED', 'The disk is full')
    }
    if (this.isFenceDown) return null
    if (epoch !== this.#epoch) return new TradingError('JOURNAL_FENCED', LEASE_LOST)
    const isNext = rows[0]?.seq === this.head + 1
    return isNext ? null : new TradingError('JOURNAL_BROKEN', 'The rows do not follow')
  }
}

class DiskLog extends JournalLog {
  readonly #disk: SimDisk
  readonly #life: Life
  readonly #epoch: number

  constructor(disk: SimDisk, life: Life, epoch: number) {
    super()
    this.#disk = disk
    this.#life = life
    this.#epoch = epoch
  }

  override append(rows: readonly JournalRow[]): Promise<void> {
    return this.#disk.append(this.#life, this.#epoch, rows)
  }

  override async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#disk.rows.slice(after, after + limit)
  }

  override async head(): Promise<{ readonly seq: number; readonly hash: string }> {
    const last = this.#disk.rows.at(-1)
    return last === undefined ? { seq: 0, hash: GENESIS } : { seq: last.seq, hash: last.hash }
  }
}
