import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { threadId } from 'node:worker_threads'
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

/** The new file stands in for the old one, so it takes over whose it is and who may read it. */
async function takeOver(handle: FileHandle, file: string, { mode }: WriteOptions): Promise<void> {
  const before = await ifThere(stat(file))
  const now = await handle.stat()
  if (before !== null && (before.uid !== now.uid || before.gid !== now.gid)) {
    await handle.chown(before.uid, before.gid)
  }
  const wanted = mode ?? before?.mode
  if (wanted !== undefined) await handle.chmod(wanted & 0o777)
}

async function replace(file: string, content: string | Buffer, options: WriteOptions) {
  const temporary = `${file}.${process.pid}-${threadId}.tmp`
  try {
    const handle = await open(temporary, 'w', options.mode ?? 0o666)
    try {
      await takeOver(handle, file, options)
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
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
