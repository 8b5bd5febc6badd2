import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ERRORS, type ErrorCode } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { RunLine } from '../core/run-desk.ts'
import { OWNER_ONLY, readIfThere, writeAtomically } from '../core/state/atomic-file.ts'
import { processState } from '../core/state/postmaster-file.ts'
import { epochMs } from '../domain/time.ts'

export interface RunNotesDeps {
  /** In the data folder. */
  readonly folder: string
  /** Of the process that runs them. */
  readonly pid: number
  readonly log: Logger
}

/** A run that is not kept with its result: it waits, is under way, or came to nothing. */
type Noted = Pick<RunLine, 'id' | 'kind' | 'title' | 'state' | 'createdAt' | 'says' | 'error'>

const isKnownCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code)

const noteShape = z.object({
  pid: z.int(),
  id: z.uuid(),
  kind: z.enum(['backtest', 'sweep']),
  title: z.string(),
  state: z.enum(['queued', 'running', 'failed', 'cancelled']),
  createdAt: z.int().transform(epochMs),
  says: z.string(),
  error: z.object({ code: z.custom<ErrorCode>(isKnownCode), message: z.string() }).nullable(),
})

const ENDING = '.json'
/** Runs that came to nothing are told of for a while, not for ever. */
const NOTES_MAX = 50
const LOST = 'The desk stopped before it was done, and nothing of it was kept: start it again'

/** Notes of runs without a result, a file each, so that neither a restart nor a crash makes one vanish without a word. */
export class RunNotes {
  readonly #deps: RunNotesDeps

  constructor(deps: RunNotesDeps) {
    this.#deps = deps
  }

  /** Those of processes that are gone; what these had under way is lost, and said to be. */
  async left(): Promise<readonly Noted[]> {
    const { folder, pid } = this.#deps
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const left: Noted[] = []
    for (const name of await readdir(folder)) {
      if (!name.endsWith(ENDING)) continue
      const note = await this.#read(name)
      if (note === null) continue
      const { pid: by, ...line } = note
      if (by !== pid && !(await isGone(by))) continue
      if (line.state === 'failed' || line.state === 'cancelled') left.push(line)
      else left.push(await this.#lose(line))
    }
    left.sort((a, b) => b.createdAt - a.createdAt)
    for (const { id } of left.splice(NOTES_MAX)) await this.forget(id)
    return left
  }

  async keep({ id, kind, title, state, createdAt, says, error }: Noted): Promise<void> {
    const { folder, pid } = this.#deps
    const note = { pid, id, kind, title, state, createdAt, says, error }
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const text = `${JSON.stringify(note)}\n`
    await writeAtomically(this.#fileOf(id), text, { mode: OWNER_ONLY })
  }

  async forget(id: string): Promise<void> {
    await rm(this.#fileOf(id), { force: true })
  }

  async #lose(line: Noted): Promise<Noted> {
    const lost: Noted = { ...line, state: 'cancelled', says: LOST }
    await this.keep(lost)
    return lost
  }

  /** null for what is no note of this version. */
  async #read(name: string) {
    const { folder, log } = this.#deps
    const text = (await readIfThere(join(folder, name))) ?? ''
    try {
      return noteShape.parse(JSON.parse(text))
    } catch (error) {
      log.warn('a note of a run cannot be read', { name, error })
      return null
    }
  }

  #fileOf(id: string): string {
    return join(this.#deps.folder, `${id}${ENDING}`)
  }
}

const isGone = async (pid: number): Promise<boolean> => {
  const state = await processState(pid)
  return state === 'gone' || state === 'zombie'
}
