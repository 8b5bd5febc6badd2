import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { EpochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import { OWNER_ONLY, readIfThere, updateFile, writeAtomically } from './atomic-file.ts'
import { isSystemError } from './system-error.ts'

type Plain = Readonly<Record<string, unknown>>

const object = z.record(z.string(), z.unknown())
const FILE = 'config.json'
const FOLDER = 'config-backups'
const NAME = /^config-\d{13}\.json$/
/** Names through which a value could reach what all objects inherit. */
const REFUSED = new Set(['__proto__', 'constructor', 'prototype'])

/** The configuration that the owner saves in the data folder: whole, versioned by its time, with copies on request. */
export class ConfigFile {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = dataDir
  }

  /** Time of its last change, 0 when there is none: also a change by hand is another version. */
  async version(): Promise<number> {
    try {
      const { mtimeMs } = await stat(join(this.#folder, FILE))
      return Math.floor(mtimeMs)
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return 0
      throw error
    }
  }

  /**
   * Sets keys, written `limits.isOn`, once `check` finds the whole acceptable. Throws CONFLICT when the file is not the
   * version that the change was made on, and whatever `check` throws.
   */
  async save(
    version: number,
    values: Plain,
    check: (whole: Plain) => Promise<unknown>,
  ): Promise<void> {
    await this.#change(async (before) => {
      const newest = await this.version()
      if (newest !== version) throw stale(newest)
      const whole = structuredClone(before) as Record<string, unknown>
      for (const [key, value] of Object.entries(values)) setAt(whole, key.split('.'), value)
      await check(whole)
      return whole
    })
  }

  /** Copies it aside; the name of the copy. */
  async backUp(now: EpochMs): Promise<string> {
    const text = (await readIfThere(join(this.#folder, FILE))) ?? '{}'
    const folder = join(this.#folder, FOLDER)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const name = `config-${now}.json`
    await writeAtomically(join(folder, name), text, { mode: OWNER_ONLY })
    return name
  }

  /** Names of the copies, newest first. */
  async backups(): Promise<readonly string[]> {
    try {
      const names = await readdir(join(this.#folder, FOLDER))
      return names
        .filter((name) => NAME.test(name))
        .sort()
        .reverse()
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return []
      throw error
    }
  }

  /** Puts a copy in its place, once `check` finds it acceptable. Throws NOT_FOUND. */
  async restore(name: string, check: (whole: Plain) => Promise<unknown>): Promise<void> {
    const text = NAME.test(name) ? await readIfThere(join(this.#folder, FOLDER, name)) : null
    if (text === null) throw new TradingError('NOT_FOUND', 'There is no such copy')
    const whole = object.parse(JSON.parse(text))
    await this.#change(async () => {
      await check(whole)
      return whole
    })
  }

  /** As one step: nobody else writes between what was read and what is written. */
  #change(change: (before: Plain) => Promise<Plain>): Promise<void> {
    const file = join(this.#folder, FILE)
    const next = async (text: string | null) => {
      const before = text === null ? {} : object.parse(JSON.parse(text.replace(/^\uFEFF/, '')))
      return `${JSON.stringify(await change(before), null, 2)}\n`
    }
    return updateFile(file, next, { mode: OWNER_ONLY })
  }
}

function setAt(
  into: Record<string, unknown>,
  [name, ...rest]: readonly string[],
  value: unknown,
): void {
  if (name === undefined || REFUSED.has(name)) return
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = object.safeParse(into[name]).data ?? {}
  into[name] = inner
  setAt(inner, rest, value)
}

const stale = (newest: number): TradingError =>
  new TradingError(
    'CONFLICT',
    'The configuration has changed since you looked: look again before you change it',
    { facts: { version: newest } },
  )
