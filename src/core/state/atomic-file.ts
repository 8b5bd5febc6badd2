import { open, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { isSystemError } from './system-error.ts'

export interface WriteOptions {
  /** Permissions of the file; those it has, else the system's default, when absent. */
  readonly mode?: number
}

/** Only for its owner: tokens, keys, passwords. */
export const OWNER_ONLY = 0o600

/** null instead of an error for what is not there. */
async function ifThere<R>(work: Promise<R>): Promise<R | null> {
  try {
    return await work
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

/** The file's text, or null when there is none. */
export const readIfThere = (file: string): Promise<string | null> => ifThere(readFile(file, 'utf8'))

/** Makes a rename outlive a power cut; Windows has no such call for folders, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The new file takes over whose the old one was and who may read it; the folder is synced, which the library leaves out. */
async function replace(file: string, content: string | Buffer, { mode }: WriteOptions) {
  await writeFileAtomic(file, content, mode === undefined ? {} : { mode })
  await syncFolder(dirname(file))
}

/** Ends of the queues of updates, by file: whoever comes later waits for the one before. */
const queues = new Map<string, Promise<unknown>>()

/** One after the other for each file, whoever asks, so that updates made in parallel are all kept. */
async function inTurn<R>(file: string, work: (file: string) => Promise<R>): Promise<R> {
  const key = resolve(file)
  const before = queues.get(key) ?? Promise.resolve()
  const mine = before.then(
    () => work(key),
    () => work(key),
  )
  queues.set(key, mine)
  try {
    return await mine
  } finally {
    if (queues.get(key) === mine) queues.delete(key)
  }
}

/** Temporary file in the same folder, sync, rename: after a crash the old or the new content is there, whole. */
export const writeAtomically = (
  file: string,
  content: string | Buffer,
  options: WriteOptions = {},
): Promise<void> => inTurn(file, (path) => replace(path, content, options))

/** Reads, changes and writes a text file as one step; `change` gets null for a file that is not there. */
export const updateFile = (
  file: string,
  change: (text: string | null) => string | Promise<string>,
  options: WriteOptions = {},
): Promise<void> =>
  inTurn(file, async (path) => replace(path, await change(await readIfThere(path)), options))

/** The same for a JSON value; it is written with two spaces, to be read by people. */
export const updateJson = (
  file: string,
  change: (value: unknown) => unknown,
  options: WriteOptions = {},
): Promise<void> =>
  updateFile(
    file,
    (text) => `${JSON.stringify(change(text === null ? null : JSON.parse(text)), null, 2)}\n`,
    options,
  )
