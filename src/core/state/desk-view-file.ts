import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DeskState } from '../desk-view.ts'
import type { JournalLog } from '../journal.ts'
import type { DeskViewStore } from '../kept-view.ts'
import type { Logger } from '../log.ts'
import { OWNER_ONLY, readIfThere, writeAtomically } from './atomic-file.ts'

export interface DeskViewFileOptions {
  readonly file: string
  readonly rows: JournalLog
  readonly log: Logger
}

/** What stands in the file: a view is only good for the journal that it was folded from, by the program that folded it. */
interface Stored {
  readonly format: number
  /** Hash of the journal's chain at the view's place. */
  readonly journalHash: string
  readonly digest: string
  /** JSON, as it was digested. */
  readonly state: string
}

/** Raised whenever a view is folded or kept in another way: then the journal is folded anew, once. */
const FORMAT = 4

const digestOf = (state: string): string => createHash('sha256').update(state).digest('hex')

/** The view of a book in a file of its own: a shortcut, never a source. */
export class DeskViewFile implements DeskViewStore {
  readonly #options: DeskViewFileOptions

  constructor(options: DeskViewFileOptions) {
    this.#options = options
  }

  async load(): Promise<DeskState | null> {
    const { file, log } = this.#options
    const text = await readIfThere(file)
    if (text === null) return null
    try {
      const stored = JSON.parse(text) as Stored
      const state = JSON.parse(stored.state) as DeskState
      const fault = await this.#faultOf(stored, state)
      if (fault === null) return state
      log.warn('a view is not used: the journal is read from its start', { fault })
    } catch (error) {
      log.warn('a view cannot be read: the journal is read from its start', { error })
    }
    return null
  }

  async save(view: DeskState): Promise<void> {
    const { file } = this.#options
    const journalHash = await this.#hashAt(view.seq)
    if (journalHash === null) return
    const state = JSON.stringify(view)
    const stored: Stored = { format: FORMAT, journalHash, digest: digestOf(state), state }
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeAtomically(file, JSON.stringify(stored), { mode: OWNER_ONLY })
  }

  async #faultOf(stored: Stored, { seq }: DeskState): Promise<string | null> {
    if (stored.format !== FORMAT) return 'it was kept by another version'
    if (stored.digest !== digestOf(stored.state)) return 'its content is damaged'
    return stored.journalHash === (await this.#hashAt(seq)) ? null : 'it is of another journal'
  }

  async #hashAt(seq: number): Promise<string | null> {
    const [row] = await this.#options.rows.read(seq - 1, 1)
    return row?.seq === seq ? row.hash : null
  }
}
